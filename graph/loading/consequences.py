"""Consequences: adds to the default graph of a store what its axioms entail.

The rules are those of RDFS sub-properties and sub-classes (RDF 1.1 Semantics, section 9.2.1, rules rdfs5, rdfs7, rdfs9
and rdfs11) and of property chains of two steps (OWL 2 RL, rule prp-spo2). What is above a class or property is looked
up only where it has instances or statements, so that a taxonomy costs little more than the statements that follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.errors import AtlasError
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, RDFS

_CHAINS = f"""
SELECT ?property ?first ?second {{
  ?property <{OWL}propertyChainAxiom> ?list . ?list <{RDF}first> ?first ; <{RDF}rest> ?rest .
  ?rest <{RDF}first> ?second ; <{RDF}rest> <{RDF}nil>
  FILTER(ISIRI(?property) && ISIRI(?first) && ISIRI(?second))
}}"""
_TYPE: Final = f"<{RDF}type>"
_STATEMENTS, _MEMBERS = "?s {} ?o", f"?s {_TYPE} {{}}"
"""What is said of a property, and of a class."""
_FEW, _MANY = 100, 1_000
"""Terms that one query names, and statements that the engine copies faster than they are read and written here."""
_NO_BOUND: Final = 2**62
_CHUNK: Final = 100_000
"""Statements that are added at once."""
_MOST, _FACTOR = 2_000_000, 16
"""Statements that may follow from sub-classes or sub-properties: so many, and so many for each one of the store."""


class TooManyConsequencesError(AtlasError):
    """More follows from the sub-classes or sub-properties of the data than a store has room for.

    Attributes:
        example: IRI of a class or property that adds to it.
    """

    slug = "too-many-consequences"
    title = "Too much follows from the data"

    def __init__(self, example: str, above: int, most: int) -> None:
        super().__init__(
            f"More than {most:,} statements follow from sub-classes or sub-properties; <{example}> alone has {above:,} "
            "others above it.",
            "Leave out rdfs:subClassOf or rdfs:subPropertyOf where it makes a long chain or a circle.",
        )
        self.example = example


@dataclass(frozen=True)
class _Rule:
    """An inference rule for axioms; its terms are constants, so that each step is a look-up in an index.

    Attributes:
        body: The pattern that must match.
        head: The statement that follows.
        reads: The properties in the body.
    """

    body: str
    head: str
    reads: tuple[str, ...]

    def apply(self, store: ox.Store) -> bool:
        """Add the statements that follow; whether there are any that are not in the store yet."""
        if not store.query(f"ASK {{ {self.body} FILTER NOT EXISTS {{ {self.head} }} }}"):
            return False
        store.update(f"INSERT {{ {self.head} }} WHERE {{ {self.body} }}")
        return True


class _Hierarchy:
    """What is above classes or properties by an axiom, named or not."""

    def __init__(self, store: ox.Store, axiom: str) -> None:
        self._parents: defaultdict[str, list[str]] = defaultdict(list)
        for quad in store.quads_for_pattern(None, ox.NamedNode(axiom), None, ox.DefaultGraph()):
            self._parents[str(quad.subject)].append(str(quad.object))

    def __iter__(self) -> Iterator[str]:
        """The named classes or properties that have something above them."""
        return (each for each in self._parents if _is_named(each))

    def above(self, start: str) -> frozenset[str]:
        """All named ones above one, by any number of steps, in circles also itself."""
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return frozenset(filter(_is_named, found))


def add_consequences(store: ox.Store) -> None:
    """Add what the axioms about named classes and properties entail, until nothing more follows.

    Raises:
        TooManyConsequencesError: More would follow than the store has room for.
    """
    properties, classes = (_Hierarchy(store, f"{RDFS}{axiom}") for axiom in ("subPropertyOf", "subClassOf"))
    chains = list(_chains(store))
    read = {each for _, rule in chains for each in rule.reads}
    changed, types, most = {*properties, *read}, -1, _MOST + _FACTOR * len(store)
    while True:
        while changed:
            grown = changed | _spread(store, properties, changed, _STATEMENTS, most)
            changed = {each for each, rule in chains if not grown.isdisjoint(rule.reads) and rule.apply(store)}
        _spread(store, classes, classes, _MEMBERS, most)
        before, types = types, _number(store, _MEMBERS.format("?class"))
        if types == before or not (_TYPE in read or properties.above(_TYPE)):
            return
        changed, most = {_TYPE}, _NO_BOUND  # all but a few types have been counted


def _spread(store: ox.Store, hierarchy: _Hierarchy, names: Iterable[str], fact: str, most: int) -> set[str]:
    """Say of everything above some classes or properties what is said of these.

    Those with fewer above them come first: what reaches them from below has then not come yet, and is not said twice.

    Args:
        store: The store.
        hierarchy: What is above them.
        names: The classes or properties.
        fact: What is said, with a place for one of them.
        most: Statements that may follow.

    Returns:
        Those above them.

    Raises:
        TooManyConsequencesError: More would follow.
    """
    groups: defaultdict[frozenset[str], dict[str, int]] = defaultdict(dict)
    following = 0
    for name, number in _used(store, list(names), fact):
        above = hierarchy.above(name)
        following += len(above) * number
        if following > most:
            raise TooManyConsequencesError(name[1:-1], len(above), most)
        groups[above][name] = number
    quads: list[ox.Quad] = []
    for supers, subs in sorted(groups.items(), key=lambda group: len(group[0])):
        if sum(subs.values()) > _MANY and 0 < len(supers) < _FEW:
            body = f"{_values('super', supers)} {_values('sub', subs)} {fact.format('?sub')}"
            store.update(f"INSERT {{ {fact.format('?super')} }} WHERE {{ {body} }}")
            continue
        quads += _said(store, supers, subs, fact)
        if len(quads) > _CHUNK:
            store.extend(quads)
            quads.clear()
    store.extend(quads)
    return {each for supers in groups for each in supers}


def _said(store: ox.Store, supers: Iterable[str], subs: Iterable[str], fact: str) -> Iterator[ox.Quad]:
    """What is said of some, said of those above them."""
    above = [ox.NamedNode(each[1:-1]) for each in supers]
    names = [ox.NamedNode(each[1:-1]) for each in subs] if above else []
    if fact is _MEMBERS:
        kind, graph = ox.NamedNode(_TYPE[1:-1]), ox.DefaultGraph()
        subjects = {quad.subject for name in names for quad in store.quads_for_pattern(None, kind, name, graph)}
        return (ox.Quad(subject, kind, each) for subject in subjects for each in above)
    said = [quad for name in names for quad in store.quads_for_pattern(None, name, None, ox.DefaultGraph())]
    return (ox.Quad(quad.subject, each, quad.object) for quad in said for each in above)


def _used(store: ox.Store, names: Sequence[str], fact: str) -> Iterator[tuple[str, int]]:
    """Those of which something is said, with the number of such statements."""
    if len(names) <= _FEW:
        pairs = [(name, _number(store, fact.format(name))) for name in names]
    else:
        query, wanted = f"SELECT ?name (COUNT(*) AS ?n) {{ {fact.format('?name')} }} GROUP BY ?name", set(names)
        rows = ((str(name), number) for name, number in _rows(store, query))
        pairs = [(name, int(number.value)) for name, number in rows if name in wanted]
    return ((name, number) for name, number in pairs if number)


def _chains(store: ox.Store) -> Iterator[tuple[str, _Rule]]:
    """The property that each chain implies, and its rule."""
    for row in _rows(store, _CHAINS):
        implied, first, second = (str(term) for term in row)
        yield implied, _Rule(f"?s {first} ?x . ?x {second} ?o", f"?s {implied} ?o", (first, second))


def _rows(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    solutions = store.query(query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT query was expected")
    return iter(solutions)


def _number(store: ox.Store, fact: str) -> int:
    (row,) = _rows(store, f"SELECT (COUNT(*) AS ?n) {{ {fact} }}")
    return int(row[0].value) if isinstance(row[0], ox.Literal) else 0


def _values(name: str, terms: Iterable[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(terms)} }}"


def _is_named(term: str) -> bool:
    return term.startswith("<")
