"""Comparison: finds what two batches, sandboxes or places have in common, and what is recorded in one of them only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.projection import Network, project
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.lookups import ask
from sandbox_atlas.graph.rdf.results import Row, integer, text
from sandbox_atlas.graph.register.batch_sequence import batches, comparable_pair
from sandbox_atlas.graph.register.facets import Facets

Side = Literal["a", "b", "both"]

ASPECTS = ("institution", "group", "technology", "kind", "type", "application")
"""The aspects in the order of the page, by the words that the question `comparison` uses."""


@dataclass(frozen=True)
class Item:
    """One thing of a comparison, with its number of applications on each side."""

    iri: str
    first: int
    second: int


@dataclass(frozen=True)
class Aspect:
    """One kind of thing compared.

    Attributes:
        name: One of `ASPECTS`.
        new: Things that are recorded only in the second side.
        gone: Things that are recorded only in the first side.
        continuing: Things that both sides have.
    """

    name: str
    new: tuple[Item, ...]
    gone: tuple[Item, ...]
    continuing: tuple[Item, ...]

    def is_recorded(self, side: Literal["a", "b"]) -> bool:
        """Whether anything of this kind is recorded in a side; else the other cannot be told to differ from it."""
        return bool(self.continuing or (self.gone if side == "a" else self.new))


@dataclass(frozen=True)
class Comparison:
    """Two batches, sandboxes or places compared.

    Attributes:
        a: IRI of the first side.
        b: IRI of the second side.
        aspects: New, gone and continuing things by kind.
        text: The query that was run.
        network: Both sides as one network, so that both are drawn on one layout.
    """

    a: str
    b: str
    aspects: tuple[Aspect, ...]
    text: str
    network: Network

    def sides(self) -> dict[str, Side]:
        """The side of each thing in the network; a batch is on the side of its applications."""
        import networkx as nx

        sides = {item.iri: side for aspect in self.aspects for side, item in _items_by_side(aspect)}
        for node in self.network.graph:
            if node not in sides:
                neighbours = nx.all_neighbors(self.network.graph, node)
                sides[node] = _common_side([sides[near] for near in neighbours if near in sides])
        return sides


async def suggested(engine: Engine, cache: AsyncCache) -> list[tuple[str, str]]:
    """Pairs that are worth comparing: two batches that follow each other, and the two largest sandboxes and places.

    Args:
        engine: Where to ask.
        cache: Keeps the batches and facets of the snapshot.
    """
    known = await cache.get("batches", lambda: batches(engine))
    facets = await cache.get("facets", lambda: Facets.load(engine))

    def found() -> list[tuple[str, str]]:
        pairs = [comparable_pair(known)]
        for facet in ("sandbox", "place"):
            largest = [each.iri for each in facets.options(facet, {}) if not each.depth]
            pairs.append(tuple(largest[:2]))
        return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]

    return await asyncio.to_thread(found)


async def compare(engine: Engine, names: Names, a: str, b: str) -> Comparison:
    """The comparison of two batches, sandboxes or places.

    Args:
        engine: Where to ask.
        names: Names of things.
        a: The first side, by IRI, kind/slug or name.
        b: The second side.

    Raises:
        BadParameterError: One of them is no batch, sandbox or place.
    """
    answer = await ask(engine, names, "comparison", {"a": [a], "b": [b]})
    kinds = question("comparison").parameter("a").kinds
    first, second = (names.resolve(reference, kinds) or reference for reference in (a, b))
    network = await project(engine, names, "compared", {"whole": list(dict.fromkeys([first, second]))})
    aspects = await asyncio.to_thread(lambda: tuple(_aspect(name, answer.rows) for name in ASPECTS))
    return Comparison(first, second, aspects, answer.text, network)


def _aspect(name: str, rows: list[Row]) -> Aspect:
    items = [_item(row) for row in rows if text(row["aspect"]) == name]
    return Aspect(
        name,
        new=tuple(item for item in items if not item.first),
        gone=tuple(item for item in items if not item.second),
        continuing=tuple(item for item in items if item.first and item.second),
    )


def _item(row: Row) -> Item:
    return Item(text(row["thing"]), integer(row["first"]) or 0, integer(row["second"]) or 0)


def _items_by_side(aspect: Aspect) -> list[tuple[Side, Item]]:
    parts: Mapping[Side, tuple[Item, ...]] = {"b": aspect.new, "a": aspect.gone, "both": aspect.continuing}
    return [(side, item) for side, items in parts.items() for item in items]


def _common_side(sides: list[Side]) -> Side:
    return sides[0] if sides and len(set(sides)) == 1 else "both"
