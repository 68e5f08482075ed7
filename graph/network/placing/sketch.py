"""Sketch: places by the links alone, in any unit – a start from distances to some nodes, then springs.

The start is pivot MDS (Brandes and Pich, 2007), springs are those of Fruchterman and Reingold (1991). scipy is imported
only when something is laid out, as that takes a while.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandbox_atlas.graph.network.computation import springs
from sandbox_atlas.graph.network.placing.apart import Points

SEED = 20200114
Ends = NDArray[np.intp]
"""One row for each link: the numbers of its ends, the smaller one first."""

_PIVOTS = 24
_PAIRS, _MOST = 15_000_000, 80
"""Rounds of springs: the time of a round goes with the pairs of nodes, so large networks get fewer, or none."""


def sketch(ends: Ends, count: int) -> Points:
    """Places of so many nodes, which may be in several parts."""
    points = _start(ends, count)
    rounds = min(_MOST, _PAIRS // count**2)
    if count < 3 or not rounds:
        return points
    pairs = [(one, other) for one, other in ends.tolist()]
    return np.array(springs(pairs, [(x, y) for x, y in points.tolist()], rounds, SEED), dtype=float)


def _start(ends: Ends, count: int) -> Points:
    """The places that reproduce the distances to the pivots best.

    With as many pivots as nodes this is classical scaling (Torgerson, 1952).
    """
    squared = _to_pivots(ends, count) ** 2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    values, vectors = np.linalg.eigh(centred.T @ centred)
    points = centred @ vectors[:, ::-1][:, :2]
    points /= np.maximum(np.sqrt(np.sqrt(np.maximum(values[::-1][:2], 1e-12))), 1e-6)
    points *= np.where(points[np.abs(points).argmax(axis=0), np.arange(points.shape[1])] < 0, -1, 1)
    return np.asarray(points + np.random.default_rng(SEED).normal(scale=0.05, size=points.shape))


def _to_pivots(ends: Ends, count: int) -> Points:
    """Distances of every node to the pivots, in links; between parts, more than any within one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count)).tocsr()
    pivots = np.unique(np.linspace(0, count - 1, min(_PIVOTS, count)).round().astype(np.intp))
    found = dijkstra(links, directed=False, indices=pivots, unweighted=True)
    is_reached = np.isfinite(found)
    return np.asarray(np.where(is_reached, found, found[is_reached].max() + 2).T)
