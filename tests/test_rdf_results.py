"""SPARQL results in JSON: read row by row, cut to their first rows, and counted, whoever wrote them."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.rdf.results import bindings, cut, first_rows

DATA = """
<urn:a> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>, "zwei"@de, "}},{\\"", "]", "{},{}", _:b, <urn:o> .
<urn:a> <urn:p> <<( <urn:s> <urn:p> "x" )>> .
"""
QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?head ?bindings { ?s ?head ?bindings }",
    "SELECT ?o ?none { ?s ?p ?o }",
    "SELECT ?none { ?s ?p ?o }",
    "SELECT * { ?s <urn:nothing> ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    filled = ox.Store()
    filled.load(DATA.encode(), ox.RdfFormat.TURTLE)
    return filled


def written(store: ox.Store, query: str) -> dict[str, Any]:
    """The result as the engine itself writes it."""
    result = store.query(query)
    assert isinstance(result, ox.QuerySolutions)
    document: dict[str, Any] = json.loads(result.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return document


def spellings(document: dict[str, Any]) -> list[bytes]:
    """The same result as different servers write it: tight, wide, and with the head at the end."""
    turned = {"results": document["results"], "head": {"link": [], **document["head"]}}
    return [
        json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(),
        json.dumps(document, indent=2).encode(),
        json.dumps(turned, indent=1).replace('"bindings": [', '"distinct": false, "bindings" : [').encode(),
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_rows_are_read_one_by_one_as_json_has_them(store: ox.Store, query: str) -> None:
    document = written(store, query)
    for body in spellings(document):
        assert list(bindings(body)) == document["results"]["bindings"]


@pytest.mark.parametrize("number", [0, 1, 3, 100])
@pytest.mark.parametrize("query", QUERIES)
def test_the_first_rows_are_those_of_the_whole_result_and_all_are_counted(
    store: ox.Store, query: str, number: int
) -> None:
    document = written(store, query)
    expected = document["results"]["bindings"]
    result = store.query(query)
    assert isinstance(result, ox.QuerySolutions)
    for body, total in [first_rows(result, number, 1000), *(cut(each, number) for each in spellings(document))]:
        found = json.loads(body)
        assert found["head"]["vars"] == document["head"]["vars"]
        assert total == len(expected)
        assert _plain(found["results"]["bindings"]) == _plain(expected[:number])


def _plain(rows: list[dict[str, Any]]) -> str:
    """Rows without what may differ between two runs: the labels of blank nodes."""
    return json.dumps([{k: v if v["type"] != "bnode" else "bnode" for k, v in row.items()} for row in rows])


def test_counting_stops_past_the_limit(store: ox.Store) -> None:
    result = store.query("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }")
    assert isinstance(result, ox.QuerySolutions)
    assert first_rows(result, 1, 100)[1] == 101


def test_the_result_of_an_ask_query_has_no_rows() -> None:
    with pytest.raises(ValueError, match="SELECT"):
        list(bindings(b'{"head": {}, "boolean": true}'))
