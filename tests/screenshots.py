"""Takes the pictures of README and docs, and all pages at both sizes to look at: `make screenshots`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "docs" / "pictures"
ALL = ROOT / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "home": "/",
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
IN_DOCS = {"register"}


def main() -> None:
    """Serve the atlas, visit every page in each size, language and theme, and keep the pictures."""
    ALL.mkdir(parents=True, exist_ok=True)
    SHIPPED.mkdir(parents=True, exist_ok=True)
    program = str(Path(sys.executable).with_name("sandbox-atlas"))
    with subprocess.Popen([program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[4]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for lang in ("en", "zh"):
                for scheme in ("light", "dark"):
                    for size, (width, height) in {"wide": (1440, 900), "narrow": (390, 844)}.items():
                        _visit(browser, address, lang, scheme, size, width, height)
            browser.close()
        server.terminate()


def _visit(browser: Browser, address: str, lang: str, scheme: str, size: str, width: int, height: int) -> None:
    locale = {"en": "en-GB", "zh": "zh-CN"}[lang]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=locale,
        base_url=address,  # type: ignore[arg-type]
    )
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_timeout(300)
        page.screenshot(path=ALL / f"{name}-{size}-{scheme}-{lang}.png")
        if name in IN_DOCS and (lang, scheme, size) == ("en", "light", "wide"):
            shutil.copy(ALL / f"{name}-{size}-{scheme}-{lang}.png", SHIPPED / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
