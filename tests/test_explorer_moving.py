"""Moving the network in a real browser: zoom, pan, resize, pointing; the page scrolls where the network is not all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import Visit
from tests.support.explorer import VIEW

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
        kept = scale(page)
        page.set_viewport_size({"width": 1300, "height": 800})
        page.wait_for_timeout(200)
        assert scale(page) == kept
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
