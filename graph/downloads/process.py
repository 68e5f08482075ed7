"""Download subprocess: writes the whole data set as one compressed file for each RDF format.

The default graph of a file is the merge with all that it entails, so that queries over the file give the same answers.
Statements are taken from the documents with the lexical forms that were written there, which a store would normalise;
only entailed statements come from a store.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterable

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import complete
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.rdf.corrections import escape_carriage_returns, with_sorted_prefixes
from sandbox_atlas.graph.rdf.formats import DATASET_SUFFIXES, FILE_FORMATS, GRAPH_TYPES
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, SBX
from sandbox_atlas.graph.rdf.void import description
from sandbox_atlas.graph.rdf.xml_limits import UnwritableError, refuse_forbidden_characters, writable_as_rdf_xml

SUFFIXES = tuple(GRAPH_TYPES.values())
"""The suffixes of the files, one for each format."""

_GZIP_LEVEL = 6
_CONTRADICTED = (ox.NamedNode(f"{SBX}certainty"), ox.NamedNode(f"{SBX}Contradicted"))


def statements(documents: Iterable[Document]) -> list[ox.Quad]:
    """All statements of a data set as it is served: the default graph, the passages, and the VoID description."""
    labels: dict[ox.BlankNode, ox.BlankNode] = {}
    quads = [_relabel(quad, labels) for document in documents for quad in document.quads()]
    store, stated = ox.Store(), ox.Store()
    store.bulk_extend(quads)
    complete(store)
    contradicted = {quad.subject for quad in store.quads_for_pattern(None, *_CONTRADICTED, ox.DefaultGraph())}
    merged = dict.fromkeys(ox.Quad(*quad.triple) for quad in quads if quad.graph_name not in contradicted)
    stated.bulk_extend(merged)
    entailed = [quad for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()) if quad not in stated]
    passages = dict.fromkeys(quad for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph))
    return [*merged, *sorted(entailed, key=str), *passages, *description(store)]


def _relabel(quad: ox.Quad, labels: dict[ox.BlankNode, ox.BlankNode]) -> ox.Quad:
    """The statement with blank nodes numbered in order, so that the same data give the same file."""

    def relabel(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode:
        if isinstance(term, ox.BlankNode):
            return labels.setdefault(term, ox.BlankNode(f"b{len(labels)}"))
        return term  # type: ignore[return-value] # an object of any other kind is returned unchanged

    if not any(isinstance(term, ox.BlankNode) for term in quad.triple):
        return quad
    return ox.Quad(relabel(quad.subject), quad.predicate, relabel(quad.object), quad.graph_name)


def serialised(quads: Iterable[ox.Quad], suffix: str) -> bytes:
    """Statements in the format of a suffix; formats without named graphs hold the default graph.

    Raises:
        UnwritableError: The format has no way to write one of them.
    """
    target = FILE_FORMATS[f".{suffix}"]
    if suffix in DATASET_SUFFIXES:
        return with_sorted_prefixes(ox.serialize(quads, format=target, prefixes=PREFIXES) or b"")
    triples = (quad.triple for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph))
    try:
        if target is not ox.RdfFormat.RDF_XML:
            return with_sorted_prefixes(ox.serialize(triples, format=target, prefixes=PREFIXES) or b"")
        content = ox.serialize(writable_as_rdf_xml(triples), format=target, prefixes=PREFIXES) or b""
    except OSError as error:  # which the library raises where a format lacks a construct
        raise UnwritableError(f"{error}.") from error
    refuse_forbidden_characters(content)
    return escape_carriage_returns(content)


def main(descriptors: list[str], folder: str = "") -> None:
    """Write a gzip file to each descriptor, from the store in a folder or else from the data set on standard input.

    Of a format that cannot hold the data, the file stays empty; standard output says why, as JSON by suffix.
    """
    begin_program()
    targets = dict(zip(SUFFIXES, map(int, descriptors), strict=True))
    quads = ox.Store.read_only(folder) if folder else statements(Dataset.from_bytes(sys.stdin.buffer.read()).data)
    unwritable = {}
    for suffix, descriptor in targets.items():
        with os.fdopen(descriptor, "wb") as file:
            try:
                file.write(gzip.compress(serialised(quads, suffix), _GZIP_LEVEL, mtime=0))
            except UnwritableError as error:
                unwritable[suffix] = str(error)
    sys.stdout.write(json.dumps(unwritable))


if __name__ == "__main__":
    main(sys.argv[1].split(","), *sys.argv[2:])
