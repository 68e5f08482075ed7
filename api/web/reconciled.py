"""Reconciled: the answers of the Reconciliation Service API 0.2, as types and as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NotRequired

import pyoxigraph as ox
from typing_extensions import TypedDict  # pydantic reads those of `typing` from Python 3.12 on

from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.rdf.vocabulary import XSD, compact, expanded
from sandbox_atlas.graph.register.reconciliation import Candidate, facts_of

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.register.entities import Entity


class Named(TypedDict):
    """A type or property: its id and name."""

    id: str
    name: str


class Feature(TypedDict):
    """What a score rests on."""

    id: str
    value: bool | float


class ReconciliationCandidate(TypedDict):
    """A thing that a name may mean; `match` where it can be taken without a look."""

    id: str
    name: str
    description: str
    type: list[Named]
    score: float
    match: bool
    features: list[Feature]


class Suggestion(Named):
    """A thing, type or property whose name begins so."""

    description: NotRequired[str]
    notable: NotRequired[list[Named]]


class SuggestAnswer(TypedDict):
    """What a name that is being typed may become."""

    result: list[Suggestion]


class ProposedProperties(TypedDict):
    """Properties by which a table of things of a type may be extended."""

    type: str
    limit: int
    properties: list[Named]


Rows = dict[str, dict[str, list[dict[str, Any]]]]
"""Cells by property, by thing."""


def id_of(name: Name) -> str:
    """The id of a thing: kind and slug, or the IRI of one from elsewhere."""
    return name.reference or name.iri


def type_of(name: Name, atlas: Atlas, lang: str) -> list[Named]:
    """The class of a thing, if it has one."""
    if not name.class_iri:
        return []
    return [{"id": compact(name.class_iri), "name": atlas.style.look(name.class_iri).label(lang)}]


def types_of(atlas: Atlas, lang: str) -> list[Named]:
    """The types that things of the register have, in order of the legend."""
    looks = (look for look in atlas.style.classes if atlas.names.number_of(look.iri))
    return [{"id": compact(look.iri), "name": look.label(lang)} for look in looks]


def property_label(atlas: Atlas, property_: str, lang: str) -> str:
    """The label of a property, which is read backwards after "^"."""
    iri = expanded(property_.removeprefix("^"))
    return atlas.style.look(iri).label(lang, inverse=property_.startswith("^"))


def candidate_json(found: Candidate, match: bool, about: str, atlas: Atlas, lang: str) -> ReconciliationCandidate:
    """A candidate as the protocol has it.

    Args:
        found: The candidate.
        match: Whether it can be taken without a look.
        about: What tells it from others.
        atlas: Gives labels.
        lang: Their language.
    """
    return {
        "id": id_of(found.name),
        "name": found.name.label(lang),
        "description": about,
        "type": type_of(found.name, atlas, lang),
        "score": found.score,
        "match": match,
        "features": [{"id": "whole_name", "value": found.is_whole}, {"id": "likeness", "value": found.likeness}],
    }


def cells_of(entity: Entity, property_: str, atlas: Atlas, lang: str, limit: int) -> list[dict[str, Any]]:
    """The values of a property of a thing; 0 sets no limit."""
    found = facts_of(entity, property_)
    return [_cell(fact.value, atlas, lang) for fact in (found[:limit] if limit else found)]


def _cell(value: object, atlas: Atlas, lang: str) -> dict[str, Any]:
    if isinstance(value, ox.NamedNode):
        name = atlas.names.get(value.value)
        return {"id": id_of(name), "name": name.label(lang)}
    if not isinstance(value, ox.Literal):
        return {}
    kind = value.datatype.value.removeprefix(XSD)
    if kind == "integer":
        return {"int": int(value.value)}
    if kind in ("decimal", "double", "float"):
        return {"float": float(value.value)}
    return {"date": f"{value.value}T00:00:00Z"} if kind == "date" and _is_day(value.value) else {"str": value.value}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
