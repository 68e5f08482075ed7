"""One thing with all that is said of it: facts by property, each value with the passages that state it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.naming.name import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.questions.lookups import ask
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, RDFS, SBX, SKOS

Term = ox.NamedNode | ox.BlankNode | ox.Literal

_NAMES = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SBX}asPrinted")
_HIDDEN = frozenset({*_NAMES[:2], f"{RDF}type", f"{OWL}sameAs", "http://www.w3.org/ns/oa#hasSelector"})


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
class Group:
    """All values of one property, in one direction.

    Attributes:
        property: IRI of the property.
        inverse: Whether it is read from its object.
        facts: The values, in order of their names.
    """

    property: str
    inverse: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Entity:
    """One thing.

    Attributes:
        name: What it is called.
        names: Its names with their passages: labels, other names, names as printed.
        groups: Its other facts.
        passages: All passages that its facts rest on, in order of first use.
    """

    name: Name
    names: tuple[Group, ...]
    groups: tuple[Group, ...]
    passages: tuple[str, ...]


async def entity(engine: Engine, names: Names, style: Style, iri: str, lang: str = "en") -> Entity:
    """The thing with that IRI.

    Raises:
        UnknownNameError: Nothing is known of it.
    """
    if iri not in names:
        raise UnknownNameError("thing", iri, [entry.iri for entry in names.near(iri)])
    answer = await ask(engine, names, "entity-facts", {"entity": [iri]})
    gathered: dict[tuple[str, bool], list[Fact]] = {}
    for row in answer.rows:
        direction, predicate, value = row["direction"], row["property"], row["value"]
        if isinstance(predicate, ox.NamedNode) and isinstance(direction, ox.Literal) and value is not None:
            fact = Fact(value, tuple(answer.members(row, "passages")))
            gathered.setdefault((predicate.value, direction.value == "in"), []).append(fact)
    _drop_implied(gathered, style)
    groups = [
        Group(predicate, inverse, tuple(sorted(facts, key=lambda fact: _order(fact, names, lang))))
        for (predicate, inverse), facts in gathered.items()
    ]
    named = tuple(group for wanted in _NAMES for group in groups if group.property == wanted and not group.inverse)
    shown = tuple(group for group in groups if group.property not in _HIDDEN and group not in named)
    return Entity(names.get(iri), named, shown, _passages([*named, *shown]))


def _drop_implied(gathered: dict[tuple[str, bool], list[Fact]], style: Style) -> None:
    """Leave out what a narrower property already says: an applicant is involved, of course."""
    for (predicate, inverse), facts in list(gathered.items()):
        for broader in style.broader_properties(predicate):
            stated = {fact.value for fact in facts}
            kept = [fact for fact in gathered.get((broader, inverse), []) if fact.value not in stated]
            if (broader, inverse) in gathered:
                gathered[(broader, inverse)] = kept
    for key in [key for key, facts in gathered.items() if not facts]:
        del gathered[key]


def _order(fact: Fact, names: Names, lang: str) -> tuple[int, str]:
    if isinstance(fact.value, ox.Literal):
        return (0 if fact.value.language == lang else 1, fact.value.value)
    return (2, names.get(fact.value.value).label(lang).casefold())


def _passages(groups: Iterable[Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage for group in groups for fact in group.facts for passage in fact.passages))
