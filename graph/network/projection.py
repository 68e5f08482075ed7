"""From the triples of a view to a networkx graph. Every triple between two things is an edge; nothing else is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import pyoxigraph as ox

from graph.catalogue import Question, view
from graph.engine.base import Engine
from graph.lookups import Given, bound
from graph.names import Names

N_TRIPLES = "application/n-triples"


@dataclass(frozen=True)
class Network:
    """A view as a network.

    Attributes:
        view: The view that was asked for.
        parameters: Its parameters, as they were given.
        text: The CONSTRUCT query that was run.
        graph: Things as nodes by IRI; one edge for each statement, with the relation's IRI as its key.
    """

    view: Question
    parameters: dict[str, list[str]]
    text: str
    graph: nx.MultiDiGraph[str]


async def project(engine: Engine, names: Names, name: str, given: Given) -> Network:
    """The network of a view.

    Raises:
        UnknownNameError: There is no such view.
        BadParameterError: There is no such parameter, or a value is missing or cannot be taken.
    """
    asked = view(name)
    used, text = bound(asked, names, given, "en")
    answer = await engine.query(text, N_TRIPLES)
    return Network(asked, used, text, from_triples(answer.body))


def from_triples(body: bytes) -> nx.MultiDiGraph[str]:
    """N-Triples as a graph; statements whose object is a literal are left out. Nodes and edges are in a fixed order."""
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
