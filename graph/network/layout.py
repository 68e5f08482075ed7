"""Layout: computes the positions of nodes, seeded so that the same network looks the same everywhere.

Each connected component is laid out by itself: a small one by springs, a large one by its clusters
(`graph.network.placing`). Nodes that overlap are pushed apart, and the components are packed onto shelves beside the
largest. Where names are what a drawing is for, components have room for theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx
import numpy as np

from sandbox_atlas.graph.network.placing.apart import Points, Radii, disc, extent, spread, without_overlaps
from sandbox_atlas.graph.network.placing.clusters import clustered
from sandbox_atlas.graph.network.placing.lists import BEGIN, LINE, MOST, lines, ordered, room
from sandbox_atlas.graph.network.placing.packing import Boxes, filled, on_shelves, scale_with_names
from sandbox_atlas.graph.network.placing.sketch import Ends, sketch

EDGE = 88.0
"""Ideal length of an edge, in pixels at 100 % zoom."""
_MARGIN, _CLOSE, _MANY = 70.0, 24.0, 200
"""Pixels around a component, and around each of more than so many."""
_NAMES = (110.0, 60.0)
"""Pixels on the screen that the names around a component take, across and down."""
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
    return _packed(_components(network, sizes), bool(sizes))


def positions_with_names(
    network: nx.MultiDiGraph[str],
) -> tuple[dict[str, tuple[float, float]], frozenset[str]]:
    """The position of every node in a drawing that is read by its names, and the nodes that have theirs on their right.

    These are the nodes of small components, which stand below each other like the lines of a list.
    """
    parts = _components(network, None)
    if not parts or len(parts) > _MANY:
        return _packed(parts, is_sized=False), frozenset()
    is_list = np.array([[len(part.nodes) <= MOST] for part in parts])
    low, high = _corners(parts, is_sized=False)
    extents = np.where(is_list, 0.0, high - low)
    rooms = np.array([room(len(part.nodes)) if len(part.nodes) <= MOST else _NAMES for part in parts])
    scale = scale_with_names(extents, rooms)
    begins = filled(extents + rooms / scale)
    begins += np.where(is_list, np.array([BEGIN, LINE / 2]) / scale, rooms / scale / 2 - low)
    parts = [_listed(part, network, scale) if len(part.nodes) <= MOST else part for part in parts]
    return _placed(parts, begins), frozenset(node for part in parts for node in part.nodes if len(part.nodes) <= MOST)


def _listed(part: _Component, network: nx.MultiDiGraph[str], scale: float) -> _Component:
    """A small component as the lines of a list, for a scale at which they are as high as their names."""
    links = {node: len(set(nx.all_neighbors(network, node)) - {node}) for node in part.nodes}
    return _Component(ordered(links), lines(links) / scale, part.radii)


def _components(network: nx.MultiDiGraph[str], sizes: Mapping[str, float] | None) -> list[_Component]:
    """The components in places of their own, the largest first."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(network)
    simple.add_edges_from((one, other) for one, other in network.edges() if one != other)
    radii = sizes or {node: radius(degree) for node, degree in network.degree()}
    parts = sorted(nx.connected_components(simple), key=lambda nodes: (-len(nodes), min(nodes)))
    known: dict[tuple[bytes, bytes], Points] = {}
    return [_component(simple, sorted(nodes), radii, known) for nodes in parts]


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
    if not components:
        return {}
    margin = _MARGIN if len(components) <= _MANY else _CLOSE
    low, high = _corners(components, is_sized)
    return _placed(components, on_shelves(high - low + margin) - low)


def _corners(components: Sequence[_Component], is_sized: bool) -> tuple[Boxes, Boxes]:
    """The upper left and the lower right end of each component."""
    reaches = [radii[:, None] if is_sized else 0.0 for _, _, radii in components]
    pairs = list(zip(components, reaches, strict=True))
    low = [(points - reach).min(axis=0) for (_, points, _), reach in pairs]
    high = [(points + reach).max(axis=0) for (_, points, _), reach in pairs]
    return np.array(low), np.array(high)


def _placed(components: Sequence[_Component], begins: Boxes) -> dict[str, tuple[float, float]]:
    """All nodes, each component moved to where it begins, the whole centred on the origin."""
    nodes = [node for component in components for node in component.nodes]
    points = np.concatenate([each.points + begin for each, begin in zip(components, begins, strict=True)])
    points = (points - (points.min(axis=0) + points.max(axis=0)) / 2).round(1) + 0.0
    return {node: (x, y) for node, (x, y) in zip(nodes, points.tolist(), strict=True)}
