"""Takes the pictures of README and docs, and all pages at both sizes to look at: `make screenshots`."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.support.browser import NARROW, WIDE, fresh, launched
from tests.support.server import serving

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "docs" / "pictures"
ALL = ROOT / "build" / "screenshots"
PAGES = {
    "home": "/",
    "explore": "/explore?batch=pboc-beijing-1&batch=pboc-beijing-2",
    "columns": "/explore?batch=pboc-beijing-2&drawing=columns",
    "around": "/explore?entity=institution/icbc",
    "partners": "/explore?sandbox=pboc-fintech-pilot&drawing=partners",
    "compare": "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2",
    "search": "/search?q=bank",
    "sources": "/sources",
    "about": "/about",
    "limits": "/about/limits",
    "chart": "/lookups/technologies-by-batch?place=beijing",
    "register": "/views/register?batch=pboc-beijing-1&batch=pboc-beijing-2",
    "whole": "/views/register",
    "between": "/views/between-sandboxes",
    "coverage": "/lookups/coverage?sandbox=pboc-fintech-pilot",
    "questions": "/lookups",
    "answer": "/lookups/institutions-in-multiple-batches?place=beijing",
    "evidence": "/lookups/membership-evidence?institution=icbc&batch=pboc-beijing-2",
    "applications": "/lookups/applications",
    "thing": "/id/institution/icbc",
    "application": "/id/application/bank-of-beijing-inclusive-loan",
    "disagreements": "/lookups/disagreements",
    "sparql": "/sparql?query=SELECT+%3Fb+%28COUNT%28%2A%29+AS+%3Fn%29+%7B+%3Fa+sbx%3AinBatch+%3Fb+%7D+GROUP+BY+%3Fb",
    "problem": "/id/institution/icbcc",
}
IN_DOCS = {"explore"}


def main() -> None:
    """Serve the atlas, visit every page in each size, language and theme, and keep the pictures."""
    ALL.mkdir(parents=True, exist_ok=True)
    SHIPPED.mkdir(parents=True, exist_ok=True)
    with serving() as server, launched() as browser:
        for lang in ("en", "zh"):
            for scheme in ("light", "dark"):
                _visit(browser, server.address, lang, scheme, "wide", WIDE)
                _visit(browser, server.address, lang, scheme, "narrow", NARROW)


def _visit(browser: Browser, address: str, lang: str, scheme: str, name_of_size: str, size: ViewportSize) -> None:
    context = fresh(browser, address, lang, scheme, size)
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_selector("[data-drawn], body:not(:has([data-explorer]))")
        page.wait_for_timeout(300)
        page.screenshot(path=ALL / f"{name}-{name_of_size}-{scheme}-{lang}.png")
        if name in IN_DOCS and (lang, scheme, size) == ("en", "light", WIDE):
            shutil.copy(ALL / f"{name}-{name_of_size}-{scheme}-{lang}.png", SHIPPED / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
