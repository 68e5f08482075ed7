"""Clusters: a large network by its communities, each laid out by itself and placed among the others by their links.

Communities are those of Leiden (Traag et al., 2019), which are connected, and split again as long as they are large.
The time goes with the nodes, where springs between all go with their square.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandbox_atlas.graph.network.placing.apart import GAP, Points, Radii, area, disc, spread, summed, without_overlaps
from sandbox_atlas.graph.network.placing.sketch import SEED, Ends, sketch

_LARGEST = 120
"""Nodes from which a community is split again, where it can be."""
_ROOM, _SHARE = 2.2, 0.5
"""Room of each node beside its own area, and part of the way to an even spread: more hides the clusters."""
_CLOSE = 0.36
"""The same room for clusters, whose areas have it inside already."""
_LINKS = 150_000
"""Links beyond which only every second, third … one is looked at: a network so dense has no shape of its own."""
_CROWD = 40
"""Nodes with no link but that to one node, from which they stand around it by themselves."""
_SWEEPS = 3
_ROUNDS = 400

Way = Sequence[int]
"""The communities that a node is in, the widest first."""


def clustered(ends: Ends, radii: Radii) -> Points:
    """Places of a connected network in pixels, around the origin.

    Args:
        ends: Its links.
        radii: Radii of its nodes.
    """
    ends = ends[:: len(ends) // _LINKS + 1]
    count = len(radii)
    hub = _hubs(ends, count)
    inner = np.flatnonzero(hub < 0)
    index = np.full(count, -1)
    index[inner] = np.arange(len(inner))
    room, crowds = radii[inner].copy(), {}
    for each in np.unique(hub[hub >= 0]):
        crowd = np.flatnonzero(hub == each)
        around = _around(radii[crowd], radii[each])
        crowds[each] = crowd, around
        room[index[each]] = np.hypot(*around.T).max() + radii[crowd].max()
    points = np.zeros((count, 2))
    points[inner] = _without_crowds(index[ends[(hub[ends] < 0).all(axis=1)]], room)
    for each, (crowd, around) in crowds.items():
        points[crowd] = points[each] + around
    return points


def _hubs(ends: Ends, count: int) -> NDArray[np.intp]:
    """The node around which each node of a crowd stands; -1 for all others."""
    degrees = np.bincount(ends.ravel(), minlength=count)
    hub = np.full(count, -1)
    for leaf, other in ((ends[:, 0], ends[:, 1]), (ends[:, 1], ends[:, 0])):
        is_leaf = degrees[leaf] == 1
        hub[leaf[is_leaf]] = other[is_leaf]
    sizes = np.bincount(hub[hub >= 0], minlength=count)
    return np.where((hub >= 0) & (sizes[hub] >= _CROWD), hub, -1)


def _around(radii: Radii, middle: float) -> Points:
    """Places around a node of a radius, as the seeds of a sunflower stand (Vogel, 1979)."""
    cells = area(radii, 1.35)
    reach = np.sqrt((middle + GAP) ** 2 + (np.cumsum(cells) - cells / 2) / math.pi)
    angles = np.arange(len(radii)) * math.pi * (3 - math.sqrt(5))
    return np.stack([reach * np.cos(angles), reach * np.sin(angles)], axis=1)


def _without_crowds(ends: Ends, radii: Radii) -> Points:
    ways = _communities(ends, len(radii))
    points = _placed(np.arange(len(radii)), ways, 0, ends, radii)
    return without_overlaps(spread(points, radii, _ROOM, _SHARE), radii)


def _communities(ends: Ends, count: int) -> list[Way]:
    """The communities of each node; one without links is alone."""
    from graspologic_native import hierarchical_leiden

    ways: dict[int, dict[int, int]] = defaultdict(dict)
    if len(ends):
        links = [(str(one), str(other), 1.0) for one, other in ends.tolist()]
        for each in hierarchical_leiden(links, max_cluster_size=_LARGEST, seed=SEED):
            ways[int(each.node)][each.level] = each.cluster
    return [[way for _, way in sorted(ways[node].items())] or [-1 - node] for node in range(count)]


# ── Clusters among each other ────────────────────────────────────────────────


class _Parts(NamedTuple):
    """The parts of a network: the nodes of each, and for every node its part and its number there."""

    members: list[NDArray[np.intp]]
    of: NDArray[np.intp]
    local: NDArray[np.intp]


def _parts(nodes: NDArray[np.intp], ways: Sequence[Way], depth: int) -> _Parts:
    found: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes.tolist()):
        way = ways[node]
        found[way[min(depth, len(way) - 1)]].append(number)
    members = [np.array(found[key], dtype=np.intp) for key in sorted(found)]
    of, local = np.empty(len(nodes), dtype=np.intp), np.empty(len(nodes), dtype=np.intp)
    for part, each in enumerate(members):
        of[each], local[each] = part, np.arange(len(each))
    return _Parts(members, of, local)


def _placed(nodes: NDArray[np.intp], ways: Sequence[Way], depth: int, ends: Ends, radii: Radii) -> Points:
    """Places of some nodes by their communities from a depth on; nodes may still overlap."""
    parts = _parts(nodes, ways, depth)
    if len(parts.members) == 1:
        is_split = max(len(ways[node]) for node in nodes.tolist()) > depth + 1
        return _placed(nodes, ways, depth + 1, ends, radii) if is_split else _alone(ends, radii)
    one, other = parts.of[ends].T
    inside = [
        _placed(nodes[each], ways, depth + 1, parts.local[ends[(one == part) & (other == part)]], radii[each])
        for part, each in enumerate(parts.members)
    ]
    reach = np.array([1.05 * disc(radii[each], _ROOM) for each in parts.members])
    between = ends[one != other]
    links = np.unique(np.sort(parts.of[between], axis=1), axis=0)
    middles = _discs_apart(spread(_sketched(links, len(reach)), reach, _CLOSE, _SHARE), reach)
    return _turned(inside, middles, parts, between)


def _alone(ends: Ends, radii: Radii) -> Points:
    return spread(_sketched(ends, len(radii)), radii, _ROOM, _SHARE)


def _sketched(ends: Ends, count: int) -> Points:
    return sketch(ends, count) if count > 1 else np.zeros((1, 2))


def _discs_apart(points: Points, radii: Radii) -> Points:
    """Push clusters apart until their discs do not overlap."""
    points = points.copy()
    one, other = np.triu_indices(len(points), 1)
    for _ in range(_ROUNDS):
        delta = points[one] - points[other]
        distance = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-6)
        overlap = radii[one] + radii[other] - distance
        touching = overlap > 0
        if not touching.any() or overlap.max() < GAP:
            break
        push = (0.5 * overlap[touching] / distance[touching])[:, None] * delta[touching]
        points += summed(one[touching], push, len(points)) - summed(other[touching], push, len(points))
    return points


def _turned(inside: Sequence[Points], middles: Points, parts: _Parts, between: Ends) -> Points:
    """Places of all, each cluster turned, or turned over, so that the links that leave it are short (Procrustes)."""
    points = np.zeros((len(parts.of), 2))
    for part, each in enumerate(parts.members):
        points[each] = middles[part] + inside[part]
    leaving = np.concatenate([between, between[:, ::-1]])
    leaving = leaving[np.argsort(parts.of[leaving[:, 0]], kind="stable")]
    bounds = np.searchsorted(parts.of[leaving[:, 0]], np.arange(len(middles) + 1))
    for _ in range(_SWEEPS):
        for part, each in enumerate(parts.members):
            own, far = leaving[bounds[part] : bounds[part + 1]].T
            if len(own):
                turn = _turn(inside[part][parts.local[own]], points[far] - middles[part])
                points[each] = middles[part] + inside[part] @ turn
    return points


def _turn(own: Points, wanted: Points) -> Points:
    """The matrix that turns, and perhaps turns over, vectors towards others."""

    def towards(flip: Points) -> tuple[float, Points]:
        flipped = own @ flip
        cosine = float((flipped * wanted).sum())
        sine = float((flipped[:, 0] * wanted[:, 1] - flipped[:, 1] * wanted[:, 0]).sum())
        length = max(math.hypot(cosine, sine), 1e-9)
        return length, flip @ np.array([[cosine, sine], [-sine, cosine]]) / length

    return max((towards(np.diag([1.0, side])) for side in (1.0, -1.0)), key=lambda found: found[0])[1]
