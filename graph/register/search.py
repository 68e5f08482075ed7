"""Search: finds the things of a snapshot by any name, the better linked first, each with facts that identify it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.naming.hits import EXACT, Hit
from sandbox_atlas.graph.naming.index import NameIndex
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Foremost, Names
from sandbox_atlas.graph.naming.pronunciation import Readings
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import iri, rows
from sandbox_atlas.graph.rdf.vocabulary import KINDS, SBX, kind_in
from sandbox_atlas.graph.register.interpretation import Asked, interpret

if TYPE_CHECKING:
    import networkx as nx

MOST = 100
"""Largest number of results of one search."""

_FACTS = 2
FOREMOST = 3
"""How many things of each kind are examples."""


@dataclass(frozen=True)
class SearchResult:
    """A thing found by name.

    Attributes:
        hit: The thing, the name that matches, and how well it matches.
        about: Things that distinguish it from others of a similar name, such as its batch or place.
        degree: Number of its links in the register.
    """

    hit: Hit
    about: tuple[Name, ...]
    degree: int


@dataclass(frozen=True)
class SearchResults:
    """What a search found.

    Attributes:
        results: The things that are called so, from the offset to the limit, the best matches first.
        total: How many there are in all, up to `graph.naming.hits.MOST_COUNTED`.
        guesses: Things with similar names, where nothing is called so.
        asked: Questions that the text asks, with the things that it names.
        is_cut: Whether there are more than the total.
    """

    results: list[SearchResult]
    total: int
    guesses: list[SearchResult]
    asked: list[Asked] = field(default_factory=list)
    is_cut: bool = False


async def name_index(
    names: Names, style: Style, register: nx.MultiDiGraph[str], readings: Readings, about: Mapping[str, list[str]]
) -> NameIndex:
    """An index of all names, built in a thread; among equal matches the better linked thing comes first."""

    def build() -> NameIndex:
        def sorts(name: Name) -> list[str]:
            kinds = (iri for iri in about.get(name.iri, ()) if kind_in(iri) == KINDS["kind"])
            return [text for iri in kinds for text in names.get(iri).labels.values()]

        return NameIndex(names, _order(style, register), readings, sorts)

    return await asyncio.to_thread(build)


async def most_linked(names: Names, style: Style, register: nx.MultiDiGraph[str]) -> Foremost:
    """The most linked things of each kind, found in a thread; without an index, which takes far longer to build."""

    def build() -> Foremost:
        order, found = _order(style, register), dict[str, list[Name]]()
        for name in names:
            if not name.iri.startswith(SBX):
                found.setdefault(name.reference.partition("/")[0], []).append(name)
        return {kind: nsmallest(FOREMOST, of, lambda each: (*order(each), each.iri)) for kind, of in found.items()}

    return await asyncio.to_thread(build)


def _order(style: Style, register: nx.MultiDiGraph[str]) -> Callable[[Name], tuple[int, ...]]:
    """What things are ordered by, the better linked first."""
    degrees = dict(register.degree())
    return lambda name: (-degrees.get(name.iri, 0), style.look(name.class_iri).rank)


async def distinguishing(engine: Engine) -> Mapping[str, list[str]]:
    """For each thing, those that distinguish it from others of a similar name, such as its kind, batch or place."""
    return await engine.read(internal("about", engine.profile), _about, patient=True)


class Search:
    """Search over the things of a snapshot."""

    def __init__(
        self, names: Names, index: NameIndex, degrees: Mapping[str, int], about: Mapping[str, list[str]]
    ) -> None:
        self._names = names
        self._index = index
        self._degrees = degrees
        self._about = about

    def find(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10, offset: int = 0) -> SearchResults:
        """The things whose names match a text, the best matches first; an address or IRI finds what it is of.

        The questions that the text asks are there too, on the first page of things of any kind.

        Args:
            text: The text that the user typed, complete or not.
            kinds: Only things of these kinds: as in their IRIs ("institution") or by class ("sbx:Institution").
            limit: Largest number of results, up to `MOST`.
            offset: How many results to leave out at the beginning.

        Raises:
            BadParameterError: There is no such kind, or the limit is out of bounds.
        """
        if not 1 <= limit <= MOST:
            raise BadParameterError(
                Said(
                    "'{name}' takes a whole number from {smallest} to {largest}, not '{value}'.",
                    name="limit",
                    smallest=1,
                    largest=MOST,
                    value=limit,
                )
            )
        wanted = tuple(kind_of(kind) for kind in kinds)
        address = self._names.of_address(text)
        if address is not None and (not wanted or kind_in(address) in wanted):
            name = self._names.get(address)
            found = [self._result(Hit(name, name.label(""), EXACT))]
            return SearchResults(found[offset : offset + limit], len(found), [])
        hits = self._index.find(text, wanted, limit, offset)
        return SearchResults(
            [self._result(hit) for hit in hits.found],
            hits.total,
            [self._result(hit) for hit in hits.guesses],
            [] if wanted or offset else interpret(text, self._index, self._names.profile),
            hits.is_cut,
        )

    def counts(self, text: str) -> dict[str, int]:
        """How many things of each kind that has any match a text, the most first, by path segments of IRIs."""
        counted = {kind: self._index.count(text, kind) for kind in KINDS.values()}
        return {kind: count for kind, count in sorted(counted.items(), key=lambda each: (-each[1], each[0])) if count}

    def _result(self, hit: Hit) -> SearchResult:
        about = [self._names.get(iri) for iri in self._about.get(hit.name.iri, ())[:_FACTS]]
        return SearchResult(hit, tuple(about), self._degrees.get(hit.name.iri, 0))


def kind_of(text: str) -> str:
    """The path segment of a kind, by itself, its prefix or its class.

    Raises:
        BadParameterError: There is no such kind.
    """
    segments = {segment: segment for segment in KINDS.values()}
    classes = {class_of(segment): segment for segment in KINDS.values()}
    found = {**KINDS, **classes, **segments}.get(text)
    if found is None:
        raise BadParameterError(
            Said(
                "'{name}' is one of {known}, not '{value}'.", name="kind", known=", ".join(sorted(segments)), value=text
            )
        )
    return found


def class_of(segment: str) -> str:
    """The class of a kind, as a prefixed name: "sbx:Institution" of "institution"."""
    return "sbx:" + "".join(part.capitalize() for part in segment.split("-"))


def _about(body: bytes) -> dict[str, list[str]]:
    """The distinguishing things of each thing, each once, in the order of the rows."""
    facts: dict[str, list[str]] = {}
    for row in rows(body):
        thing, about = iri(row["thing"]), iri(row["about"])
        if thing and about and about not in facts.setdefault(thing, []):
            facts[thing].append(about)
    return facts
