"""Snapshots: immutable states of the data, identified by a digest; here a store is filled with one.

The default graph gets the ontology, the metadata, the merge of all passages, and what they entail; each passage is
also a named graph. The rules are those of RDFS sub-properties and sub-classes (RDF 1.1 Semantics, section 9.2.1, rules
rdfs5, rdfs7, rdfs9 and rdfs11) and of property chains of two steps (OWL 2 RL, rule prp-spo2).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.dates import computed_dates
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.origins import origins
from sandbox_atlas.graph.loading.text_fragments import selected_sources, text_fragments
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
_IS_A, _DEFAULT = ox.NamedNode(f"{RDF}type"), ox.DefaultGraph()

_Kind = tuple[str, str]
"""A kind of statement: its property, and for `rdf:type` the class; an empty class stands for any."""


@dataclass(frozen=True)
class Snapshot:
    """One state of the data.

    Attributes:
        digest: SHA-256 of the inputs, in hexadecimal; equal inputs have equal digests.
        documents: The documents that a store is filled with.
        dataset: The whole data set, where it is known.
    """

    digest: str
    documents: tuple[Document, ...]
    dataset: Dataset | None = None

    @classmethod
    def of(cls, dataset: Dataset) -> Snapshot:
        """The snapshot of a data set."""
        return cls(digest=dataset.digest(), documents=dataset.served, dataset=dataset)


@dataclass(frozen=True)
class _Rule:
    """An inference rule for one axiom; its terms are constants, so that each step is a look-up in an index.

    Attributes:
        body: The pattern that must match.
        head: The statement that follows.
        reads: Kinds of the statements in the body.
        writes: Kind of the statement in the head.
    """

    body: str
    head: str
    reads: tuple[_Kind, ...]
    writes: _Kind

    def has_matches(self, store: ox.Store) -> bool:
        """Whether a statement follows that is not in the store yet."""
        return bool(store.query(f"ASK {{ {self.body} FILTER NOT EXISTS {{ {self.head} }} }}"))

    def apply(self, store: ox.Store) -> None:
        """Add the statements that follow."""
        store.update(f"INSERT {{ {self.head} }} WHERE {{ {self.body} }}")

    def feeds(self, other: _Rule | _Taxonomy) -> bool:
        """Whether a statement that follows from this rule may match the body of the other."""
        written, of = self.writes
        return any(read == written and (not of or not kind or of == kind) for read, kind in other.reads)


def fill(store: ox.Store, documents: Iterable[Document]) -> None:
    """Load documents into an empty store, merge their graphs, and add what they entail.

    Raises:
        EncodingError: A document is not text.
        SyntaxError: A document is not in the format of its suffix.
    """
    for document in documents:
        if document.is_download or document.is_named:
            store.extend(document.quads())
        else:  # blank nodes of different documents stay distinct
            store.load(document.source, document.format, base_iri=document.base or None)
    complete(store)


def complete(store: ox.Store) -> None:
    """Merge the passages of a store into its default graph, and add what the merge entails."""
    store.update(_MERGE)
    _infer(store, _rules(store))
    compute(store)


def compute(store: ox.Store) -> None:
    """Add to the default graph the dates that count, the origin of each source, and what leads to words in it."""
    store.extend([*computed_dates(store), *origins(store), *selected_sources(store), *text_fragments(store)])


@dataclass(frozen=True)
class _Taxonomy:
    """All axioms on sub-classes as one rule: a rule for each pair of a large taxonomy would wake all others.

    Attributes:
        above: The classes above each class, however far.
        reads: Kinds of the statements in the body.
        writes: Kind of the statement in the head.
    """

    above: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...]]
    reads: tuple[_Kind, ...] = ((_TYPE, ""),)
    writes: _Kind = (_TYPE, "")

    def has_matches(self, store: ox.Store) -> bool:
        """Whether a statement follows that is not in the store yet."""
        return any(quad not in store for quad in self._following(store))

    def apply(self, store: ox.Store) -> None:
        """Add the statements that follow."""
        store.extend(list(self._following(store)))

    def feeds(self, other: _Rule | _Taxonomy) -> bool:
        """Whether what follows may match the body of another rule; not its own, which knows all classes above."""
        return other is not self and any(read == _TYPE for read, _ in other.reads)

    def _following(self, store: ox.Store) -> Iterator[ox.Quad]:
        for below, classes in self.above.items():
            for quad in store.quads_for_pattern(None, _IS_A, below, _DEFAULT):
                yield from (ox.Quad(quad.subject, _IS_A, each, _DEFAULT) for each in classes)


def _infer(store: ox.Store, rules: list[_Rule | _Taxonomy]) -> None:
    """Apply each rule, then again those that it feeds, until none has matches."""
    queue = deque(rules)
    while queue:
        rule = queue.popleft()
        if rule.has_matches(store):
            rule.apply(store)
            queue.extend(fed for fed in rules if rule.feeds(fed) and fed not in queue)


def _rules(store: ox.Store) -> list[_Rule | _Taxonomy]:
    """A rule for each axiom about named classes and properties, including axioms that follow by transitivity."""
    return [*_chains(store), *_sub_properties(store), _sub_classes(store)]


def _chains(store: ox.Store) -> Iterable[_Rule]:
    for implied, first, second in _rows(store, _CHAINS):
        yield _Rule(f"?s {first} ?x . ?x {second} ?o", f"?s {implied} ?o", ((first, ""), (second, "")), (implied, ""))


def _sub_properties(store: ox.Store) -> Iterable[_Rule]:
    for sub, sup in _rows(store, _SUB_PROPERTIES):
        yield _Rule(f"?s {sub} ?o", f"?s {sup} ?o", ((sub, ""),), (sup, ""))


def _sub_classes(store: ox.Store) -> _Taxonomy:
    above: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for sub, sup in _rows(store, _SUB_CLASSES):
        if sub != sup:
            above.setdefault(ox.NamedNode(sub[1:-1]), []).append(ox.NamedNode(sup[1:-1]))
    return _Taxonomy({below: tuple(classes) for below, classes in above.items()})


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT query was expected")
    return [tuple(str(term) for term in row) for row in solutions]
