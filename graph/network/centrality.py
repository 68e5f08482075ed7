"""How central things are in a drawn network, and which belong together. It measures what is drawn, not the register."""

from __future__ import annotations

from typing import Any

import networkx as nx
import rustworkx as rx

SEED = 20200114


def measured(drawn: dict[str, Any]) -> dict[str, Any]:
    """A picture with "community", "betweenness" and "pagerank" at every node.

    Links count in both directions, parallel ones once. Betweenness is normalised (Freeman, 1977; Brandes, 2001),
    PageRank has a damping of 0.85 (Page et al., 1999), communities are those of Louvain with resolution 1
    (Blondel et al., 2008), numbered from the largest.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node["id"] for node in drawn["nodes"])
    graph.add_edges_from((edge["from"], edge["to"]) for edge in drawn["edges"] if edge["from"] != edge["to"])
    if not graph:
        return drawn
    between, rank, community = _betweenness(graph), nx.pagerank(graph), _communities(graph)
    nodes = [
        {
            **node,
            "community": community[node["id"]],
            "betweenness": round(between[node["id"]], 6),
            "pagerank": round(rank[node["id"]], 6),
        }
        for node in drawn["nodes"]
    ]
    return {**drawn, "nodes": nodes}


def _betweenness(graph: nx.Graph[str]) -> dict[str, float]:
    names = list(graph)
    index = {name: number for number, name in enumerate(names)}
    flat = rx.PyGraph()
    flat.add_nodes_from(names)
    flat.add_edges_from_no_data([(index[one], index[other]) for one, other in graph.edges])
    return {names[number]: value for number, value in rx.betweenness_centrality(flat).items()}


def _communities(graph: nx.Graph[str]) -> dict[str, int]:
    parts = nx.community.louvain_communities(graph, seed=SEED)
    ranked = sorted(parts, key=lambda part: (-len(part), min(part)))
    return {name: number for number, part in enumerate(ranked) for name in part}
