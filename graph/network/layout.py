"""Layout: computes the positions of nodes, seeded so that the same network looks the same everywhere.

Each connected component is laid out by itself: a small one by springs, a large one by its clusters
(`graph.network.placing`). Nodes that overlap are pushed apart, and the components are packed onto shelves beside the
largest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx
import numpy as np

from sandbox_atlas.graph.network.placing.apart import Points, Radii, disc, extent, spread, without_overlaps
from sandbox_atlas.graph.network.placing.clusters import clustered
from sandbox_atlas.graph.network.placing.sketch import Ends, sketch

EDGE = 88.0
"""Ideal length of an edge, in pixels at 100 % zoom."""
_MARGIN, _CLOSE, _MANY = 70.0, 24.0, 200
"""Pixels around a component, and around each of more than so many."""
_ASPECT = 1.6
_LARGE = 300
"""Nodes from which a component is laid out by its clusters."""
_ROOM, _SHARE = 1.6, 0.5
"""Room below which a small component is spread before its nodes are pushed apart, and how evenly."""


class _Component(NamedTuple):
    """A connected part of a network in its own places."""

    nodes: Sequence[str]
    points: Points
    radii: Radii


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
    parts = sorted(nx.connected_components(simple), key=lambda nodes: (-len(nodes), min(nodes)))
    known: dict[tuple[bytes, bytes], Points] = {}
    return _packed([_component(simple, sorted(nodes), radii, known) for nodes in parts], bool(sizes))


def _component(
    simple: nx.Graph[str], nodes: list[str], radii: Mapping[str, float], known: dict[tuple[bytes, bytes], Points]
) -> _Component:
    """A component in its places, which are those of one that is `known` where both are alike in everything."""
    index = {node: number for number, node in enumerate(nodes)}
    pairs = sorted(
        (min(index[a], index[b]), max(index[a], index[b])) for a, b in simple.edges(nodes)
    )  # sets have no order
    ends = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    sizes = np.array([radii[node] for node in nodes])
    shape = ends.tobytes(), sizes.tobytes()
    if shape not in known:
        known[shape] = _laid(ends, sizes)
    return _Component(nodes, known[shape], sizes)


def _laid(ends: Ends, radii: Radii) -> Points:
    if len(radii) == 1:
        return np.zeros((1, 2))
    if len(radii) >= _LARGE:
        return _level(clustered(ends, radii))
    points = sketch(ends, len(radii))
    lengths = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T)
    points *= EDGE / max(float(np.median(lengths)), 1e-9)
    points = _level(points)
    if extent(points) < disc(radii, _ROOM):
        points = spread(points, radii, _ROOM, _SHARE)
    return without_overlaps(points, radii)


def _level(points: Points) -> Points:
    """Turn a component so that its longest side lies level."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    return np.asarray(centred @ axes.T)


def _packed(components: Sequence[_Component], is_sized: bool) -> dict[str, tuple[float, float]]:
    """Components on shelves, the largest first, about as wide as a screen; the whole centred on the origin.

    Nodes of sizes of their own, such as groups, have them inside the margin.
    """
    margin = _MARGIN if len(components) <= _MANY else _CLOSE
    boxes = []
    for _, points, radii in components:
        reach = (radii[:, None] if is_sized else 0.0) + margin / 2
        low, high = (points - reach).min(axis=0), (points + reach).max(axis=0)
        boxes.append((low, high - low))
    area = sum(float(size[0] * size[1]) for _, size in boxes)
    width = max([math.sqrt(area * _ASPECT), *(float(size[0]) for _, size in boxes)], default=0.0)
    nodes: list[str] = []
    placed: list[Points] = []
    x = y = shelf = 0.0
    for component, (low, size) in zip(components, boxes, strict=True):
        if x and x + size[0] > width:
            x, y, shelf = 0.0, y + shelf, 0.0
        nodes += component.nodes
        placed.append(component.points - low + (x, y))
        x, shelf = x + float(size[0]), max(shelf, float(size[1]))
    return _centred(nodes, placed)


def _centred(nodes: Sequence[str], placed: Sequence[Points]) -> dict[str, tuple[float, float]]:
    if not placed:
        return {}
    points = np.concatenate(placed)
    points = (points - (points.min(axis=0) + points.max(axis=0)) / 2).round(1) + 0.0
    return {node: (x, y) for node, (x, y) in zip(nodes, points.tolist(), strict=True)}
