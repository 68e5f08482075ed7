"""Skolem IRIs: names for the blank nodes of a document, so that they have pages and addresses (RDF 1.1, section 3.5).

Nodes that only hold others together, as the cells of lists and the restrictions of OWL, are told from things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.vocabulary import GENID, OWL, PART, RDF

_TYPE = ox.NamedNode(f"{RDF}type")
_OF_CELLS = frozenset({f"{RDF}first", f"{RDF}rest"})
_SYNTAX = frozenset(
    {
        *(f"{OWL}{name}" for name in ("Restriction", "Class", "DataRange", "AllDifferent", "AllDisjointClasses")),
        *(f"{OWL}{name}" for name in ("AllDisjointProperties", "Axiom", "Annotation", "NegativePropertyAssertion")),
        "http://www.w3.org/2000/01/rdf-schema#Datatype",
    }
)


def skolemised(quads: Iterable[ox.Quad], document: str) -> Iterator[ox.Quad]:
    """The statements with an IRI in the place of each blank node, numbered in order.

    Args:
        quads: All statements of one document.
        document: A name of the document in these IRIs; the same content gives the same IRIs.
    """
    listed = list(quads)
    parts = {quad.subject for quad in listed if isinstance(quad.subject, ox.BlankNode) and _is_part(quad)}
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(term: object) -> object:
        if not isinstance(term, ox.BlankNode):
            return term
        if term not in names:
            names[term] = ox.NamedNode(f"{PART if term in parts else GENID}{document}-{len(names) + 1}")
        return names[term]

    for quad in listed:
        yield ox.Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))  # type: ignore[arg-type]


def _is_part(quad: ox.Quad) -> bool:
    """Whether a statement shows that its subject only holds others together."""
    predicate = quad.predicate
    return predicate.value in _OF_CELLS or (predicate == _TYPE and getattr(quad.object, "value", "") in _SYNTAX)
