"""VoID description: counts the entities of each class and the triples of each property (VoID, section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import RDF, compact

VOID: Final = "http://rdfs.org/ns/void#"
DATA: Final = "https://w3id.org/sandbox-atlas/data"
"""IRI of the data set."""
GRAPH: Final = f"{DATA}/void"
"""Named graph with the description. It is not a passage: it describes the default graph and is not merged into it."""

CLASSES: Final = "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { ?s a ?key } GROUP BY ?key"
PROPERTIES: Final = "SELECT ?key (COUNT(*) AS ?n) { ?s ?key ?o } GROUP BY ?key"

Counts = Iterable[tuple[str, int]]
"""Classes or properties, and how often each is used."""


def describe(store: ox.Store) -> None:
    """Add the description of its default graph to a filled store."""
    store.extend(description(store))


def description(store: ox.Store) -> list[ox.Quad]:
    """The description of the default graph of a store, in its graph."""
    graph = ox.NamedNode(GRAPH)
    triples = described(_counts(store, CLASSES), _counts(store, PROPERTIES))
    return [ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples]


def described(classes: Counts, properties: Counts) -> Iterator[ox.Triple]:
    """The triples of a description.

    Args:
        classes: Number of entities of each class.
        properties: Number of triples of each property.
    """
    classes, properties = sorted(classes), sorted(properties)
    yield ox.Triple(ox.NamedNode(DATA), ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{VOID}Dataset"))
    yield _number(DATA, "triples", sum(count for _, count in properties))
    yield _number(DATA, "classes", len(classes))
    yield _number(DATA, "properties", len(properties))
    for kind, number, counts in (("class", "entities", classes), ("property", "triples", properties)):
        for iri, count in counts:
            part = f"{GRAPH}#{kind}-{quote(compact(iri), safe=':')}"
            yield _link(DATA, f"{kind}Partition", part)
            yield _link(part, kind, iri)
            yield _number(part, number, count)


def _counts(store: ox.Store, query: str) -> Counts:
    rows = store.query(query)
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError("a SELECT query was expected")
    return [(row["key"].value, int(row["n"].value)) for row in rows if isinstance(row["key"], ox.NamedNode)]


def _link(subject: str, term: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(VOID + term), ox.NamedNode(value))


def _number(subject: str, term: str, value: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(VOID + term), ox.Literal(value))
