"""Centrality: measures which things of a picture are central and which form communities, not those of the register."""

from __future__ import annotations

import networkx as nx

from sandbox_atlas.graph.network.computation import betweenness
from sandbox_atlas.graph.network.picture import Node, Picture

SEED = 20200114


def with_centrality(picture: Picture) -> Picture:
    """The picture with "community", "betweenness" and "pagerank" at every node.

    Links count in both directions, parallel ones once. Betweenness is normalised (Freeman, 1977; Brandes, 2001),
    PageRank has a damping of 0.85 (Page et al., 1999), communities are those of Leiden by modularity (Traag et al.,
    2019), numbered from the largest; the free layout goes by communities that are found in the same way.
    """
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(node["id"] for node in picture["nodes"])
    network.add_edges_from((edge["from"], edge["to"]) for edge in picture["edges"] if edge["from"] != edge["to"])
    if not network:
        return picture
    between, rank, community = _betweenness(network), nx.pagerank(network), _communities(network)
    nodes: list[Node] = [
        {
            **node,
            "community": community[node["id"]],
            "betweenness": round(between[node["id"]], 6),
            "pagerank": round(rank[node["id"]], 6),
        }
        for node in picture["nodes"]
    ]
    return {**picture, "nodes": nodes}


def _betweenness(network: nx.Graph[str]) -> dict[str, float]:
    names = list(network)
    index = {name: number for number, name in enumerate(names)}
    edges = [(index[one], index[other]) for one, other in network.edges]
    return dict(zip(names, betweenness(edges, len(names)), strict=True))


def _communities(network: nx.Graph[str]) -> dict[str, int]:
    from graspologic_native import leiden

    parts = {name: {name} for name in nx.isolates(network)}
    if network.number_of_edges():
        _, found = leiden([(one, other, 1.0) for one, other in network.edges], seed=SEED)
        for name, part in found.items():
            parts.setdefault(str(part), set()).add(name)
    ranked = sorted(parts.values(), key=lambda part: (-len(part), min(part)))
    return {name: number for number, part in enumerate(ranked) for name in part}
