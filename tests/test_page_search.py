"""Searching in a browser: as one types, in the drawn network too, and with an input method."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Visit

pytestmark = pytest.mark.browser


def compose(page: Page, text: str) -> None:
    """Compose a text by an input method: it is in the field, and not yet confirmed."""
    page.context.new_cdp_session(page).send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


def press_in_composition(page: Page, key: str) -> None:
    """Press a key that the input method takes, as browsers report it."""
    page.evaluate(
        """key => {
          const how = { key, bubbles: true, cancelable: true, isComposing: true, keyCode: 229 };
          document.activeElement.dispatchEvent(new KeyboardEvent("keydown", how));
        }""",
        key,
    )


def test_in_a_network_a_thing_is_found_as_in_the_search_of_the_site(visit: Visit) -> None:
    with visit("/explore?whole=yes&drawing=network") as page:
        page.wait_for_selector("[data-drawn]")
        field, options = page.locator("[data-find]"), page.locator("[data-found] [role=option]")
        for typed, name in {
            "Quebec": "Québec",
            "ＩＣＢＣ": "Industrial and Commercial Bank of China",
            "People’s Bank": "People's Bank of China",
            "peoples bank": "People's Bank of China",
            "Banco de Bogota": "Bogot",
            "5G＋": "5G",
            "e-KYC": "KYC",
            "china bank": "Bank of China",
            "臺灣": "Taiwan",
            "gongshang yinhang": "Industrial and Commercial Bank of China",
            "icbc bank": "Industrial and Commercial Bank of China",
        }.items():
            field.fill(typed)
            expect(options.filter(has_text=name).first).to_be_visible(timeout=20_000)  # the first builds the index
        field.fill("Bank of Chna")
        expect(options.first).to_have_text("Did you mean")
        expect(options.nth(1)).to_contain_text("Bank of China")
        field.fill("OCBC")
        expect(options).to_have_text(["No matches."])

        field.fill("")
        compose(page, "gongshang")
        press_in_composition(page, "Enter")
        assert "sel=" not in page.url
        field.fill("icbc")
        expect(options.first).to_be_visible()
        press_in_composition(page, "Enter")
        assert field.input_value() == "icbc"
        field.press("Enter")
        page.wait_for_url("**sel=institution/icbc**")

        site = page.locator("#site-search")
        site.fill("中国银行")
        expect(page.locator("#site-search-found [role=option]").first).to_be_visible()
        press_in_composition(page, "ArrowDown")
        press_in_composition(page, "Enter")
        assert "/explore" in page.url


def test_the_other_language_keeps_filters_and_selection_and_the_way_back(visit: Visit) -> None:
    with visit("/explore?whole=yes&drawing=network") as page:
        page.wait_for_selector("[data-drawn]")
        page.locator("[data-facet=batch] summary").click()
        page.locator("[data-facet=batch] input[type=checkbox]").first.check()
        page.wait_for_url("**batch=**")
        page.locator("[data-find]").fill("bank")
        page.locator("[data-found] [role=option]").first.click()
        page.wait_for_url("**sel=**")
        before = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
        page.get_by_role("link", name="简体中文").click()
        page.wait_for_url("**lang=zh**")
        assert page.evaluate("Object.fromEntries(new URLSearchParams(location.search))") == {**before, "lang": "zh"}
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        page.wait_for_selector("[data-drawn]")
        page.go_back()
        page.wait_for_selector("[data-drawn]")
        assert page.evaluate("Object.fromEntries(new URLSearchParams(location.search))") == before
