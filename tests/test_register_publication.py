"""Nothing false is said of somebody's data: licence, title and publisher are theirs; dates count once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2 as httpx
import pyoxigraph as ox
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.downloads.distributions import description, readme
from sandbox_atlas.graph.register.publication import Licence, _licence
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

DATASET = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<https://example.is/register> a dcat:Dataset ;
    dcterms:title "Icelandic register of the sandbox"@en , "Íslensk skrá"@is ;
    dcterms:description "Who tests what in Reykjavík."@en ;
    dcterms:publisher <https://example.is/> ; dcterms:language "en" ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcat:contactPoint [ vcard:fn "Sandbox desk"@en ; vcard:hasEmail <mailto:desk@example.is> ] ,
        [ vcard:hasURL <javascript:alert(1)> ] ;
    dcat:landingPage <https://example.is/data> ; foaf:page <javascript:alert(2)> .
<https://example.is/> foaf:name "Fjármálaeftirlit"@is .
"""


@asynccontextmanager
async def site(folder: Path, *documents: tuple[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    for name, text in documents:
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(data=tuple(folder / name for name, _ in documents), cache=folder / "cache", workers=1)
    async with await Atlas.open(settings) as atlas, in_process(create_app(atlas=atlas), timeout=60) as client:
        yield client


async def pages_of(client: httpx.AsyncClient) -> list[str]:
    pages = ("/", "/about", "/lookups/coverage.html", "/explore?embed=yes")
    files = ("/views/register.graphml", "/views/register.html")
    return [(await client.get(path, headers={"Accept": "text/html"})).text for path in (*pages, *files)]


async def test_the_licence_is_that_of_the_data_that_are_served(tmp_path: Path, tiny: Path) -> None:
    register = tiny.read_text(encoding="utf-8")
    async with site(tmp_path, ("tiny.trig", register), ("dataset.ttl", DATASET)) as client:
        for page in await pages_of(client):
            assert "CC0 1.0" in page
            assert "Data: CC BY" not in page
        about = (await client.get("/about", headers={"Accept": "text/html", "Accept-Language": "en"})).text
        assert "Icelandic register of the sandbox" in about
        assert "简体中文界面" in about  # its names are declared to be in English alone
        assert "Who tests what in Reykjavík." in about
        assert "Fjármálaeftirlit" in about
        assert (
            'Website</dt><dd><a href="https://example.is/data" rel="nofollow">https://example.is/data</a></dd>' in about
        )
        assert "Send it to the contact above." in about
        suggested = (await client.get("/suggest", params={"thing": "institution/north-bank"})).text
        assert 'Send it to: Sandbox desk <a href="mailto:desk@example.is"' in suggested
        assert 'Sandbox desk <a href="mailto:desk@example.is" rel="nofollow">desk@example.is</a></dd>' in about
        for path in ("/.well-known/void", "/sparql"):
            described = (await client.get(path, headers={"Accept": "application/n-triples"})).text
            assert "publicdomain/zero/1.0/" in described, path
            assert "by/4.0" not in described, path


async def test_the_switch_says_where_only_pages_and_no_names_are_in_a_language(tmp_path: Path, tiny: Path) -> None:
    swahili = DATASET.replace('dcterms:language "en"', 'dcterms:language "sw" , "en"')
    names = tiny.read_text(encoding="utf-8").replace("@zh", "@sw")
    async with site(tmp_path, ("tiny.trig", names), ("dataset.ttl", swahili)) as client:
        english = (await client.get("/about", headers={"Accept": "text/html", "Accept-Language": "en"})).text
        assert 'lang="zh-Hans">简体中文界面</a>' in english
        assert "Names of things in English and Swahili; pages in English and 简体中文." in english
        chinese = (await client.get("/about", headers={"Accept": "text/html", "Accept-Language": "zh"})).text
        assert 'lang="en">English</a>' in chinese
        assert "条目名称：英语和斯瓦希里语；页面：English和简体中文。" in chinese


async def test_no_licence_is_claimed_where_none_is_given(tmp_path: Path, tiny: Path) -> None:
    async with site(tmp_path, ("tiny.trig", tiny.read_text(encoding="utf-8"))) as client:
        for page in await pages_of(client):
            assert not re.search("Data: (?!<a)", page)
        about = (await client.get("/about", headers={"Accept": "text/html", "Accept-Language": "en"})).text
        assert "do not name a licence" in about
        assert "<dt>Contact" not in about
        assert ">简体中文</a>" in about  # nothing is declared, so both
        assert "<dt>Website" not in about
        assert "The data name no contact, so pass it on to whoever runs this site.</dd>" in about
        suggested = (await client.get("/suggest", params={"thing": "institution/north-bank"})).text
        assert "The data name no contact" in suggested


async def test_the_licence_of_one_data_set_is_not_claimed_for_another(tmp_path: Path, tiny: Path) -> None:
    bare = DATASET.replace("example.is/register", "example.nz/register").replace("dcterms:license", "dcterms:relation")
    documents = [("tiny.trig", tiny.read_text(encoding="utf-8")), ("one.ttl", DATASET), ("other.ttl", bare)]
    async with site(tmp_path, *documents) as client:
        for page in await pages_of(client):
            assert not re.search("Data: (?!<a)", page)
    quads = [quad for _, text in documents[1:] for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    found = ox.Store()
    found.load(description(quads, [], "0" * 64), ox.RdfFormat.TURTLE, base_iri="https://data.example/")
    said = found.query(
        """PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?whole ?part ?licence { ?whole dcterms:hasPart ?part OPTIONAL { ?part dcterms:license ?licence }
        FILTER NOT EXISTS { ?whole dcterms:license ?claimed } } ORDER BY ?part"""
    )
    rows = [(row["part"].value, row["licence"] and row["licence"].value) for row in said]  # type: ignore[union-attr]
    assert rows == [
        ("https://example.is/register", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.nz/register", None),
    ]
    assert "none is given; ask the publisher" in readme(quads, [], "0" * 64)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/de/", "CC BY-NC-SA 3.0 DE"),
        ("https://creativecommons.org/licenses/by-sa/4.0/legalcode", "CC BY-SA 4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL 1.0"),
        ("https://example.org/own", "https://example.org/own"),
    ],
)
def test_a_licence_goes_by_the_name_that_people_know(address: str, name: str) -> None:
    assert _licence(ox.NamedNode(address)) == Licence(name, address)
    assert _licence(ox.Literal("Own terms")) == Licence("Own terms", "")
