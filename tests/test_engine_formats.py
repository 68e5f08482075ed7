"""Formats that cannot hold an answer, and workers that live on."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.evaluation import answer
from sandbox_atlas.graph.errors import NotWritableError

pytestmark = pytest.mark.anyio

JSON, XML, RDF_XML, JSON_LD = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "application/rdf+xml",
    "application/ld+json",
)


@pytest.mark.parametrize(
    ("text", "media_type", "reason"),
    [
        ("CONSTRUCT { <urn:a> <urn:b> <<(<urn:a> <urn:b> 1)>> } WHERE {}", JSON_LD, "JSON-LD cannot hold this"),
        ("CONSTRUCT { <urn:a> <http://e/1> 1 } WHERE {}", RDF_XML, "<http://e/1> as the name of a property"),
        ("CONSTRUCT { <urn:a> a <http://e/2024/> } WHERE {}", RDF_XML, "<http://e/2024/> as the name of a class"),
        ("CONSTRUCT { <urn:a> rdf:li 1 } WHERE {}", RDF_XML, "#li> as the name of a property"),
        ("CONSTRUCT { <urn:a> rdf:aboutEach 1 } WHERE {}", RDF_XML, "#aboutEach> as the name"),
        ("CONSTRUCT { <urn:a> a rdf:bagID } WHERE {}", RDF_XML, "#bagID> as the name of a class"),
        ("CONSTRUCT { <urn:a> <http://www.w3.org/2000/xmlns/x> 1 } WHERE {}", RDF_XML, "xmlns/x> as the name"),
        (r"CONSTRUCT { <urn:a> <urn:b> '\u0001' } WHERE {}", RDF_XML, "the character U+0001"),
        (r"SELECT ('a\u000Bb' AS ?x) {}", XML, "the character U+000B"),
        (r"SELECT ('\uFFFE' AS ?x) {}", XML, "the character U+FFFE"),
    ],
)
async def test_an_answer_that_a_format_cannot_hold_is_refused_with_those_that_can(
    engine: EmbeddedEngine, text: str, media_type: str, reason: str
) -> None:
    before = engine.pool.counters.restarted
    with pytest.raises(NotWritableError) as caught:
        await engine.query(text, media_type)
    assert reason in caught.value.message
    other = "text/turtle" if media_type in (RDF_XML, JSON_LD) else JSON
    assert "Turtle" in caught.value.hint or "JSON" in caught.value.hint
    assert (await engine.query(text, other)).body
    assert engine.pool.counters.restarted == before


def test_an_error_that_nobody_expects_is_told_and_does_not_end_the_worker() -> None:
    head = {"media_type": JSON, "dataset": {"default": None}, "base": "", "max_rows": 1, "max_bytes": 1}
    reply, body = answer(ox.Store(), head, "ASK {}")
    assert reply["status"] == "failed"
    assert "TypeError" in reply["message"]
    assert body == b""


def test_nesting_beyond_the_limit_is_told() -> None:
    depth = 3_000
    text = "ASK {" + "GRAPH <urn:g> { { " * depth + "?s ?p ?o" + "} }" * depth + "}"
    reply, _ = answer(
        ox.Store(), {"media_type": JSON, "dataset": None, "base": "", "max_rows": 1, "max_bytes": 1}, text
    )
    assert reply == {"status": "out-of-memory"}
