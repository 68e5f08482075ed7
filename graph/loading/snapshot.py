"""A snapshot: one immutable state of the data, named by its digest, and how a store is filled with it.

The default graph gets the ontology, the metadata, and the merge of all passages with its consequences; each passage
keeps its own graph. Consequences are those of RDFS sub-properties and sub-classes (RDF 1.1 Semantics, section 9.2.1,
rules rdfs5, rdfs7, rdfs9, rdfs11) and of property chains of two steps (OWL 2 RL, rule prp-spo2).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import Dataset, Document
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, RDFS, SBX

_MERGE = f"""
INSERT {{ ?s ?p ?o }} WHERE {{
  GRAPH ?passage {{ ?s ?p ?o }}
  MINUS {{ ?passage <{SBX}certainty> <{SBX}Contradicted> }}
}}"""
_NAMED = "FILTER(ISIRI(?sub) && ISIRI(?super))"
_SUB_PROPERTIES = f"SELECT DISTINCT ?sub ?super {{ ?sub <{RDFS}subPropertyOf>+ ?super {_NAMED} }}"
_SUB_CLASSES = f"SELECT DISTINCT ?sub ?super {{ ?sub <{RDFS}subClassOf>+ ?super {_NAMED} }}"
_CHAINS = f"""
SELECT ?property ?first ?second {{
  ?property <{OWL}propertyChainAxiom> ?list . ?list <{RDF}first> ?first ; <{RDF}rest> ?rest .
  ?rest <{RDF}first> ?second ; <{RDF}rest> <{RDF}nil>
  FILTER(ISIRI(?property) && ISIRI(?first) && ISIRI(?second))
}}"""
_TYPE = f"<{RDF}type>"

_Kind = tuple[str, str]
"""A kind of statement: its property, and for `rdf:type` the class; no class stands for any."""


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


@dataclass(frozen=True)
class _Rule:
    """An axiom as a rule with terms in place of variables, so that each step is answered by an index.

    Attributes:
        body: What must be stated.
        head: What follows.
        reads: Kinds of statements in the body.
        writes: Kind of the statement that follows.
    """

    body: str
    head: str
    reads: tuple[_Kind, ...]
    writes: _Kind

    def finds(self, store: ox.Store) -> bool:
        """Whether anything follows that is not stated yet."""
        return bool(store.query(f"ASK {{ {self.body} FILTER NOT EXISTS {{ {self.head} }} }}"))

    def apply(self, store: ox.Store) -> None:
        """State what follows."""
        store.update(f"INSERT {{ {self.head} }} WHERE {{ {self.body} }}")

    def feeds(self, other: _Rule) -> bool:
        """Whether what follows from this rule may let more follow from the other."""
        written, of = self.writes
        return any(read == written and (not of or not kind or of == kind) for read, kind in other.reads)


def fill(store: ox.Store, documents: Iterable[Document]) -> None:
    """Put the documents into an empty store in memory, merged and with their consequences.

    The documents have passed `graph.loading.dataset.syntax_findings`: IRIs and language tags are not looked at again.

    Raises:
        SyntaxError: A document is not what its suffix says.
    """
    for document in documents:
        store.load(document.content, document.format, lenient=True)  # it keeps blank nodes of two documents apart
    complete(store)


def complete(store: ox.Store) -> None:
    """Merge the passages of a store that holds documents, and draw the consequences."""
    store.update(_MERGE)
    _draw_consequences(store, _rules(store))


def _draw_consequences(store: ox.Store, rules: list[_Rule]) -> None:
    """Apply each rule, and again those that it feeds, until none finds anything."""
    waiting = deque(rules)
    while waiting:
        rule = waiting.popleft()
        if rule.finds(store):
            rule.apply(store)
            waiting.extend(fed for fed in rules if rule.feeds(fed) and fed not in waiting)


def _rules(store: ox.Store) -> list[_Rule]:
    """A rule for each axiom about named classes and properties, and for each that follows over several steps."""
    return [*_chains(store), *_sub_properties(store), *_sub_classes(store)]


def _chains(store: ox.Store) -> Iterable[_Rule]:
    for implied, first, second in _rows(store, _CHAINS):
        yield _Rule(f"?s {first} ?x . ?x {second} ?o", f"?s {implied} ?o", ((first, ""), (second, "")), (implied, ""))


def _sub_properties(store: ox.Store) -> Iterable[_Rule]:
    for sub, sup in _rows(store, _SUB_PROPERTIES):
        yield _Rule(f"?s {sub} ?o", f"?s {sup} ?o", ((sub, ""),), (sup, ""))


def _sub_classes(store: ox.Store) -> Iterable[_Rule]:
    for sub, sup in _rows(store, _SUB_CLASSES):
        yield _Rule(f"?s a {sub}", f"?s a {sup}", ((_TYPE, sub),), (_TYPE, sup))


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT query was expected")
    return [tuple(str(term) for term in row) for row in solutions]
