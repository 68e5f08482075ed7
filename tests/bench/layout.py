"""Measures the layout of networks of several sizes and shapes, as a part of `make bench-views`.

The first view is what the page's fit shows (`api/static/explorer/fitting.js`): turned on an upright screen, stretched
along the shorter side, and as large as the screen allows. Processor time counts child processes.
"""

from __future__ import annotations

import os

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sandbox_atlas.graph.network.layout import positions, radius
from tests.bench.comparison import Row, report
from tests.support.browser import NARROW, WIDE

GOALS = {732: None, 2_000: 0.8, 5_000: 1.5, 20_000: 10.0}
"""Nodes, and the most seconds of processor time."""
HOSTILE = {
    "a star of 5,000 links": nx.star_graph(5_000),
    "a chain of 5,000": nx.path_graph(5_000),
    "20,000 without links": nx.empty_graph(20_000),
    "5,000 parts of three": nx.disjoint_union_all([nx.path_graph(3)] * 5_000),
    "250, all with all": nx.complete_graph(250),
    "one": nx.empty_graph(1),
}
_INSIDE, _STRETCH, _LARGEST = 0.95, 1.7, 1.35


def layouts() -> list[Row]:
    """A row for each size, scale-free with two links a node (Barabási and Albert), and for each hostile shape."""
    positions(nx.MultiDiGraph([("a", "b"), ("b", "c")]))  # brings scipy
    sized = {f"{size:,} nodes": (nx.barabasi_albert_graph(size, 2, seed=1), GOALS[size]) for size in GOALS}
    others = {name: (plain, 10.0) for name, plain in HOSTILE.items()}
    return [_row(name, plain, goal) for name, (plain, goal) in {**sized, **others}.items()]


def _row(name: str, plain: nx.Graph[int], goal: float | None) -> Row:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(f"n{node:05}" for node in plain)
    network.add_edges_from((f"n{one:05}", f"n{other:05}") for one, other in plain.edges)
    began = os.times()
    places = positions(network)
    seconds = sum(after - before for before, after in list(zip(began, os.times(), strict=True))[:4])
    points = np.array([places[node] for node in network])
    radii = np.array([radius(degree) for _, degree in network.degree()])
    views = [_first_view(points, radii, size["width"] - inset, size["height"] - lower)
             for size, inset, lower in ((WIDE, 320, 230), (NARROW, 0, 420))]  # fmt: skip
    shares = min(share for share, _ in views)
    count = overlaps(points, radii)
    wide, high = np.ptp(points, axis=0)
    told = f"{wide:,.0f} × {high:,.0f} px, {shares:.0%} in the first view, at " + " and ".join(
        f"{scale:.2f}" for _, scale in views
    )
    is_met = shares >= _INSIDE and not (len(network) <= 5_001 and count) and (goal is None or seconds <= goal)
    words = f"{told}, {count} overlaps"
    return Row(f"layout: {name}", f"{seconds:.2f} s", words, "", f"≤ {goal} s" if goal else "", is_met)


def _first_view(
    points: NDArray[np.float64], radii: NDArray[np.float64], width: float, height: float
) -> tuple[float, float]:
    """The share of the nodes that a page of that size shows at first, and its scale."""
    points = points[:, ::-1] if height > width else points
    pad = np.array([min(64, width * 0.1), 34])
    room = np.array([width, height]) - 2 * pad
    wide, high = np.maximum(np.ptp(points, axis=0), 1)
    part = min(_STRETCH, max(1 / _STRETCH, wide / high / (room[0] / room[1])))
    points = points * ((1, part) if part > 1 else (1 / part, 1))
    low, top = (points - radii[:, None]).min(axis=0), (points + radii[:, None]).max(axis=0)
    scale = max(0.001, min(*(room / np.maximum(top - low, 1)), _LARGEST))
    seen = np.abs((points - (low + top) / 2) * scale) <= np.array([width, height]) / 2
    return float(seen.all(axis=1).mean()), float(scale)


def overlaps(points: NDArray[np.float64], radii: NDArray[np.float64]) -> int:
    """Pairs of nodes that lie over each other; nodes are swept from left to right."""
    order = np.argsort(points[:, 0] - radii)
    points, radii = points[order], radii[order]
    ends = np.searchsorted(points[:, 0] - radii, points[:, 0] + radii)
    found = 0
    for at, end in enumerate(ends):
        near = slice(at + 1, end)
        distance = np.hypot(*(points[near] - points[at]).T)
        found += int((distance < radii[near] + radii[at]).sum())
    return found


if __name__ == "__main__":
    report(layouts())
