"""Reviewing an announcement in a real browser: from its text to saved and published data, mostly by keys."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox_atlas.graph.curation.sheets.provenance import saves
from tests.support.browser import NARROW, WIDE, violations, visiting
from tests.support.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.server]

TEXT = (
    "The Lake Authority admitted two applications on 4 May 2031: “Reed Pay” (North Bank) and “Ferry Ledger” (Heron "
    "Insurance)."
)
READY = "[data-state=ready], [data-state=wrong]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    folder = tmp_path_factory.mktemp("edited")
    shutil.copy(tiny, folder)
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a copy of the tiny register that may be edited."""
    with serving("--edit", "--data", str(folder), cache=tmp_path_factory.mktemp("cache")) as server:
        yield server.address


def begun(page: Page) -> None:
    """Give the text, and wait for its draft."""
    page.fill("[data-title]", "Lake notice")
    page.fill("[data-paste]", TEXT)
    page.locator("[data-start-form] button").click()
    page.locator(".card").first.wait_for()


def checked(page: Page) -> list[str]:
    """What is found wrong once the page has asked again."""
    page.locator(READY).wait_for()
    return page.locator(".desk-review .findings li").all_inner_texts()


def answered(page: Page) -> None:
    """Say who reviews, and which source and batch it is."""
    page.fill("[data-by]", "Ana")
    for label, value in (
        ("Source", "lake-gazette"),
        ("Batch", "lake-2"),
    ):
        page.get_by_label(label, exact=True).select_option(value)


def test_an_announcement_becomes_data_that_are_published(browser: Browser, desk: str, folder: Path) -> None:
    with visiting(browser, desk, "/edit", size=WIDE, expected=("status of 412",)) as page:
        begun(page)
        assert page.locator(".desk-text mark").all_inner_texts()[2:] == [
            "Reed Pay", "North Bank", "Ferry Ledger", "Heron Insurance"
        ]  # fmt: skip
        answered(page)
        page.focus(".card .summary")
        for name in ("芦苇支付", "渡船账本"):
            page.keyboard.press("o") if name == "芦苇支付" else None
            page.keyboard.type(name)
            page.keyboard.press("Enter")  # accepts, and goes on to the next one
        assert page.locator(".card.accepted").count() == 2
        page.locator(".card .summary").first.click()
        for field, value in (("missing=type", "financial service"), ("heading='Field of finance'", "payments"),
                             ("heading=Basis", "read from a name")):  # fmt: skip
            page.fill(f".card.current [data-{field}]", value)
            page.keyboard.press("Tab")
        page.locator(".card .summary").last.click()
        page.get_by_text("Keys", exact=True).click()
        page.mouse.wheel(0, 2_000)
        text, keys = (page.locator(each).bounding_box() for each in (".desk-text", ".keys-of-desk"))
        assert text is not None
        assert keys is not None
        assert text["y"] + text["height"] <= keys["y"]  # the text covers no key
        found = checked(page)
        assert any("“Heron Insurance” is not in the register" in each for each in found)
        assert any("3 and 2" in each for each in found)  # the checks of the data, before anything is saved
        page.get_by_role("button", name="Make a new entry").click()
        page.fill(".entry [data-heading='Our name (Chinese)']", "苍鹭保险")
        page.fill(".entry [data-heading='Kind of institution']", "insurer")
        page.locator("[data-place='/batch/announced'] button").last.click()
        assert checked(page) == []
        assert violations(page) == []
        page.keyboard.press("Control+Enter")
        changes = page.locator("[data-changes]")
        changes.locator("table").first.wait_for()
        assert "Application\t4\t6" in changes.inner_text()
        assert changes.locator("table").count() == 2  # numbers, and answers to questions
        (folder / "other.ttl").write_text("<urn:x> <http://www.w3.org/2000/01/rdf-schema#comment> 'else' .")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Nothing was overwritten").wait_for()
        assert not (folder / "lake-2.trig").exists()
        page.keyboard.press("Control+Enter")  # shows the changes against the data as they are now
        changes.locator("table").first.wait_for()
        page.keyboard.press("Control+Enter")
        page.locator("[data-state=saved]").wait_for()
        assert page.locator("[data-status] a").get_attribute("href") == "/id/batch/lake-2"
        content = (folder / "lake-2.trig").read_bytes()
        assert [each.by for each in saves(content)] == ["Ana"]
        for said in (
            "sbx:applicationType sbx:FinancialService",
            "sbx:businessArea area:payments",
            "sbx:basis sbx:ReadFromName",
        ):
            assert content.decode().count(said) == 1, said
        assert "Reed Pay" in httpx2.get(f"{desk}/id/application/reed-pay", timeout=60).text
        page_of = {"Accept": "text/html"}
        made = httpx2.get(f"{desk}/id/passage/lake-gazette-reed-pay", headers=page_of, timeout=60).text
        assert re.search(r"<dt>entered by</dt>\s*<dd><ul><li>Ana · <time", made)
        assert "wasGeneratedBy" not in re.sub(r"<script.*?</script>", "", made, flags=re.S)
        assert '<a href="/edit">Edit</a>' in made
        assert sorted(each.name for each in folder.iterdir()) == ["lake-2.trig", "other.ttl", "tiny.trig"]


def test_a_claim_without_words_of_the_text_cannot_be_saved(browser: Browser, desk: str) -> None:
    with visiting(browser, desk, "/edit", "zh", "dark", NARROW) as page:
        page.fill("[data-title]", "湖报")
        page.fill("[data-paste]", TEXT)
        page.locator("[data-start-form] button").click()
        page.locator(".card").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        found = violations(page)  # a field that is half below what stays in sight is scrolled out of it to be hit
        assert [each for each in found if not each.startswith("target-size")] == []
        page.focus(".card .summary")
        page.keyboard.press("e")
        page.keyboard.type("Reed Loan")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        found = checked(page)
        assert any("没有原文依据" in each for each in found)
        assert sum("来源" in each for each in found) == 1  # of the review, not of each application
        assert not any("The " in each for each in found)
        expect(page.locator(".desk-text mark.current").first).to_be_in_viewport()
        page.keyboard.press("k")
        page.keyboard.press("e")
        page.keyboard.type("reed pay")  # as the text prints it, but for case
        page.keyboard.press("Escape")
        assert not any("没有原文依据" in each for each in checked(page))
        page.keyboard.press("d")
        assert "仅有描述" in page.locator(".card.current .title").inner_text()
        page.reload()
        page.get_by_text("湖报").click()
        assert page.locator(".card").count() == 2  # nothing was lost


def test_a_suggested_edit_is_a_file_that_opens_at_the_desk(browser: Browser, desk: str, tmp_path: Path) -> None:
    with visiting(browser, desk, "/suggest?thing=application/buoy-ledger", size=NARROW) as page:
        assert violations(page) == []
        page.locator("[name=what]").select_option("Exited")
        for name, text in (
            ("value", "2031-06-01"),
            ("document", "Lake notice 4"),
            ("words", "Buoy Ledger left in June."),
        ):
            page.fill(f"[name={name}]", text)
        with page.expect_download() as downloading:
            page.locator("[data-proposal] button").click()
        file = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(file)
        assert file.name == "buoy-ledger-proposal.json"
        page.goto("/edit")
        page.set_input_files("[data-open]", file)
        page.locator(".entry [data-heading=Exited]").wait_for()
        assert page.locator(".entry [data-heading=Exited]").input_value() == "2031-06-01"
        assert page.locator(".desk-text").inner_text() == "Buoy Ledger left in June."
        answered(page)
        page.fill("[data-file]", "lake-notice-4")
        assert checked(page) == []
