"""The query part of the W3C's SPARQL 1.1 Protocol test descriptions, each under its own name.

The descriptions speak of data of their own; here the same requests ask the shipped register and two of its passages.
What a description expects to fail must be answered with a status from 400 to 499.
"""

from __future__ import annotations

from urllib.parse import urlencode

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
ONE = "https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list"
OTHER = "https://w3id.org/sandbox-atlas/id/passage/altfi-fca-sandbox-fca-regulatory-sandbox"
TABLES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}


@pytest.fixture(scope="module")
def things(client: httpx.Client) -> dict[str, str]:
    """For each of the two graphs, a triple that it has and the other one has not."""
    found = {}
    for graph, without in ((ONE, OTHER), (OTHER, ONE)):
        query = (
            f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
            f"FILTER NOT EXISTS {{ GRAPH <{without}> {{ ?s ?p ?o }} }} FILTER(isIRI(?o)) }} LIMIT 1"
        )
        row = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]
        found[graph] = " ".join(f"<{row[name]['value']}>" for name in "spo")
    return found


def holds(response: httpx.Response) -> bool:
    """The answer to an ASK, in whichever results format it came."""
    assert response.status_code == 200, response.text
    media_type = response.headers["content-type"].partition(";")[0]
    result = ox.parse_query_results(response.content, TABLES[media_type])
    assert isinstance(result, ox.QueryBoolean)
    return bool(result)


def everywhere(client: httpx.Client, query: str, graphs: list[tuple[str, str]]) -> set[bool]:
    """The answers by GET, by a form, and by a direct POST with the graphs in its address."""
    return {
        holds(client.get(f"/sparql?{urlencode([('query', query), *graphs])}")),
        holds(client.post("/sparql", content=urlencode([("query", query), *graphs]), headers=FORM)),
        holds(client.post(f"/sparql?{urlencode(graphs)}", content=query, headers=DIRECT)),
    }


# ── What must be answered ────────────────────────────────────────────────────


def test_query_post_form(client: httpx.Client) -> None:
    assert holds(client.post("/sparql", content=urlencode({"query": "ASK {}"}), headers=FORM))


def test_query_get(client: httpx.Client) -> None:
    assert holds(client.get("/sparql", params={"query": "ASK {}"}))


def test_query_post_direct(client: httpx.Client) -> None:
    assert holds(client.post("/sparql", content="ASK {}", headers=DIRECT))


def test_query_dataset_default_graph(client: httpx.Client, things: dict[str, str]) -> None:
    graphs = [("default-graph-uri", ONE)]
    assert everywhere(client, f"ASK {{ {things[ONE]} }}", graphs) == {True}
    assert everywhere(client, f"ASK {{ {things[OTHER]} }}", graphs) == {False}


def test_query_dataset_default_graphs_get(client: httpx.Client, things: dict[str, str]) -> None:
    query = f"ASK {{ {things[ONE]} . {things[OTHER]} FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    pairs = [("query", query), ("default-graph-uri", ONE), ("default-graph-uri", OTHER)]
    assert holds(client.get(f"/sparql?{urlencode(pairs)}"))


def test_query_dataset_default_graphs_post(client: httpx.Client, things: dict[str, str]) -> None:
    query = f"ASK {{ {things[ONE]} . {things[OTHER]} FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    pairs = [("default-graph-uri", ONE), ("default-graph-uri", OTHER)]
    assert holds(client.post(f"/sparql?{urlencode(pairs)}", content=query, headers=DIRECT))
    assert holds(client.post("/sparql", content=urlencode([("query", query), *pairs]), headers=FORM))


def named(things: dict[str, str]) -> str:
    """Both graphs are there by name, and nothing is in the default graph."""
    both = f"GRAPH <{ONE}> {{ {things[ONE]} }} GRAPH <{OTHER}> {{ {things[OTHER]} }}"
    return f"ASK {{ {both} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"


def test_query_dataset_named_graphs_get(client: httpx.Client, things: dict[str, str]) -> None:
    pairs = [("query", named(things)), ("named-graph-uri", ONE), ("named-graph-uri", OTHER)]
    assert holds(client.get(f"/sparql?{urlencode(pairs)}"))


def test_query_dataset_named_graphs_post(client: httpx.Client, things: dict[str, str]) -> None:
    pairs = [("named-graph-uri", ONE), ("named-graph-uri", OTHER)]
    assert holds(client.post(f"/sparql?{urlencode(pairs)}", content=named(things), headers=DIRECT))
    assert holds(client.post("/sparql", content=urlencode([("query", named(things)), *pairs]), headers=FORM))


def test_query_dataset_full(client: httpx.Client, things: dict[str, str]) -> None:
    query = (
        f"ASK {{ {things[ONE]} GRAPH <{OTHER}> {{ {things[OTHER]} }} "
        f"FILTER NOT EXISTS {{ {things[OTHER]} }} FILTER NOT EXISTS {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }} }}"
    )
    assert everywhere(client, query, [("default-graph-uri", ONE), ("named-graph-uri", OTHER)]) == {True}


def test_query_multiple_dataset(client: httpx.Client, things: dict[str, str]) -> None:
    """The dataset of the request takes the place of the one in the query (section 2.1.4)."""
    graphs = [("default-graph-uri", OTHER)]
    assert everywhere(client, f"ASK FROM <{ONE}> {{ {things[OTHER]} }}", graphs) == {True}
    assert everywhere(client, f"ASK FROM <{ONE}> {{ {things[ONE]} }}", graphs) == {False}


@pytest.mark.parametrize("media_type", sorted(TABLES))
def test_query_content_type_select(client: httpx.Client, media_type: str) -> None:
    response = client.get("/sparql", params={"query": "SELECT (1 AS ?value) {}"}, headers={"Accept": media_type})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, media_type)
    result = ox.parse_query_results(response.content, TABLES[media_type])
    assert isinstance(result, ox.QuerySolutions)
    assert [row["value"] for row in result] == [ox.Literal(1)]


@pytest.mark.parametrize("media_type", sorted(TABLES))
def test_query_content_type_ask(client: httpx.Client, media_type: str) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": media_type})
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert holds(response)


RDF = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}


@pytest.mark.parametrize("media_type", sorted(RDF))
def test_query_content_type_describe(client: httpx.Client, media_type: str) -> None:
    query = {"query": f"DESCRIBE <{ONE}>"}
    response = client.get("/sparql", params=query, headers={"Accept": media_type})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert len(Graph().parse(data=response.content, format=RDF[media_type])) > 0


@pytest.mark.parametrize("media_type", sorted(RDF))
def test_query_content_type_construct(client: httpx.Client, media_type: str) -> None:
    query = {"query": "CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}"}
    response = client.get("/sparql", params=query, headers={"Accept": media_type})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert len(Graph().parse(data=response.content, format=RDF[media_type])) == 1


# ── What must be refused ─────────────────────────────────────────────────────


def refused(response: httpx.Response) -> bool:
    return 400 <= response.status_code < 500 and response.headers["content-type"] == "application/problem+json"


def test_bad_query_method(client: httpx.Client) -> None:
    response = client.put("/sparql?query=ASK%20%7B%7D")
    assert refused(response)
    assert response.status_code == 405


def test_bad_multiple_queries(client: httpx.Client) -> None:
    twice = urlencode([("query", "ASK {}"), ("query", "SELECT * {}")])
    assert refused(client.get(f"/sparql?{twice}"))
    assert refused(client.post("/sparql", content=twice, headers=FORM))


def test_bad_query_wrong_media_type(client: httpx.Client) -> None:
    assert refused(client.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"}))


def test_bad_query_missing_form_type(client: httpx.Client) -> None:
    assert refused(client.post("/sparql", content=urlencode({"query": "ASK {}"})))


def test_bad_query_missing_direct_type(client: httpx.Client) -> None:
    assert refused(client.post("/sparql", content="ASK {}"))


def test_bad_query_non_utf8(client: httpx.Client) -> None:
    for charset in ("UTF-16", "UTF-8"):
        headers = {"Content-Type": f"application/sparql-query; charset={charset}"}
        assert refused(client.post("/sparql", content="ASK {}".encode("utf-16"), headers=headers))


@pytest.mark.parametrize("query", ["ASK {", "ASK { ?s ?p }", "SELECT (COUNT(*) ?n) {}", "ASK {} ASK {}"])
def test_bad_query_syntax(client: httpx.Client, query: str) -> None:
    response = client.get("/sparql", params={"query": query})
    assert refused(response)
    assert response.status_code == 400
    assert response.json()["line"] == 1
    assert response.json()["column"] >= 1
