"""Computed statements that no rule of `snapshot` derives: dates that count, origins of sources, selectors' sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dates import computed_dates
from sandbox_atlas.graph.rdf.vocabulary import RDF, SBX

_OA = "http://www.w3.org/ns/oa#"
_DEFAULT = ox.DefaultGraph()
_TYPE, _SOURCE = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SBX}Source")
_COPY, _ORIGIN = ox.NamedNode(f"{SBX}copyOf"), ox.NamedNode(f"{SBX}origin")
_SELECTOR, _SELECTED_IN = ox.NamedNode(f"{_OA}hasSelector"), ox.NamedNode(f"{_OA}hasSource")
_EXACT, _AT_WORDS = ox.NamedNode(f"{_OA}exact"), ox.NamedNode(f"{SBX}atWords")
_PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
_ADDRESS = ox.NamedNode("http://purl.org/dc/terms/source")

_Node = ox.NamedNode | ox.BlankNode


def compute(store: ox.Store) -> None:
    """Add to the default graph the dates that count, the origin of each source, and what leads to words in it."""
    store.extend([*computed_dates(store), *_origins(store), *_selected(store), *_at_words(store)])


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


def _at_words(store: ox.Store) -> Iterator[ox.Quad]:
    """The address that opens the source of a passage at its printed words (URL Fragment Text Directives, section 3.4).

    Hyphen, comma and ampersand have a meaning in such an address and are escaped too.
    """
    for selecting in store.quads_for_pattern(None, _SELECTOR, None, _DEFAULT):
        passage, selector = selecting.subject, selecting.object
        if isinstance(selector, ox.Literal):
            continue
        for printed in store.quads_for_pattern(selector, _EXACT, None, _DEFAULT):
            for part in store.quads_for_pattern(passage, _PART_OF, None, _DEFAULT):
                for found in store.quads_for_pattern(part.object, _ADDRESS, None, _DEFAULT):  # type: ignore[arg-type]
                    if isinstance(printed.object, ox.Literal) and isinstance(found.object, ox.NamedNode):
                        yield ox.Quad(passage, _AT_WORDS, _opened(found.object.value, printed.object.value), _DEFAULT)


def _opened(address: str, words: str) -> ox.NamedNode:
    mark = "" if "#" in address else "#"
    return ox.NamedNode(f"{address}{mark}:~:text={quote(words, safe='').replace('-', '%2D')}")


def _first(source: _Node, copied: Mapping[_Node, _Node]) -> _Node:
    seen = {source}
    while (before := copied.get(source)) is not None and before not in seen:
        source = before
        seen.add(source)
    return source
