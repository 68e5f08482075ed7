"""Entities over HTTP: as RDF by suffix and by Accept, and as JSON with the passages of each fact."""

from __future__ import annotations

import httpx2 as httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from sandbox_atlas.graph.rdf.vocabulary import SBX

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
