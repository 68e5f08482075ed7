"""Aggregates as SPARQL defines them, where the library of the engine gets them wrong."""

from __future__ import annotations

import json

import pytest

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import MalformedQueryError
from sandbox_atlas.graph.rdf.formats import JSON

pytestmark = pytest.mark.anyio


# ── GROUP_CONCAT (SPARQL 1.1, 18.5.1.7) ──────────────────────────────────────


@pytest.mark.parametrize(
    ("call", "values", "expected"),
    [
        ("group_concat(?v)", "<urn:a> <urn:b>", "urn:a urn:b"),
        ("GROUP_CONCAT(?v; separator=', ')", "1 2.5 true '2020-01-02'^^xsd:date 'x'", "1, 2.5, true, 2020-01-02, x"),
        ("GROUP_CONCAT(DISTINCT ?v ; SEPARATOR = ';)')", "<urn:a> <urn:a> 1", "urn:a;)1"),
        ("GROUP_CONCAT(DISTINCT ?v)", "'a'@en 'a'@fr 'a'@en", "a a"),
        ("GROUP_CONCAT(DISTINCT ?v)", "1 '1' '1'@en 1.0 '1'^^<urn:t> 1 '1'", "1 1 1 1 1"),
        ("GROUP_CONCAT(DISTINCT ?v)", "<urn:a> 'urn:a' <urn:a>", "urn:a urn:a"),
        ("GROUP_CONCAT(?v)", "'a'@en 'b'@en", "a b"),
        ("GROUP_CONCAT(IF(isIRI(?v), ?v, (?v)))", "'b' <urn:a>", "b urn:a"),
        ("STRLEN(GROUP_CONCAT(?v)) + 1", "<urn:a> 1", "8"),
        ("REPLACE(GROUP_CONCAT(?v), 'urn:(.)', '$1_')", "<urn:a> <urn:b>", "a_ b_"),
        ("GROUP_CONCAT(REPLACE(STR(?v), 'urn:(.)', '$1_'))", "<urn:a> <urn:b>", "a_ b_"),
        ("CONCAT(GROUP_CONCAT(STR(?v)), GROUP_CONCAT(?v))", "<urn:a>", "urn:aurn:a"),
        ("GROUP_CONCAT(?v # a comment (\n)", "<urn:a>", "urn:a"),
        ("GROUP_CONCAT(?v)", "", ""),
        ("GROUP_CONCAT(?v)", "<<( <urn:a> <urn:b> 1 )>>", None),
    ],
)
async def test_group_concat_joins_the_strings_of_any_terms_into_one_without_a_language(
    engine: EmbeddedEngine, call: str, values: str, expected: str | None
) -> None:
    body = (await engine.query(f"SELECT ({call} AS ?x) {{ VALUES ?v {{ {values} }} }}", JSON)).body
    found = json.loads(body)["results"]["bindings"][0].get("x", {})
    assert (found.get("value"), "xml:lang" in found) == (expected, False)


async def test_group_concat_is_mended_in_having_and_inside_graph_too(engine: EmbeddedEngine) -> None:
    query = """SELECT ?b (GROUP_CONCAT(?a) AS ?x) { GRAPH ?g { ?a sbx:inBatch ?b } }
        GROUP BY ?b HAVING (CONTAINS(GROUP_CONCAT(?a), "https://"))"""
    rows = json.loads((await engine.query(query, JSON)).body)["results"]["bindings"]
    assert rows
    assert all(row["x"]["value"].startswith("https://") for row in rows)
    with pytest.raises(MalformedQueryError) as caught:
        await engine.query("SELECT (GROUP_CONCAT(?v) AS ?x) { ?s ?p ?v }\nORDER BY", JSON)
    assert caught.value.line == 2


@pytest.mark.parametrize("arguments", ["?v, ','", "", "DISTINCT", "(?v); SEPARATOR ?v", "?v ?v"])
async def test_a_malformed_group_concat_stays_malformed(engine: EmbeddedEngine, arguments: str) -> None:
    with pytest.raises(MalformedQueryError, match="Syntax error"):
        await engine.query(f"SELECT (GROUP_CONCAT({arguments}) AS ?x) {{ VALUES ?v {{ 1 }} }}", JSON)


# ── COUNT (SPARQL 1.1, 18.5.1.2) ─────────────────────────────────────────────


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("COUNT(STR(?v))", "2"),
        ("COUNT(DISTINCT STR(?v))", "1"),
        ("count(IF(?v = 1, 1, 1/0))", "2"),
        ("COUNT(DISTINCT IF(?v = 2, 1, 1/0))", "0"),
        ("COUNT(DISTINCT ?v+1) + 1", "2"),
        ("COUNT(?v # ) x\n + 1)", "2"),
        ("COUNT((?v))", "2"),
        ("COUNT(DISTINCT COALESCE(?v, 0)) * 10", "20"),
        ("COUNT(DISTINCT REPLACE(STR(?v), '(1)', '$1x'))", "1"),
        ("STRLEN(CONCAT(GROUP_CONCAT(COALESCE(?v, 2)), STR(COUNT(YEAR(?v)))))", "6"),
        ("COUNT(EXISTS { SELECT (COUNT(?v + 1) AS ?n) {} })", "3"),
    ],
)
async def test_count_passes_over_errors(engine: EmbeddedEngine, call: str, expected: str) -> None:
    body = (await engine.query(f"SELECT ({call} AS ?x) {{ VALUES ?v {{ UNDEF 1 1 }} }}", JSON)).body
    assert json.loads(body)["results"]["bindings"][0]["x"]["value"] == expected


async def test_count_of_an_expression_is_by_group_and_nothing_without_solutions(engine: EmbeddedEngine) -> None:
    query = """SELECT ?g (COUNT(STR(?v)) AS ?n) { VALUES (?g ?v) { (1 UNDEF) (1 2) (2 UNDEF) } }
        GROUP BY ?g HAVING (COUNT(STR(?v)) >= 0) ORDER BY DESC(COUNT(DISTINCT STR(?v)))"""
    assert (await engine.query(query, "text/csv")).body == b"g,n\r\n1,1\r\n2,0\r\n"
    query = "SELECT (COUNT(STR(?v)) AS ?n) (COUNT(DISTINCT STR(?v)) AS ?m) { FILTER(false) }"
    assert (await engine.query(query, "text/csv")).body == b"n,m\r\n0,0\r\n"


@pytest.mark.parametrize("arguments", ["", "DISTINCT", "?v, 1", "?v ?v", "DISTINCT ?v 1"])
async def test_a_malformed_count_stays_malformed(engine: EmbeddedEngine, arguments: str) -> None:
    with pytest.raises(MalformedQueryError, match="Syntax error"):
        await engine.query(f"SELECT (COUNT({arguments}) AS ?x) {{ VALUES ?v {{ 1 }} }}", JSON)


# ── Where aggregates may stand (SPARQL 1.1, 11.2 and 19.8, note 12) ──────────


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT (SUM(COUNT(?v)) AS ?x)\n{ ?s ?p ?v }", "another aggregate"),
        ("SELECT (max(1 + xsd:integer(STRLEN(')') * count (*))) AS ?x) { ?s ?p ?v }", "another aggregate"),
        ("SELECT (SUM(COUNT # ) it's\n (?v)) AS ?x) { ?s ?p ?v }", "another aggregate"),
        ("SELECT (SUM(IF(?v = '''it's )''', <urn:)>, COUNT(?v))) AS ?x) { ?s ?p ?v }", "another aggregate"),
        ("SELECT ?s { ?s ?p ?v } GROUP BY ?s HAVING (SAMPLE(MIN(?v)) > 1)", "another aggregate"),
        ("SELECT ?s (COUNT(?v) AS ?x) { ?s ?p ?v .FILTER(COUNT(?v) > 1) } GROUP BY ?s", "FILTER"),
        ("SELECT (1 AS ?x) { ?s ?p ?v FILTER(?v IN (1, 1 + (SUM(?v)))) }", "FILTER"),
        ("SELECT (1 AS ?x) { ?s ?p ?v filter regex(str(max(?v)), '1') }", "FILTER"),
        ("SELECT (SUM(EXISTS { FILTER COUNT(?v) }) AS ?x) { ?s ?p ?v }", "FILTER"),
        ("SELECT (SUM(?v) AS ?x) { ?s ?p ?v BIND(AVG(?v) AS ?y) }", "BIND"),
        ("SELECT (SUM(?v) AS ?x) { ?s ?p ?v } GROUP BY ?s (COUNT(?v) AS ?n) HAVING (COUNT(?v) > 1)", "GROUP BY"),
    ],
)
async def test_an_aggregate_where_none_may_be_is_refused_with_its_place(
    engine: EmbeddedEngine, text: str, place: str
) -> None:
    with pytest.raises(MalformedQueryError, match=f"is inside {place}") as caught:
        await engine.query(text, JSON)
    assert caught.value.line == 1
    assert caught.value.column


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(?v) + SUM(?v) AS ?x) (MAX(?v) AS ?y) { VALUES ?v { 1 } }",
        "SELECT (SUM(?n) AS ?x) { { SELECT (COUNT(?v) AS ?n) { VALUES ?v { 1 } } } }",
        "SELECT (SUM(IF(EXISTS { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }, 1, 0)) AS ?x) { VALUES ?v { 1 } }",
        "SELECT (COUNT(?v # SUM(\n) AS ?x) (MIN(STR('COUNT(')) AS ?y) { VALUES ?v { 1 } }",
        "PREFIX f: <urn:filter(> SELECT (COUNT(?v) AS ?x) { VALUES ?v { 1 } OPTIONAL { ?filter f:count (1 ?v) } }",
        "SELECT (SUM(?n) AS ?x) { FILTER(?n > 1) { SELECT (COUNT(?v) AS ?n) { VALUES ?v { 1 2 } FILTER(?v > 0) }"
        " GROUP BY ?group HAVING (COUNT(?v) > 1) ORDER BY COUNT(?v) } } GROUP BY ?filter HAVING (MAX(?n) > 1)",
        "SELECT (SUM(?v) AS ?x) { VALUES ?v { 1 } FILTER EXISTS { { SELECT (MAX(?o) AS ?m) { ?s ?p ?o } } } }",
    ],
)
async def test_aggregates_beside_each_other_and_of_sub_queries_are_answered(engine: EmbeddedEngine, text: str) -> None:
    assert "value" in json.loads((await engine.query(text, JSON)).body)["results"]["bindings"][0]["x"]
