"""Computed statements that no rule of `snapshot` derives: dates that count, origins of sources, selectors' sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dates import computed_dates
from sandbox_atlas.graph.rdf.vocabulary import RDF, SBX

_OA = "http://www.w3.org/ns/oa#"
_DEFAULT = ox.DefaultGraph()
_TYPE, _SOURCE = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SBX}Source")
_COPY, _ORIGIN = ox.NamedNode(f"{SBX}copyOf"), ox.NamedNode(f"{SBX}origin")
_SELECTOR, _SELECTED_IN = ox.NamedNode(f"{_OA}hasSelector"), ox.NamedNode(f"{_OA}hasSource")
_PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")

_Node = ox.NamedNode | ox.BlankNode


def compute(store: ox.Store) -> None:
    """Add to the default graph the dates that count, the origin of each source, and the source of each selector."""
    store.extend([*computed_dates(store), *_origins(store), *_selected(store)])


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
