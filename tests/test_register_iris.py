"""Things with any IRI have a page: escapes, slashes, other bases, no name; and no link of the site is dead."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx2 as httpx
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

NAMED = {
    f"{ID}institution/caf%C3%A9": "Percent",
    f"{ID}institution/thé": "Accent",
    f"{ID}institution/a/b": "Slash",
    f"{ID}institution/c%2Fd": "Escaped slash",
    f"{ID}institution/end/": "End",
    f"{ID}institution/x.json": "Suffix",
    f"{ID}institution/x/../y": "Dots",
    "https://other.example/id/institution/abroad": "Abroad",
    "https://other.example/things#fragment": "Fragment",
    "urn:example:bank": "Urn",
}
"""Institutions by IRI, with their labels."""
UNNAMED = "https://other.example/unnamed"


def register() -> str:
    tiny = (Path(__file__).parent / "fixtures" / "tiny.trig").read_text(encoding="utf-8")
    institutions = "".join(
        f'<{iri}> a sbx:Institution ; sbx:institutionKind kind:insurer ; rdfs:label "{label}"@en , "{label}。"@zh .\n'
        for iri, label in NAMED.items()
    )
    group = f"<{ID}institution/a/b> org:subOrganizationOf <{ID}institution/end/> .\n"
    passage = "passage:keepers-names {\n"
    assert passage in tiny
    extra = f"<{UNNAMED}> dcterms:creator <{ID}institution/a/b> .\n"
    return tiny.replace(passage, f"{passage}{institutions}{group}", 1) + extra


@pytest.fixture(scope="module")
async def client(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    folder = tmp_path_factory.mktemp("iris")
    (folder / "register.trig").write_text(register(), encoding="utf-8")
    settings = Settings(data=(folder / "register.trig",), cache=folder, workers=2)
    async with await Atlas.open(settings) as atlas, in_process(create_app(atlas=atlas), timeout=60) as opened:
        yield opened


async def heading(client: httpx.AsyncClient, address: str) -> str:
    page = await client.get(address, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert page.status_code == 200, (address, page.text)
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("institution/caf%C3%A9", "Percent"),
        ("institution/caf%25C3%25A9", "Percent"),
        ("institution/th%C3%A9", "Accent"),
        ("institution/a/b", "Slash"),
        ("institution/a%2Fb", "Slash"),
        ("institution/c%2Fd", "Escaped slash"),
        ("institution/end/", "End"),
        ("institution/x.json", "Suffix"),
        ("tiny-technologies", "Tiny technologies"),
    ],
)
async def test_the_path_of_an_iri_is_its_page(client: httpx.AsyncClient, path: str, label: str) -> None:
    assert await heading(client, f"/id/{path}") == label


@pytest.mark.parametrize(("iri", "label"), NAMED.items(), ids=NAMED.values())
async def test_every_thing_is_found_by_its_iri_in_every_format(client: httpx.AsyncClient, iri: str, label: str) -> None:
    assert await heading(client, f"/id?iri={quote(iri, safe='')}") == label
    assert await heading(client, Links().record(iri)) == label
    data = (await client.get(Links().record(iri, "json"))).json()
    assert (data["iri"], data["labels"]["en"]) == (iri, label)
    triples = await client.get(Links().record(iri, "nt"))
    assert f"<{iri}> " in triples.text
    by_accept = await client.get("/id", params={"iri": iri}, headers={"Accept": "application/n-triples"})
    assert by_accept.text == triples.text


async def test_a_thing_without_a_name_has_a_page_with_its_statements(client: httpx.AsyncClient) -> None:
    assert await heading(client, f"/id?iri={quote(UNNAMED, safe='')}") == UNNAMED
    data = (await client.get("/id", params={"iri": UNNAMED, "format": "json"})).json()
    assert [value["iri"] for group in data["facts"] for value in group["values"]] == [f"{ID}institution/a/b"]
    facts = await client.get("/lookups/entity-facts.json", params={"entity": UNNAMED})
    assert facts.json()["count"] == 1


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/id?iri=https://other.example/nobody", 404, "no thing named"),
        ("/id?iri=nobody", 404, "no thing named"),
        ("/id?iri=a%20b", 404, "no thing named"),
        ("/id?iri=urn:example:bank&format=doc", 400, "'format' is one of"),
        ("/id", 400, "iri"),
        ("/id/institution/nobody", 404, "no thing named"),
        ("/id/institution/%FF%FE", 404, "no thing named"),
    ],
)
async def test_what_is_not_there_is_said(client: httpx.AsyncClient, address: str, status: int, says: str) -> None:
    answer = await client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code in {status, 422} if address == "/id" else answer.status_code == status
    assert says in answer.text


async def test_two_paths_that_differ_in_an_escape_are_two_pages(client: httpx.AsyncClient) -> None:
    """The page cache tells them apart, though their decoded paths are one."""
    assert await heading(client, "/id/institution/c%2Fd") == "Escaped slash"
    missing = await client.get("/id/institution/c/d", headers={"Accept": "application/json"})
    assert missing.status_code == 404


@pytest.mark.no_cover
async def test_no_link_of_the_site_is_dead(client: httpx.AsyncClient) -> None:
    start = [
        "/",
        "/explore",
        "/lookups/entity-facts?entity=kind/insurer",
        "/search?q=Slash",
        "/ontology",
        f"/id?iri={quote('urn:example:bank', safe='')}",
    ]
    start += [Links().record(iri) for iri in NAMED]
    seen: dict[str, str] = {}
    for address in start:
        page = await client.get(address, headers={"Accept": "text/html"})
        assert page.status_code == 200, address
        for link in re.findall(r'href="([^"]+)"', page.text):
            target = unescape(link).partition("#")[0]
            if target.startswith("/id") and "lang=" not in target:  # such a link changes the client's language
                seen.setdefault(target, address)
    assert len(seen) > 40
    dead = {}
    for target, page_with_it in seen.items():
        status = (await client.get(target)).status_code
        if status != 200:
            dead[target] = (status, page_with_it)
    assert dead == {}


async def test_links_of_answers_lead_to_pages_of_this_site(client: httpx.AsyncClient) -> None:
    answer = await client.get("/lookups/entity-facts.json", params={"entity": "institution-kind/insurer"})
    values = [row["value"] for row in answer.json()["rows"] if isinstance(row["value"], dict)]
    links = {value["iri"]: value["href"] for value in values if value["iri"] in NAMED}
    assert len(links) == len(NAMED)
    for iri, href in links.items():
        assert await heading(client, href) == NAMED[iri]


def test_an_iri_of_elsewhere_that_is_no_thing_stays_its_own_address() -> None:
    link = Links("/atlas", frozenset({"urn:known"}))
    assert link.thing("https://other.example/page") == "https://other.example/page"
    assert link.thing("urn:known") == "/atlas/id?iri=urn%3Aknown"
    assert link.thing("urn:unknown") == ""
    assert link.thing(f"{SBX}Batch") == "/atlas/ontology#Batch"
    assert link.thing(f"{ID}batch/a") == "/atlas/id/batch/a"
    assert link.record(f"{ID}batch/a", "ttl") == "/atlas/id/batch/a.ttl"
    assert link.record(f"{ID}scheme", "ttl") == f"/atlas/id?iri={quote(f'{ID}scheme', safe='')}&format=ttl"
