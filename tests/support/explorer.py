"""The explorer in tests: what its page says, where its things stand, and how they are clicked."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page

EXPLORER = 'document.querySelector("[data-explorer]").explorer'
VIEW = f"{EXPLORER}.view"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def status(page: Page) -> str:
    return page.locator("[data-status]").inner_text()


def places(page: Page) -> dict[str, list[float]]:
    """Where the visible things stand on the screen, by name."""
    found: dict[str, list[float]] = page.evaluate(
        f"""() => {{
          const {{ model, stage, canvas }} = {VIEW};
          const box = canvas.getBoundingClientRect();
          return Object.fromEntries([...model.nodes.values()]
            .filter((node) => !model.hidden.has(node.id)).map((node) => {{
            const at = stage.camera.project(node);
            return [node.id.split("/id/")[1], [box.left + at.x, box.top + at.y]];
          }}));
        }}"""
    )
    return found


def click(page: Page, name: str) -> None:
    page.mouse.click(*places(page)[name])


def inspector(page: Page) -> Locator:
    return page.locator("[data-inspector]")


def saved(page: Page, kind: str) -> bytes:
    page.locator("[data-downloads] summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-save={kind}]:not([data-frame])").click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path()).read_bytes()
