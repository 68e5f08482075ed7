"""Lists: a small part of a network as lines below each other, each a node with room for its name on the right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sandbox_atlas.graph.network.placing.apart import Points

MOST = 3
"""Nodes that a list has at most."""
BEGIN, LINE = 10.0, 36.0
"""Pixels on the screen that a list has before its nodes, and for each of its lines, in which a name may be two high."""
_ACROSS, _BETWEEN, _ASIDE = 150.0, 4.0, 26.0
"""Pixels that a list takes across, from one to the next below it, and from a line to a node that stands aside."""


def room(count: int) -> tuple[float, float]:
    """Pixels on the screen that a list of so many nodes takes, across and down."""
    return _ACROSS, count * LINE + _BETWEEN


def ordered(links: Mapping[str, int]) -> list[str]:
    """Nodes in the order of a list, what links the others in the middle, by how many others each is linked to."""
    order = sorted(links, key=lambda node: (links[node], node))
    order.insert(1, order.pop())
    return order


def lines(links: Mapping[str, int]) -> Points:
    """Where the nodes of `ordered` stand; the one in the middle stands aside where the others are linked too."""
    is_round = len(links) == MOST and min(links.values()) > 1
    return np.array([(_ASIDE if is_round and row == 1 else 0.0, row * LINE) for row in range(len(links))])
