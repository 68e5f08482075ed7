"""Centrality: measures which things of a picture are central and which form communities, not those of the register."""

from __future__ import annotations

import networkx as nx

from sandbox_atlas.graph.network.computation import betweenness
from sandbox_atlas.graph.network.picture import Node, Picture

SEED = 20200114


def with_centrality(picture: Picture) -> Picture:
    """The picture with "community", "betweenness" and "pagerank" at every node.

    Links count in both directions, parallel ones once. Betweenness is normalised (Freeman, 1977; Brandes, 2001),
    PageRank has a damping of 0.85 (Page et al., 1999), communities are those of Louvain with resolution 1
    (Blondel et al., 2008), numbered from the largest.
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
    parts = nx.community.louvain_communities(network, seed=SEED)
    ranked = sorted(parts, key=lambda part: (-len(part), min(part)))
    return {name: number for number, part in enumerate(ranked) for name in part}
