"""Keys, undo and paper: a network takes from its page only what is meant for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, WIDE, Visit
from tests.support.explorer import EXPLORER

pytestmark = pytest.mark.browser

CAMERA = f"() => ({{ scale: {EXPLORER}.view.stage.camera.scale, ...{EXPLORER}.view.stage.camera.middle }})"
ICBC = "/id/institution/icbc"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"


def view(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(CAMERA)
    return found


def swipe(page: Page, x: float, y: float) -> None:
    """One finger moves upwards."""
    session = page.context.new_cdp_session(page)
    for step in range(12):
        kind = "touchStart" if not step else "touchMove"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - 20 * step}]})
        page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)


def test_on_a_phone_one_finger_moves_past_a_network_until_it_is_tapped(visit: Visit) -> None:
    with visit("/explore", size=NARROW, has_touch=True, is_mobile=True) as page:
        page.wait_for_selector("[data-drawn]")
        before = view(page)
        swipe(page, 195, 430)
        page.wait_for_function("scrollY > 100")
        assert view(page) == pytest.approx(before)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_function("scrollY === 0")
        page.touchscreen.tap(370, 480)
        expect(page.locator("[data-canvas]")).to_be_focused()
        page.evaluate(FRAMES)  # from the next frame on, fingers belong to the network
        swipe(page, 195, 430)
        assert page.evaluate("scrollY") < 50
        assert view(page) != before


def test_keys_of_the_browser_are_left_alone_and_there_is_one_tab_stop(visit: Visit) -> None:
    with visit("/explore") as page:
        page.wait_for_selector("[data-drawn]")
        canvas = page.locator("[data-canvas]")
        before = view(page)
        for key in ("Control+0", "Control+-", "Control+=", "Meta+0"):
            canvas.press(key)
        assert view(page) == before
        canvas.press("+")
        assert view(page)["scale"] > before["scale"]
        canvas.press("Tab")
        assert page.evaluate("document.activeElement.closest('[data-canvas]')") is None
        assert page.locator("input[type=search][role=combobox]").count() == 0


def test_undo_takes_back_one_change_at_a_time_filters_too(visit: Visit) -> None:
    with visit("/explore?sandbox=pboc-fintech-pilot") as page:
        page.wait_for_selector("[data-drawn]")
        whole = page.locator("[data-status]").inner_text()
        expect(page.locator("[data-undo]")).to_be_disabled()
        page.evaluate(f"{EXPLORER}.change({{ sel: 'institution/icbc' }})")
        page.locator("summary", has_text="Technology").first.click()
        page.locator("input[name=technology][value=blockchain]").check()
        expect(page.locator("[data-status]")).not_to_have_text(whole)
        page.locator("[data-undo]").click()
        expect(page.locator("[data-status]")).to_have_text(whole)
        assert "sel=institution/icbc" in page.url
        expect(page.locator("[data-undo]")).to_be_enabled()
        page.locator("[data-undo]").click()
        assert "sel=" not in page.url
        expect(page.locator("[data-undo]")).to_be_disabled()


PRINTED = """() => {
  const image = document.querySelector(".printed svg");
  const { width, height } = image.getBoundingClientRect();
  const box = image.viewBox.baseVal;
  return {
    turned: Math.abs(width / height - box.width / box.height), width,
    paper: image.querySelector("rect").getAttribute("fill"),
    ink: getComputedStyle(document.body).color,
    nodes: image.querySelectorAll("path > title").length,
    text: image.textContent,
    titles: [...document.querySelectorAll("h1")].filter((title) => title.offsetHeight).length,
    canvas: document.querySelector("[data-canvas]").offsetHeight,
  };
}"""


@pytest.mark.parametrize("path", ["/explore", "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2", ICBC])
def test_a_network_is_printed_as_a_light_picture_with_its_title(visit: Visit, path: str) -> None:
    with visit(path, scheme="dark", size=WIDE) as page:
        page.wait_for_selector("[data-drawn]")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        found = page.evaluate(PRINTED)
        assert (found["paper"], found["canvas"], found["titles"]) == ("#ffffff", 0, 1)
        assert found["nodes"] == page.evaluate(f"{EXPLORER}.model.nodes.size")
        assert found["turned"] < 0.02
        assert found["width"] > 300
        assert found["ink"] == "rgb(31, 41, 51)"
        assert "Sandbox Atlas" in found["text"]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".printed").count() == 0


def test_a_chart_is_printed_in_light_colours(visit: Visit) -> None:
    with visit("/lookups/applications-over-time", scheme="dark") as page:
        page.emulate_media(media="print")
        fill = "(place) => getComputedStyle(document.querySelector(place)).fill"
        assert page.evaluate(fill, ".figure text") == "rgb(31, 41, 51)"
        assert page.evaluate(fill, ".figure .series-0") == "rgb(47, 98, 168)"
