"""Neighbourhood: the neighbours of a thing in the whole register, and the shortest paths between two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.network.picture import CONTAINER, HUB, TOPIC
from sandbox_atlas.graph.network.projection import from_triples
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import N_TRIPLES
from sandbox_atlas.graph.rdf.vocabulary import compact

if TYPE_CHECKING:
    import networkx as nx

VIA = ("applications", "technologies", "anything")
"""What paths lead through: applications and institutions, technologies too, or batches and sandboxes as well."""
_JOINING = {VIA[0]: {HUB, CONTAINER, TOPIC}, VIA[1]: {HUB, CONTAINER}, VIA[2]: set()}

MOST_PATHS = 20
"""Largest number of shortest paths in a result; between two hubs there may be very many."""


@dataclass(frozen=True)
class Neighbourhood:
    """The neighbours of a thing, the most linked first.

    Attributes:
        total: Number of neighbours, those beyond the list included.
        by_relation: Number of links by relation and direction: True when the thing is the object.
        graph: The thing, the neighbours on the list, and the links among them.
        listed: The neighbours on the list, in order.
    """

    total: int
    by_relation: dict[tuple[str, bool], int]
    graph: nx.MultiDiGraph[str]
    listed: list[str]


async def register(engine: Engine) -> nx.MultiDiGraph[str]:
    """All things that are linked, with one edge for each link."""
    return await engine.read(internal("register", engine.profile), from_triples, N_TRIPLES, patient=True)


def neighbours(
    register: nx.MultiDiGraph[str], of: str, limit: int, offset: int = 0, relation: str | None = None
) -> Neighbourhood:
    """The neighbours of a thing.

    Args:
        register: The whole register.
        of: The thing, by IRI.
        limit: Number of neighbours to list.
        offset: Number of neighbours to skip at the beginning of the list.
        relation: Only neighbours by this relation, in either direction; an IRI or a prefixed name.
    """
    import networkx as nx

    if of not in register:
        alone: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        alone.add_node(of)
        return Neighbourhood(0, {}, alone, [])
    links = [(other, key, False) for _, other, key in register.out_edges(of, keys=True)]
    links += [(other, key, True) for other, _, key in register.in_edges(of, keys=True)]
    counts = Counter((key, inverse) for _, key, inverse in links)
    found = {other for other, key, _ in links if relation in (None, key, compact(key)) and other != of}
    degrees = dict(register.degree(found))
    ranked = sorted(found, key=lambda iri: (-degrees[iri], iri))
    listed = ranked[offset : offset + limit]
    return Neighbourhood(len(ranked), dict(sorted(counts.items())), register.subgraph([of, *listed]).copy(), listed)


def shortest_paths(
    register: nx.MultiDiGraph[str], one: str, other: str, without: Container[str] = ()
) -> list[list[str]]:
    """The shortest paths between two things, whatever the direction of links; none when nothing links them.

    Args:
        register: The whole register.
        one: A thing, by IRI.
        other: Another one.
        without: Things that no path may lead through.
    """
    import networkx as nx

    if one not in register or other not in register:
        return []
    ends = (one, other)
    kept = [node for node in register if node in ends or node not in without]
    plain = nx.Graph(register.subgraph(kept).to_undirected(as_view=True))
    try:
        return sorted(islice(nx.all_shortest_paths(plain, one, other), MOST_PATHS))
    except nx.NetworkXNoPath:
        return []


def paths_by_roles(
    register: nx.MultiDiGraph[str], one: str, other: str, role_of: Callable[[str], str], via: str
) -> tuple[list[list[str]], str]:
    """The shortest paths that lead through what says something, and through what they lead.

    A batch or sandbox joins all that is in it, and a technology all that use it. So applications and institutions come
    first, then technologies too, and only then anything.

    Args:
        register: The whole register.
        one: A thing, by IRI.
        other: Another one.
        role_of: Gives the role of a thing in drawings.
        via: One of `VIA`: where to begin.
    """
    roles = {node: role_of(node) for node in register}
    for level in VIA[VIA.index(via) :]:
        joining = {node for node, role in roles.items() if role in _JOINING[level]}
        found = shortest_paths(register, one, other, joining)
        if found:
            return found, level
    return [], via


def along(register: nx.MultiDiGraph[str], paths: list[list[str]]) -> nx.MultiDiGraph[str]:
    """The part of the register along paths: their things, and every link between two successive things."""
    import networkx as nx

    steps = {frozenset(pair) for path in paths for pair in pairwise(path)}
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    part.add_nodes_from(sorted({iri for path in paths for iri in path}))
    for start, end, key in register.subgraph(list(part)).edges(keys=True):
        if frozenset((start, end)) in steps:
            part.add_edge(start, end, key=key)
    return part
