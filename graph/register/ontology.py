"""Ontology terms: the classes, properties and named values, each with its labels, meaning and related terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import GRAPH_FORMATS
from sandbox_atlas.graph.rdf.results import iri, rows
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, RDFS, SBX

SECTIONS = (
    ("Classes", f"{OWL}Class"),
    ("Relations", f"{OWL}ObjectProperty"),
    ("Values", f"{OWL}DatatypeProperty"),
    ("Named individuals", f"{OWL}NamedIndividual"),
    ("Annotations", f"{OWL}AnnotationProperty"),
)
"""Sections by title, each with the OWL type of its terms."""

RELATED = {
    f"{RDFS}domain": "domain",
    f"{RDFS}range": "range",
    f"{RDFS}subClassOf": "subClassOf",
    f"{RDFS}subPropertyOf": "subPropertyOf",
    f"{RDFS}seeAlso": "seeAlso",
}
"""Names of the properties that relate terms to each other."""


@dataclass(frozen=True)
class Term:
    """A term of the ontology.

    Attributes:
        iri: The term.
        labels: Its label by language.
        comments: Its meaning by language.
        inverse_labels: The label of a relation when read from its object, by language.
        related: Other terms by the property that relates them, such as its domain, range or super-classes.
        single_valued: Whether it has one value in the world.
    """

    iri: str
    labels: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    inverse_labels: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, list[str]] = field(default_factory=dict)
    single_valued: bool = False

    @property
    def name(self) -> str:
        """The term without its namespace."""
        return self.iri.removeprefix(SBX)


async def ontology(engine: Engine) -> dict[str, list[Term]]:
    """The terms by section, in order of their names."""
    return await engine.read(internal("terms"), _sections)


def _sections(body: bytes) -> dict[str, list[Term]]:
    terms: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for row in rows(body):
        term, predicate, value = iri(row["term"]), iri(row["property"]), row["value"]
        if term and predicate and not isinstance(value, ox.BlankNode | None):
            terms.setdefault(term, {}).setdefault(predicate, []).append(value)
    sections: dict[str, list[Term]] = {}
    for title, kind in SECTIONS:
        members = [term for term, facts in terms.items() if any(value.value == kind for value in facts[f"{RDF}type"])]
        sections[title] = [_term(term, terms[term]) for term in sorted(members)]
    return sections


def ontology_file(name: str) -> bytes:
    """A file of the ontology as it is."""
    return files("sandbox_atlas.ontology").joinpath(name).read_bytes()


def serialized_ontology(media_type: str) -> bytes:
    """The ontology and its alignments; the media type is a key of `graph.rdf.formats.GRAPH_TYPES`."""
    triples = [
        quad.triple
        for name in ("atlas.ttl", "alignments.ttl")
        for quad in ox.parse(ontology_file(name), ox.RdfFormat.TURTLE)
    ]
    return ox.serialize(triples, format=GRAPH_FORMATS[media_type]) or b""


def _term(term: str, facts: Mapping[str, list[ox.NamedNode | ox.Literal]]) -> Term:
    def words(predicate: str) -> dict[str, str]:
        values = facts.get(predicate, [])
        return {value.language or "": value.value for value in values if isinstance(value, ox.Literal)}

    related = {name: [value.value for value in facts.get(predicate, [])] for predicate, name in RELATED.items()}
    return Term(
        iri=term,
        labels=words(f"{RDFS}label"),
        comments=words(f"{RDFS}comment"),
        inverse_labels=words(f"{SBX}inverseLabel"),
        related={name: values for name, values in related.items() if values},
        single_valued=bool(facts.get(f"{SBX}singleValued")),
    )
