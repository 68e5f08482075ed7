"""Pages: they load nothing from elsewhere, and text of the reader is never markup."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.settings import Settings
from tests.support.browser import Visit
from tests.support.client import in_process

BEIJING = "VALUES ?b { batch:pboc-beijing-1 batch:pboc-beijing-2 }"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ {BEIJING} ?a a sbx:Application ; sbx:inBatch ?b }}"
ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"


@pytest.mark.parametrize("path", ["/", "/lookups", "/views/register", "/id/institution/icbc", "/sparql", "/nope"])
def test_pages_load_nothing_from_elsewhere(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    loading = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", response.text)  # which say, and load nothing
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""", loading)
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


@pytest.mark.anyio
@pytest.mark.parametrize("address", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
async def test_an_address_of_the_data_that_is_none_for_the_web_is_never_a_link(
    tiny: Path, tmp_path: Path, address: str
) -> None:
    data = tmp_path / "hostile.trig"
    data.write_text(tiny.read_text().replace("<https://lake.example/gazette>", f"<{address}>"))
    async with (
        await Atlas.open(Settings(data=(data,), workers=1, cache=tmp_path)) as atlas,
        in_process(create_app(atlas=atlas), headers={"Accept": "text/html"}) as client,
    ):
        query = urlencode({"query": "SELECT * { ?s dcterms:source ?o }"})
        for path in (
            "/id/batch/lake-1", "/id/source/lake-gazette", "/sources", "/lookups/sources",
            "/lookups/passages?passage=gazette-batch-1", f"/sparql?{query}", "/views/register.html",
        ):  # fmt: skip
            answer = await client.get(path)
            assert answer.status_code == 200, path
            assert not re.findall(rf"""(?:href|src|action)=["']?{address[:8].lower()}""", answer.text.lower()), path


def test_scripts_make_no_link_to_what_is_no_address_for_the_web(visit: Visit) -> None:
    script = """async texts => {
      const { element } = await import("/static/page/elements.js");
      return texts.map(href => element("a", { href }, "x").getAttribute("href"));
    }"""
    with visit("/about") as page:
        hostile = ["javascript:alert(1)", " java\nscript:alert(1)", "DATA:text/html,x", "http://["]
        assert page.evaluate(script, hostile) == [None] * len(hostile)
        kept = ["https://lake.example/a", "/id/a/b", "#source-1", "explore?a=b"]
        assert page.evaluate(script, kept) == kept
