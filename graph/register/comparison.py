"""Two batches, sandboxes or places compared: what is new in the second, what is gone, what continues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.projection import Network, project
from sandbox_atlas.graph.questions.lookups import ask
from sandbox_atlas.graph.rdf.results import Row

Side = Literal["a", "b", "both"]

ASPECTS = ("institution", "group", "technology", "kind", "type", "application")
"""What is compared, in the order in which it is shown; the words that the question of the comparison uses."""


@dataclass(frozen=True)
class Item:
    """One thing of a comparison, with its number of applications on either side."""

    iri: str
    first: int
    second: int


@dataclass(frozen=True)
class Aspect:
    """One kind of thing compared.

    Attributes:
        name: A word of `ASPECTS`.
        new: What only the second has.
        gone: What only the first has.
        continuing: What both have.
    """

    name: str
    new: tuple[Item, ...]
    gone: tuple[Item, ...]
    continuing: tuple[Item, ...]


@dataclass(frozen=True)
class Comparison:
    """Two wholes compared.

    Attributes:
        a: IRI of the first.
        b: IRI of the second.
        aspects: What is compared.
        text: The query that was run.
        network: Both as one network, so that both are drawn on one layout.
    """

    a: str
    b: str
    aspects: tuple[Aspect, ...]
    text: str
    network: Network

    def sides(self) -> dict[str, Side]:
        """For each thing of the network that is compared, where it is; a batch is on the side of its applications."""
        import networkx as nx

        found = {item.iri: side for aspect in self.aspects for side, item in _sided(aspect)}
        for node in self.network.graph:
            if node not in found:
                found[node] = _shared(
                    [found[near] for near in nx.all_neighbors(self.network.graph, node) if near in found]
                )
        return found


async def compare(engine: Engine, names: Names, a: str, b: str) -> Comparison:
    """The comparison of two wholes.

    Args:
        engine: Where to ask.
        names: What things are called.
        a: The first, by IRI, kind/slug or name.
        b: The second.

    Raises:
        BadParameterError: One of them is no batch, sandbox or place.
    """
    answer = await ask(engine, names, "comparison", {"a": [a], "b": [b]})
    kinds = ("batch", "sandbox", "place")
    first, second = (names.resolve(text, kinds) or text for text in (a, b))
    network = await project(engine, names, "compared", {"whole": list(dict.fromkeys([first, second]))})
    aspects = tuple(_aspect(name, answer.rows) for name in ASPECTS)
    return Comparison(first, second, aspects, answer.text, network)


def _aspect(name: str, rows: list[Row]) -> Aspect:
    items = [_item(row) for row in rows if _text(row["aspect"]) == name]
    return Aspect(
        name,
        new=tuple(item for item in items if not item.first),
        gone=tuple(item for item in items if not item.second),
        continuing=tuple(item for item in items if item.first and item.second),
    )


def _item(row: Row) -> Item:
    return Item(_text(row["thing"]), int(_text(row["first"])), int(_text(row["second"])))


def _sided(aspect: Aspect) -> list[tuple[Side, Item]]:
    parts: Mapping[Side, tuple[Item, ...]] = {"b": aspect.new, "a": aspect.gone, "both": aspect.continuing}
    return [(side, item) for side, items in parts.items() for item in items]


def _shared(sides: list[Side]) -> Side:
    return sides[0] if sides and len(set(sides)) == 1 else "both"


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    return str(getattr(term, "value", ""))
