"""Every page against WCAG 2.2 AA, as far as axe-core can tell, and read without a script."""

from __future__ import annotations

import pytest

from tests.support.browser import NARROW, WIDE, Visit, violations

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/views/register?batch=pboc-beijing-1&batch=pboc-beijing-2",
    "/lookups",
    "/lookups/technologies-by-batch?place=beijing",
    "/lookups/membership-evidence",
    "/lookups/applications?place=atlantis",
    "/id/institution/icbc",
    "/id/batch/pboc-beijing-2",
    "/lookups/institutions-in-multiple-batches",
    "/sources",
    "/about",
    "/suggest?thing=institution/icbc",
    "/about/developers",
    "/ontology",
    "/sparql",
    "/explore",
    "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2",
    "/search?q=bank",
    "/about/limits",
    "/analysis/communities",
]
NARROW_AND_DARK = ("zh", "dark", NARROW)
WIDE_AND_LIGHT = ("en", "light", WIDE)


@pytest.mark.parametrize(
    ("path", "reader"),
    [
        *(pytest.param(path, WIDE_AND_LIGHT, id=f"wide-light-en-{path}") for path in PAGES),
        *(pytest.param(path, NARROW_AND_DARK, id=f"narrow-dark-zh-{path}") for path in PAGES[1::2]),
    ],
)
def test_every_page_fits_the_screen_and_axe_finds_no_violation(
    visit: Visit, path: str, reader: tuple[str, str, dict[str, int]]
) -> None:
    lang, scheme, size = reader
    with visit(path, lang, scheme, size, expected=("status of 400", "status of 404")) as page:
        if page.locator("[data-explorer]").count():
            page.wait_for_selector("[data-drawn]")
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []


@pytest.mark.parametrize("path", PAGES[::2])
def test_pages_read_without_javascript(visit: Visit, path: str) -> None:
    with visit(path, "zh", size=NARROW, java_script_enabled=False, expected=("status of 400", "status of 404")) as page:
        assert page.locator("h1").is_visible()
        assert len(page.locator("main").inner_text()) > 50
        for link in page.get_by_role("navigation").first.get_by_role("link").all():
            assert link.is_visible()  # nothing is folded away that only a script could unfold
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
