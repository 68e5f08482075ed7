"""Projection: links two institutions by the applications that they share, or two technologies likewise.

This is the weighted one-mode projection of a two-mode network (Newman, 2001, "Scientific collaboration networks I").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Projection:
    """An undirected network whose links are weighted by the number of shared applications.

    Attributes:
        names: The nodes in order of their names; other attributes number them from 0.
        first: One end of each link; it is less than the other end.
        second: The other end.
        weight: Applications that both ends share.
    """

    names: list[str]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weight: NDArray[np.int64]

    def to_networkx(self) -> nx.Graph[str]:
        """The same as a networkx graph; the attribute `weight` is the number of shared applications."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.names)
        for one, other, weight in zip(self.first.tolist(), self.second.tolist(), self.weight.tolist(), strict=True):
            graph.add_edge(self.names[one], self.names[other], weight=weight)
        return graph


def project(members: Mapping[str, Collection[str]]) -> Projection:
    """The network of the members of groups, such as the institutions of applications.

    Args:
        members: The members of each group. A member that shares no group with another is a node without links.
    """
    names = sorted({member for group in members.values() for member in group})
    index = {name: number for number, name in enumerate(names)}
    by_size: dict[int, list[list[int]]] = {}
    for group in members.values():
        numbers = sorted({index[member] for member in group})
        by_size.setdefault(len(numbers), []).append(numbers)
    pairs = [_pairs(np.array(groups, dtype=np.int64), len(names)) for size, groups in by_size.items() if size > 1]
    keys, weight = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *pairs]), return_counts=True)
    return Projection(names, keys // max(len(names), 1), keys % max(len(names), 1), weight.astype(np.int64))


def _pairs(groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Each pair of members of each group of one size, as the first number times the number of names plus the second."""
    one, other = np.triu_indices(groups.shape[1], k=1)
    return (groups[:, one] * count + groups[:, other]).ravel()
