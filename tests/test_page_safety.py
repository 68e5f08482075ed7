"""Pages: they load nothing from elsewhere, and text of the reader is never markup."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import httpx2 as httpx
import pytest

BEIJING = "VALUES ?b { batch:pboc-beijing-1 batch:pboc-beijing-2 }"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ {BEIJING} ?a a sbx:Application ; sbx:inBatch ?b }}"
ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"


@pytest.mark.parametrize("path", ["/", "/lookups", "/views/register", "/id/institution/icbc", "/sparql", "/nope"])
def test_pages_load_nothing_from_elsewhere(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""", response.text)
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_text_from_the_address_is_never_markup(client: httpx.Client) -> None:
    nasty = "<script>alert(1)</script>\"'"
    for path in (
        f"/lookups/applications?{urlencode({'place': nasty})}",
        f"/sparql?{urlencode({'query': nasty})}",
        f"/lookups/{nasty}",
        f"/id/institution/{nasty}",
        f"/views/{nasty}",
    ):
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.status_code in (400, 404)
        assert "<script>alert" not in page.text


def test_the_sparql_page_shows_results_and_keeps_a_broken_query(client: httpx.Client) -> None:
    browser = {"Accept": "text/html"}
    assert ">17<" in client.get("/sparql", params={"query": COUNT}, headers=browser).text
    broken = client.get("/sparql", params={"query": "SELECT * { ?s ?p <& }"}, headers=browser)
    assert broken.status_code == 400
    assert "SELECT * { ?s ?p &lt;&amp; }" in broken.text
    turtle = client.get("/sparql", params={"query": f"DESCRIBE <{ICBC}>"}, headers=browser)
    assert 'class="code"' in turtle.text
    assert ">yes<" in client.get("/sparql", params={"query": "ASK {}"}, headers=browser).text
