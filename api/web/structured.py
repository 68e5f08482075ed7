"""Structured data: what a page tells of its thing in the words of schema.org, for search engines and other readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.api.web.publication import in_language
from sandbox_atlas.api.web.references import date_parts
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, SBX, SKOS
from sandbox_atlas.graph.register.entities import Entity, Group
from sandbox_atlas.graph.register.publication import Publication

_MOST = 50
"""Values of a property that a page repeats; the files of the thing have all."""

_MOST_CLAIMS = 10
"""Passages that a page names as claims about its thing; their own pages say what each claims, and where."""

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
    claim = {"@type": atlas.style.look(f"{SBX}Passage").schema or "Claim"}
    found["subjectOf"] = [{"@id": each, **claim} for each in entity.passages[:_MOST_CLAIMS]]
    return {
        term: value[0] if isinstance(value, list) and len(value) == 1 else value
        for term, value in found.items()
        if value
    }


def of_dataset(
    found: Publication, name: str, page: str, snapshot: str, lang: str, distributions: Mapping[str, str]
) -> dict[str, Any]:
    """An answer, or the whole of the data, as a data set in the vocabulary of schema.org.

    Args:
        found: What the data say of themselves; nothing is claimed that they do not.
        name: Title of the answer; empty for the whole.
        page: Absolute address of its page.
        snapshot: Digest of the data.
        lang: Language of names.
        distributions: Absolute addresses of its files by media type.
    """
    whole = in_language(found.titles, lang)
    licences = [each.address or each.name for each in found.licences]
    block: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": page,
        "name": name or whole,
        "url": page,
        "version": snapshot,
        "license": licences[0] if len(licences) == 1 else licences,
        "publisher": [{"@type": "Organization", "name": in_language(each, lang)} for each in found.publishers],
        "dateModified": day_of(found),
        "isPartOf": {"@type": "Dataset", "name": whole} if name and whole else None,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": address}
            for media_type, address in distributions.items()
        ],
    }
    return {term: value for term, value in block.items() if value}


def dated(found: Publication) -> tuple[int, ...]:
    """Year, month and day of the data as far as they say: the last on which a data set was modified, else issued."""
    for name in ("modified", "issued"):
        said = [value.value for term, value in found.statements if term == f"{PREFIXES['dcterms']}{name}"]
        parts = max(map(date_parts, said), default=())
        if parts:
            return parts
    return ()


def day_of(found: Publication) -> str:
    """The date of the data in ISO 8601, as precise as they say it; empty where they do not."""
    return "-".join(f"{part:02}" for part in dated(found))


def _values(group: Group, atlas: Atlas, lang: str) -> Iterator[Any]:
    for fact in group.facts[:_MOST]:
        if isinstance(fact.value, ox.NamedNode) and fact.value.value in atlas.names:
            name = atlas.names.get(fact.value.value)
            kind = atlas.style.look(name.class_iri).schema or "Thing"
            yield {"@id": name.iri, "@type": kind, "name": name.label(lang)}
        elif not isinstance(fact.value, ox.BlankNode):
            yield fact.value.value
