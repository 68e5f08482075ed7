"""Text fragments: addresses that open a source at the printed words of a passage (URL Fragment Text Directives)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import SBX

_OA = "http://www.w3.org/ns/oa#"
_DEFAULT = ox.DefaultGraph()
_SELECTOR, _SELECTED_IN = ox.NamedNode(f"{_OA}hasSelector"), ox.NamedNode(f"{_OA}hasSource")
_EXACT, _AT_WORDS = ox.NamedNode(f"{_OA}exact"), ox.NamedNode(f"{SBX}atWords")
_PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
_ADDRESS = ox.NamedNode("http://purl.org/dc/terms/source")


def selected_sources(store: ox.Store) -> Iterator[ox.Quad]:
    """That a selector selects in the source of its passage (Web Annotation Data Model, section 4)."""
    for selecting in store.quads_for_pattern(None, _SELECTOR, None, _DEFAULT):
        for part in store.quads_for_pattern(selecting.subject, _PART_OF, None, _DEFAULT):
            yield ox.Quad(selecting.subject, _SELECTED_IN, part.object, _DEFAULT)


def text_fragments(store: ox.Store) -> Iterator[ox.Quad]:
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
