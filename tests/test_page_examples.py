"""Examples come from the register that is served: none names a thing of another, and no link leads nowhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.example_queries import example_queries
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}
SCHEMES = {"technology", "business-area", "institution-kind"}
"""Kinds of concepts, which come with the ontology and are there with any data."""
SHIPPED = sorted(
    {
        value.rsplit("/", 1)[-1]
        for asked in (*questions().values(), *views().values())
        for value in [
            each.example for each in asked.parameters if each.type == "entity" and SCHEMES.isdisjoint(each.kinds)
        ]
        if "-" in value
    }
    | {"icbc", "beijing", "pboc"}
)
"""Slugs of things in the shipped data that question files give as examples."""
START = ("/", "/lookups", "/explore", "/compare", "/sparql", "/about", "/about/developers")
FILES = ("/lookups.json", "/.well-known/sparql-examples", "/openapi.json", "/sitemap.xml")


@pytest.fixture(scope="module")
async def foreign(anyio_backend: str, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Atlas]:
    """A register that has nothing of the shipped data, and no milestone either."""
    async with await Atlas.open(Settings(data=(tiny,), cache=tmp_path_factory.mktemp("cache"), workers=2)) as atlas:
        yield atlas


@pytest.fixture(scope="module")
async def client(foreign: Atlas) -> AsyncIterator[httpx.AsyncClient]:
    async with in_process(create_app(atlas=foreign), timeout=60) as opened:
        yield opened


def links_of(page: str, at: str) -> set[str]:
    found = (html.unescape(link) for link in re.findall(r'(?:href|src|action)="([^"]+)"', page))
    whole = (urljoin(at, link.split("#")[0]) for link in found if link and not link.startswith(("#", "data:")))
    own = (urlsplit(each) for each in whole if urlsplit(each).netloc == urlsplit(at).netloc)
    paths = (f"{each.path}?{each.query}" if each.query else each.path for each in own)
    return {path for path in paths if not re.match(r"/(static/|data/|sparql[?])|.*[?&](lang|theme)=", path)}


def named(page: str) -> set[str]:
    return set(re.findall(r"[\w-]+", html.unescape(page)))


@pytest.mark.slow
@pytest.mark.no_cover
async def test_no_link_leads_nowhere_and_nothing_of_other_data_is_named(client: httpx.AsyncClient) -> None:
    seen: set[str] = set()
    for path in START:
        answer = await client.get(path, headers=HTML)
        assert answer.status_code == 200
        assert named(answer.text) & set(SHIPPED) == set(), path
        for link in sorted(links_of(answer.text, str(answer.url)) - seen):
            seen.add(link)
            found = await client.get(link, headers=HTML, follow_redirects=True)
            assert found.status_code < 400, (path, link, found.status_code)
            if link.startswith("/lookups/"):
                assert named(found.text) & set(SHIPPED) == set(), link
    for path in FILES:
        answer = await client.get(path, headers={"Accept": "text/turtle, */*;q=0.5"})
        assert named(answer.text) & set(SHIPPED) == set(), path


async def test_examples_of_queries_have_an_answer_or_are_not_shown(foreign: Atlas, client: httpx.AsyncClient) -> None:
    queries = await example_queries(foreign.names)
    assert "batches-by-date" in queries
    assert "milestone-evidence" not in queries
    for name, query in queries.items():
        answer = await foreign.sparql(query, JSON if name in questions() else "text/turtle")
        assert answer.body, name
    filters = re.findall(r"(# )?\{ VALUES \?(\w+) ", queries["applications"])
    offered = ("batch", "place", "institution", "technology", "type")  # to be taken up by hand
    assert filters == [("# ", name) for name in offered]
    assert len(json.loads((await foreign.sparql(queries["applications"], JSON)).body)["results"]["bindings"]) == 4
    assert "VALUES ?application {" in queries["application-evidence"]  # which it requires
    described = (await client.get("/.well-known/sparql-examples", headers={"Accept": "text/turtle"})).text
    assert "milestone-evidence" not in described


async def test_the_empty_comparison_offers_two_batches_that_follow_each_other(client: httpx.AsyncClient) -> None:
    page = (await client.get("/compare", headers=HTML)).text
    assert "Lake, first batch and Lake, second batch" in page
    assert 'href="/compare?a=batch%2Flake-1&amp;b=batch%2Flake-2"' in page


async def test_a_search_offers_the_kinds_of_what_it_finds_with_their_numbers(client: httpx.AsyncClient) -> None:
    def chips(page: str) -> list[str]:
        text = re.sub(r"<[^>]+>", "", page.split('<nav class="kinds"')[1].split("</nav>")[0].split(">", 1)[1])
        return [" ".join(line.split()) for line in text.splitlines() if line.strip()]

    every = chips((await client.get("/search?q=lake", headers=HTML)).text)
    assert every[0] == f"All {sum(int(each.split()[-1]) for each in every[1:])}"
    assert "Batches 2" in every
    batches = (await client.get("/search?q=lake&kind=sbx:Batch", headers=HTML)).text
    assert chips(batches) == every
    assert re.search(r'aria-current="true">Batches', batches)


async def test_a_figure_can_be_shown_without_its_table_and_leads_to_it(client: httpx.AsyncClient) -> None:
    page = (await client.get("/lookups/applications-over-time?embed=1&rows=none", headers=HTML)).text
    assert "<figure" in page
    assert "data-sortable" not in page
    assert 'class="parameters"' not in page
    assert '/lookups/applications-over-time">The answer with its table and sources</a>' in page
    assert (await client.get("/lookups/applications-over-time?rows=some", headers=HTML)).status_code == 400


async def test_each_line_of_a_comparison_leads_to_its_sources_on_either_side(client: httpx.AsyncClient) -> None:
    zh = {**HTML, "Accept-Language": "zh"}
    page = (await client.get("/compare?a=batch/lake-1&b=batch/lake-2", headers=zh)).text
    assert re.search(r"两者共有 <span class=\"quiet\">1 家</span>", page)
    lines = re.findall(r"<li><a href=\"[^\"]*/id/[^\"]+\">.*?</li>", page)
    assert len(lines) > 8
    for line in lines:
        sides = {"lake-1", "lake-2"} if "→" in line else {"lake-1"} if "lake-1" in line else {"lake-2"}
        assert set(re.findall(r"/lookups/part-evidence\?thing=[^&\"]+&amp;whole=[^\"]*?(lake-\d)\"", line)) == sides


async def test_a_page_says_of_which_day_the_data_are_only_where_they_say_so(client: httpx.AsyncClient) -> None:
    about = (await client.get("/about", headers=HTML)).text
    assert "Data of " not in about
    assert "Rules check every file before it is served." in about
    shipped = (files("sandbox_atlas.data") / "dataset.ttl").read_text(encoding="utf-8")
    day = re.search(r'dcterms:modified "([\d-]+)"', shipped)
    async with (
        await Atlas.open(Settings(workers=1)) as atlas,
        in_process(create_app(atlas=atlas), timeout=60) as reader,
    ):
        page = (await reader.get("/about", headers=HTML)).text
    assert day
    assert f"Data of {day[1]}" in page


async def test_a_hint_names_the_most_linked_thing_that_is_there(foreign: Atlas, client: httpx.AsyncClient) -> None:
    links = dict((await foreign.indexes.register()).degree())
    most = max((iri for iri in links if "/id/institution/" in iri), key=lambda iri: links[iri])
    answer = await client.get("/lookups/who-works-with-whom.json?institution=zzzzzzzz")
    assert (answer.status_code, answer.json()["hint"]) == (400, f"For example: institution={most.rsplit('/', 1)[-1]}")
    none = await client.get("/lookups/milestone-evidence.json?milestone=zzzzzzzz")
    assert none.status_code == 400
    assert not none.json().get("hint")
