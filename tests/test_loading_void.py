"""The description of the data set in VoID: a graph of the store that queries find, and a document."""

from __future__ import annotations

from pathlib import Path

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, Graph, Namespace

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.rdf.void import DATA, GRAPH, describe
from sandbox_atlas.graph.register.description import dataset_description
from sandbox_atlas.graph.settings import Settings
from tests.support.oxigraph import Oxigraph

VOID = Namespace("http://rdfs.org/ns/void#")
PROLOGUE = f"PREFIX void: <{VOID}> "
PLACES = {VOID.sparqlEndpoint, VOID.dataDump}


def rows(client: httpx.Client, query: str) -> list[str]:
    response = client.get("/sparql", params={"query": PROLOGUE + query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    return sorted(response.text.splitlines()[1:])


@pytest.mark.every_engine
@pytest.mark.parametrize(
    ("described", "counted"),
    [
        (
            "?part void:class ?key ; void:entities ?n",
            "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { ?s a ?key } GROUP BY ?key",
        ),
        ("?part void:property ?key ; void:triples ?n", "SELECT ?key (COUNT(*) AS ?n) { ?s ?key ?o } GROUP BY ?key"),
        (f"<{DATA}> void:triples ?n", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ],
    ids=["classes", "properties", "statements"],
)
def test_a_query_finds_what_counting_would_give(client: httpx.Client, described: str, counted: str) -> None:
    wanted = "?key ?n" if "?key" in described else "?n"
    found = rows(client, f"SELECT {wanted} {{ GRAPH <{GRAPH}> {{ {described} }} }}")
    assert found == rows(client, counted)
    assert found


@pytest.mark.every_engine
def test_the_document_says_what_the_graph_says_and_where_to_ask(client: httpx.Client, server: str) -> None:
    document = Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    graph = client.get("/data", params={"graph": GRAPH}, headers={"Accept": "text/turtle"})
    said = {triple for triple in document if triple[1] in DCTERMS}
    assert {DCTERMS.license, DCTERMS.title, DCTERMS.publisher} <= {predicate for _, predicate, _ in said}
    others = {triple for triple in document if triple[1] not in PLACES} - said
    assert others == set(Graph().parse(data=graph.content))
    assert [str(place) for place in document.objects(predicate=VOID.sparqlEndpoint)] == [f"{server}/sparql"]


@pytest.mark.every_engine
def test_the_description_is_no_passage_and_adds_no_fact(client: httpx.Client) -> None:
    assert rows(client, f"SELECT ?class {{ <{GRAPH}> a ?class }}") == []
    assert rows(client, "SELECT ?part { ?part void:entities|void:property ?any }") == []
    described = f"GRAPH <{GRAPH}> {{ ?s ?p ?o }} GRAPH ?passage {{ ?s ?p ?o }} FILTER(?passage != <{GRAPH}>)"
    assert rows(client, f"SELECT ?s {{ {described} }}") == []


def test_describing_counts_the_facts_and_not_the_description(tiny_dataset: Dataset) -> None:
    store = ox.Store()
    fill(store, tiny_dataset.served)
    describe(store)
    once = set(store)
    describe(store)
    assert set(store) == once


@pytest.mark.anyio
async def test_data_that_somebody_else_loaded_are_counted_for_the_document(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    """A remote endpoint need not have the graph."""
    store, path = ox.Store(), tmp_path / "atlas.nq"
    fill(store, tiny_dataset.served)
    store.dump(path, format=ox.RdfFormat.N_QUADS)
    with Oxigraph(path) as remote:
        async with await Atlas.open(Settings(endpoint=remote.address)) as atlas:
            document = await dataset_description(
                atlas.engine, atlas.cache, "http://127.0.0.1/sparql", "application/n-triples"
            )
    describe(store)
    stored = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH))}
    found = {quad.triple for quad in ox.parse(document, ox.RdfFormat.N_TRIPLES)}
    assert {triple for triple in found if triple.predicate.value != str(VOID.sparqlEndpoint)} == stored
