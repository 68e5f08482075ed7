"""Dates: computes the first and last day of each date, and of the dates on which sources disagree the one that counts.

The ontology says which properties hold dates, and where what is computed is kept (`sbx:earliestDay`, `sbx:latestDay`,
`sbx:dateThatCounts`, `sbx:otherDates`, `sbx:dateIn`, `sbx:yearIn`, `sbx:quarterIn`); the code knows none by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.spans import Span, span
from sandbox_atlas.graph.rdf.vocabulary import SBX, XSD

_DEFAULT = ox.DefaultGraph()
_EARLIEST, _LATEST = ox.NamedNode(f"{SBX}earliestDay"), ox.NamedNode(f"{SBX}latestDay")
_COUNTS, _OTHERS = ox.NamedNode(f"{SBX}dateThatCounts"), ox.NamedNode(f"{SBX}otherDates")
_DATED, _YEAR, _QUARTER = (ox.NamedNode(f"{SBX}{name}") for name in ("dateIn", "yearIn", "quarterIn"))
_IN_BATCH = ox.NamedNode(f"{SBX}inBatch")
_CONCERNS, _FOLLOWS = ox.NamedNode(f"{SBX}concerns"), ox.NamedNode(f"{SBX}follows")
_CONCERNED = ox.NamedNode(f"{SBX}concernsProperty")
_CERTAINTY = ox.NamedNode(f"{SBX}certainty")
_DOUBTFUL, _CONTRADICTED = ox.NamedNode(f"{SBX}Doubtful"), ox.NamedNode(f"{SBX}Contradicted")
_DATE = ox.NamedNode(f"{XSD}date")

_Node = ox.NamedNode | ox.BlankNode
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class _Event:
    """An event that has dates, such as publication: the properties that say when, and those that are computed.

    Attributes:
        stated: Properties with dates that sources give.
        earliest: Property for the first day.
        latest: Property for the last day.
        counts: Property for the date that counts, if the ontology has one.
        others: Property for the other dates, if the ontology has one.
        dated: Property for the date of a thing or of its batch, if the ontology has one.
        year: Property for the year, if the ontology has one.
        quarter: Property for the quarter, if the ontology has one.
    """

    stated: tuple[ox.NamedNode, ...]
    earliest: ox.NamedNode
    latest: ox.NamedNode
    counts: ox.NamedNode | None
    others: ox.NamedNode | None
    dated: ox.NamedNode | None
    year: ox.NamedNode | None
    quarter: ox.NamedNode | None

    @property
    def computed(self) -> tuple[ox.NamedNode, ...]:
        found = (self.earliest, self.latest, self.counts, self.others, self.dated, self.year, self.quarter)
        return tuple(each for each in found if each)


@dataclass(frozen=True)
class _Said:
    """A date of a thing: as it is written, its days, and the passages that give it."""

    value: ox.Literal
    days: Span
    passages: frozenset[_Node]

    def lies_in(self, other: _Said) -> bool:
        """Whether the other date is this one, or a vaguer one around it."""
        return other.days[0] <= self.days[0] and self.days[1] <= other.days[1]


def computed_dates(store: ox.Store) -> Iterator[ox.Quad]:
    """The days of dates; of several dates, those of the one that counts.

    It is the date of the side that a disagreement follows; else the one that most passages give, of which doubtful
    ones only break a tie; else the earliest. A passage with a month also supports a day in it. What the store has
    of such statements, as a file that the atlas offered for download does, is removed first.
    """
    for event in _events(store):
        for predicate in event.computed:
            for quad in list(store.quads_for_pattern(None, predicate, None, _DEFAULT)):
                store.remove(quad)
        dated: dict[_Node, set[ox.Literal]] = {}
        for predicate in event.stated:
            for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
                if isinstance(quad.object, ox.Literal) and not isinstance(quad.subject, ox.Triple):
                    dated.setdefault(quad.subject, set()).add(quad.object)
        counting: dict[_Term, _Said] = {}
        for subject, values in dated.items():
            if said := list(_said(store, event, subject, values)):
                chosen = _chosen(store, event, subject, said)
                counting[subject] = chosen
                yield from _statements(event, subject, chosen, said)
        yield from _periods(store, event, counting)


def _events(store: ox.Store) -> list[_Event]:
    stated: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for quad in store.quads_for_pattern(None, _EARLIEST, None, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            stated.setdefault(quad.object, []).append(quad.subject)
    events = []
    for earliest, properties in stated.items():
        latest, *others = (
            _annotation(store, properties, each) for each in (_LATEST, _COUNTS, _OTHERS, _DATED, _YEAR, _QUARTER)
        )
        if latest:
            events.append(_Event(tuple(properties), earliest, latest, *others))
    return events


def _annotation(store: ox.Store, properties: Iterable[_Node], annotation: ox.NamedNode) -> ox.NamedNode | None:
    """What the ontology says of any of the properties."""
    said = (quad.object for each in properties for quad in store.quads_for_pattern(each, annotation, None, _DEFAULT))
    return next((term for term in said if isinstance(term, ox.NamedNode)), None)


def _said(store: ox.Store, event: _Event, subject: _Node, values: set[ox.Literal]) -> Iterator[_Said]:
    """The dates of a thing; passages are looked up only where it has several."""
    for value in sorted(values, key=str):
        if days := span(value.value, value.datatype.value):
            yield _Said(value, days, _passages(store, event, subject, value) if len(values) > 1 else frozenset())


def _passages(store: ox.Store, event: _Event, subject: _Node, value: ox.Literal) -> frozenset[_Node]:
    stating = {
        quad.graph_name
        for predicate in event.stated
        for quad in store.quads_for_pattern(subject, predicate, value, None)
    }
    return frozenset(
        graph
        for graph in stating
        if not isinstance(graph, ox.DefaultGraph) and ox.Quad(graph, _CERTAINTY, _CONTRADICTED, _DEFAULT) not in store
    )


def _chosen(store: ox.Store, event: _Event, subject: _Node, said: list[_Said]) -> _Said:
    """The date that counts."""
    if len(said) == 1:
        return said[0]
    followed = _followed(store, event, subject)
    candidates = _most_precise([each for each in said if each.passages & followed] or said)

    def rank(each: _Said) -> tuple[int, int, Span, str]:
        passages = frozenset[_Node]().union(*(other.passages for other in said if each.lies_in(other)))
        doubtful = sum(ox.Quad(one, _CERTAINTY, _DOUBTFUL, _DEFAULT) in store for one in passages)
        return doubtful - len(passages), -doubtful, each.days, str(each.value)

    return min(candidates, key=rank)


def _followed(store: ox.Store, event: _Event, subject: _Node) -> frozenset[_Term]:
    """The passages that disagreements about these dates of the thing follow."""
    return frozenset(
        side.object
        for about in store.quads_for_pattern(None, _CONCERNS, subject, _DEFAULT)
        if any(ox.Quad(about.subject, _CONCERNED, each, _DEFAULT) in store for each in event.stated)
        for side in store.quads_for_pattern(about.subject, _FOLLOWS, None, _DEFAULT)
    )


def _most_precise(said: list[_Said]) -> list[_Said]:
    """The dates that contain no other of them."""
    return [each for each in said if not any(other.lies_in(each) and other.days != each.days for other in said)]


def _statements(event: _Event, subject: _Node, chosen: _Said, said: Iterable[_Said]) -> Iterator[ox.Quad]:
    for predicate, day in zip((event.earliest, event.latest), chosen.days, strict=True):
        yield ox.Quad(subject, predicate, ox.Literal(day.isoformat(), datatype=_DATE), _DEFAULT)
    if event.counts:
        yield ox.Quad(subject, event.counts, chosen.value, _DEFAULT)
    others = sorted({each.value.value for each in said if not chosen.lies_in(each)})
    if event.others and others:
        yield ox.Quad(subject, event.others, ox.Literal(", ".join(others)), _DEFAULT)


def _periods(store: ox.Store, event: _Event, counting: dict[_Term, _Said]) -> Iterator[ox.Quad]:
    """Date, year and quarter of each thing; what is in a batch and has no date of its own has those of the batch.

    Year and quarter are those of the first day; a date that may lie in several quarters, such as a year, has none.
    """
    if not (event.dated and event.year and event.quarter):
        return
    batches = sorted(store.quads_for_pattern(None, _IN_BATCH, None, _DEFAULT), key=lambda quad: str(quad.object))
    inherited: dict[_Term, _Said] = {
        quad.subject: counting[quad.object]
        for quad in reversed(batches)  # of several, the first counts
        if quad.object in counting and quad.subject not in counting
    }
    for subject, said in {**counting, **inherited}.items():
        if not isinstance(subject, ox.NamedNode | ox.BlankNode):
            continue
        first, last = said.days
        yield ox.Quad(subject, event.dated, ox.Literal(said.value.value), _DEFAULT)
        yield ox.Quad(subject, event.year, ox.Literal(f"{first.year:04}"), _DEFAULT)
        if _quarter(first) == _quarter(last):
            yield ox.Quad(subject, event.quarter, ox.Literal(_quarter(first)), _DEFAULT)


def _quarter(day: date) -> str:
    return f"{day.year:04}-Q{(day.month + 2) // 3}"
