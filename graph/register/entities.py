"""Entities: the facts about one thing by property, each value with the passages that state it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.naming.collation import Collate
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.questions.lookups import Lookup, ask
from sandbox_atlas.graph.rdf import results
from sandbox_atlas.graph.rdf.vocabulary import OWL, PART, RDF, RDFS, REGISTER, SBX, SKOS
from sandbox_atlas.graph.register.parts import Parts, parts_of
from sandbox_atlas.graph.register.passages import called

Term = ox.NamedNode | ox.BlankNode | ox.Literal

_NAMES = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SBX}asPrinted")
HIDDEN = frozenset(
    {
        *_NAMES[:2],
        f"{RDF}type",
        f"{OWL}sameAs",
        "http://www.w3.org/ns/oa#hasSelector",
        "http://www.w3.org/ns/oa#hasSource",
    }
)
"""Properties that are not among the facts of a thing: its labels and classes, and how its words are found."""
_BEFORE_LINKED = 100
"""Largest rank of a property that stands before what is linked to the thing."""


@dataclass(frozen=True)
class Fact:
    """One value of a property.

    Attributes:
        value: The value, or the subject when the property is read backwards.
        passages: IRIs of the passages that state it; none means it follows from other facts.
    """

    value: Term
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """The values of a property that are of one class.

    Attributes:
        class_iri: The class; empty for literals and for things without one.
        facts: The values, in alphabetical order.
        left_out: Number of further values, of which only the first were wanted.
    """

    class_iri: str
    facts: tuple[Fact, ...]
    left_out: int = 0

    @property
    def count(self) -> int:
        """Number of values, with those that are left out."""
        return len(self.facts) + self.left_out

    def cut(self, most: int) -> Shelf:
        """The shelf with at most so many values."""
        return replace(self, facts=self.facts[:most], left_out=max(0, self.count - most))

    def once(self) -> Shelf:
        """The shelf without texts that stand on it already in another language; that of the reader comes first."""
        kept: dict[tuple[object, ...], Fact] = {}
        for fact in self.facts:
            is_text = isinstance(fact.value, ox.Literal) and fact.value.language is not None
            kept.setdefault((fact.value.value if is_text else fact.value, fact.passages), fact)
        return replace(self, facts=tuple(kept.values()))


@dataclass(frozen=True)
class Shelves:
    """Values by their class.

    Attributes:
        shelves: One for each class, in the order of the legend.
    """

    shelves: tuple[Shelf, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The values of all classes, but those that are left out."""
        return tuple(chain.from_iterable(shelf.facts for shelf in self.shelves))

    @property
    def count(self) -> int:
        """Number of values, with those that are left out."""
        return sum(shelf.count for shelf in self.shelves)


@dataclass(frozen=True)
class Group(Shelves):
    """All values of one property, in one direction.

    Attributes:
        property: IRI of the property.
        inverse: Whether it is read from its object.
    """

    property: str
    inverse: bool


@dataclass(frozen=True)
class Entity:
    """One thing.

    Attributes:
        name: Its names.
        names: Facts about its names: labels, other names, names as printed.
        groups: Its other facts.
        passages: All passages that support these facts, in order of first use.
        parts: What those of its values hold that only hold others together.
        called: Names of the passages among its values, which have none of their own.
    """

    name: Name
    names: tuple[Group, ...]
    groups: tuple[Group, ...]
    passages: tuple[str, ...]
    parts: Parts = field(default_factory=dict)
    called: Mapping[str, Name] = field(default_factory=dict)

    def cut(self, most: int) -> Entity:
        """The thing with only so many values of each property and class, and the passages of these."""
        names, groups = (tuple(_cut(group, most) for group in each) for each in (self.names, self.groups))
        return replace(self, names=names, groups=groups, passages=_passages([*groups, *names]))

    def once(self) -> Entity:
        """The thing with each text once that is the same in several languages, where the same passages state it."""
        names, groups = (tuple(map(_once, each)) for each in (self.names, self.groups))
        return replace(self, names=names, groups=groups)

    @property
    def count(self) -> int:
        """Number of its facts."""
        return sum(len(group.facts) for group in (*self.names, *self.groups))

    @property
    def linked(self) -> set[str]:
        """IRIs of the things that it is linked to."""
        return {results.iri(fact.value) for group in self.groups for fact in group.facts} - {""}


def in_language(facts: Sequence[Fact], lang: str) -> tuple[list[Fact], list[Fact]]:
    """Values for readers of a language, and texts in others of which the same passages have as many in theirs."""
    tags = [fact.value.language if isinstance(fact.value, ox.Literal) else None for fact in facts]
    counts = Counter((tag, fact.passages) for tag, fact in zip(tags, facts, strict=True))
    parts: tuple[list[Fact], list[Fact]] = ([], [])
    for tag, fact in zip(tags, facts, strict=True):
        is_told = tag not in (None, lang) and counts[lang, fact.passages] >= counts[tag, fact.passages]
        parts[is_told].append(fact)
    return parts


async def resolved(names: Names, reference: str) -> str:
    """The IRI of the thing that a reference names.

    Raises:
        UnknownNameError: There is no such thing; similar names are suggested.
    """
    iri = names.resolve(reference)
    if iri is None:
        near = await names.near(reference)
        raise UnknownNameError("thing", reference, [entry.reference or entry.iri for entry in near])
    return iri


async def entity(
    engine: Engine, names: Names, style: Style, iri: str, lang: str = "en", collate: Collate = str.casefold
) -> Entity:
    """The thing with that IRI; its facts are in the order of their values' names.

    Raises:
        UnknownNameError: There is no such thing.
    """
    answer = await ask(engine, names, "entity-facts", {"entity": [iri]})
    if iri not in names and not answer.rows:
        raise UnknownNameError("thing", iri, [entry.iri for entry in await names.near(iri)])
    found = await asyncio.to_thread(_entity, answer, names, style, iri, lang, collate)
    if names.profile == REGISTER:
        told = await called(engine, names, [iri, *sorted(found.linked)], lang)
        return replace(found, name=told.get(iri, found.name), called=told)
    outward = (group for group in found.groups if not group.inverse)
    values = [results.iri(fact.value) for group in outward for fact in group.facts]
    return replace(found, parts=await parts_of(engine, values))


def _entity(answer: Lookup, names: Names, style: Style, iri: str, lang: str, collate: Collate) -> Entity:
    """The thing from the rows about it, of which a technology may have tens of thousands."""
    by_property: dict[tuple[str, bool], list[Fact]] = {}
    for row in answer.rows:
        predicate, value = results.iri(row["property"]), row["value"]
        is_own = names.profile == REGISTER and results.iri(value) == iri  # an original is its own origin
        if predicate and value is not None and not is_own:
            fact = Fact(value, tuple(answer.members(row, "passages")))
            by_property.setdefault((predicate, results.text(row["direction"]) == "in"), []).append(fact)
    _drop_implied(by_property, style)
    by_property = {key: shown for key, facts in by_property.items() if (shown := _without_parts(key[1], facts))}
    groups = [
        Group(_shelves(facts, names, style, lambda fact: _order(fact, names, lang, collate)), predicate, inverse)
        for (predicate, inverse), facts in by_property.items()
    ]
    naming = tuple(group for wanted in _NAMES for group in groups if group.property == wanted and not group.inverse)
    hidden = HIDDEN if names.profile == REGISTER else frozenset(_NAMES[:2])
    others = [group for group in groups if group.property not in hidden and group not in naming]
    name = names.get(iri)
    is_hub = style.look(name.class_iri).role == "hub"
    others.sort(key=lambda group: _place(group, style, is_hub=is_hub))
    return Entity(name, naming, tuple(others), _passages([*others, *naming]))


def _place(group: Group, style: Style, *, is_hub: bool) -> tuple[bool, bool, bool, bool, int]:
    """Where a property stands among the facts.

    Of a batch, what is tested comes first, of others before what else leads to them; codes and coordinates, by the
    ontology's `sbx:rank`, come last of all.
    """
    rank = style.look(group.property).rank
    is_tested = group.inverse and any(style.look(shelf.class_iri).role == "item" for shelf in group.shelves)
    return (rank > _BEFORE_LINKED, not (is_hub and is_tested), group.inverse, not is_tested, rank)


def _without_parts(inverse: bool, facts: list[Fact]) -> list[Fact]:
    """The facts but those in which a part, which has no page, is the subject."""
    return [fact for fact in facts if not (inverse and results.iri(fact.value).startswith(PART))]


def _drop_implied(by_property: dict[tuple[str, bool], list[Fact]], style: Style) -> None:
    """Drop the facts that a narrower property implies: an applicant is always involved."""
    for (predicate, inverse), facts in list(by_property.items()):
        stated = {fact.value for fact in facts}
        for broader in style.broader_properties(predicate):
            if (broader, inverse) in by_property:
                others = by_property[broader, inverse]
                by_property[broader, inverse] = [fact for fact in others if fact.value not in stated]
    for key in [key for key, facts in by_property.items() if not facts]:
        del by_property[key]


def _shelves(
    facts: Iterable[Fact], names: Names, style: Style, order: Callable[[Fact], tuple[int, Any]]
) -> tuple[Shelf, ...]:
    by_class: dict[str, list[Fact]] = {}
    for fact in facts:
        iri = results.iri(fact.value)
        by_class.setdefault(names.get(iri).class_iri if iri else "", []).append(fact)
    classes = sorted(by_class, key=lambda class_iri: (style.look(class_iri).rank if class_iri else 0, class_iri))
    return tuple(Shelf(class_iri, tuple(sorted(by_class[class_iri], key=order))) for class_iri in classes)


def _order(fact: Fact, names: Names, lang: str, collate: Collate) -> tuple[int, Any]:
    if isinstance(fact.value, ox.Literal):
        return (0 if fact.value.language == lang else 1, fact.value.value)
    return (2, collate(names.get(fact.value.value).label(lang)))


def _cut(group: Group, most: int) -> Group:
    return replace(group, shelves=tuple(shelf.cut(most) for shelf in group.shelves))


def _once(group: Group) -> Group:
    return replace(group, shelves=tuple(shelf.once() for shelf in group.shelves))


def _passages(groups: Iterable[Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage for group in groups for fact in group.facts for passage in fact.passages))
