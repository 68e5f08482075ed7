"""Layout: computes the positions of nodes, seeded so that the same network looks the same everywhere.

Each connected component is laid out by itself: a start from the distances to some nodes (pivot MDS by Brandes and
Pich, 2007), then springs (Fruchterman and Reingold, 1991), fewer rounds of them the more nodes there are. Nodes that
overlap are pushed apart, and the components are packed onto shelves beside the largest. scipy is imported only when
something is laid out, as that takes a while.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sandbox_atlas.graph.network.computation import springs

SEED = 20200114
EDGE = 88.0
"""Ideal length of an edge, in pixels at 100 % zoom."""
GAP = 9.0
"""Smallest gap between two nodes, in pixels."""
_MARGIN = 70.0
_ASPECT = 1.6
_PIVOTS = 60
_SPRINGS = 40_000
"""Rounds of springs times nodes: the time of a round is quadratic in the nodes, so large networks get fewer."""
_FEWEST, _MOST = 20, 80
_USUAL = 22.0
"""Radius in pixels that few nodes exceed: those with fifty links and more."""
_ROUNDS = 200
"""Largest number of rounds of pushing apart; twenty are enough for a thousand nodes with few hubs."""

Points = NDArray[np.float64]


def radius(degree: int) -> float:
    """Radius of a node in pixels, by its number of edges."""
    return round(5 + 2.4 * math.sqrt(degree), 2)


def positions(
    network: nx.MultiDiGraph[str], sizes: Mapping[str, float] | None = None
) -> dict[str, tuple[float, float]]:
    """The position of every node, in pixels, centred on the origin.

    Args:
        network: The network.
        sizes: Radius of each node in pixels; without them it follows from its number of edges.
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(network)
    simple.add_edges_from((one, other) for one, other in network.edges() if one != other)
    radii = sizes or {node: radius(degree) for node, degree in network.degree()}
    components = sorted(nx.connected_components(simple), key=lambda nodes: (-len(nodes), min(nodes)))
    placed = [_component(simple, sorted(nodes), radii) for nodes in components]
    return _packed(placed, sizes or {})


def _component(simple: nx.Graph[str], nodes: list[str], radii: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    points = _spring(simple, nodes)
    points = _level(points)
    points = _without_overlaps(points, np.array([radii[node] for node in nodes]))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _spring(simple: nx.Graph[str], nodes: list[str]) -> Points:
    index = {node: number for number, node in enumerate(nodes)}
    pairs = sorted(
        (min(index[a], index[b]), max(index[a], index[b])) for a, b in simple.edges(nodes)
    )  # sets have no order
    ends = np.array(pairs, dtype=np.intp)
    rounds = min(_MOST, max(_FEWEST, _SPRINGS // len(nodes)))
    start = [(float(x), float(y)) for x, y in _start(ends, len(nodes))]
    points = np.array(springs(pairs, start, rounds, SEED), dtype=float)
    lengths = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T)
    return points * (EDGE / max(float(np.median(lengths)), 1e-9))


def _start(ends: NDArray[np.intp], count: int) -> Points:
    """Start positions: those that reproduce the distances to the pivots best.

    With as many pivots as nodes this is classical scaling (Torgerson, 1952).
    """
    squared = _to_pivots(ends, count) ** 2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    values, vectors = np.linalg.eigh(centred.T @ centred)
    points = centred @ vectors[:, ::-1][:, :2]
    points /= np.maximum(np.sqrt(np.sqrt(np.maximum(values[::-1][:2], 1e-12))), 1e-6)
    points *= np.where(points[np.abs(points).argmax(axis=0), [0, 1][: points.shape[1]]] < 0, -1, 1)
    return np.asarray(points + np.random.default_rng(SEED).normal(scale=0.05, size=points.shape))


def _to_pivots(ends: NDArray[np.intp], count: int) -> Points:
    """Distances of every node to the pivots, in links. Each pivot is the node farthest from those before it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count)).tocsr()
    nearest, pivot, columns = np.full(count, np.inf), 0, []
    for _ in range(min(_PIVOTS, count)):
        columns.append(dijkstra(links, directed=False, indices=pivot, unweighted=True))
        nearest = np.minimum(nearest, columns[-1])
        pivot = int(nearest.argmax())
    return np.array(columns).T


def _level(points: Points) -> Points:
    """Turn a component so that its longest side lies level."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    return np.asarray(centred @ axes.T)


def _without_overlaps(points: Points, radii: NDArray[np.float64]) -> Points:
    """Push overlapping nodes apart; every fifth round scales all positions up a bit to make room."""
    points = points.copy()
    for number in range(1, _ROUNDS):
        one, other = _near(points, radii)
        delta = points[one] - points[other]
        distance = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-6)
        overlap = radii[one] + radii[other] + GAP - distance
        touching = overlap > 0
        if not touching.any() or float(overlap.max()) < GAP / 2:
            break
        push = (0.5 * overlap[touching] / distance[touching])[:, None] * delta[touching]
        points += _summed(one[touching], push, len(points)) - _summed(other[touching], push, len(points))
        if number % 5 == 0:
            points *= 1.08
    return points


def _near(points: Points, radii: NDArray[np.float64]) -> NDArray[np.intp]:
    """Pairs of nodes that may overlap: near ones among usual nodes, and the nodes near each of the few large ones."""
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    is_usual = radii <= _USUAL
    near = tree.query_pairs(2 * min(_USUAL, float(radii.max())) + GAP, output_type="ndarray")
    pairs = [near[is_usual[near].all(axis=1)]]
    for large in np.flatnonzero(~is_usual):
        found = np.array(tree.query_ball_point(points[large], radii[large] + radii.max() + GAP), dtype=np.intp)
        found = found[is_usual[found] | (found > large)]  # two large ones make one pair
        pairs.append(np.stack([np.full(len(found), large), found], axis=1))
    return np.asarray(np.concatenate(pairs).T)


def _summed(where: NDArray[np.intp], pushes: Points, count: int) -> Points:
    """The pushes of each node added up."""
    return np.stack([np.bincount(where, pushes[:, axis], count) for axis in (0, 1)], axis=1)


def _packed(
    components: list[dict[str, tuple[float, float]]], sizes: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Components on shelves, the largest first, about as wide as a screen; the whole centred on the origin."""
    boxes = []
    for component in components:
        points = np.array(list(component.values()))
        reach = np.array([[sizes.get(node, 0.0)] for node in component]) + _MARGIN / 2
        low, high = (points - reach).min(axis=0), (points + reach).max(axis=0)
        boxes.append((component, low, high - low))
    area = sum(float(size[0] * size[1]) for _, _, size in boxes)
    width = max([math.sqrt(area * _ASPECT), *(float(size[0]) for _, _, size in boxes)], default=0.0)
    placed: dict[str, tuple[float, float]] = {}
    x = y = shelf = 0.0
    for component, low, size in boxes:
        if x and x + size[0] > width:
            x, y, shelf = 0.0, y + shelf, 0.0
        for node, (px, py) in component.items():
            placed[node] = (px - low[0] + x, py - low[1] + y)
        x, shelf = x + float(size[0]), max(shelf, float(size[1]))
    return _centred(placed)


def _centred(placed: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    if not placed:
        return {}
    points = np.array(list(placed.values()))
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return {node: (round(float(x - middle[0]), 1), round(float(y - middle[1]), 1)) for node, (x, y) in placed.items()}
