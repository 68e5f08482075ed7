"""The explorer when things go wrong: hostile labels, changed data, a lost server, wrong values; in a real browser."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import WIDE, Visit, visiting
from tests.support.explorer import EXPLORER, inspector, saved
from tests.support.server import Server, serving

pytestmark = pytest.mark.browser


LONG = "x" * 300
LABELS = {
    "Harbour Pay": "</script><script>document.title='ran'</script>\\\"'&amp;",
    "Ferry Loans": "مدفوعات الميناء",
    "Buoy Ledger": f"🛟 {LONG}",
}


@contextmanager
def serving_register(data: Path) -> Iterator[Server]:
    with serving("--data", str(data), "--log", "off") as server:
        yield server


@pytest.fixture
def register(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny register, with labels of every unwelcome kind."""
    text = tiny.read_text(encoding="utf-8")
    for plain, hostile in LABELS.items():
        assert f'"{plain}"' in text
        text = text.replace(f'"{plain}"', f'"{hostile}"')
    copy = tmp_path / "register.trig"
    copy.write_text(text, encoding="utf-8")
    return copy


def test_unwelcome_labels_are_shown_and_never_run(browser: Browser, register: Path) -> None:
    with serving_register(register) as server, visiting(browser, server.address, "/explore?whole=yes") as page:
        page.wait_for_selector("[data-drawn]")
        for slug, label in zip(("harbour-pay", "ferry-loans", "buoy-ledger"), LABELS.values(), strict=True):
            page.evaluate(f"{EXPLORER}.change({{ sel: 'application/{slug}' }})")
            shown = label.replace('\\"', '"')
            expect(inspector(page).locator("h2")).to_have_text(shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
        assert "ran" not in page.title()
        ElementTree.fromstring(saved(page, "svg"))  # noqa: S314 - our own file


def test_changed_data_and_a_lost_server_are_said_while_the_page_is_open(browser: Browser, register: Path) -> None:
    lost = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "Failed to load resource")
    with (
        serving_register(register) as server,
        visiting(browser, server.address, "/explore?whole=yes", expected=lost) as page,
    ):
        page.wait_for_selector("[data-drawn]")
        before = page.locator("[data-explore]").get_attribute("data-snapshot")
        register.write_text(register.read_text(encoding="utf-8").replace("Lake Gazette", "Lake Herald"))
        server.process.send_signal(signal.SIGHUP)
        wait_for_change(server.address, before or "")
        page.evaluate(f"{EXPLORER}.change({{ sel: 'institution/reed-tech' }})")
        expect(page.locator("[data-note]")).to_contain_text("The data have changed")
        page.locator("[data-note]").get_by_role("link", name="Show the current version").click()
        page.wait_for_selector("[data-drawn]")
        assert page.locator("[data-explore]").get_attribute("data-snapshot") != before
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=20)
        page.locator("select[name=drawing]").select_option("columns")
        expect(page.locator("[data-note]")).to_contain_text("The server does not answer")
        expect(page.locator("[data-note]").get_by_role("button", name="Try again")).to_be_visible()


def wait_for_change(server: str, before: str, patience: float = 20.0) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if before not in httpx.get(f"{server}/explore?whole=yes", headers={"Accept": "text/html"}).text:
            return
        time.sleep(0.1)
    raise AssertionError("the data did not change")


def test_a_view_has_its_table_too(visit: Visit) -> None:
    with visit("/views/register?batch=pboc-beijing-1", java_script_enabled=False) as page:
        assert page.locator("#table tbody tr").count() > 20
        page.locator("#table thead").get_by_role("link", name="Kind").click()
        assert page.locator("#table tbody td").first.inner_text() == "Batch"


def test_a_value_that_cannot_be_taken_is_explained(visit: Visit) -> None:
    with visit("/explore?batch=pboc-beijing-9", expected=("400",)) as page:
        assert "there is no batch named 'pboc-beijing-9'" in page.locator("main").inner_text()
    with visit("/explore?drawing=cloud", expected=("400",)) as page:
        assert "'drawing' is one of" in page.locator("main").inner_text()
