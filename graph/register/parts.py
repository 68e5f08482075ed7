"""Parts: what the nodes hold that only hold others together, such as lists and the restrictions of OWL.

They have no pages of their own where the profile is derived; a page shows them in place, as nested values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.rdf import results
from sandbox_atlas.graph.rdf.results import Row, rows
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, PART, RDF

_FIRST, _REST, _NIL, _TYPE = (f"{RDF}{name}" for name in ("first", "rest", "nil", "type"))
_DEEPEST, _MOST = 60, 1_000
"""Levels below a thing, and parts, that are looked up for its page; what is beyond is an ellipsis."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Parts = Mapping[str, tuple[tuple[str, Term], ...]]
"""The properties and values of each part, by its IRI."""
Segment = str | Term
"""A piece of a nested value: a sign between others, or a term."""


async def parts_of(engine: Engine, values: Iterable[str]) -> Parts:
    """What the parts among some values hold, and the parts in these; errors as in `graph.engine.base.Engine.query`."""
    found: dict[str, list[tuple[str, Term]]] = {}
    wanted = {iri for iri in values if iri.startswith(PART)}
    for _ in range(_DEEPEST):
        if not wanted or len(found) > _MOST:
            break
        query = bind(internal("parts", DERIVED), {"part": [f"<{iri}>" for iri in sorted(wanted)]})
        found |= {iri: [] for iri in wanted}
        listed: list[Row] = await engine.read(query, lambda body: list(rows(body)))
        for row in listed:
            if row["value"] is not None:
                found[results.iri(row["part"])].append((results.iri(row["property"]), row["value"]))
        inner = {results.iri(value) for each in found.values() for _, value in each}
        wanted = {iri for iri in inner if iri.startswith(PART) and iri not in found}
    return {iri: tuple(each) for iri, each in found.items()}


def segments(iri: str, parts: Parts, above: frozenset[str] = frozenset()) -> Iterator[Segment]:
    """A part in pieces: a list as "(a, b)", any other as "[property: value; property: value]", properties as IRIs."""
    held = dict(parts.get(iri, ()))
    if not held or iri in above:
        yield "…"
    elif _FIRST in held:
        yield "("
        yield from _members(iri, parts, above | {iri})
        yield ")"
    else:
        yield "["
        said = [(key, value) for key, value in parts[iri] if key != _TYPE] or list(parts[iri])
        for number, (key, value) in enumerate(said):
            yield "; " if number else ""
            yield ox.NamedNode(key)
            yield ": "
            yield from _value(value, parts, above | {iri})
        yield "]"


def _members(cell: str, parts: Parts, above: frozenset[str]) -> Iterator[Segment]:
    passed: set[str] = set()
    while cell != _NIL:
        held = dict(parts.get(cell, ()))
        if _FIRST not in held or cell in passed:
            yield ", …" if passed else "…"
            return
        yield ", " if passed else ""
        yield from _value(held[_FIRST], parts, above)
        passed.add(cell)
        cell = results.iri(held.get(_REST)) or _NIL


def _value(value: Term, parts: Parts, above: frozenset[str]) -> Iterator[Segment]:
    if isinstance(value, ox.NamedNode) and value.value.startswith(PART):
        yield from segments(value.value, parts, above)
    else:
        yield value
