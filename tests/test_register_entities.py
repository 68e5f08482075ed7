"""Entities over HTTP: as RDF by suffix and by Accept, and as JSON with the passages of each fact."""

from __future__ import annotations

import re

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from sandbox_atlas.graph.rdf.vocabulary import SBX
from sandbox_atlas.graph.register.entities import Fact, in_language

ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"


@pytest.mark.parametrize(
    ("suffix", "accept", "format_"),
    [
        (".ttl", "text/turtle", "turtle"),
        (".nt", "application/n-triples", "nt"),
        (".rdf", "application/rdf+xml", "xml"),
        (".jsonld", "application/ld+json", "json-ld"),
    ],
)
def test_a_thing_comes_as_rdf_by_suffix_and_by_accept(
    client: httpx.Client, suffix: str, accept: str, format_: str
) -> None:
    by_suffix = client.get(f"/id/institution/icbc{suffix}", headers={"Accept": "*/*"})
    by_accept = client.get("/id/institution/icbc", headers={"Accept": accept})
    assert by_suffix.headers["content-type"].partition(";")[0] == accept
    one, other = (Graph().parse(data=each.content, format=format_) for each in (by_suffix, by_accept))
    assert len(one) == len(other) > 3


def test_json_ld_of_a_thing_has_the_context_of_the_ontology_and_says_the_same(client: httpx.Client) -> None:
    for path in ("/id/batch/pboc-beijing-2", "/id/passage/seed-opening", "/id/place/china"):
        short = client.get(f"{path}.jsonld")
        assert short.json()["@context"]["sbx"].endswith("ontology#")
        assert "sbx:certainty" not in short.json()
        said = Graph().parse(data=short.content, format="json-ld")
        assert isomorphic(said, Graph().parse(data=client.get(f"{path}.nt").content, format="nt"))
    assert str(client.get("/id/batch/pboc-beijing-2.jsonld").json()["ordinal"]) == "2"


def test_names_as_the_article_prints_them_lead_to_the_things(client: httpx.Client) -> None:
    for printed, iri_end in (
        ("Pratt & Whitney Small and Micro Enterprise Loan Products", "application"),
        ("YiPay", "institution"),
    ):
        query = f'SELECT ?thing {{ ?thing sbx:asPrinted "{printed}"@en }}'
        bindings = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        assert len(bindings) == 1
        assert f"/id/{iri_end}/" in bindings[0]["thing"]["value"]


def test_a_thing_as_json_names_the_passages_of_each_fact(client: httpx.Client) -> None:
    document = client.get("/id/institution/icbc.json").json()
    applicant_of = next(group for group in document["facts"] if group["property"] == f"{SBX}applicant")
    assert applicant_of["inverse"] is True
    assert len(applicant_of["values"]) >= 2
    for value in applicant_of["values"]:
        assert value["passages"]
        for passage in value["passages"]:
            query = f"ASK {{ GRAPH <{passage}> {{ <{value['iri']}> sbx:applicant <{ICBC}> }} }}"
            assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


@pytest.mark.parametrize(
    ("thing", "lang", "title"),
    [
        ("passage/yesdaily-batch-1-count", "en", "yesdaily.com: first batch, news digest – “11家机构”"),
        ("passage/seed-opening", "zh", "ww01.net：北京第二批入选应用（机器英译）——“Beijing”"),
        ("passage/sccf-batch-2-split", "en", "sccf.org.cn: second batch, the Chinese article – "),
    ],
)
def test_a_passage_is_called_by_its_source_and_the_place_in_it(
    client: httpx.Client, thing: str, lang: str, title: str
) -> None:
    page = client.get(f"/id/{thing}", params={"lang": lang}, headers={"Accept": "text/html"}).text
    assert f"<h1>{title}" in page
    assert f"<title>{title}" in page
    assert "passage:" not in page.partition("<main")[2].partition("</article>")[0]
    assert client.get(f"/id/{thing}.json", params={"lang": lang}).json()["label"].startswith(title)
    assert title in client.get("/cite.json", params={"of": f"/id/{thing}", "lang": lang}).text


def test_what_the_editors_follow_is_followed_for_every_passage_that_says_it(client: httpx.Client) -> None:
    """The flag is that of what is said: one name in five passages, of which the editors follow one, is one line."""
    rows = client.get("/lookups/disagreements.json").json()["rows"]
    said = [(row["disagreement"]["iri"], str(row["property"] and row["property"]["iri"]), row["value"]) for row in rows]
    known = [each for each, row in zip(said, rows, strict=True) if row["property"]]
    assert all(known.count(each) == 1 for each in known)
    assert all(row["value"] and row["passages"] and row["sources"] for row in rows)
    page = client.get("/id/disagreement/aibank-inside-applicant", headers={"Accept": "text/html"}).text
    inset = page.partition("<table")[2].partition("</table>")[0]
    assert inset.index("citic-aibank") < inset.index("yes") < inset.index("institution/citic-bank") < inset.index("no<")
    about = client.get("/id/application/aibank-inside", headers={"Accept": "text/html"}).text
    sides = about.partition("Where sources disagree")[2].partition("</section>")[0]
    assert sides.index("citic-aibank") < sides.index("followed here") < sides.index("institution/citic-bank")


def test_a_sandbox_and_a_place_show_their_batches_by_year(client: httpx.Client) -> None:
    for kind, slug in (("sandbox", "pboc-fintech-pilot"), ("place", "beijing")):
        rows = client.get("/lookups/batches-by-date.json", params={kind: slug}).json()["rows"]
        strip = _strip(client.get(f"/id/{kind}/{slug}", headers={"Accept": "text/html"}).text)
        assert strip.count("<a ") == len({row["batch"]["iri"] for row in rows})
        years = [int(year) for year in re.findall(r"<dt>(\d{4})</dt>", strip)]
        assert years == list(range(years[0], years[-1] + 1))
    assert not _strip(client.get("/id/institution/icbc", headers={"Accept": "text/html"}).text)


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("place/jamaica", "not recorded"),
        ("place/guangxi", "1 batch without a recorded date"),
        ("place/noida", None),
        ("batch/pboc-beijing-2", None),
    ],
)
def test_a_place_without_a_dated_batch_says_so(client: httpx.Client, thing: str, said: str | None) -> None:
    page = client.get(f"/id/{thing}", headers={"Accept": "text/html"}).text
    assert ("Batches by year" in page) == (said is not None)
    assert said is None or said in page.partition("Batches by year")[2].partition("</section>")[0]


def test_a_place_begins_with_what_is_there_and_ends_with_codes_and_coordinates(client: httpx.Client) -> None:
    facts = client.get("/id/place/beijing.json").json()["facts"]
    order = [each["property"].rpartition("#")[2] for each in facts]
    assert order == ["within", "place", "seat", "exactMatch", "subdivisionCode", "lat", "long"]
    sandbox = client.get("/id/sandbox/fca-regulatory-sandbox.json").json()["facts"]
    outward = [each["property"].rpartition("#")[2] for each in sandbox if not each["inverse"]]
    assert outward == ["place", "regulatedBy", "sandboxKind", "note"]


def test_a_batch_begins_with_its_applications(client: httpx.Client) -> None:
    facts = client.get("/id/batch/pboc-beijing-2.json").json()["facts"]
    order = [(each["property"].rpartition("#")[2], each["inverse"]) for each in facts]
    assert order[0] == ("inBatch", True)
    assert order.index(("inSandbox", False)) < order.index(("concerns", True))


def test_a_text_in_another_language_folds_where_the_same_passage_has_it_in_the_readers(client: httpx.Client) -> None:
    for lang, first, second in (
        ("en", "Li Wei, head of", "央行科技司司长李伟"),
        ("zh", "央行科技司司长李伟", "Li Wei, head of"),
    ):
        page = client.get(f"/id/sandbox/pboc-fintech-pilot?lang={lang}", headers={"Accept": "text/html"}).text
        before, _, folded = page.partition(first)[2].partition(
            f"<summary>{'其他语言' if lang == 'zh' else 'in another language'}"
        )
        assert second not in before
        assert second in folded.partition("</details>")[0]
    note = [ox.Literal("Eins", language="de"), ox.Literal("One", language="en"), ox.Literal("Zwei", language="de")]
    facts = [Fact(value, ("urn:p",)) for value in note]
    assert in_language(facts, "de") == ([facts[0], facts[2]], [facts[1]])
    assert in_language(facts, "en") == (facts, [])  # what has no text in English stays


def test_things_of_other_registers_are_called_by_register_and_number(client: httpx.Client) -> None:
    for thing, name in (("place/beijing", "GeoNames 1816670"), ("institution/icbc", "Wikidata Q26463")):
        assert f">{name}</a>" in client.get(f"/id/{thing}", headers={"Accept": "text/html"}).text


def _strip(page: str) -> str:
    return page.partition('class="strip"')[2].partition("</dl>")[0]
