"""Register: whether files hold a register at all, and whether they hold passages."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.vocabulary import RDF, RDFS, SBX

_BELOW = f"""
SELECT DISTINCT ?class {{
  ?class <{RDFS}subClassOf>+ ?own FILTER(ISIRI(?class) && STRSTARTS(STR(?own), '{SBX}'))
}}"""
_TYPE = ox.NamedNode(f"{RDF}type")
_PASSAGE = ox.NamedNode(f"{SBX}Passage")
OF_PASSAGES = frozenset({"passage-empty", "statement-without-passage", "side-states-nothing"})
"""Rules that merged data break with each passage and statement."""


def without_register(documents: tuple[Document, ...], store: ox.Store) -> Iterator[Finding]:
    """A warning on data in which nothing is of a class of the register: they would be served as an empty site."""
    if documents and not _has_register(documents, store):
        yield Finding(
            documents[0].name,
            0,
            0,
            "no-register",
            "Nothing in these files is of a class of the register.",
            "Pages, questions and networks will be empty. Say what things are: sbx:Application, sbx:Institution …",
            "warning",
        )


def _has_register(documents: tuple[Document, ...], store: ox.Store) -> bool:
    """Whether something is of a class of the register, or of one below it."""
    if any(each.startswith(SBX) for each in _classes(documents)):
        return True
    below = {row["class"].value for row in store.query(_BELOW)}  # type: ignore[union-attr] # a SELECT query
    return any(each in below for each in _classes(documents))


def _classes(documents: tuple[Document, ...]) -> Iterator[str]:
    """The IRIs of the classes of things, as documents say them."""
    for document in documents:
        for quad in document.quads():
            if quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
                yield quad.object.value


def derived_profile(documents: tuple[Document, ...]) -> Iterator[Finding]:
    """A note that files are not read as a register, since they hold none."""
    if documents:
        yield Finding(
            documents[0].name,
            0,
            0,
            "no-register",
            "Nothing in these files is of a class of the register: what is shown is derived from the data.",
            "If this is to be a register, --profile register says what is missing.",
            "note",
        )


def merged(documents: tuple[Document, ...]) -> Iterator[Finding]:
    """An error on data that describe passages and hold none of their graphs, in place of one for each statement."""
    if _is_merged(documents):
        yield Finding(
            documents[0].name,
            0,
            0,
            "merged",
            "The files describe passages and hold none of their graphs: Turtle, N-Triples, RDF/XML and JSON-LD of a "
            "download are merged formats.",
            "Use /data/atlas.trig or /data/atlas.nq, which hold the passages too.",
        )


def _is_merged(documents: tuple[Document, ...]) -> bool:
    """Whether passages are described, and all statements are outside of graphs."""
    has_passage = False
    for document in documents:
        for quad in document.quads():
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                return False
            has_passage = has_passage or (quad.predicate == _TYPE and quad.object == _PASSAGE)
    return has_passage
