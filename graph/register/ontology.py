"""The ontology as something to read: its classes, properties and named values, each with what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import rows
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, RDFS, SBX, SKOS

_SECTIONS = (
    ("Classes", f"{OWL}Class"),
    ("Relations", f"{OWL}ObjectProperty"),
    ("Values", f"{OWL}DatatypeProperty"),
    ("Named things", f"{OWL}NamedIndividual"),
    ("Annotations", f"{OWL}AnnotationProperty"),
)
"""Titles of the sections, and the OWL type of the terms in each."""


@dataclass(frozen=True)
class Term:
    """A term of the ontology.

    Attributes:
        iri: The term.
        labels: Its label by language.
        comments: Its meaning by language.
        inverse_labels: What a relation is called when read backwards, by language.
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
    answer = await engine.query(internal("terms"), JSON, unlimited=True)
    said: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for row in rows(answer.body):
        term, property_, value = row["term"], row["property"], row["value"]
        if (
            isinstance(term, ox.NamedNode)
            and isinstance(property_, ox.NamedNode)
            and not isinstance(value, ox.BlankNode | None)
        ):
            said.setdefault(term.value, {}).setdefault(property_.value, []).append(value)
    sections: dict[str, list[Term]] = {}
    for title, kind in _SECTIONS:
        members = [iri for iri, parts in said.items() if any(value.value == kind for value in parts[f"{RDF}type"])]
        sections[title] = [_term(iri, said[iri]) for iri in sorted(members)]
    return sections


def _term(iri: str, parts: Mapping[str, list[ox.NamedNode | ox.Literal]]) -> Term:
    def words(property_: str) -> dict[str, str]:
        found = parts.get(property_, [])
        return {value.language or "": value.value for value in found if isinstance(value, ox.Literal)}

    relating = ("domain", "range", "subClassOf", "subPropertyOf")
    related = {name: [value.value for value in parts.get(RDFS + name, [])] for name in relating}
    related["closeMatch"] = [value.value for value in parts.get(f"{SKOS}closeMatch", [])]
    return Term(
        iri=iri,
        labels=words(f"{RDFS}label"),
        comments=words(f"{RDFS}comment"),
        inverse_labels=words(f"{SBX}inverseLabel"),
        related={name: values for name, values in related.items() if values},
        single_valued=bool(parts.get(f"{SBX}singleValued")),
    )
