"""Codepoint escapes anywhere in a query (SPARQL 1.1, 19.2), and the places of mistakes behind them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.engine.conformance.edits import original_position, position
from sandbox_atlas.graph.engine.conformance.escapes import decode, escape_edits
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.errors import ForbiddenQueryError, MalformedQueryError
from sandbox_atlas.graph.rdf.formats import JSON

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "text",
    [
        r"ASK { batch:l\u0061ke-1 ?p ?o }",
        r"A\u0053K { ?s \u0061 sbx:Batch }",
        r"ASK \u007B ?s a sbx:Batch }",
        r"ASK { ?\U00000073 a sbx:Batch FILTER(?s = <https://w3id.org/sandbox-atlas/id/batch/\u006Cake-1>) }",
        r"ASK { ?s rdfs:label ?l FILTER(?l != '\u0027') }",
    ],
)
async def test_a_codepoint_may_be_escaped_anywhere(engine: EmbeddedEngine, text: str) -> None:
    assert json.loads((await engine.query(text, JSON)).body)["boolean"] is True


@pytest.mark.parametrize("text", ["ASK { FILTER(TRUE) }", "ASK { FILTER(!False && 'TRUE' = 'TRUE') }"])
async def test_booleans_are_keywords_in_any_case(engine: EmbeddedEngine, text: str) -> None:
    assert json.loads((await engine.query(text, JSON)).body)["boolean"] is True


@pytest.mark.parametrize("text", [r"ASK { ?s\u0020?p ?o }", r"ASK { ?s ?p ?o } \u000A", r"ASK { ?\uD800 ?p ?o }"])
async def test_what_is_no_sign_of_the_language_cannot_be_escaped(engine: EmbeddedEngine, text: str) -> None:
    with pytest.raises(MalformedQueryError):
        await engine.query(text, JSON)


async def test_a_syntax_error_behind_escapes_has_its_place_in_the_text_as_it_was(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError) as plain:
        await engine.query("ASK { ?s a ] }", JSON)
    with pytest.raises(MalformedQueryError) as escaped:
        await engine.query(r"ASK { ?\u0073 \u0061 ] }", JSON)
    assert plain.value.column is not None
    assert (escaped.value.line, escaped.value.column) == (1, plain.value.column + 10)


@given(st.lists(st.sampled_from(["a", "\n", "\r\n", r"\u0062", r"\U00000063"])), st.data())
def test_places_behind_escapes_are_found_again(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces) + "a"
    edits = escape_edits(text)
    at = data.draw(st.integers(0, len(pieces)))
    before = "".join(pieces[:at])
    place = position(decode(text), len(decode(before)))
    assert original_position(text, edits, *place) == position(text, len(before))


@pytest.mark.parametrize(
    "text",
    [
        r"ASK { S\u0045RVICE <http://127.0.0.1:9/> {} }",
        r"ASK { ?s ?p '\u0027 SERVICE <http://127.0.0.1:9/> {} #' }",
        r"INS\u0045RT DATA { <urn:a> <urn:b> 1 }",
        r"ASK { \u0022 SERVICE <http://127.0.0.1:9/> {} \u0022 }",
    ],
)
def test_nothing_hides_in_an_escape(text: str) -> None:
    with pytest.raises((ForbiddenQueryError, MalformedQueryError)):
        Query.read(text)
