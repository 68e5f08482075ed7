"""Pages in a real browser, both sizes, both languages, light and dark; any console error or outside request fails."""

from __future__ import annotations

import pytest

from tests.support.browser import NARROW, WIDE, Visit

pytestmark = pytest.mark.browser

BEIJING = "/views/register?batch=pboc-beijing-1&batch=pboc-beijing-2"


@pytest.mark.parametrize("path", ["/", "/lookups", "/id/institution/icbc", "/sparql"])
@pytest.mark.parametrize(
    ("lang", "scheme", "size"), [("zh", "dark", WIDE), ("en", "light", NARROW)], ids=["wide-dark-zh", "narrow-light-en"]
)
def test_every_page_opens_without_an_error_and_fits_the_screen_in_the_settings_that_axe_does_not_see(
    visit: Visit, path: str, lang: str, scheme: str, size: dict[str, int]
) -> None:
    with visit(path, lang, scheme, size) as page:
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if path == "/":
            assert page.evaluate(_ROOM) > 0


_ROOM = """() => {
    const field = document.querySelector("main input[type=search], main [name=q]"), style = getComputedStyle(field);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    return field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
        - pen.measureText(field.placeholder).width;
}"""
"""What room the hint in the field of the first page leaves."""


@pytest.mark.parametrize("path", ["/views/register", "/lookups/applications"])
@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_long_page_opens_without_an_error_and_fits_the_screen(
    visit: Visit, path: str, lang: str, scheme: str, size: dict[str, int]
) -> None:
    with visit(path, lang, scheme, size) as page:
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_first_page_tells_what_there_is(visit: Visit) -> None:
    with visit("/") as page:
        counts = page.locator(".hero .counts").inner_text()
        assert "201 applications" in counts
        assert "201 applications are recorded" in page.locator(".coverage").inner_text()
        page.wait_for_selector("[data-drawn]")
        assert "Sandbox" in page.locator("[data-legend]").inner_text()


def test_a_click_on_the_small_network_of_the_first_page_opens_a_page(visit: Visit) -> None:
    with visit("/") as page:
        page.wait_for_selector("[data-drawn]")
        place = page.evaluate(
            """() => {
              const { stage, model, canvas } = document.querySelector("[data-explorer]").explorer.view;
              const node = [...model.nodes.values()].find((each) => each.id.endsWith("/institution/hsbc"));
              const { x, y } = stage.camera.project(node);
              const box = canvas.getBoundingClientRect();
              return { x: box.left + x, y: box.top + y };
            }"""
        )
        page.mouse.click(place["x"], place["y"])
        page.wait_for_url("**/id/institution/hsbc")


def test_the_network_of_beijings_two_batches_has_seventeen_applications(visit: Visit) -> None:
    with visit(BEIJING) as page:
        page.wait_for_selector("[data-drawn]")
        legend = page.locator("[data-legend]").inner_text()
        assert "Application 17" in legend
        assert "Batch 2" in legend


def test_searching_by_a_misprint_finds_the_thing_and_shows_its_facts(visit: Visit) -> None:
    with visit(BEIJING) as page:
        page.wait_for_selector("[data-drawn]")
        page.get_by_label("Find in this network").fill("pratt")
        page.locator("[data-found] [role=option]").first.wait_for()
        page.keyboard.press("Enter")
        inspector = page.locator("[data-inspector]")
        inspector.get_by_role("link", name="Bank of Beijing").wait_for()
        assert inspector.locator(".mark").count() > 0


def test_a_click_on_a_node_shows_it_and_its_link_leads_to_its_page(visit: Visit) -> None:
    with visit(BEIJING, "zh") as page:
        page.wait_for_selector("[data-drawn]")
        place = page.evaluate(
            """() => {
              const { stage, model, canvas } = document.querySelector("[data-explorer]").explorer.view;
              const node = [...model.nodes.values()].find((each) => each.id.endsWith("/institution/icbc"));
              const { x, y } = stage.camera.project(node);
              const box = canvas.getBoundingClientRect();
              return { x: box.left + x, y: box.top + y };
            }"""
        )
        page.mouse.click(place["x"], place["y"])
        heading = page.locator("[data-inspector] h2")
        heading.wait_for()
        assert heading.inner_text() == "中国工商银行"
        heading.get_by_role("link").click()
        page.wait_for_url("**/id/institution/icbc")


def test_the_legend_hides_and_shows_a_class(visit: Visit) -> None:
    with visit(BEIJING) as page:
        page.wait_for_selector("[data-drawn]")
        before = page.locator("[data-status]").inner_text()
        page.locator("input[name=class][value=Technology]").uncheck()
        hidden = page.locator("[data-status]").inner_text()
        assert hidden != before
        page.locator("input[name=class][value=Technology]").check()
        assert page.locator("[data-status]").inner_text() == before


def test_arrow_keys_walk_along_links_and_enter_opens_the_page(visit: Visit) -> None:
    with visit(BEIJING) as page:
        page.wait_for_selector("[data-drawn]")
        page.locator("[data-canvas]").focus()
        page.keyboard.press("ArrowRight")
        first = page.locator("[data-inspector] h2").inner_text()
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
            page.keyboard.press(key)
        assert first
        page.keyboard.press("Enter")
        page.wait_for_url("**/id/**")


def test_the_theme_is_switched_and_remembered(visit: Visit) -> None:
    with visit("/") as page:
        paper = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        page.get_by_role("button", name="Dark").click()
        dark = page.evaluate(paper)
        page.reload()
        assert page.evaluate(paper) == dark != light


def test_the_language_is_switched_and_remembered(visit: Visit) -> None:
    with visit("/lookups") as page:
        page.get_by_role("link", name="简体中文").click()
        assert page.locator("h1").inner_text() == "问题"
        page.goto("/sparql")
        assert page.get_by_role("button", name="运行").count() == 1


def test_from_the_first_page_the_answer_and_its_evidence_are_two_clicks_away(visit: Visit) -> None:
    with visit("/") as page:
        page.get_by_role("link", name="Which institutions are in several batches?").click()
        for name in ("Industrial and Commercial Bank of China", "CITIC aiBank (Baixin Bank)"):
            assert page.get_by_role("cell", name=name, exact=True).count() == 1
        page.get_by_role("link", name="Sources:").first.click()
        assert page.get_by_role("row").count() > 1


def test_pages_can_be_read_without_javascript(visit: Visit) -> None:
    with visit("/lookups/applications", java_script_enabled=False) as page:
        assert page.get_by_role("row").count() == 202
    with visit("/views/register", java_script_enabled=False) as page:
        assert page.get_by_text("That needs JavaScript").is_visible()


@pytest.mark.parametrize("letters", [16, 32])
def test_menus_of_the_explorer_stay_on_a_phone_and_name_their_settings_in_large_letters_too(
    visit: Visit, letters: int
) -> None:
    with visit("about:blank", size=NARROW) as page:
        sizes = {"fontSizes": {"standard": letters, "fixed": letters}}
        page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
        page.goto("/explore")
        page.wait_for_selector("[data-drawn]")
        for name, parts in (("Display", ".setting"), ("Export", "li > *")):
            menu = page.locator(".menu-of", has=page.locator("summary", has_text=name))
            menu.locator("summary").click()
            for part in menu.locator(parts).all():
                box = part.bounding_box()
                assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"])
                assert part.evaluate("part => parseFloat(getComputedStyle(part).fontSize)") >= 12
