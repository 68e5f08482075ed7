"""Where nodes stand. Seeded, so that the same network looks the same everywhere; it knows nothing of what nodes mean.

Each connected component is laid out by itself (a spring layout by Fruchterman and Reingold, 1991), nodes that overlap
are pushed apart, and the components are packed onto shelves beside the largest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import networkx as nx
import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

SEED = 20200114
EDGE = 88.0
"""Length that an edge would like to have, in pixels at 100 % zoom."""
GAP = 9.0
"""Pixels that stay free between two nodes."""
_MARGIN = 70.0
_ASPECT = 1.6

Points = NDArray[np.float64]


def radius(degree: int) -> float:
    """Radius of a node in pixels, by its number of edges."""
    return round(5 + 2.4 * math.sqrt(degree), 2)


def positions(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """A place for every node, in pixels, centred on the origin."""
    simple = nx.Graph(graph.to_undirected())
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    radii = {node: radius(degree) for node, degree in graph.degree()}
    components = sorted(nx.connected_components(simple), key=lambda nodes: (-len(nodes), min(nodes)))
    placed = [_component(simple, sorted(nodes), radii) for nodes in components]
    return _packed(placed)


def _component(graph: nx.Graph[str], nodes: list[str], radii: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    points = _spring(graph, nodes)
    points = _level(points)
    points = _apart(points, np.array([radii[node] for node in nodes]))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _spring(graph: nx.Graph[str], nodes: list[str]) -> Points:
    index = {node: number for number, node in enumerate(nodes)}
    flat = rx.PyGraph()
    flat.add_nodes_from(nodes)
    pairs = sorted(
        tuple(sorted((index[a], index[b]))) for a, b in graph.edges(nodes)
    )  # sets have no order of their own
    flat.add_edges_from([(one, other, 1.0) for one, other in pairs])
    start = _distances(flat)
    layout = rx.spring_layout(flat, pos=dict(enumerate(start)), k=1.0, num_iter=80, adaptive_cooling=True, seed=SEED)
    points = np.array([layout[number] for number in range(len(nodes))], dtype=float)
    lengths = [float(np.hypot(*(points[a] - points[b]))) for a, b in flat.edge_list()]
    return points * (EDGE / max(float(np.median(lengths)), 1e-9))


def _distances(flat: rx.PyGraph[str, float]) -> list[tuple[float, float]]:
    """A start that already knows the shape: classical scaling of the distances between nodes (Torgerson, 1952)."""
    matrix = rx.distance_matrix(flat).astype(float)
    squared = matrix**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    values, vectors = np.linalg.eigh(centred)
    best = np.argsort(values)[::-1][:2]
    points = vectors[:, best] * np.sqrt(np.maximum(values[best], 0.0))
    points *= np.where(points[np.abs(points).argmax(axis=0), [0, 1][: points.shape[1]]] < 0, -1, 1)
    jitter = np.random.default_rng(SEED).normal(scale=0.05, size=points.shape)
    return [(float(x), float(y)) for x, y in points + jitter]


def _level(points: Points) -> Points:
    """Turn a component so that its longest side lies level."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    return np.asarray(centred @ axes.T)


def _apart(points: Points, radii: NDArray[np.float64], rounds: int = 60) -> Points:
    """Push overlapping nodes apart until none overlap, or the rounds are used up."""
    points = points.copy()
    reach = 2 * float(radii.max()) + GAP
    for _ in range(rounds):
        one, other = _close_pairs(points[:, 0], reach)
        delta = points[one] - points[other]
        distance = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-6)
        overlap = radii[one] + radii[other] + GAP - distance
        touching = overlap > 0
        if not touching.any():
            break
        push = (0.5 * overlap[touching] / distance[touching])[:, None] * delta[touching]
        np.add.at(points, one[touching], push)
        np.add.at(points, other[touching], -push)
    return points


def _close_pairs(x: NDArray[np.float64], reach: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of nodes whose horizontal distance is within reach, found by sweeping over sorted places."""
    order = np.argsort(x, kind="stable")
    swept = x[order]
    counts = np.searchsorted(swept, swept + reach, side="right") - np.arange(len(x)) - 1
    first = np.repeat(np.arange(len(x)), counts)
    steps = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[first], order[first + 1 + steps]


def _packed(components: list[dict[str, tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """Components on shelves, the largest first, about as wide as a screen; the whole centred on the origin."""
    boxes = []
    for component in components:
        points = np.array(list(component.values()))
        low, high = points.min(axis=0) - _MARGIN / 2, points.max(axis=0) + _MARGIN / 2
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
