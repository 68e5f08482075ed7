"""The SPARQL page in a real browser: editor, examples, links, results as table and network, errors, without scripts."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, Visit, violations

pytestmark = pytest.mark.browser

READY = "[data-editor][data-ready]"
PARTNERS = (
    "CONSTRUCT { ?a sbx:involves ?i } WHERE { ?a sbx:inBatch "
    "<https://w3id.org/sandbox-atlas/id/batch/pboc-beijing-2> ; sbx:involves ?i }"
)


def write(page: Page, text: str) -> None:
    """Replace what is in the editor, as a person does."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def test_a_query_is_written_run_by_keyboard_and_kept_in_the_address(visit: Visit) -> None:
    with visit("/sparql") as page:
        page.wait_for_selector(READY)
        write(page, "SELECT (COUNT(?a) AS ?n) WHERE { ?a a sbx:Application }")
        page.keyboard.press("Control+Enter")
        page.get_by_role("cell", name="201").wait_for()
        assert "COUNT(?a)" in parse_qs(urlsplit(page.url).query)["query"][0]
        page.reload()
        page.get_by_role("cell", name="201").wait_for()
        assert "COUNT(?a)" in page.locator(".CodeMirror-code").inner_text()


def test_the_back_button_brings_the_query_before(visit: Visit) -> None:
    with visit("/sparql?query=" + quote("ASK { ?s a sbx:Batch }")) as page:
        page.wait_for_selector(READY)
        write(page, "SELECT ?b { ?b a sbx:Batch } LIMIT 3")
        page.get_by_role("button", name="Run").click()
        page.get_by_text("3 rows").wait_for()
        page.go_back()
        page.wait_for_selector(READY)
        assert "ASK" in page.locator(".CodeMirror-code").inner_text()


def test_an_example_is_put_into_the_editor_and_run(visit: Visit) -> None:
    with visit("/sparql", "zh") as page:
        examples = page.get_by_role("complementary", name="示例")
        examples.get_by_label("查找示例").fill("沙盒 里程碑？")
        expect(examples.locator("li:visible")).to_have_count(1)
        examples.get_by_role("link", name="沙盒有哪些里程碑？", exact=True).click()
        page.wait_for_selector(READY)
        assert page.locator(".result").get_by_role("link", name="沙盒有哪些里程碑？", exact=True).count() == 1
        examples.get_by_label("查找示例").fill("nowhere")
        expect(examples.get_by_role("status")).to_have_text("没有包含这些词的示例。")
        examples.get_by_label("查找示例").fill("")
        assert "sbx:Milestone" in page.locator(".CodeMirror-code").inner_text()
        assert page.get_by_role("row").count() > 2
        examples.get_by_role("link", name="参与应用最多的机构").click()
        page.wait_for_selector(READY)
        assert page.get_by_role("row").count() == 21
        assert page.locator("td.number").count() == 20
        for form, start in (("CSV", "institution,applications"), ("JSON", '{"head"')):
            address = page.get_by_role("link", name=form, exact=True).get_attribute("href")
            assert address
            assert page.request.get(urljoin(page.url, address)).text().startswith(start)
        page.get_by_text("用程序获取").click()
        assert "format=csv" in page.locator(".result pre").first.inner_text()
        assert violations(page) == []


def test_a_construct_is_shown_as_a_network_and_as_text(visit: Visit) -> None:
    with visit("/sparql?query=" + quote(PARTNERS), scheme="dark") as page:
        page.wait_for_selector("[data-drawn]")
        assert "Institution" in page.locator("[data-legend]").inner_text()
        page.get_by_text("As text (Turtle)").click()
        assert "involves" in page.locator("#turtle").inner_text()
        assert violations(page) == []


def test_a_mistake_is_named_by_line_and_column_and_marked_in_the_editor(visit: Visit) -> None:
    wrong = "SELECT ?a WHERE {\n  ?a a sbx:Application .\n  FILTR(?a)\n}"
    with visit("/sparql?query=" + quote(wrong), "en", "dark", NARROW, expected=("status of 400",)) as page:
        page.wait_for_selector(READY)
        assert "Line 3, column" in page.get_by_role("alert").inner_text()
        assert page.locator(".CodeMirror .mistake").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert violations(page) == []


def test_a_prefix_that_is_used_gets_declared_so_that_the_query_runs_elsewhere(visit: Visit) -> None:
    with visit("/sparql?query=" + quote("SELECT ?b { ?b a sbx:Batch } LIMIT 1")) as page:
        page.wait_for_selector(READY)
        assert "PREFIX sbx: <https://w3id.org/" in page.locator(".CodeMirror-code").inner_text()
        page.wait_for_function("!document.querySelector('.parseErrorIcon')")


def test_terms_of_the_ontology_are_completed(visit: Visit) -> None:
    with visit("/sparql") as page:
        page.wait_for_selector(READY)
        page.locator(".CodeMirror").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("SELECT * { ?a sbx:usesT")
        page.locator(".CodeMirror-hint").first.wait_for()
        page.keyboard.press("Enter")
        expect(page.locator(".CodeMirror-code")).to_contain_text("sbx:usesTechnology")


def test_ctrl_and_space_complete_from_the_vocabulary_and_ask_no_other_host(visit: Visit) -> None:
    with visit("/sparql") as page:
        page.wait_for_selector(READY)
        write(page, "SELECT ?b WHERE { ?a sbx:inB")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Space")
        page.locator(".CodeMirror-hints li", has_text="sbx:inBatch").wait_for()


def test_tab_leaves_the_editor(visit: Visit) -> None:
    with visit("/sparql") as page:
        page.wait_for_selector(READY)
        page.locator(".CodeMirror").click()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Run"


def test_without_javascript_the_form_answers_all_the_same(visit: Visit) -> None:
    with visit("/sparql", java_script_enabled=False) as page:
        page.get_by_label("Query").fill("SELECT ?b { ?b a sbx:Batch } LIMIT 3")
        page.get_by_role("button", name="Run").click()
        assert page.get_by_role("row").count() == 4


def test_a_long_answer_is_cut_and_says_so(visit: Visit) -> None:
    with visit("/sparql?query=" + quote("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1500")) as page:
        assert page.get_by_text("Showing 1,000 of 1,500 rows").is_visible()
        assert page.get_by_role("row").count() == 1001
