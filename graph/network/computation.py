"""Computation: positions by springs and betweenness, by a library that lets no other thread run while it computes.

What takes longer is therefore computed in a process of its own, for which a thread of the server only waits.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import computed

Edges = Sequence[tuple[int, int]]
"""Edges between nodes, which are numbered from 0."""

_COMPUTED_HERE = 200
"""Nodes up to which a computation holds other threads up for less than ten milliseconds."""


def springs(edges: Edges, start: Sequence[tuple[float, float]], rounds: int, seed: int) -> list[tuple[float, float]]:
    """Positions of nodes by springs along the edges (Fruchterman and Reingold, 1991), in any unit.

    Args:
        edges: The edges of a connected network.
        start: The positions to begin with, one for each node.
        rounds: Number of rounds.
        seed: The same seed gives the same positions.
    """
    if len(start) <= _COMPUTED_HERE:
        return _springs(edges, start, rounds, seed)
    found = computed(__name__, "springs", given={"edges": edges, "start": start, "rounds": rounds, "seed": seed})
    return [(x, y) for x, y in found]


def betweenness(edges: Edges, count: int) -> list[float]:
    """Betweenness of each of so many nodes, normalised (Freeman, 1977; Brandes, 2001)."""
    if count <= _COMPUTED_HERE:
        return _betweenness(edges, count)
    found: list[float] = computed(__name__, "betweenness", given={"edges": edges, "count": count})
    return found


def _springs(edges: Edges, start: Sequence[tuple[float, float]], rounds: int, seed: int) -> list[tuple[float, float]]:
    import rustworkx as rx

    indexed = rx.PyGraph()
    indexed.add_nodes_from(range(len(start)))
    indexed.add_edges_from([(one, other, 1.0) for one, other in edges])
    begin = {number: (x, y) for number, (x, y) in enumerate(start)}
    layout = rx.spring_layout(indexed, pos=begin, k=1.0, num_iter=rounds, adaptive_cooling=True, seed=seed)
    return [(float(x), float(y)) for x, y in (layout[number] for number in range(len(start)))]


def _betweenness(edges: Edges, count: int) -> list[float]:
    import rustworkx as rx

    indexed = rx.PyGraph()
    indexed.add_nodes_from(range(count))
    indexed.add_edges_from_no_data([(one, other) for one, other in edges])
    found = rx.betweenness_centrality(indexed)
    return [float(found[number]) for number in range(count)]


_BY_NAME: dict[str, Callable[..., Any]] = {"springs": _springs, "betweenness": _betweenness}


if __name__ == "__main__":
    begin_program()
    sys.stdout.write(json.dumps(_BY_NAME[sys.argv[1]](**json.load(sys.stdin))))
