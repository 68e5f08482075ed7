"""Origins: follows the copies of each source back to the first, so that independent sources can be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import RDF, SBX

_DEFAULT = ox.DefaultGraph()
_TYPE, _SOURCE = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SBX}Source")
_COPY, _ORIGIN = ox.NamedNode(f"{SBX}copyOf"), ox.NamedNode(f"{SBX}origin")


def origins(store: ox.Store) -> Iterator[ox.Quad]:
    """Where the chain of copies of each source begins; of several copied sources, the first by IRI."""
    copied: dict[ox.NamedNode, ox.NamedNode] = {}
    for quad in store.quads_for_pattern(None, _COPY, None, _DEFAULT):
        if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            copied[quad.subject] = min(quad.object, copied.get(quad.subject, quad.object), key=str)
    for quad in store.quads_for_pattern(None, _TYPE, _SOURCE, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            yield ox.Quad(quad.subject, _ORIGIN, _first(quad.subject, copied), _DEFAULT)


def _first(source: ox.NamedNode, copied: Mapping[ox.NamedNode, ox.NamedNode]) -> ox.NamedNode:
    seen = {source}
    while (before := copied.get(source)) is not None and before not in seen:
        source = before
        seen.add(source)
    return source
