"""Writes the whole data set as one file for each RDF format, in a process of its own.

The default graph is the merge with its consequences, so that whoever loads a file elsewhere gets the same answers.
Statements come from the files with the lexical forms and language tags that were written there, which a store would
normalise; only consequences come from a store.
"""

from __future__ import annotations

import gzip
import os
import re
import secrets
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from sandbox_atlas.graph.loading.check_process import unpacked
from sandbox_atlas.graph.loading.dataset import Document
from sandbox_atlas.graph.loading.snapshot import complete
from sandbox_atlas.graph.loading.void import description
from sandbox_atlas.graph.processes import die_with_parent
from sandbox_atlas.graph.rdf.corrections import in_xml
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS, GRAPH_TYPES
from sandbox_atlas.graph.rdf.lexer import tokens
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, SBX

SUFFIXES = tuple(GRAPH_TYPES.values())
"""A file is written for each of these."""

_WITH_GRAPHS = frozenset({"trig", "nq"})
_TAGGED = frozenset({".ttl", ".trig", ".nt", ".nq"})
_LEVEL = 6
_CONTRADICTED = (ox.NamedNode(f"{SBX}certainty"), ox.NamedNode(f"{SBX}Contradicted"))


class Tags:
    """Carries the case of language tags past a parser that lowers it, inside the tags, as a private use subtag."""

    def __init__(self) -> None:
        self._mark = f"-x-{secrets.token_hex(4)}-"
        self._pattern = re.compile(rf"([A-Za-z0-9-]+?){self._mark}([0-9a-f]+)".encode())

    def marked(self, document: Document) -> Document:
        """The document with a mark in each language tag that has capital letters (RFC 5646, section 2.2.7)."""
        if document.suffix not in _TAGGED or not re.search(rb"@[a-zA-Z0-9-]*[A-Z]", document.content):
            return document
        text = document.content.decode("utf-8")
        pieces, position = [], 0
        for token in tokens(text):
            if token.kind == "language" and token.text != token.text.lower():
                capitals = sum(1 << place for place, letter in enumerate(token.text[1:]) if letter.isupper())
                pieces += [text[position : token.end], f"{self._mark}{capitals:x}"]
                position = token.end
        return replace(document, content="".join([*pieces, text[position:]]).encode())

    def restored(self, content: bytes) -> bytes:
        """A serialisation with the tags as they were written."""
        return self._pattern.sub(_with_capitals, content)


def _with_capitals(match: re.Match[bytes]) -> bytes:
    capitals = int(match[2], 16)
    letters = (chr(letter) for letter in match[1])
    return "".join(each.upper() if capitals >> place & 1 else each for place, each in enumerate(letters)).encode()


def statements(documents: Iterable[Document]) -> list[ox.Quad]:
    """All statements of a data set as it is served: the merged default graph, the passages, and how much there is."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    quads = [_renamed(quad, names) for each in documents for quad in each.quads()]
    store, written = ox.Store(), ox.Store()
    store.bulk_extend(quads)
    complete(store)
    silent = {quad.subject for quad in store.quads_for_pattern(None, *_CONTRADICTED, ox.DefaultGraph())}
    merged = dict.fromkeys(ox.Quad(*quad.triple) for quad in quads if quad.graph_name not in silent)
    written.bulk_extend(merged)
    derived = [quad for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()) if quad not in written]
    passages = dict.fromkeys(quad for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph))
    return [*merged, *sorted(derived, key=str), *passages, *description(store)]


def _renamed(quad: ox.Quad, names: dict[ox.BlankNode, ox.BlankNode]) -> ox.Quad:
    """The statement with blank nodes numbered in order, so that the same data give the same file."""

    def name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.BlankNode(f"b{len(names)}"))
        return term  # type: ignore[return-value] # whatever else it is, it stays

    if not any(isinstance(term, ox.BlankNode) for term in quad.triple):
        return quad
    return ox.Quad(name(quad.subject), quad.predicate, name(quad.object), quad.graph_name)


def serialised(quads: Iterable[ox.Quad], suffix: str) -> bytes:
    """Statements in the format of a suffix; formats without graphs get the default graph."""
    target = FILE_FORMATS[f".{suffix}"]
    if suffix in _WITH_GRAPHS:
        return ox.serialize(quads, format=target, prefixes=PREFIXES) or b""
    triples = (quad.triple for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph))
    content = ox.serialize(triples, format=target, prefixes=PREFIXES) or b""
    return in_xml(content) if suffix == "rdf" else content


def _from_documents() -> Iterator[tuple[str, bytes]]:
    tags = Tags()
    documents = unpacked(sys.stdin.buffer.read()).data
    quads = statements(tags.marked(document) for document in documents)
    for suffix in SUFFIXES:
        yield suffix, tags.restored(serialised(quads, suffix))


def _from_store(folder: str) -> Iterator[tuple[str, bytes]]:
    store = ox.Store.read_only(folder)
    for suffix in SUFFIXES:
        yield suffix, serialised(store, suffix)


def main(descriptors: list[str], folder: str = "") -> None:
    """Write a gzip file to each descriptor, from the store in a folder or from what standard input brings."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's business; it ends this process
    targets = dict(zip(SUFFIXES, map(int, descriptors), strict=True))
    for suffix, content in _from_store(folder) if folder else _from_documents():
        with os.fdopen(targets[suffix], "wb") as file:
            file.write(gzip.compress(content, _LEVEL, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1].split(","), *sys.argv[2:])
