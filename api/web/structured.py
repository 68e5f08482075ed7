"""Structured data: what a page tells of its thing in the words of schema.org, for search engines and other readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, SKOS
from sandbox_atlas.graph.register.entities import Entity, Group

_MOST = 50
"""Values of a property that a page repeats; the files of the thing have all."""

_TERMS = {
    f"{PREFIXES['org']}subOrganizationOf": "parentOrganization",
    f"{SKOS}exactMatch": "sameAs",
    f"{SKOS}inScheme": "inDefinedTermSet",
    f"{PREFIXES['dcterms']}publisher": "publisher",
    f"{PREFIXES['dcterms']}issued": "datePublished",
    f"{PREFIXES['dcterms']}isPartOf": "isPartOf",
    f"{PREFIXES['dcterms']}source": "url",
    f"{PREFIXES['geo']}lat": "latitude",
    f"{PREFIXES['geo']}long": "longitude",
}
"""What schema.org calls properties of other vocabularies; for its own, the ontology says it."""

_INSTEAD = {("GovernmentService", "location"): "areaServed"}
"""The property that a type of schema.org has in place of another."""


def structured(entity: Entity, atlas: Atlas, page: str, lang: str) -> dict[str, Any]:
    """A thing as JSON-LD in the vocabulary of schema.org; a class that has no counterpart there is a Thing.

    Args:
        entity: The thing.
        atlas: Knows the names and the counterparts of terms.
        page: Absolute address of its page.
        lang: Language of names.
    """
    kind = atlas.style.look(entity.name.class_iri).schema or "Thing"
    name = entity.name.label(lang)
    others = [*entity.name.labels.values(), *entity.name.others]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": entity.name.iri,
        "@type": kind,
        "name": name,
        "alternateName": [other for other in dict.fromkeys(others) if other != name],
        "mainEntityOfPage": page,
    }
    for group in entity.groups:
        term = "" if group.inverse else _TERMS.get(group.property) or atlas.style.look(group.property).schema
        if term:
            found.setdefault(_INSTEAD.get((kind, term), term), []).extend(_values(group, atlas, lang))
    return {
        term: value[0] if isinstance(value, list) and len(value) == 1 else value
        for term, value in found.items()
        if value
    }


def _values(group: Group, atlas: Atlas, lang: str) -> Iterator[Any]:
    for fact in group.facts[:_MOST]:
        if isinstance(fact.value, ox.NamedNode) and fact.value.value in atlas.names:
            name = atlas.names.get(fact.value.value)
            kind = atlas.style.look(name.class_iri).schema or "Thing"
            yield {"@id": name.iri, "@type": kind, "name": name.label(lang)}
        elif not isinstance(fact.value, ox.BlankNode):
            yield fact.value.value
