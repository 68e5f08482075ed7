"""The bundles of scripts and styles: made of the sources as they are now, one of each for a page."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import httpx2 as httpx
import pytest

from tools import bundles

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "api" / "static"
EXPLORER = ["bundles/explorer.css", "bundles/explorer.js"]
SITE = ["bundles/site.css", "bundles/site.js"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of our own, as far as bundles need it."""
    for part in ("copy", "desk", "explorer", "page", "sparql", "vendor"):
        shutil.copytree(STATIC / part, tmp_path / "sandbox_atlas" / "api" / "static" / part)
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    bundles.refresh(tmp_path)
    return tmp_path


def test_what_was_made_of_other_sources_is_made_again(checkout: Path) -> None:
    static = checkout / "sandbox_atlas" / "api" / "static"
    made = static / "bundles" / "site.js"
    assert made.read_bytes() == (STATIC / "bundles" / "site.js").read_bytes()
    source = static / "page" / "clipboard.js"
    before = source.stat()
    source.write_text(source.read_text().replace("HEIGHT = 600", "HEIGHT = 601"))
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))  # neither size nor time tell
    assert not bundles.is_fresh(checkout)
    bundles.refresh(checkout)
    assert bundles.is_fresh(checkout)
    assert "601" in made.read_text(encoding="utf-8")
    made.unlink()
    bundles.refresh(checkout)
    assert made.is_file()


def test_what_is_the_same_is_not_made_again(checkout: Path) -> None:
    made = checkout / "sandbox_atlas" / "api" / "static" / "bundles" / "site.js"
    before = made.stat().st_mtime_ns
    bundles.refresh(checkout)
    assert made.stat().st_mtime_ns == before  # so browsers keep what they have


def test_a_mistake_is_shown_with_its_place_and_nothing_counts_as_made(checkout: Path) -> None:
    source = checkout / "sandbox_atlas" / "api" / "static" / "page" / "table.js"
    source.write_text("\nconst = 1;\n")
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"page/table\.js:2:6"):
            bundles.refresh(checkout)


def test_without_esbuild_a_bundle_names_its_source(checkout: Path) -> None:
    (checkout / "node_modules").unlink()
    (checkout / "package-lock.json").write_text("{}")
    with pytest.raises(FileNotFoundError, match=r"hatch_build\.py"):
        bundles.refresh(checkout)
    bundles.link(checkout)
    folder = checkout / "sandbox_atlas" / "api" / "static" / "bundles"
    assert (folder / "explorer.js").read_text() == 'import "../explorer/entry.js";\n'
    assert (folder / "site.css").read_text() == '@import "../page/atlas.css";\n'
    for name in bundles.BUNDLES:
        (named,) = re.findall(r'"(.+)"', (folder / name).read_text())
        assert (folder / named).is_file(), name
    assert not bundles.is_fresh(checkout)  # made as soon as esbuild is there


def test_a_bundle_is_small_asks_for_nothing_more_and_leads_to_its_sources() -> None:
    folder = STATIC / "bundles"
    for name in bundles.BUNDLES:
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"\bimport\b ?[\"'{*]|\bimport\([\"'`]|@import", text), name  # but on demand
        assert text.count("\n") < 10, name
        described = json.loads((folder / f"{name}.map").read_text(encoding="utf-8"))
        assert "sourcesContent" not in described
        assert all((folder / source).is_file() for source in described["sources"]), name


@pytest.mark.parametrize(
    ("path", "loaded"),
    [
        ("/", EXPLORER),
        ("/explore", EXPLORER),
        ("/explore?embed=1", EXPLORER),
        ("/views/register", EXPLORER),
        ("/id/institution/icbc", EXPLORER),
        ("/about", SITE),
        ("/sources", SITE),
        ("/nowhere", SITE),
        ("/compare", SITE),
        ("/lookups/applications", SITE),
        ("/lookups/technologies-by-batch", SITE),
        ("/sparql", [*SITE, "bundles/editor.css", "bundles/editor.js", "vendor/yasqe.min.js"]),
    ],
)
def test_a_page_loads_one_script_and_one_style_sheet_of_ours(
    client: httpx.Client, path: str, loaded: list[str]
) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    found = re.findall(r'<(?:script|link)\b[^>]*(?:src|href)="/static/([^"]+\.(?:js|css))"', page)
    assert sorted(found) == sorted(loaded)
    assert all((STATIC / name).is_file() for name in found)
