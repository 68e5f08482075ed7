"""Building: puts a site together from pages, static files and the search, and puts it in its place in one step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.cli.site.crawling import Crawl
from sandbox_atlas.api.cli.site.links import without_links
from sandbox_atlas.api.cli.site.names import index
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.languages import shipped
from sandbox_atlas.api.web.static_files import FOLDER
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.downloads.replacing import replacing_folder
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES

MARK: Final = "site.json"
"""The file that tells the folder of a site from others."""
_NOT_COPIED: Final = shutil.ignore_patterns("*.map", "*.d.ts", ".made-of")

Progress = Callable[[str, int, int], None]
"""Is told what is done, how much of it is done, and how much there is."""


async def _about_copy(request: Request) -> HTMLResponse:
    """What works in a copy as files, and what needs a server."""
    return await pages.render(request, "copy.html")


@dataclass(frozen=True)
class Built:
    """What was written.

    Attributes:
        files: Number of files.
        size: Their bytes.
    """

    files: int
    size: int


def planned(atlas: Atlas, most: int, address: str = "") -> Plan:
    """The plan of a site that holds everything of an atlas.

    Args:
        atlas: The atlas.
        most: The largest number of values of a parameter for each of which an answer is written.
        address: Address of the site, if it is known.
    """
    held = [suffix for suffix in GRAPH_TYPES.values() if atlas.downloads.holds(suffix)]
    return Plan(atlas.names, most, address, held)


async def build(atlas: Atlas, folder: Path, plan: Plan, progress: Progress) -> Built:
    """Write the site of an atlas, which takes the place of the one before in one step.

    Args:
        atlas: The atlas.
        folder: The folder: new, empty, or with a site.
        plan: What the site holds.
        progress: See there.

    Raises:
        BadParameterError: The folder holds something else.
        UnreadableFileError: It cannot be written.
        EngineError: A page could not be made.
    """
    settings = ServerSettings.of(atlas.settings).model_copy(update={"rate": 0, "log": "off"})
    app = create_app(settings, atlas)
    app.state.copy = plan
    app.add_api_route("/about/copy", _about_copy)
    codes = [language.code for language in shipped()]
    prefixes = {code: "" if code == codes[0] else f"{code}/" for code in codes}
    with replacing_folder(folder, MARK) as draft:
        shutil.copytree(FOLDER, draft / "static", ignore=_NOT_COPIED)
        crawl = Crawl(app, plan, draft, prefixes, lambda done, all_: progress("pages", done, all_))
        await crawl.run()
        for code, prefix in prefixes.items():
            progress("search", 0, 1)
            (draft / prefix / "search" / "names.json").write_text(await index(atlas, plan, code), encoding="utf-8")
        progress("links", 0, 1)
        without_links(draft, crawl.missing)
        (draft / ".nojekyll").touch()
        about = {"snapshot": atlas.snapshot, "languages": prefixes, "address": plan.address}
        (draft / MARK).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        sizes = [path.stat().st_size for path in draft.rglob("*") if path.is_file()]
    return Built(len(sizes), sum(sizes))
