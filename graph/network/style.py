"""How classes and relations are drawn and called, as the ontology's annotations say. No class is named in code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.vocabulary import RDFS, SBX, compact

_GREY = {"colour": "#8a94a0", "colourDark": "#7f8b99"}


@dataclass(frozen=True)
class Look:
    """How one class or relation is drawn.

    Attributes:
        iri: The class or relation.
        labels: What it is called, by language.
        plurals: What several things of a class are called, by language.
        inverse_labels: What a relation is called when read backwards, by language.
        comments: What it means, by language.
        colour: Colour on light paper, as #rrggbb.
        colour_dark: Colour on dark paper, as #rrggbb.
        shape: Shape of a node.
        rank: Order in legends; the smallest comes first.
        role: What things of a class do in drawings: hub, container, item, actor or nothing.
        dashed: Whether an edge is dashed.
        broader: The relation it is a sub-property of.
    """

    iri: str
    labels: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, str] = field(default_factory=dict)
    inverse_labels: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    colour: str = _GREY["colour"]
    colour_dark: str = _GREY["colourDark"]
    shape: str = "dot"
    rank: int = 99
    role: str = ""
    dashed: bool = False
    broader: tuple[str, ...] = ()

    def label(self, lang: str, *, inverse: bool = False) -> str:
        """What it is called in a language, read forwards or backwards."""
        wanted = self.inverse_labels if inverse and self.inverse_labels else self.labels
        text = wanted.get(lang) or next(iter(wanted.values()), compact(self.iri))
        return f"← {text}" if inverse and not self.inverse_labels else text

    def counted(self, count: int, lang: str) -> str:
        """What so many things of a class are called."""
        return self.label(lang) if count == 1 else self.plurals.get(lang) or self.label(lang)


class Style:
    """The looks of all classes and relations of a snapshot."""

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self._looks = looks

    @classmethod
    async def load(cls, engine: Engine) -> Style:
        """Ask an engine for the annotations."""
        answer = await engine.query(internal("drawing"), JSON, unlimited=True)
        values: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for binding in json.loads(answer.body)["results"]["bindings"]:
            properties = values.setdefault(binding["term"]["value"], {})
            properties.setdefault(binding["property"]["value"], []).append(binding["value"])
        return cls({iri: _look(iri, properties) for iri, properties in values.items()})

    def look(self, iri: str) -> Look:
        """How a class or relation is drawn; one without annotations is grey."""
        return self._looks.get(iri) or Look(iri)

    def broader_properties(self, iri: str) -> tuple[str, ...]:
        """The relations that a relation is a sub-property of."""
        return self.look(iri).broader

    @property
    def classes(self) -> list[Look]:
        """The classes that are drawn, in order of the legend."""
        return sorted((look for look in self._looks.values() if look.rank < Look.rank), key=lambda look: look.rank)

    @property
    def relations(self) -> list[Look]:
        """The relations that have a colour of their own, in order of their IRIs."""
        coloured = (look for look in self._looks.values() if look.colour != Look.colour and look.rank == Look.rank)
        return sorted(coloured, key=lambda look: look.iri)


def _look(iri: str, properties: dict[str, list[dict[str, Any]]]) -> Look:
    def one(name: str, default: str) -> str:
        found = properties.get(SBX + name)
        return str(found[0]["value"]) if found else default

    def words(name: str) -> dict[str, str]:
        return {value.get("xml:lang", ""): value["value"] for value in properties.get(name, [])}

    return Look(
        iri=iri,
        labels=words(f"{RDFS}label"),
        plurals=words(f"{SBX}plural"),
        inverse_labels=words(f"{SBX}inverseLabel"),
        comments=words(f"{RDFS}comment"),
        colour=one("colour", _GREY["colour"]),
        colour_dark=one("colourDark", _GREY["colourDark"]),
        shape=one("shape", "dot"),
        rank=int(one("rank", "99")),
        role=one("drawingRole", ""),
        dashed=one("dashed", "false") == "true",
        broader=tuple(value["value"] for value in properties.get(f"{RDFS}subPropertyOf", []) if value["type"] == "uri"),
    )
