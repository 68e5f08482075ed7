"""The parameter `format`: for clients that cannot send headers, it chooses the format of an answer, before Accept."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

SELECT, CONSTRUCT = "SELECT ?b { ?b a sbx:Batch }", "CONSTRUCT { ?b a sbx:Batch } WHERE { ?b a sbx:Batch }"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
async def client(anyio_backend: str, atlas: Atlas) -> AsyncIterator[httpx.AsyncClient]:
    async with in_process(create_app(atlas=atlas)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (SELECT, "csv", "text/csv; charset=utf-8"),
        (SELECT, "CSV", "text/csv; charset=utf-8"),
        (SELECT, "tsv", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "json", "application/sparql-results+json"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "application/sparql-results xml", "application/sparql-results+xml"),
        ("ASK {}", "xml", "application/sparql-results+xml"),
        (CONSTRUCT, "ttl", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "turtle", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "n3", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "nt", "application/n-triples"),
        (CONSTRUCT, "ntriples", "application/n-triples"),
        (CONSTRUCT, "rdf", "application/rdf+xml"),
        (CONSTRUCT, "rdfxml", "application/rdf+xml"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "jsonld", "application/ld+json"),
        (CONSTRUCT, "json", "application/ld+json"),
        ("DESCRIBE batch:lake-1", "nq", "application/n-quads"),
        ("DESCRIBE batch:lake-1", "trig", "application/trig"),
        ("", "ttl", "text/turtle; charset=utf-8"),
    ],
)
async def test_a_format_that_fits_the_query_is_given_whatever_accept_says(
    client: httpx.AsyncClient, query: str, name: str, media_type: str
) -> None:
    asked = {"query": query, "format": name} if query else {"format": name}
    for headers in ({}, {"accept": "image/png"}, {"accept": "application/sparql-results+json, text/turtle"}, BROWSER):
        for _ in range(2):  # the second comes from the cache
            answer = await client.get("/sparql", params=asked, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (200, media_type), answer.text
            assert answer.headers["access-control-allow-origin"] == "*"
        etag = {"if-none-match": answer.headers["etag"]}
        assert (await client.get("/sparql", params=asked, headers=headers | etag)).status_code == 304
    if query:
        posted = await client.post("/sparql", data=asked, headers={"accept": "image/png"})
        assert posted.headers["content-type"] == media_type
        direct = {"content-type": "application/sparql-query"}
        posted = await client.post("/sparql", params={"format": name}, content=query, headers=direct)
        assert posted.headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("query", "name", "fitting"),
    [
        (SELECT, "ttl", "json, xml, csv, tsv"),
        (SELECT, "pdf", "json, xml, csv, tsv"),
        ("ASK {}", "", "json, xml, csv, tsv"),
        ("ASK {}", "text/html", "json, xml, csv, tsv"),
        (CONSTRUCT, "csv", "ttl, nt, rdf, jsonld, nq, trig"),
        ("DESCRIBE batch:lake-1", "srx", "ttl, nt, rdf, jsonld, nq, trig"),
    ],
)
async def test_a_format_that_does_not_fit_is_400_and_names_those_that_do(
    client: httpx.AsyncClient, query: str, name: str, fitting: str
) -> None:
    asked = {"query": query, "format": name}
    for answer in (await client.get("/sparql", params=asked), await client.post("/sparql", data=asked)):
        assert answer.status_code == 400
        assert f"one of {fitting}." in answer.json()["detail"]
    page = await client.get("/sparql", params=asked, headers=BROWSER)
    assert (page.status_code, fitting in page.text) == (400, True)


async def test_a_browser_that_saves_the_file_gets_a_name_for_it(client: httpx.AsyncClient) -> None:
    named = await client.get("/sparql", params={"query": SELECT, "format": "csv"}, headers=BROWSER)
    assert named.headers["content-disposition"] == 'inline; filename="sparql.csv"'
    assert "content-disposition" not in (await client.get("/sparql", params={"query": SELECT})).headers
    changing = await client.get("/sparql", params={"query": "SELECT (NOW() AS ?n) {}", "format": "csv"})
    assert changing.headers["cache-control"] == "no-store"


async def test_answers_in_different_formats_are_cached_apart(client: httpx.AsyncClient) -> None:
    bodies = {
        name: (await client.get("/sparql", params={"query": SELECT, "format": name})).content
        for name in ("csv", "json", "xml", "tsv", "csv")
    }
    assert len(set(bodies.values())) == 4


async def test_a_query_that_cannot_be_read_or_two_formats_are_400(client: httpx.AsyncClient) -> None:
    wrong = await client.get("/sparql", params={"query": "SELECT", "format": "csv"}, headers=BROWSER)
    assert wrong.status_code == 400
    twice = await client.get("/sparql?query=ASK%7B%7D&format=csv&format=json")
    assert (twice.status_code, "more than one format" in twice.json()["detail"]) == (400, True)
    same = await client.get("/sparql?query=ASK%7B%7D&format=&format=tsv&format=text/tab-separated-values,text/x")
    assert same.headers["content-type"].startswith("text/tab-separated-values")
    page = await client.get("/sparql", params={"query": "ASK {}", "lang": "zh"}, headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
