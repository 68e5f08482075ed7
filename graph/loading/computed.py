"""Computed statements, which no rule of `snapshot` derives: days of dates, origins of sources, sources of selectors.

The ontology says which properties hold dates (`sbx:earliestDay`, `sbx:latestDay`); the code knows none by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.spans import Span, span
from sandbox_atlas.graph.rdf.vocabulary import RDF, SBX, XSD

_OA = "http://www.w3.org/ns/oa#"
_DEFAULT = ox.DefaultGraph()
_EARLIEST, _LATEST = ox.NamedNode(f"{SBX}earliestDay"), ox.NamedNode(f"{SBX}latestDay")
_TYPE, _SOURCE = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SBX}Source")
_COPY, _ORIGIN = ox.NamedNode(f"{SBX}copyOf"), ox.NamedNode(f"{SBX}origin")
_SELECTOR, _SELECTED_IN = ox.NamedNode(f"{_OA}hasSelector"), ox.NamedNode(f"{_OA}hasSource")
_PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
_DATE = ox.NamedNode(f"{XSD}date")

_Node = ox.NamedNode | ox.BlankNode


def compute(store: ox.Store) -> None:
    """Add to the default graph the days of dates, the origin of each source, and the source of each selector."""
    store.extend([*_days(store), *_origins(store), *_selected(store)])


def _days(store: ox.Store) -> Iterator[ox.Quad]:
    """The days of dates; where a thing has a date and a vaguer one around it, those of the date."""
    bounds = {quad.subject: quad.object for quad in store.quads_for_pattern(None, _LATEST, None, _DEFAULT)}
    found: dict[tuple[_Node, ox.NamedNode, ox.NamedNode], set[Span]] = {}
    for said in store.quads_for_pattern(None, _EARLIEST, None, _DEFAULT):
        dated, earliest, latest = said.subject, said.object, bounds.get(said.subject)
        if not (isinstance(dated, ox.NamedNode) and isinstance(earliest, ox.NamedNode)):
            continue
        for quad in store.quads_for_pattern(None, dated, None, _DEFAULT):
            value, subject = quad.object, quad.subject
            days = span(value.value, value.datatype.value) if isinstance(value, ox.Literal) else None
            if days and isinstance(latest, ox.NamedNode) and not isinstance(subject, ox.Triple):
                found.setdefault((subject, earliest, latest), set()).add(days)
    for (subject, earliest, latest), spans in found.items():
        for first, last in _most_precise(spans):
            yield ox.Quad(subject, earliest, ox.Literal(first.isoformat(), datatype=_DATE), _DEFAULT)
            yield ox.Quad(subject, latest, ox.Literal(last.isoformat(), datatype=_DATE), _DEFAULT)


def _most_precise(spans: Iterable[Span]) -> list[Span]:
    """The spans that contain no other of them."""
    every = list(spans)
    return [
        outer
        for outer in every
        if not any(outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1] for inner in every)
    ]


def _origins(store: ox.Store) -> Iterator[ox.Quad]:
    """Where the chain of copies of each source begins; of several copied sources, the first by IRI."""
    copied: dict[_Node, _Node] = {}
    for quad in store.quads_for_pattern(None, _COPY, None, _DEFAULT):
        if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            copied[quad.subject] = min(quad.object, copied.get(quad.subject, quad.object), key=str)
    for quad in store.quads_for_pattern(None, _TYPE, _SOURCE, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            yield ox.Quad(quad.subject, _ORIGIN, _first(quad.subject, copied), _DEFAULT)


def _selected(store: ox.Store) -> Iterator[ox.Quad]:
    """That a selector selects in the source of its passage (Web Annotation Data Model, section 4)."""
    for selecting in store.quads_for_pattern(None, _SELECTOR, None, _DEFAULT):
        for part in store.quads_for_pattern(selecting.subject, _PART_OF, None, _DEFAULT):
            yield ox.Quad(selecting.subject, _SELECTED_IN, part.object, _DEFAULT)


def _first(source: _Node, copied: Mapping[_Node, _Node]) -> _Node:
    seen = {source}
    while (before := copied.get(source)) is not None and before not in seen:
        source = before
        seen.add(source)
    return source
