"""Origins: follows the copies of each source back to the first, so that independent sources can be counted.

What the editors of a register add is no document: it has no origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import DCTERMS, RDF, SBX

_DEFAULT = ox.DefaultGraph()
_TYPE, _SOURCE = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SBX}Source")
_KIND, _EDITORIAL = ox.NamedNode(f"{DCTERMS}type"), ox.NamedNode(f"{SBX}Editorial")
_UNMARKED: Final = "/source/editors"
"""End of the IRI of a source that editors need not mark."""
_COPY, _ORIGIN = ox.NamedNode(f"{SBX}copyOf"), ox.NamedNode(f"{SBX}origin")


def editorial(quads: Iterable[ox.Quad]) -> set[str]:
    """IRIs of the sources of what editors add: those of the kind sbx:Editorial, and any whose slug is `editors`."""
    return {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
        and ((quad.predicate == _KIND and quad.object == _EDITORIAL) or quad.subject.value.endswith(_UNMARKED))
    }


def origins(store: ox.Store) -> Iterator[ox.Quad]:
    """Where the chain of copies of each source begins; of several copied sources, the first by IRI."""
    copied: dict[ox.NamedNode, ox.NamedNode] = {}
    for quad in store.quads_for_pattern(None, _COPY, None, _DEFAULT):
        if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            copied[quad.subject] = min(quad.object, copied.get(quad.subject, quad.object), key=str)
    sources = [*store.quads_for_pattern(None, _TYPE, _SOURCE, _DEFAULT)]
    own = editorial([*store.quads_for_pattern(None, _KIND, _EDITORIAL, _DEFAULT), *sources])
    for quad in sources:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in own:
            yield ox.Quad(quad.subject, _ORIGIN, _first(quad.subject, copied), _DEFAULT)


def _first(source: ox.NamedNode, copied: Mapping[ox.NamedNode, ox.NamedNode]) -> ox.NamedNode:
    seen = {source}
    while (before := copied.get(source)) is not None and before not in seen:
        source = before
        seen.add(source)
    return source
