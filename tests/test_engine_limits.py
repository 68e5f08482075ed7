"""Limits of the embedded engine: rows, triples, bytes, memory and nesting."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import (
    DeadlineError,
    MalformedQueryError,
    TooLargeError,
)
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES
from tests.support.pool import Start, works

pytestmark = pytest.mark.anyio

STARTED = ("memory",)
"""What is tested here does not depend on where the store is and how workers are started."""

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


def _rows(count: int) -> str:
    return f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(count)))} }} }}"


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_an_answer_has_up_to_as_many_rows_as_are_allowed(strict: EmbeddedEngine, media_type: str) -> None:
    assert b"9" in (await strict.query(_rows(10), media_type)).body
    with pytest.raises(TooLargeError, match="more than 10 rows"):
        await strict.query(_rows(11), media_type)
    assert b"49" in (await strict.query(_rows(50), media_type, unlimited=True)).body


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_line_breaks_in_values_are_not_rows(strict: EmbeddedEngine, media_type: str) -> None:
    text = (
        r"""SELECT ?x { VALUES ?x { "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj\r\nk\r\nl" "}},{\"</result>" } }"""
    )
    assert b"l" in (await strict.query(text, media_type)).body


async def test_rows_are_counted_across_the_pieces_in_which_a_result_is_written(start: Start) -> None:
    def text(count: int) -> str:
        values = " ".join(f'"{n}, \\"\\r\\n{"x" * (n % 97)}"' for n in range(count))
        return f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"

    async with start(max_rows=3000) as engine:
        for media_type in RESULT_TYPES:
            assert len((await engine.query(text(3000), media_type)).body) > 100_000
            with pytest.raises(TooLargeError, match="more than 3,000 rows"):
                await engine.query(text(3001), media_type)


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
async def test_a_graph_has_up_to_as_many_triples_as_are_allowed(strict: EmbeddedEngine, media_type: str) -> None:
    text = "CONSTRUCT { ?s a sbx:Batch } { VALUES ?s { %s } }"
    assert (await strict.query(text % " ".join(f"batch:b{n}" for n in range(10)), media_type)).body
    with pytest.raises(TooLargeError, match="more than 10 triples"):
        await strict.query(text % " ".join(f"batch:b{n}" for n in range(11)), media_type)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        *((f"SELECT ('{'x' * 20_000}' AS ?x) {{}}", media_type) for media_type in RESULT_TYPES),
        *((f"CONSTRUCT {{ <urn:a> <urn:b> '{'x' * 20_000}' }} WHERE {{}}", media_type) for media_type in GRAPH_TYPES),
    ],
)
async def test_an_answer_past_its_bytes_is_too_large(strict: EmbeddedEngine, text: str, media_type: str) -> None:
    with pytest.raises(TooLargeError, match="larger than 20,000 bytes") as caught:
        await strict.query(text, media_type)
    assert caught.value.hint
    assert len((await strict.query(text, media_type, unlimited=True)).body) > 20_000


DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('0123456789' AS ?x0) {DOUBLING} }}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    ],
    ids=["one value", "a sort"],
)
async def test_a_query_past_its_memory_is_stopped_and_the_next_one_works(start: Start, text: str) -> None:
    async with start(memory=64, deadline=60) as engine:  # a slow query has the lowest priority on a busy machine
        with pytest.raises(TooLargeError, match="more memory or nesting"):
            await engine.query(text, JSON)
        assert await works(engine)


async def test_deep_nesting_is_answered(engine: EmbeddedEngine) -> None:
    depth = 20_000
    answer = await engine.query(f"ASK {{ {'{' * depth} ?s a sbx:Batch {'}' * depth} }}", JSON)
    assert b"true" in answer.body


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ FILTER({'!' * 30_000}true) }}",
        f"ASK {{ FILTER({'(' * 20_000}1 }}",
        f"ASK {{ FILTER(1{'+1' * 20_000} > 0) }}",
    ],
    ids=["negations", "brackets", "sums"],
)
async def test_no_nesting_breaks_the_engine(strict: EmbeddedEngine, text: str) -> None:
    try:
        await strict.query(text, JSON)
    except (TooLargeError, MalformedQueryError, DeadlineError) as error:
        assert error.message  # noqa: PT017 - whichever of them it is, the next query must work
    assert await works(strict)
