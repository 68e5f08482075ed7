"""From the triples of a view to a networkx graph. Every triple between two things is an edge; nothing else is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Answer, Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import Question, view
from sandbox_atlas.graph.questions.lookups import Given, bound
from sandbox_atlas.graph.rdf.formats import N_TRIPLES

if TYPE_CHECKING:
    import networkx as nx


LARGEST = 2000
"""Things that a network has at most, the most linked ones, unless the reader asks for all."""
MOST = 6000
"""Things that a network has at most when the reader asks for all."""


@dataclass(frozen=True)
class Network:
    """A view as a network.

    Attributes:
        view: The view that was asked for.
        parameters: Its parameters, as they were given.
        text: The CONSTRUCT query that was run.
        graph: Things as nodes by IRI; one edge for each statement, with the relation's IRI as its key.
        left_out: Number of things that were left out because there are too many.
    """

    view: Question
    parameters: dict[str, list[str]]
    text: str
    graph: nx.MultiDiGraph[str]
    left_out: int = 0

    @property
    def total(self) -> int:
        """Number of things before any was left out."""
        return len(self.graph) + self.left_out


async def constructed(engine: Engine, names: Names, name: str, given: Given, media_type: str) -> Answer:
    """The statements of a view, all of them, in a format of `graph.rdf.formats.GRAPH_TYPES`; errors as in `project`."""
    _, text = bound(view(name), names, given, "en")
    return await engine.query(text, media_type)


async def project(engine: Engine, names: Names, name: str, given: Given, largest: int = LARGEST) -> Network:
    """The network of a view.

    Args:
        engine: Where to ask.
        names: What things are called.
        name: The view.
        given: Values of its parameters as the reader wrote them.
        largest: Number of things that are kept at most, the most linked ones.

    Raises:
        UnknownNameError: There is no such view.
        BadParameterError: There is no such parameter, or a value is missing or cannot be taken.
    """
    asked = view(name)
    used, text = bound(asked, names, given, "en")
    answer = await engine.query(text, N_TRIPLES)
    return cut(Network(asked, used, text, from_triples(answer.body)), largest)


def cut(network: Network, largest: int) -> Network:
    """The network with only its most linked things when it has more than so many."""
    if len(network.graph) <= largest:
        return network
    ranked = sorted(network.graph.degree(), key=lambda item: (-item[1], item[0]))
    kept = network.graph.subgraph(sorted(node for node, _ in ranked[:largest])).copy()
    return replace(network, graph=kept, left_out=network.total - len(kept))


def from_triples(body: bytes) -> nx.MultiDiGraph[str]:
    """N-Triples as a graph; statements whose object is a literal are left out. Nodes and edges are in a fixed order."""
    import networkx as nx

    edges = sorted(
        (triple.subject.value, triple.object.value, triple.predicate.value)
        for triple in ox.parse(body, ox.RdfFormat.N_TRIPLES)
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode)
    )
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(sorted({end for edge in edges for end in edge[:2]}))
    for subject, object_, relation in edges:
        graph.add_edge(subject, object_, key=relation)
    return graph
