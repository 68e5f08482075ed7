"""Suspects: finds the things that may break a SHACL shape, with one SPARQL query for each constraint.

pyshacl reads every thing against every shape in Python, which takes seconds; the engine answers these queries in a
moment, and only what they find needs pyshacl's verdict. Each query follows the definition of its constraint in SHACL,
section 4. Where a target, path or constraint is of a kind that is not written here, everything is a suspect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox

from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.vocabulary import RDF, RDFS

SHACL = "http://www.w3.org/ns/shacl#"
_SAYS_NOTHING = frozenset({"path", "message", "severity", "name", "description", "order", "group"})
"""Properties of a shape that no thing can break."""
_EXACT = frozenset({"class", "in", "nodeKind", "pattern"})
"""Constraints whose expression is true of nothing that keeps them, so that it can be negated."""


class _UnknownError(Exception):
    """A kind of target, path or constraint for which there is no query here."""


def suspects(store: ox.Store, shapes: tuple[Document, ...]) -> frozenset[str] | None:
    """The IRIs of all things in the default graph of a store that may break a shape.

    They may include things that break none. `None` means that any thing may break one.
    """
    rules = _Rules.of(shapes)
    subclasses = _Subclasses(store)
    found: set[str] = set()
    try:
        for query in rules.queries(subclasses):
            things = {solution["this"] for solution in cast("ox.QuerySolutions", store.query(query))}
            if not all(isinstance(thing, ox.NamedNode) for thing in things):
                return None
            found.update(cast("ox.NamedNode", thing).value for thing in things)
    except (_UnknownError, SyntaxError):
        return None
    return frozenset(found)


@dataclass(frozen=True)
class _Subclasses:
    """The classes whose instances are instances of a class (SHACL, section 1.1: `rdf:type/rdfs:subClassOf*`)."""

    store: ox.Store

    def __call__(self, of: object) -> str:
        """The class and its subclasses as values of SPARQL."""
        if not isinstance(of, ox.NamedNode):
            raise _UnknownError(of)
        query = f"SELECT ?type WHERE {{ ?type <{RDFS}subClassOf>* {of} FILTER(ISIRI(?type)) }}"
        found = {of, *(solution["type"] for solution in cast("ox.QuerySolutions", self.store.query(query)))}
        return " ".join(map(str, found))


@dataclass(frozen=True)
class _Rules:
    """A shapes graph, read as queries for what breaks it."""

    graph: ox.Store

    @classmethod
    def of(cls, documents: tuple[Document, ...]) -> _Rules:
        graph = ox.Store()
        graph.extend(ox.Quad(*quad.triple) for document in documents for quad in document.quads())
        return cls(graph)

    def queries(self, subclasses: _Subclasses) -> Iterator[str]:
        """A query for each constraint of each shape that has a target.

        Raises:
            _UnknownError: The graph has something for which there is no query.
        """
        targets: dict[object, list[object]] = {}
        for quad in self.graph:
            name = quad.predicate.value.removeprefix(SHACL)
            if name == "targetClass":
                targets.setdefault(quad.subject, []).append(quad.object)
            elif name.startswith("target") or name == "deactivated":
                raise _UnknownError(name)
        for shape, classes in targets.items():
            wanted = " ".join(subclasses(each) for each in classes)
            head = f"SELECT DISTINCT ?this WHERE {{ VALUES ?type {{ {wanted} }} ?this <{RDF}type> ?type . "
            for name, value in self._parts(shape):
                if name == "property":
                    yield from (f"{head} {pattern} }}" for pattern in self._patterns(value, subclasses))
                elif name != "targetClass":
                    raise _UnknownError(name)

    def _parts(self, shape: object) -> list[tuple[str, object]]:
        """The SHACL properties of a shape and their values."""
        pairs = ((quad.predicate.value, quad.object) for quad in self._about(shape))
        named = [(name.removeprefix(SHACL), value) for name, value in pairs if name.startswith(SHACL)]
        return [(name, value) for name, value in named if name not in _SAYS_NOTHING]

    def _about(self, subject: object) -> Iterator[ox.Quad]:
        return self.graph.quads_for_pattern(cast("ox.NamedNode | ox.BlankNode", subject), None, None)

    def _value(self, subject: object, predicate: str) -> object:
        found = [quad.object for quad in self._about(subject) if quad.predicate.value == predicate]
        if len(found) != 1:
            raise _UnknownError(predicate)
        return found[0]

    def _list(self, head: object) -> list[object]:
        members = []
        while head != ox.NamedNode(f"{RDF}nil"):
            members.append(self._value(head, f"{RDF}first"))
            head = self._value(head, f"{RDF}rest")
        return members

    def _path(self, path: object) -> str:
        """A path of a property shape as a SPARQL property path (SHACL, section 2.3.1)."""
        if isinstance(path, ox.NamedNode):
            return str(path)
        parts = dict(self._parts(path))
        if set(parts) == {"inversePath"}:
            return f"^({self._path(parts['inversePath'])})"
        if set(parts) == {"alternativePath"}:
            return f"({'|'.join(self._path(each) for each in self._list(parts['alternativePath']))})"
        raise _UnknownError("path")

    def _patterns(self, shape: object, subclasses: _Subclasses) -> Iterator[str]:
        """A pattern of what breaks each constraint of a property shape, for a thing `?this`."""
        path = self._path(self._value(shape, f"{SHACL}path"))
        parts = self._parts(shape)
        qualified = [value for name, value in parts if name == "qualifiedValueShape"]
        for name, value in parts:
            if name in _COUNTS:
                yield _COUNTS[name](path, _number(value))
            elif name == "uniqueLang":
                same = "LANG(?a) = LANG(?b) && LANG(?a) != '' && !SAMETERM(?a, ?b)"
                yield f"?this {path} ?a ; {path} ?b FILTER({same})"
            elif name == "qualifiedMinCount" and len(qualified) == 1 and _number(value) == 1:
                yield f"FILTER NOT EXISTS {{ ?this {path} ?value FILTER(!({self._broken(qualified[0], subclasses)})) }}"
            elif name != "qualifiedValueShape":
                yield f"?this {path} ?value FILTER({self._breaks(name, value, subclasses)})"

    def _broken(self, shape: object, subclasses: _Subclasses) -> str:
        """An expression that is true where `?value` breaks a shape."""
        return " || ".join(self._breaks(name, value, subclasses) for name, value in self._parts(shape)) or "false"

    def _breaks(self, name: str, value: object, subclasses: _Subclasses) -> str:
        """An expression that is true where `?value` breaks a constraint; an error counts as broken."""
        if name == "class":
            test = f"NOT EXISTS {{ VALUES ?kind {{ {subclasses(value)} }} ?value <{RDF}type> ?kind }}"
        elif name == "in":
            test = f"!({' || '.join(f'SAMETERM(?value, {each})' for each in self._list(value))})"
        elif name == "languageIn":
            ranges = (f"LANGMATCHES(LANG(?value), {each})" for each in self._list(value))
            test = f"!ISLITERAL(?value) || !({' || '.join(ranges)})"
        elif name == "or":
            test = " && ".join(f"({self._broken(each, subclasses)})" for each in self._list(value))
        elif name == "not" and {part for part, _ in self._parts(value)} <= _EXACT:
            test = f"!({self._broken(value, subclasses)})"
        elif name in _VALUES:
            test = _VALUES[name](value)
        else:
            raise _UnknownError(name)
        return f"COALESCE({test}, true)"


def _number(value: object) -> int:
    return int(cast("ox.Literal", value).value)


def _too_few(path: str, least: int) -> str:
    if least == 2:  # a count would read what is said of everything
        return f"FILTER NOT EXISTS {{ ?this {path} ?a ; {path} ?b FILTER(!SAMETERM(?a, ?b)) }}"
    if least > 2:
        counted = f"OPTIONAL {{ ?this {path} ?value }} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) < {least})"
        return f"{{ SELECT ?this WHERE {{ ?this a ?any {counted} }}"
    return f"FILTER NOT EXISTS {{ ?this {path} ?value }}" if least else "FILTER(false)"


def _too_many(path: str, most: int) -> str:
    if most == 1:
        return f"?this {path} ?a ; {path} ?b FILTER(!SAMETERM(?a, ?b))"
    counted = f"?this {path} ?value }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {most})"
    return f"{{ SELECT ?this WHERE {{ {counted} }}"


def _nodes(kind: object) -> str:
    if kind != ox.NamedNode(f"{SHACL}IRI"):
        raise _UnknownError("nodeKind")
    return "!ISIRI(?value)"


_COUNTS: Mapping[str, Callable[[str, int], str]] = {"minCount": _too_few, "maxCount": _too_many}
"""Constraints on the number of values, each a pattern that holds where it is broken."""

_VALUES: Mapping[str, Callable[[object], str]] = {
    "datatype": lambda wanted: f"!ISLITERAL(?value) || DATATYPE(?value) != {wanted}",
    "nodeKind": _nodes,
    "pattern": lambda pattern: f"!REGEX(STR(?value), {pattern})",
    "minInclusive": lambda least: f"!(?value >= {least})",
    "maxInclusive": lambda most: f"!(?value <= {most})",
    "minLength": lambda least: f"STRLEN(STR(?value)) < {least}",
    "maxLength": lambda most: f"STRLEN(STR(?value)) > {most}",
}
"""Constraints on a value, each an expression of what breaks it."""
