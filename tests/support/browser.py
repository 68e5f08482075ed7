"""A real browser for tests, pictures and benchmarks: its flags, its languages, and what no page may do.

Pages are visited with `visiting`, which fails on any message in the console and on any request to another host;
`violations` gives what axe-core finds against WCAG 2.2, levels A and AA.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
REPEATED = "tbody tr:nth-child(n+13), li:nth-child(n+13), dt:nth-of-type(n+13), dd:nth-of-type(n+13)"
"""Rows after the twelfth, which are made like those before them."""
_JUDGE = """async ([tags, repeated]) => {
    const rows = [...document.querySelectorAll(repeated)];
    const places = rows.map(row => { const place = document.createComment(""); row.replaceWith(place); return place; });
    const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    places.forEach((place, at) => place.replaceWith(rows[at]));
    return found.violations;
}"""
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

Visit = Callable[..., AbstractContextManager[Page]]
"""Visits a path of the server: `with visit("/", lang="zh", scheme="dark", size=NARROW) as page`."""


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """Chromium without a window: Debian's headless shell, or the whole program, which costs twice the time."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert program, "Chromium is missing: `make test` installs it on Debian as root"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        yield opened
        opened.close()


def fresh(
    browser: Browser,
    server: str,
    lang: str = "en",
    scheme: Any = "light",  # noqa: ANN401
    size: ViewportSize = WIDE,
    **options: Any,  # noqa: ANN401
) -> BrowserContext:
    """A profile without a past, for a reader of that language, theme and screen.

    Nothing moves on its pages, so that a test reads where things are and not where they are on their way.
    """
    still = {"reduced_motion": "reduce", "viewport": size, "color_scheme": scheme}
    return browser.new_context(**{**still, "locale": LOCALES[lang], "base_url": server, **options})


@contextmanager
def visiting(
    browser: Browser,
    server: str,
    path: str,
    lang: str = "en",
    scheme: str = "light",
    size: ViewportSize = WIDE,
    expected: tuple[str, ...] = (),
    **options: Any,  # noqa: ANN401
) -> Iterator[Page]:
    """A page in a fresh profile; at the end, no error in the console and no request elsewhere may have happened.

    Args:
        browser: The browser.
        server: Address of the server.
        path: What to open.
        lang: Language of the reader.
        scheme: "light" or "dark".
        size: Size of the window.
        expected: Parts of console messages that the test provokes, such as the one about a status of 404.
        options: More options of the profile.
    """
    context = fresh(browser, server, lang, scheme, size, **options)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if _is_ours(request.url, server) else wrong.append(request.url))
    page.goto(path)
    yield page
    context.close()
    left = [text for text in wrong if not any(part in text for part in expected)]
    assert left == [], left


def violations(page: Page) -> list[str]:
    """What of the page is not accessible, one line for each element, with the rule that it breaks.

    Long tables and lists are judged by their first rows, as axe-core takes seconds for thousands of elements.
    """
    page.evaluate(_axe())
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:160]} {node['failureSummary']}"
        for rule in page.evaluate(_JUDGE, [WCAG, REPEATED])
        for node in rule["nodes"]
    ]


@cache
def _axe() -> str:
    assert AXE.is_file(), "axe-core is missing: the editable install fetches it, `make test` makes that"
    return AXE.read_text(encoding="utf-8")


def _is_ours(url: str, server: str) -> bool:
    return url.startswith((server, "data:", "blob:"))
