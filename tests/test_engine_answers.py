"""The embedded engine: answers in every format, graphs that a query names, and what is refused."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from rdflib import Graph

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import (
    ForbiddenQueryError,
    MalformedQueryError,
    UnknownFunctionError,
)
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES
from tests.support.pool import works

pytestmark = pytest.mark.anyio

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_a_select_is_answered_in_every_results_format(engine: EmbeddedEngine, media_type: str) -> None:
    answer = await engine.query('SELECT ?x ?y { VALUES (?x ?y) { ("值"@zh UNDEF) (1 <urn:a>) } }', media_type)
    assert answer.media_type == media_type
    if media_type == CSV:
        assert answer.body.decode() == "x,y\r\n值,\r\n1,urn:a\r\n"
        return
    results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.from_media_type(media_type))
    assert isinstance(results, ox.QuerySolutions)
    assert [(row["x"], row["y"]) for row in results] == [
        (ox.Literal("值", language="zh"), None),
        (ox.Literal(1), ox.NamedNode("urn:a")),
    ]


@pytest.mark.parametrize(
    ("text", "expected"), [("ASK { ?s a sbx:Batch }", True), ("ASK { ?s a sbx:Milestone }", False)]
)
@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_an_ask_is_answered_in_every_results_format(
    engine: EmbeddedEngine, media_type: str, text: str, *, expected: bool
) -> None:
    body = (await engine.query(text, media_type)).body.decode()
    assert (("true" in body), ("false" in body)) == (expected, not expected)


@pytest.mark.parametrize("text", ["CONSTRUCT { ?s sbx:ordinal ?o } { ?s sbx:ordinal ?o }", "DESCRIBE batch:lake-1"])
@pytest.mark.parametrize("media_type", GRAPH_TYPES)
async def test_a_graph_is_answered_in_every_graph_format(engine: EmbeddedEngine, media_type: str, text: str) -> None:
    answer = await engine.query(text, media_type)
    triples = {str(quad.triple) for quad in ox.parse(answer.body, ox.RdfFormat.from_media_type(media_type))}
    ordinal = "<https://w3id.org/sandbox-atlas/id/batch/lake-1> <https://w3id.org/sandbox-atlas/ontology#ordinal>"
    assert f'{ordinal} "1"^^<http://www.w3.org/2001/XMLSchema#integer>' in triples
    assert len(triples) > 1


async def test_a_graph_holds_each_triple_once_in_a_fixed_order(engine: EmbeddedEngine) -> None:
    text = "CONSTRUCT { ?s a sbx:Batch } { VALUES ?s { batch:b batch:a batch:b } }"
    body = (await engine.query(text, "application/n-triples")).body.decode()
    assert [line.split(">")[0].rsplit("/", 1)[-1] for line in body.splitlines()] == ["a", "b"]
    assert "@prefix sbx:" in (await engine.query(text, TURTLE)).body.decode()
    assert len(Graph().parse(data=(await engine.query(text, TURTLE)).body)) == 2


async def test_named_graphs_hold_what_passages_say_and_the_default_graph_the_merge(engine: EmbeddedEngine) -> None:
    text = "SELECT (COUNT(*) AS ?n) { %s }"
    fact = "app:ferry-loans sbx:inBatch batch:lake-2"
    assert (await engine.query(text % fact, CSV)).body == b"n\r\n1\r\n"
    assert (await engine.query(text % f"GRAPH ?g {{ {fact} }}", CSV)).body == b"n\r\n2\r\n"


GAZETTE, NEWS = "passage:gazette-batch-2", "passage:news-batch-2"


FACT = "app:ferry-loans sbx:applicant inst:north-bank-pier"


@pytest.mark.parametrize(
    ("dataset", "pattern", "count"),
    [
        ("", FACT, 1),
        (f"FROM {GAZETTE}", FACT, 1),
        (f"FROM {GAZETTE} FROM {NEWS}", FACT, 1),  # a merge holds a triple once
        ("FROM passage:news-rumour", FACT, 0),
        (f"FROM {GAZETTE}", f"GRAPH ?g {{ {FACT} }}", 0),
        (f"FROM NAMED {GAZETTE}", f"GRAPH ?g {{ {FACT} }}", 1),
        (f"FROM NAMED {GAZETTE} FROM NAMED {NEWS}", f"GRAPH ?g {{ {FACT} }}", 2),
        (f"FROM NAMED {GAZETTE} FROM NAMED {GAZETTE}", f"GRAPH ?g {{ {FACT} }}", 1),  # a dataset has a graph once
        (f"FROM NAMED {GAZETTE}", FACT, 0),
        ("FROM <https://w3id.org/sandbox-atlas/id/passage/news-batch-2>", FACT, 1),
        ("FROM <urn:nowhere>", FACT, 0),
        (f"# FROM {NEWS}\n", f"?s ?p ?o FILTER(?o = 'FROM NAMED') {{ {FACT} }}", 0),
    ],
)
async def test_a_query_may_name_the_graphs_it_asks(
    engine: EmbeddedEngine, dataset: str, pattern: str, count: int
) -> None:
    answer = await engine.query(f"SELECT (COUNT(*) AS ?n) {dataset} {{ {pattern} }}", CSV)
    assert answer.body == f"n\r\n{count}\r\n".encode()


async def test_the_number_of_statements_is_known(engine: EmbeddedEngine) -> None:
    text = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert (await engine.query(text, CSV)).body == f"n\r\n{engine.statements}\r\n".encode()


async def test_a_large_answer_arrives_whole(engine: EmbeddedEngine) -> None:
    text = f"SELECT ?a (CONCAT(STR(?d), '{'long' * 250}') AS ?e) {{ ?a ?b ?c . ?d a ?f }} LIMIT 5000"
    body = (await engine.query(text, JSON)).body
    assert len(json.loads(body)["results"]["bindings"]) == 5_000
    assert len(body) > 5_000_000


async def test_a_syntax_error_has_line_and_column(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError, match="Syntax error at line 2, column 10: expected") as caught:
        await engine.query("SELECT * {\n ?s ?p ?o", JSON)
    assert (caught.value.line, caught.value.column) == (2, 10)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (<urn:function>(1) AS ?x) {}",
        "SELECT ?missing ?missing (COUNT(*) AS ?missing) {}",
        "SELECT * { ?s nowhere:p ?o }",
        "ASK",
        "SELECT * { ?s ?p '\ud800' }",
        "ASK {} ASK {}",
    ],
)
async def test_what_the_engine_cannot_run_is_malformed(engine: EmbeddedEngine, text: str) -> None:
    with pytest.raises(MalformedQueryError):
        await engine.query(text, JSON)
    assert await works(engine)


async def test_a_function_that_there_is_not_is_named(engine: EmbeddedEngine) -> None:
    for text in ("SELECT (<urn:function>(1) AS ?x) {}", "SELECT * { ?s ?p ?o FILTER(<urn:function>(?o)) }"):
        with pytest.raises(UnknownFunctionError, match="There is no function <urn:function>") as caught:
            await engine.query(text, JSON)
        assert "casts to XSD types" in caught.value.hint


async def test_calls_and_updates_never_reach_a_worker(engine: EmbeddedEngine) -> None:
    with pytest.raises(ForbiddenQueryError):
        await engine.query("ASK { SERVICE <http://127.0.0.1:9/> {} }", JSON)
    with pytest.raises(MalformedQueryError, match="an update, not a query"):
        await engine.query("INSERT DATA { <urn:a> <urn:b> 1 }", JSON)


async def test_the_prefixes_of_the_atlas_hold_wherever_a_text_uses_them(engine: EmbeddedEngine) -> None:
    text = "SELECT * {VALUES ?x {batch:a}OPTIONAL{?x a sbx:Batch;rdfs:label 'inst:'}FILTER(?x=batch:a||sbx:f!=tech:t)}"
    assert b"sandbox-atlas/id/batch/a" in (await engine.query(text, CSV)).body
    with pytest.raises(MalformedQueryError, match="Prefix not found"):
        await engine.query("SELECT * { ?s a unknown:Thing }", CSV)
