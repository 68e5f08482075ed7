"""What lies around a thing in the whole register, and the shortest ways from one thing to another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.network.projection import from_triples
from sandbox_atlas.graph.queries.loader import internal

if TYPE_CHECKING:
    import networkx as nx

MOST_PATHS = 20
"""Shortest paths that are given at most; there may be very many between two hubs."""


@dataclass(frozen=True)
class Surroundings:
    """The neighbours of a thing, the most linked first.

    Attributes:
        total: Number of neighbours, before the list was cut.
        by_relation: Number of links by relation and direction: True when it is read from its object.
        graph: The thing, the neighbours on the list, and the links among them.
        listed: The neighbours on the list, in order.
    """

    total: int
    by_relation: dict[tuple[str, bool], int]
    graph: nx.MultiDiGraph[str]
    listed: list[str]


async def register(engine: Engine) -> nx.MultiDiGraph[str]:
    """All things that are linked, with one edge for each link."""
    answer = await engine.query(internal("register"), "application/n-triples", unlimited=True)
    return from_triples(answer.body)


def neighbours(
    graph: nx.MultiDiGraph[str], of: str, limit: int, offset: int = 0, relation: str | None = None
) -> Surroundings:
    """The neighbours of a thing.

    Args:
        graph: The register.
        of: The thing, by IRI.
        limit: Neighbours to list.
        offset: Neighbours to leave out at the beginning of the list.
        relation: Only neighbours by this relation, in either direction.
    """
    import networkx as nx

    if of not in graph:
        alone: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        alone.add_node(of)
        return Surroundings(0, {}, alone, [])
    links = [(other, key, False) for _, other, key in graph.out_edges(of, keys=True)]
    links += [(other, key, True) for other, _, key in graph.in_edges(of, keys=True)]
    counts = Counter((key, inverse) for _, key, inverse in links)
    found = {other for other, key, _ in links if relation in (None, key) and other != of}
    degrees = dict(graph.degree(found))
    ranked = sorted(found, key=lambda iri: (-degrees[iri], iri))
    listed = ranked[offset : offset + limit]
    return Surroundings(len(ranked), dict(sorted(counts.items())), graph.subgraph([of, *listed]).copy(), listed)


def shortest_paths(graph: nx.MultiDiGraph[str], one: str, other: str) -> list[list[str]]:
    """The shortest ways from one thing to another whatever the direction of links; none when nothing links them."""
    import networkx as nx

    if one not in graph or other not in graph:
        return []
    plain = nx.Graph(graph.to_undirected(as_view=True))
    try:
        return sorted(islice(nx.all_shortest_paths(plain, one, other), MOST_PATHS))
    except nx.NetworkXNoPath:
        return []


def along(graph: nx.MultiDiGraph[str], paths: list[list[str]]) -> nx.MultiDiGraph[str]:
    """The part of a network that paths go along: their things, and every link between two that follow each other."""
    import networkx as nx

    steps = {frozenset(pair) for path in paths for pair in pairwise(path)}
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    part.add_nodes_from(sorted({iri for path in paths for iri in path}))
    for start, end, key in graph.subgraph(list(part)).edges(keys=True):
        if frozenset((start, end)) in steps:
            part.add_edge(start, end, key=key)
    return part
