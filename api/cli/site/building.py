"""Building: puts a site together from pages, static files and the search, and puts it in its place in one step."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox_atlas.api.cli.site import linked
from sandbox_atlas.api.cli.site.application import site_application
from sandbox_atlas.api.cli.site.asked import asked
from sandbox_atlas.api.cli.site.beside import MakerBeside
from sandbox_atlas.api.cli.site.crawling import Crawl
from sandbox_atlas.api.cli.site.links import without_links
from sandbox_atlas.api.cli.site.making import Maker
from sandbox_atlas.api.cli.site.names import index
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.api.web.static_files import FOLDER
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.downloads.replacing import replacing_folder

MARK: Final = "site.json"
"""The file that tells the folder of a site from others."""
_NOT_COPIED: Final = shutil.ignore_patterns("*.map", "*.d.ts", ".made-of")

Progress = Callable[[str, int, int], None]
"""Is told what is done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Built:
    """What was written.

    Attributes:
        files: Number of files.
        size: Their bytes.
    """

    files: int
    size: int


async def build(atlas: Atlas, folder: Path, plan: Plan, progress: Progress, processes: int = 1) -> Built:
    """Write the site of an atlas, which takes the place of the one before in one step.

    Args:
        atlas: The atlas.
        folder: The folder: new, empty, or with a site.
        plan: What the site holds.
        progress: See there.
        processes: How many write pages at once; more than one open the atlas each for itself.

    Raises:
        BadParameterError: The folder holds something else.
        UnreadableFileError: It cannot be written.
        EngineError: A page could not be made.
    """
    codes = [language.code for language in shipped()]
    prefixes = {code: "" if code == codes[0] else f"{code}/" for code in codes}
    with replacing_folder(folder, MARK) as draft:
        shutil.copytree(FOLDER, draft / "static", ignore=_NOT_COPIED)
        crawl = Crawl(plan, prefixes, lambda done, all_: progress("pages", done, all_))
        maker = Maker(site_application(atlas, plan), plan, draft, prefixes)
        beside = [MakerBeside(atlas, plan, draft, prefixes) for _ in range(processes - 1)]
        try:
            await crawl.run([*beside, maker])
        finally:
            await asyncio.gather(*(each.close() for each in beside))
        for code, prefix in prefixes.items():
            progress("search", 0, 1)
            (draft / prefix / "search" / "names.json").write_text(await index(atlas, plan, code), encoding="utf-8")
            (draft / prefix / "search" / "questions.json").write_text(await asked(plan, code), encoding="utf-8")
            (draft / prefix / linked.FILE).write_text(await linked.linked(atlas, plan, code), encoding="utf-8")
        progress("links", 0, 1)
        without_links(draft, crawl.missing)
        (draft / ".nojekyll").touch()
        about = {"snapshot": atlas.snapshot, "languages": prefixes, "address": plan.address}
        (draft / MARK).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        sizes = [path.stat().st_size for path in draft.rglob("*") if path.is_file()]
    return Built(len(sizes), sum(sizes))
