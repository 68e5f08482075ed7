"""A snapshot: one immutable state of the data, named by its digest, and how a store is filled with it.

The default graph gets the ontology, the metadata, and the merge of all passages with its consequences; each passage
keeps its own graph. Consequences are those of RDFS sub-properties and sub-classes (RDF 1.1 Semantics, section 9.2.1,
rules rdfs5, rdfs7, rdfs9, rdfs11) and of property chains of two steps (OWL 2 RL, rule prp-spo2).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from graph.loading.dataset import Dataset, Document
from graph.vocabulary import OWL, RDF, RDFS, SBX

_MERGE = f"""
INSERT {{ ?s ?p ?o }} WHERE {{
  GRAPH ?passage {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ ?passage <{SBX}certainty> <{SBX}Contradicted> }}
}}"""
_SUB_PROPERTIES = f"SELECT DISTINCT ?sub ?super {{ ?sub <{RDFS}subPropertyOf>+ ?super FILTER(ISIRI(?super)) }}"
_SUB_CLASSES = f"SELECT DISTINCT ?sub ?super {{ ?sub <{RDFS}subClassOf>+ ?super FILTER(ISIRI(?super)) }}"
_CHAINS = f"""
SELECT ?property ?first ?second {{
  ?property <{OWL}propertyChainAxiom> ?list . ?list <{RDF}first> ?first ; <{RDF}rest> ?rest .
  ?rest <{RDF}first> ?second ; <{RDF}rest> <{RDF}nil>
}}"""


@dataclass(frozen=True)
class Snapshot:
    """One state of the data.

    Attributes:
        digest: SHA-256 of the inputs, in hexadecimal; equal inputs have equal digests.
        documents: What a store is filled with.
    """

    digest: str
    documents: tuple[Document, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> Snapshot:
        """The snapshot of a data set."""
        return cls(digest=dataset.digest(), documents=dataset.served)


def fill(store: ox.Store, documents: tuple[Document, ...]) -> None:
    """Put the documents into an empty store, merged and with their consequences.

    Raises:
        SyntaxError: A document is not what its suffix says; `graph.loading.dataset.syntax_findings` tells first.
    """
    for document in documents:
        store.bulk_extend(document.quads())
    store.update(_MERGE)
    rules = _rules(store)
    size = -1
    while size != len(store):  # until no rule adds anything
        size = len(store)
        for rule in rules:
            store.update(rule)
    store.optimize()


def _rules(store: ox.Store) -> list[str]:
    """An INSERT for each axiom of the ontology: with terms in place of variables, each is answered by an index."""
    chains = [
        f"INSERT {{ ?s {implied} ?o }} WHERE {{ ?s {first} ?x . ?x {second} ?o }}"
        for implied, first, second in _rows(store, _CHAINS)
    ]
    properties = [f"INSERT {{ ?s {sup} ?o }} WHERE {{ ?s {sub} ?o }}" for sub, sup in _rows(store, _SUB_PROPERTIES)]
    classes = [f"INSERT {{ ?s a {sup} }} WHERE {{ ?s a {sub} }}" for sub, sup in _rows(store, _SUB_CLASSES)]
    return chains + properties + classes


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT query was expected")
    return [tuple(str(term) for term in row) for row in solutions]
