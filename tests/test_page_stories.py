"""Stories: pages and files of several addresses with a sentence each; one that does not answer is told in its place."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx2 as httpx
import pytest

BROWSER = {"Accept": "text/html"}
STEPS = [
    ("say", "Two batches & what they share"),
    ("at", "/explore?batch=pboc-beijing-1&batch=pboc-beijing-2&hide=institution/icbc"),
    ("say", "<b>第二步</b>"),
    ("at", "/explore?batch=pboc-beijing-9"),
    ("say", ""),
    ("at", "/lookups/who-works-with-whom?institution=icbc"),
    ("say", "Elsewhere"),
    ("at", "https://example.org/explore"),
]


@pytest.mark.parametrize("suffix", ["", ".html"])
def test_each_step_is_shown_or_says_why_not(client: httpx.Client, suffix: str) -> None:
    answer = client.get(f"/story{suffix}?title=Beijing&{urlencode(STEPS)}", headers=BROWSER)
    assert answer.status_code == 200
    page = answer.text
    assert "<h1" in page
    assert "Two batches &amp; what they share" in page
    assert "&lt;b&gt;第二步" in page
    assert page.count("<svg viewBox=") == 1
    assert "Industrial and Commercial Bank of China</title>" not in page  # hidden at the address
    assert page.count("This address does not answer.") == 2
    assert "no batch named" in page
    assert "This is no address on this site" in page
    assert "/lookups/who-works-with-whom?institution=icbc" in page
    if suffix:
        assert "attachment" in answer.headers["content-disposition"]
        assert "<script" not in page
        assert "/story?title=Beijing" in page


def test_a_story_has_a_beginning_and_an_end(client: httpx.Client) -> None:
    assert "A story is a list of addresses" in client.get("/story", headers=BROWSER).text
    many = urlencode([("at", "/explore")] * 21)
    assert client.get(f"/story?{many}", headers=BROWSER).status_code == 400
    assert client.get("/story?step=1", headers=BROWSER).status_code == 400
    lone = client.get("/story?say=Only+words", headers=BROWSER).text
    assert "This step has no address." in lone
