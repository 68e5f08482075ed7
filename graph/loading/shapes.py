"""Shapes: validates the merged facts against the SHACL shapes of the ontology (W3C SHACL, section 3)."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sandbox_atlas.graph.findings import Finding, Severity
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.rdf.datatypes import is_valid
from sandbox_atlas.graph.rdf.vocabulary import compact, shortened

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SHACL = "http://www.w3.org/ns/shacl#"


def shape_findings(store: ox.Store, shapes: tuple[Document, ...], locator: Locator) -> Iterator[Finding]:
    """The findings on the facts in the default graph of a store.

    Lexical forms are not among them: rdflib knows no years before 1 and after 9999, and takes wrong dates for right
    ones, so `graph.loading.literals` judges those.
    """
    import pyshacl

    facts = _rdflib_graph(quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    rules = _rdflib_graph(quad.triple for document in shapes for quad in document.quads())
    _, report, _ = pyshacl.validate(facts, shacl_graph=rules, advanced=False, meta_shacl=False, inplace=True)
    yield from _report_findings(report, rules, locator)


def _rdflib_graph(triples: Iterator[ox.Triple]) -> Graph:
    from rdflib import Graph

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # an ill-typed literal is a finding, not a log entry
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def _report_findings(report: Graph, rules: Graph, locator: Locator) -> Iterator[Finding]:
    from rdflib import RDF, BNode, Literal, URIRef

    def get(node: Node, name: str) -> str:
        value = report.value(node, URIRef(SHACL + name))
        return "" if value is None or isinstance(value, BNode) else str(value)

    for result in report.subjects(RDF.type, URIRef(f"{SHACL}ValidationResult")):
        focus, path, value = get(result, "focusNode"), get(result, "resultPath"), get(result, "value")
        shape = report.value(result, URIRef(f"{SHACL}sourceShape"))
        if shape is not None and _is_about_form(report.value(result, URIRef(f"{SHACL}value")), shape, rules):
            continue
        owner = next(rules.subjects(URIRef(f"{SHACL}property"), shape), shape) if isinstance(shape, BNode) else shape
        rule = str(owner).rsplit("#", 1)[-1]
        messages = [
            text for text in report.objects(result, URIRef(f"{SHACL}resultMessage")) if isinstance(text, Literal)
        ]
        parts = (shortened(focus), compact(path) if path else "", repr(shortened(value)) if value else "")
        what = " ".join(part for part in parts if part)
        severity: Severity = "warning" if get(result, "resultSeverity") == f"{SHACL}Warning" else "error"
        hint = str(messages[0]) if messages else ""
        yield Finding(*locator.find(focus, path, value), rule, f"{what} does not fit.", hint, severity)


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
