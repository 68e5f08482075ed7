"""Pages within a page of another site: no click, key or form replaces one by a page that its frame may not show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.support.browser import visiting
from tests.support.explorer import EXPLORER

pytestmark = pytest.mark.browser

EXPLORE = "/explore?batch=pboc-beijing-2&sel=institution/icbc&embed=1"
TIMES = "/lookups/applications-over-time?embed=1"
REPEATED = "/lookups/institutions-in-multiple-batches?place=beijing&embed=1&lang=zh"
COMPARE = "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2&embed=1"

SCALE = f"() => {EXPLORER}.view.stage.camera.scale"


@contextmanager
def hosted(browser: Browser, server: str, *paths: str) -> Iterator[tuple[Page, list[Frame]]]:
    """A page of another site with pages of the atlas in frames."""
    frames = "".join(f'<iframe src="{escape(server + path)}" width="900" height="700"></iframe>' for path in paths)
    body = f"<!doctype html><meta charset=utf-8><title>host</title>{frames}<p style=height:3000px>".encode()

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{host.server_port}"
        with visiting(browser, server, address, expected=(address,)) as page:
            yield page, page.frames[1:]
        host.shutdown()


def asked(frame: Frame) -> dict[str, list[str]]:
    return parse_qs(urlsplit(frame.url).query)


def opened(page: Page, act: object) -> str:
    """The address of the tab that something opens."""
    with page.context.expect_page() as tab:
        act()  # type: ignore[operator]
    found = tab.value
    found.wait_for_load_state("domcontentloaded")
    address = found.url
    assert found.locator("h1").count() == 1
    found.close()
    return urlsplit(address).path


def test_an_embedded_network_opens_pages_in_a_new_tab(browser: Browser, server: str) -> None:
    with hosted(browser, server, EXPLORE) as (page, [frame]):
        frame.wait_for_selector("[data-drawn]")
        at = frame.evaluate(
            """() => {
              const { view } = document.querySelector("[data-explorer]").explorer;
              const icbc = view.model.node(view.model.named("institution/icbc"));
              const { x, y } = view.stage.camera.project(icbc);
              return { x, y };
            }"""
        )
        assert opened(page, lambda: frame.locator("[data-canvas]").dblclick(position=at)) == "/id/institution/icbc"
        assert opened(page, lambda: frame.locator("[data-canvas]").press("Enter")) == "/id/institution/icbc"
        assert opened(page, lambda: frame.locator("#explorer-help a").click()) == "/explore"
        assert frame.url.endswith(EXPLORE)


def test_embedded_answers_stay_through_their_forms_and_open_the_rest_in_new_tabs(browser: Browser, server: str) -> None:
    with hosted(browser, server, TIMES, REPEATED, COMPARE) as (page, [times, repeated, compare]):
        expect(times.locator("figure svg").first).to_be_visible()
        assert opened(page, lambda: times.locator("table a").first.click()).startswith("/id/")
        assert opened(page, lambda: repeated.locator("table a").first.click()).startswith("/id/")
        assert opened(page, lambda: compare.locator(".thirds a").first.click()).startswith("/id/")
        repeated.locator(".filter summary").click()
        repeated.locator("form.parameters button[type=submit]").click()
        repeated.wait_for_url("**level=**")
        assert (asked(repeated)["embed"], asked(repeated)["lang"], asked(repeated)["place"]) == (
            ["1"],
            ["zh"],
            ["北京"],
        )
        assert repeated.locator("table a").count() > 1
        compare.locator("select[name=b]").select_option("batch/pboc-beijing-3")
        compare.locator("form.parameters button[type=submit]").click()
        compare.wait_for_url("**beijing-3**")
        assert asked(compare)["embed"] == ["1"]
        for frame in (times, repeated, compare):
            assert frame.locator("header.site").count() == 0
            assert frame.locator("[data-copy]").count() == 0


def test_the_wheel_over_a_network_in_a_frame_moves_the_page_around_it(browser: Browser, server: str) -> None:
    with hosted(browser, server, EXPLORE) as (page, (frame,)):
        frame.wait_for_selector("[data-drawn]")
        before = frame.evaluate(SCALE)
        page.mouse.move(400, 300)
        page.mouse.wheel(0, 120)
        page.wait_for_function("scrollY > 0")
        assert frame.evaluate(SCALE) == before
