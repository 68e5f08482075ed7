"""SHACL: validates the merged facts against the SHACL shapes of the ontology (W3C SHACL, section 3)."""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding, Severity
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.loading.shacl_suspects import SHACL, suspects
from sandbox_atlas.graph.loading.suggestions import Suggestions
from sandbox_atlas.graph.rdf.datatypes import is_valid
from sandbox_atlas.graph.rdf.vocabulary import RDF, RDFS, SKOS, compact, shortened

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_TOO_MANY = frozenset({f"{SHACL}UniqueLangConstraintComponent", f"{SHACL}MaxCountConstraintComponent"})
"""Constraints that a value breaks only because there are others."""


def shape_findings(
    store: ox.Store, shapes: tuple[Document, ...], locator: Locator, known: Suggestions
) -> Iterator[Finding]:
    """The findings on the facts in the default graph of a store.

    Lexical forms are not among them: rdflib knows no years before 1 and after 9999, and takes wrong dates for right
    ones, so `graph.loading.literals` judges those.
    """
    broken = suspects(store, shapes)
    if broken is not None and not broken:
        return
    import pyshacl

    facts = _rdflib_graph(quad.triple for quad in _facts(store, broken))
    rules = _rdflib_graph(quad.triple for document in shapes for quad in document.quads())
    if broken is not None:
        _aim(rules, facts, broken)
    _, report, _ = pyshacl.validate(facts, shacl_graph=rules, advanced=False, meta_shacl=False, inplace=True)
    yield from _Report(report, rules, facts, locator, known).findings()


def _facts(store: ox.Store, nodes: frozenset[str] | None) -> Iterator[ox.Quad]:
    """What the shapes can read of nodes: what is said of and with them, and the classes of what they are linked to."""

    def matching(subject: object = None, predicate: object = None, value: object = None) -> Iterator[ox.Quad]:
        return store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph())  # type: ignore[arg-type]

    if nodes is None:
        yield from matching()
        return
    own = [quad for node in map(ox.NamedNode, nodes) for quad in chain(matching(node), matching(value=node))]
    yield from own
    for each in {quad.subject for quad in own} | {quad.object for quad in own}:
        if not isinstance(each, ox.Literal):
            yield from matching(each, ox.NamedNode(f"{RDF}type"))
    yield from matching(predicate=ox.NamedNode(f"{RDFS}subClassOf"))


def _aim(rules: Graph, facts: Graph, nodes: frozenset[str]) -> None:
    """Give the shapes these nodes as targets in place of all instances of their classes (SHACL, section 2.1.3.1)."""
    from rdflib import URIRef

    target = URIRef(f"{SHACL}targetClass")
    for shape, of in list(rules.subject_objects(target)):
        rules.remove((shape, target, of))
        classes = set(facts.transitive_subjects(URIRef(f"{RDFS}subClassOf"), of))
        for node in map(URIRef, nodes):
            if not classes.isdisjoint(facts.objects(node, URIRef(f"{RDF}type"))):
                rules.add((shape, URIRef(f"{SHACL}targetNode"), node))


def _rdflib_graph(triples: Iterator[ox.Triple]) -> Graph:
    from rdflib import Graph

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # an ill-typed literal is a finding, not a log entry
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


@dataclass(frozen=True)
class _Report:
    """What SHACL reports, and what is needed to say it well."""

    report: Graph
    rules: Graph
    facts: Graph
    locator: Locator
    known: Suggestions

    def findings(self) -> Iterator[Finding]:
        """A finding for each result that is not about a lexical form."""
        from rdflib import URIRef

        for result in self.report.subjects(URIRef(f"{RDF}type"), URIRef(f"{SHACL}ValidationResult")):
            shape = self._object(result, "sourceShape")
            if shape is not None and not _is_about_form(self._object(result, "value"), shape, self.rules):
                yield self._finding(result, shape)

    def _finding(self, result: Node, shape: Node) -> Finding:
        from rdflib import BNode, URIRef

        focus, path, value = (self._text(result, name) for name in ("focusNode", "resultPath", "value"))
        owners = self.rules.subjects(URIRef(f"{SHACL}property"), shape)
        rule = str(next(owners, shape) if isinstance(shape, BNode) else shape).rsplit("#", 1)[-1]
        severity: Severity = "warning" if self._text(result, "resultSeverity") == f"{SHACL}Warning" else "error"
        hint = self._text(result, "resultMessage")
        if path == f"{RDFS}label" and (URIRef(focus), URIRef(f"{SKOS}prefLabel"), None) in self.facts:
            path, hint = f"{SKOS}prefLabel", hint.replace("rdfs:label", "skos:prefLabel")
        if value and value not in self.known:
            hint = f"{self.known.sentence(value)} {hint}".strip()
        if not value and self._text(result, "sourceConstraintComponent") in _TOO_MANY:
            return self._too_many(focus, path, rule, hint, severity)
        parts = (shortened(focus), compact(path) if path else "", repr(shortened(value)) if value else "")
        what = " ".join(part for part in parts if part)
        return Finding(*self.locator.find(focus, path, value), rule, f"{what} does not fit.", hint, severity)

    def _too_many(self, focus: str, path: str, rule: str, hint: str, severity: Severity) -> Finding:
        """A finding that names each value of a property with too many and where it stands; it points to the last."""
        from rdflib import URIRef

        values = sorted(self.facts.objects(URIRef(focus), URIRef(path)), key=str)
        languages = Counter(getattr(value, "language", None) for value in values)
        doubled = [value for value in values if languages[getattr(value, "language", None)] > 1]
        found = {(self.locator.find(focus, path, str(value)), shortened(str(value))) for value in doubled}
        places = sorted(found, key=lambda each: (self.locator.rank(each[0][0]), each))
        if not places:
            return Finding(
                *self.locator.find(focus, path), rule, f"{shortened(focus)} {compact(path)} does not fit.", hint
            )
        listed = ", ".join(f"{value!r} ({file}:{line})" for (file, line, _), value in places)
        message = f"{shortened(focus)} {compact(path)} has more than one value: {listed}."
        return Finding(*places[-1][0], rule, message, hint, severity)

    def _object(self, result: Node, name: str) -> Node | None:
        from rdflib import URIRef

        return self.report.value(result, URIRef(SHACL + name))

    def _text(self, result: Node, name: str) -> str:
        from rdflib import BNode

        value = self._object(result, name)
        return "" if value is None or isinstance(value, BNode) else str(value)


def _is_about_form(value: Node | None, shape: Node, rules: Graph) -> bool:
    """Whether a literal has the datatype that a shape wants, so that only its lexical form can be wrong."""
    from rdflib import Literal, URIRef
    from rdflib.collection import Collection

    if not isinstance(value, Literal) or value.datatype is None:
        return False
    if not is_valid(str(value), str(value.datatype)):
        return True
    heads = rules.objects(shape, URIRef(f"{SHACL}or"))
    alternatives = [shape, *(each for head in heads for each in Collection(rules, head))]
    if value.datatype not in {rules.value(each, URIRef(f"{SHACL}datatype")) for each in alternatives}:
        return False
    return value.ill_typed is True or value.value is None
