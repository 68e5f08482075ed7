"""Five visitors reach their answer and its source in at most four clicks, each by the way that is natural to them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import NARROW, Visit

pytestmark = pytest.mark.browser

MOST = 4


class Walk:
    """A visitor whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, where: Locator) -> None:
        """Click the first that is found."""
        self.clicks += 1
        assert self.clicks <= MOST
        where.first.click()
        self.page.wait_for_load_state()

    def search(self, text: str) -> None:
        """Type into the search of the site; the key that sends it counts as a click."""
        self.clicks += 1
        self.page.locator("main input[name=q]").fill(text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def is_at_a_source(self) -> None:
        """The page names a passage, and what it says, or the document."""
        expect(self.page.locator("main a[href*='/id/passage/'], main a[href*='/id/source/']").first).to_be_visible()


def test_a_journalist_finds_the_technology_firms_that_banks_work_with_and_who_says_so(visit: Visit) -> None:
    with visit("/") as page:
        walk = Walk(page)
        walk.search("who works with whom in China")
        walk.click(page.get_by_role("link", name="Who works with whom?"))
        expect(page.get_by_role("row").filter(has_text="Bank").nth(1)).to_be_visible()
        assert "place=" in page.url
        walk.click(page.get_by_role("link", name=re.compile("^Sources:")))
        walk.is_at_a_source()


def test_a_supervisor_sees_on_a_phone_what_the_second_batch_brought_and_who_was_in_both(visit: Visit) -> None:
    with visit("/", "zh", "light", NARROW) as page:
        walk = Walk(page)
        walk.click(page.get_by_role("link", name="北京第二批带来了什么？"))
        answer = page.locator(".answer")
        expect(answer).to_contain_text("中国工商银行")
        expect(answer).to_be_in_viewport()
        assert "已退出" not in page.locator("main").inner_text()
        walk.click(answer.get_by_role("link", name="中国工商银行"))
        walk.click(page.locator("main a.mark"))
        walk.is_at_a_source()


def test_a_researcher_gets_the_share_of_a_technology_over_time_with_its_denominator(visit: Visit) -> None:
    with visit("/") as page:
        walk = Walk(page)
        walk.search("share of blockchain over time")
        walk.click(page.get_by_role("link", name="What share of applications uses a technology over time?"))
        expect(page.get_by_role("columnheader").filter(has_text="Of those with a known technology")).to_be_visible()
        walk.click(page.get_by_role("link", name=re.compile("^Sources:")))
        walk.is_at_a_source()


def test_a_developer_runs_a_query_takes_its_answer_along_and_reads_a_passage(visit: Visit) -> None:
    with visit("/") as page:
        walk = Walk(page)
        walk.click(page.get_by_role("link", name="SPARQL", exact=True))
        walk.click(page.get_by_role("link", name="Which passage states it"))
        expect(page.get_by_role("link", name="CSV", exact=True)).to_be_visible()
        walk.click(page.locator(".result td a[href*='/id/passage/']"))
        walk.is_at_a_source()


def test_a_reader_who_comes_from_a_web_search_learns_what_a_bank_does_and_where_it_is_said(visit: Visit) -> None:
    with visit("/id/institution/icbc") as page:
        walk = Walk(page)
        expect(page.locator("main")).to_contain_text("3 batches · 2 sandboxes · 3 applications")
        walk.click(page.locator("main a.mark"))
        walk.is_at_a_source()
