"""Style: the labels and looks of classes and relations, read from the annotations of the ontology."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf import results
from sandbox_atlas.graph.rdf.results import Cell, rows, text
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, PREFIXES, RDFS, SBX, compact

_SCHEMA = PREFIXES["schema"]
_GREY = {"colour": "#8a94a0", "colourDark": "#7f8b99"}


@dataclass(frozen=True)
class Look:
    """How one class or relation is drawn.

    Attributes:
        iri: The class or relation.
        labels: Its label by language.
        plurals: The label of several things of a class, by language.
        inverse_labels: The label of a relation when read from its object, by language.
        comments: Its meaning by language.
        colour: Colour on light paper, as #rrggbb.
        colour_dark: Colour on dark paper, as #rrggbb.
        shape: Shape of a node.
        rank: Order in legends, and of a property among the facts of a thing; the smallest comes first.
        role: Role in drawings, as `sbx:drawingRole` defines it; empty for most.
        dashed: Whether an edge is dashed.
        broader: The relation it is a sub-property of.
        schema: What schema.org calls it, such as "Event"; empty where the ontology names nothing of schema.org.
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
    schema: str = ""

    def label(self, lang: str, *, inverse: bool = False) -> str:
        """The label in a language, read from the subject or, for the inverse, from the object."""
        labels = self.inverse_labels if inverse and self.inverse_labels else self.labels
        known = (labels[tag] for tag in (lang, LANGUAGES[0], "") if tag in labels)
        label = next(known, next(iter(labels.values()), compact(self.iri)))
        return f"← {label}" if inverse and not self.inverse_labels else label

    def counted(self, count: int, lang: str) -> str:
        """The label for a number of things of a class."""
        return self.label(lang) if count == 1 else self.plurals.get(lang) or self.label(lang)


class Style:
    """The looks of all classes and relations of a snapshot."""

    def __init__(self, looks: Mapping[str, Look], words: Callable[[str], str] | None = None) -> None:
        """The looks.

        Args:
            looks: Them by IRI.
            words: Calls a term without a look by its IRI; without this, it is called its prefixed name.
        """
        self._looks, self._words = looks, words

    @classmethod
    async def load(cls, engine: Engine) -> Style:
        """Load the annotations from an engine."""
        return await engine.read(internal("drawing"), cls.of, patient=True)

    @classmethod
    def of(cls, body: bytes) -> Style:
        """The looks in a result of the query `drawing`."""
        values: dict[str, dict[str, list[Cell]]] = {}
        for row in rows(body):
            values.setdefault(text(row["term"]), {}).setdefault(text(row["property"]), []).append(row["value"])
        return cls({iri: _look(iri, properties) for iri, properties in values.items()})

    def look(self, iri: str) -> Look:
        """How a class or relation is drawn; one without annotations is grey."""
        found = self._looks.get(iri)
        return found or Look(iri, labels={"": self._words(iri)} if self._words and iri else {})

    def class_label(self, iri: str, lang: str) -> str:
        """The label of a class; empty for a thing that has none."""
        return self.look(iri).label(lang) if iri else ""

    def __contains__(self, iri: str) -> bool:
        """Whether a class or relation has a look of its own."""
        return iri in self._looks

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


def _look(iri: str, properties: Mapping[str, list[Cell]]) -> Look:
    def one(name: str, default: str) -> str:
        values = properties.get(SBX + name)
        return text(values[0]) if values else default

    def words(name: str) -> dict[str, str]:
        literals = [value for value in properties.get(name, []) if isinstance(value, ox.Literal)]
        return {literal.language or "": literal.value for literal in literals}

    def iris(name: str) -> tuple[str, ...]:
        return tuple(filter(None, map(results.iri, properties.get(RDFS + name, []))))

    related = (*iris("subClassOf"), *iris("subPropertyOf"), *iris("seeAlso"))
    return Look(
        iri=iri,
        labels=words(f"{RDFS}label") or words(f"{SBX}caption"),
        plurals=words(f"{SBX}plural"),
        inverse_labels=words(f"{SBX}inverseLabel"),
        comments=words(f"{RDFS}comment"),
        colour=one("colour", _GREY["colour"]),
        colour_dark=one("colourDark", _GREY["colourDark"]),
        shape=one("shape", "dot"),
        rank=int(one("rank", "99")),
        role=one("drawingRole", ""),
        dashed=one("dashed", "false") == "true",
        broader=iris("subPropertyOf"),
        schema=next((each.removeprefix(_SCHEMA) for each in related if each.startswith(_SCHEMA)), ""),
    )
