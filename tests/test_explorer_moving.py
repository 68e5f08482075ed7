"""Moving the network in a real browser: zoom, pan, resize, pointing; the page scrolls where the network is not all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Visit
from tests.support.explorer import VIEW, asked, click, inspector, places

pytestmark = pytest.mark.browser

STAGE = f"{VIEW}.stage"


def scale(page: Page) -> float:
    return float(page.evaluate(f"{STAGE}.camera.scale"))


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it does not happen")


def middle(page: Page) -> tuple[float, float]:
    box = page.locator("[data-canvas]").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_wheel_pan_and_resize(visit: Visit) -> None:
    with visit("/explore") as page:
        page.wait_for_selector("[data-drawn]")
        home = scale(page)
        page.mouse.move(*middle(page))
        page.mouse.wheel(0, -400)
        until(page, lambda: home < scale(page))
        for _ in range(40):
            page.mouse.wheel(0, -2000)
        until(page, lambda: scale(page) == max(4, 16 * home))  # bounded
        page.locator("[data-zoom=fit]").click()
        assert scale(page) == pytest.approx(home, rel=0.02)
        free = page.evaluate(
            f"""() => {{
              const {{ scene, camera, under }} = {STAGE};
              for (let x = 40; x < camera.width; x += 7) for (let y = 40; y < camera.height; y += 7)
                if (!scene.discAt({{ x, y }}, camera) && !scene.lineAt({{ x, y }}, camera)) return [x, y];
            }}"""
        )
        box = page.locator("[data-canvas]").bounding_box()
        assert box
        page.mouse.move(box["x"] + free[0], box["y"] + free[1])
        page.mouse.down()
        page.mouse.move(box["x"] + free[0] + 60, box["y"] + free[1] + 30, steps=4)
        page.mouse.up()
        assert page.evaluate(f"{STAGE}.camera.isMoved")
        kept, centre = scale(page), page.evaluate(f"{STAGE}.camera.middle")
        page.set_viewport_size({"width": 1300, "height": 800})
        page.wait_for_timeout(200)
        assert scale(page) == kept
        assert page.evaluate(f"{STAGE}.camera.middle") == pytest.approx(centre)
        page.locator("[data-zoom=fit]").click()
        page.set_viewport_size({"width": 1440, "height": 900})
        page.wait_for_timeout(200)
        assert not page.evaluate(f"{STAGE}.camera.isMoved")


def test_pointing_moves_no_name_and_draws_no_link(visit: Visit) -> None:
    with visit("/explore") as page:
        page.wait_for_selector("[data-drawn]")
        page.wait_for_timeout(300)
        state = f"() => [JSON.stringify({STAGE}.labels), {STAGE}.frames]"
        before = page.evaluate(state)
        place = page.evaluate(
            f"""() => {{
              const stage = {STAGE};
              const at = stage.camera.project(stage.scene.discs[0].node);
              const box = stage.canvas.getBoundingClientRect();
              return [box.left + at.x, box.top + at.y];
            }}"""
        )
        page.mouse.move(*place)
        until(page, lambda: bool(page.evaluate(f"{STAGE}.hovered !== null")))
        page.wait_for_timeout(200)
        assert page.evaluate(state) == before


def test_the_page_scrolls_over_a_network_that_is_only_a_part_of_it(visit: Visit) -> None:
    with visit("/id/institution/icbc") as page:
        page.wait_for_selector("[data-drawn]")
        page.locator("[data-canvas]").scroll_into_view_if_needed()
        top, home = page.evaluate("scrollY"), scale(page)
        page.mouse.move(*middle(page))
        page.mouse.wheel(0, 120)
        until(page, lambda: page.evaluate("scrollY") > top)
        assert scale(page) == home
        page.keyboard.down("Control")
        page.mouse.wheel(0, -120)
        page.keyboard.up("Control")
        until(page, lambda: scale(page) > home)


def test_several_things_are_selected_by_a_rectangle_a_loop_and_one_by_one(explore: Visit) -> None:
    with explore("/explore") as page:
        one, other, third = "institution/icbc", "technology/blockchain", "institution/bank-of-beijing"

        def picked() -> set[str]:
            return set(asked(page).get("pick", ()))

        def around(name: str) -> list[tuple[float, float]]:
            x, y = places(page)[name]
            return [(x - 12, y - 12), (x + 12, y - 12), (x + 12, y + 12), (x - 12, y + 12)]

        (left, top), (right, bottom) = (
            [of(each) for each in zip(places(page)[one], places(page)[other], strict=True)] for of in (min, max)
        )
        page.keyboard.down("Shift")
        page.mouse.move(left - 14, top - 14)
        page.mouse.down()
        page.mouse.move(right + 14, bottom + 14, steps=3)
        page.mouse.up()
        until(page, lambda: {one, other} <= picked())
        assert third not in picked()
        click(page, third)
        until(page, lambda: third in picked())
        click(page, one)  # once more takes it out
        until(page, lambda: one not in picked())
        page.keyboard.up("Shift")
        assert {other, third} <= picked()
        inspector(page).get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Select", exact=True).click()
        corners = around(one)
        page.mouse.move(*corners[0])
        page.mouse.down()
        for corner in corners[1:]:
            page.mouse.move(*corner, steps=3)
        page.mouse.up()
        until(page, lambda: asked(page).get("sel") == [one])


def test_a_double_click_offers_the_relations_by_which_more_is_linked(explore: Visit) -> None:
    with explore("/explore") as page:
        page.mouse.dblclick(*places(page)["institution/icbc"])
        relations = inspector(page).locator(".relations button")
        expect(relations).to_have_text(["+ branches and units 5", "+ applicant of 3"])
        expect(relations.first).to_be_focused()
        expect(page.locator("[data-status]")).to_contain_text("67 of 67")
        page.keyboard.press("Enter")
        expect(page.locator("[data-status]")).to_contain_text("72 of 72")
