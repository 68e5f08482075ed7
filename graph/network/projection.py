"""Projection: turns the triples of a view into a networkx graph with one edge for each triple between two things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Answer, Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Parameters, bind_parameters
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.formats import N_TRIPLES

if TYPE_CHECKING:
    import networkx as nx

LARGEST = 2000
"""Largest number of things in a network; the most linked ones are kept."""
MOST = 6000
"""The same for users who ask for the whole network."""
EVERYTHING = 20_000
"""The same where groups stand for things, so that few are drawn at once."""


@dataclass(frozen=True)
class Network:
    """A view as a network.

    Attributes:
        view: The view.
        parameters: Its parameters, as the user wrote them.
        text: The CONSTRUCT query that was run.
        graph: Things as nodes by IRI; one edge for each statement, with the relation's IRI as its key.
        left_out: Number of things left out because there are too many.
    """

    view: Question
    parameters: dict[str, list[str]]
    text: str
    graph: nx.MultiDiGraph[str]
    left_out: int = 0

    @property
    def total(self) -> int:
        """Number of things, those left out included."""
        return len(self.graph) + self.left_out


async def constructed(engine: Engine, names: Names, name: str, parameters: Parameters, media_type: str) -> Answer:
    """All statements of a view in a format of `graph.rdf.formats.GRAPH_TYPES`; errors as in `project`."""
    bound = await bind_parameters(view(name, engine.profile), names, parameters, "en")
    return await engine.query(bound.text, media_type, own=True)


async def project(engine: Engine, names: Names, name: str, parameters: Parameters, largest: int = LARGEST) -> Network:
    """The network of a view.

    Args:
        engine: Where to ask.
        names: Names of things, to find those that parameters name.
        name: The view.
        parameters: Its parameters as the user wrote them.
        largest: Largest number of things; the most linked ones are kept.

    Raises:
        UnknownNameError: There is no such view.
        BadParameterError: There is no such parameter, or a value is missing or not valid.
    """
    asked = view(name, engine.profile)
    bound = await bind_parameters(asked, names, parameters, "en")

    def drawn(body: bytes) -> Network:
        return cut(Network(asked, bound.parameters, bound.text, from_triples(body)), largest)

    return await engine.read(bound.text, drawn, N_TRIPLES, unlimited=False)


def cut(network: Network, largest: int) -> Network:
    """The network, cut to its most linked things when it has more than `largest`."""
    if len(network.graph) <= largest:
        return network
    kept = network.graph.subgraph(sorted(_most_linked(network.graph, largest))).copy()
    return replace(network, graph=kept, left_out=network.total - len(kept))


def _most_linked(graph: nx.MultiDiGraph[str], largest: int) -> set[str]:
    """The most linked things. One that would stand alone among them brings a neighbour in the place of the last."""
    rank = {node: (-degree, node) for node, degree in graph.degree()}
    ranked = sorted(rank, key=lambda node: rank[node])
    first = set(ranked[:largest])

    def near(node: str) -> set[str]:
        return {*graph.successors(node), *graph.predecessors(node)} - {node}

    kept = {node for node in first if near(node) & first}
    for node in ranked:
        if len(kept) == largest:
            return kept
        others = near(node)
        if others and not others & kept and len(kept) + 2 <= largest:
            kept |= {node, min(others, key=lambda other: rank[other])}
        elif others & kept:
            kept.add(node)
    return kept | set([node for node in ranked if node not in kept][: largest - len(kept)])


def from_triples(body: bytes) -> nx.MultiDiGraph[str]:
    """N-Triples as a graph; see `as_graph`."""
    return as_graph(quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES))


def from_turtle(body: bytes, largest: int) -> tuple[nx.MultiDiGraph[str], int, int]:
    """Turtle as a graph, see `as_graph`, its number of things, and that of its statements.

    The graph is empty where there are more than `largest` things: to let a large one go again stops all threads.
    """
    statements, things = 0, set[str]()
    for quad in ox.parse(body, ox.RdfFormat.TURTLE):
        statements += 1
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            things |= {quad.subject.value, quad.object.value}
    drawn = ox.parse(body, ox.RdfFormat.TURTLE) if len(things) <= largest else ()
    return as_graph(quad.triple for quad in drawn), len(things), statements


def as_graph(triples: Iterable[ox.Triple]) -> nx.MultiDiGraph[str]:
    """Triples as a graph; those whose object is a literal are left out. Nodes and edges are in a fixed order.

    Edges are sorted subject by subject: to sort all at once is one long call, during which no other thread runs.
    """
    import networkx as nx

    edges: dict[str, list[tuple[str, str]]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            edges.setdefault(triple.subject.value, []).append((triple.object.value, triple.predicate.value))
    links: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    links.add_nodes_from(sorted({*edges, *(end for each in edges.values() for end, _ in each)}))
    for subject in sorted(edges):
        for object_, relation in sorted(edges[subject]):
            links.add_edge(subject, object_, key=relation)
    return links
