"""What a reader who knows no RDF finds out from the first page, with the clicks that it takes: three at the most."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Visit

pytestmark = pytest.mark.browser

MOST = 3


class Reader:
    """Somebody with a mouse, whose clicks are counted; typing is free."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        assert self.clicks <= MOST
        target.click()

    def looks_for(self, text: str, name: str) -> None:
        """Types into the large field of the first page, and picks what is suggested."""
        self.page.locator("#find-anything").press_sequentially(text)
        self.click(self.page.locator("#find-anything-found").get_by_role("option").filter(has_text=name).first)
        self.page.wait_for_url("**/id/**")


def test_which_institutions_are_in_several_batches_takes_one_click(visit: Visit) -> None:
    with visit("/") as page:
        reader = Reader(page)
        reader.click(page.get_by_role("link", name="Which institutions are in several batches?"))
        for name in ("Industrial and Commercial Bank of China", "CITIC aiBank (Baixin Bank)"):
            expect(page.get_by_role("cell", name=name, exact=True)).to_have_count(1)
        assert reader.clicks == 1


def test_which_technologies_the_second_batch_brought_takes_one_click(visit: Visit) -> None:
    with visit("/") as page:
        reader = Reader(page)
        reader.click(page.get_by_role("link", name="What did Beijing's second batch bring?"))
        technologies = page.locator("section").filter(has=page.get_by_role("heading", name="Technologies", exact=True))
        new = technologies.locator("div > div").filter(has_text="Only in Beijing batch 2 (2020)")
        expect(new.get_by_role("link", name="intelligent robot", exact=True)).to_have_count(1)
        expect(new.get_by_role("link", name="blockchain", exact=True)).to_have_count(0)
        assert reader.clicks == 1


def test_who_worked_with_minsheng_bank_takes_one_click(visit: Visit) -> None:
    with visit("/") as page:
        reader = Reader(page)
        reader.looks_for("minsheng", "China Minsheng Bank")
        beside = page.get_by_role("complementary", name="More about this")
        expect(beside.get_by_role("link", name="China Financial Certification Authority")).to_have_count(1)
        assert reader.clicks == 1


def test_who_worked_with_minsheng_bank_takes_one_click_in_chinese_too(visit: Visit) -> None:
    with visit("/", "zh") as page:
        reader = Reader(page)
        reader.looks_for("民生", "中国民生银行")
        expect(page.locator(".beside").get_by_role("link", name="中金金融认证中心")).to_have_count(1)
        assert reader.clicks == 1


def test_which_source_says_that_tencent_cloud_took_part_takes_two_clicks(visit: Visit) -> None:
    with visit("/") as page:
        reader = Reader(page)
        reader.looks_for("tencent cloud", "Tencent Cloud")
        involved = page.locator("dt", has_text="applicant of").or_(page.locator("dt", has_text="participant of"))
        reader.click(involved.locator("+ dd").locator("a.mark").first)
        passage = page.locator(".passages li:target")
        expect(passage).to_be_visible()
        expect(passage.get_by_role("link").first).not_to_be_empty()
        assert reader.clicks == 2


def test_which_batches_are_incomplete_takes_one_click(visit: Visit) -> None:
    with visit("/") as page:
        reader = Reader(page)
        reader.click(page.get_by_role("link", name="Which batches are incomplete?"))
        expect(page.get_by_role("cell", name="FCA cohort 5", exact=True)).to_have_count(1)
        assert reader.clicks == 1


def test_a_form_suggests_names_with_what_they_are_and_asks_for_the_one_that_is_chosen(visit: Visit) -> None:
    with visit("/lookups/who-works-with-whom", lang="zh") as page:
        page.locator("details.filter summary").click()
        field = page.locator("#p-institution")
        field.press_sequentially("gongshang")
        options = page.locator(".picked").get_by_role("option")
        expect(options.first).to_contain_text("中国工商银行", timeout=20_000)  # the index may be made meanwhile
        expect(options.first.locator("small")).to_have_text(re.compile("机构 · 银行 · .*8"))
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value("中国工商银行")
        field.press("Enter")
        page.wait_for_url("**institution=institution%2Ficbc**")
        expect(field).to_have_value("中国工商银行")
        page.locator("details.filter summary").click()
        field.fill("中国银联")
        page.locator("form.parameters button[type=submit]").click()
        page.wait_for_url("**institution=%E4%B8%AD%E5%9B%BD%E9%93%B6%E8%81%94**")
        expect(page.locator("#p-institution")).to_have_value("中国银联")
