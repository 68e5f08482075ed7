"""Apart: spreads nodes over a disc that has room for them, and pushes apart those that overlap."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""One row for each node: across and down, in pixels."""
Radii = NDArray[np.float64]

GAP = 9.0
"""Smallest gap between two nodes, in pixels."""
_USUAL = 0.95
"""Share of the nodes that are looked up by their nearness alone; the few larger ones are looked at by themselves."""
_FARTHEST = 1.4
"""How far beyond the edge of the disc a node may stand, as a part of its radius, before it is pushed."""
_ROUNDS = 200
"""Largest number of rounds of pushing apart; nodes that were spread before need about ten."""


def area(radii: Radii, room: float) -> NDArray[np.float64]:
    """Pixels that each node takes with its gap, times the room that it is given."""
    return np.asarray((2 * radii + GAP) ** 2 * room)


def disc(radii: Radii, room: float) -> float:
    """Radius of a disc that has so many times the room that nodes take."""
    return math.sqrt(float(area(radii, room).sum()) / math.pi)


def extent(centred: Points) -> float:
    """Radius of the disc that points around the origin fill, were they even."""
    return math.sqrt(2 * float((centred**2).sum(axis=1).mean()))


def spread(points: Points, radii: Radii, room: float, share: float) -> Points:
    """Points around the origin, on a disc with room for all: nodes in the middle move out, those far away come back.

    Pushing alone would throw out what stands thick in the middle, the hubs of a network first.

    Args:
        points: Where the nodes stand, in any unit.
        radii: Their radii in pixels.
        room: How many times its own area each node has.
        share: How far a node goes to the distance from the middle that its rank among all has; the rest is the
            distance that it had.
    """
    centred = points - points.mean(axis=0)
    distance = np.hypot(centred[:, 0], centred[:, 1])
    order = np.argsort(distance, kind="stable")
    cells = area(radii, room)[order]
    ranked = np.empty(len(points))
    ranked[order] = np.sqrt((np.cumsum(cells) - cells / 2) / math.pi)
    edge = disc(radii, room)
    scaled = distance * (edge / max(extent(centred), 1e-9))
    wanted = share * ranked + (1 - share) * np.minimum(scaled, _FARTHEST * edge)
    return np.asarray(centred * (wanted / np.maximum(distance, 1e-9))[:, None])


def without_overlaps(points: Points, radii: Radii) -> Points:
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
        points += summed(one[touching], push, len(points)) - summed(other[touching], push, len(points))
        if number % 5 == 0:
            points *= 1.08
    return points


def _near(points: Points, radii: Radii) -> NDArray[np.intp]:
    """Pairs of nodes that may overlap: near ones among usual nodes, and the nodes near each of the few large ones."""
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    usual = float(np.quantile(radii, _USUAL, method="lower"))
    is_usual = radii <= usual
    near = tree.query_pairs(2 * usual + GAP, output_type="ndarray")
    pairs = [near[is_usual[near].all(axis=1)]]
    for large in np.flatnonzero(~is_usual):
        found = np.array(tree.query_ball_point(points[large], radii[large] + radii.max() + GAP), dtype=np.intp)
        found = found[is_usual[found] | (found > large)]  # two large ones make one pair
        pairs.append(np.stack([np.full(len(found), large), found], axis=1))
    return np.asarray(np.concatenate(pairs).T)


def summed(where: NDArray[np.intp], pushes: Points, count: int) -> Points:
    """The pushes of each node added up."""
    return np.stack([np.bincount(where, pushes[:, axis], count) for axis in (0, 1)], axis=1)
