"""Measures of a projection: links, PageRank, betweenness, cores, components, communities and mixing by kind.

Every measure equals that of networkx, which tests compare; what is slow there is computed with numpy here.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox_atlas.graph.network.analysis.projection import Projection

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20200114
DAMPING = 0.85
EXACT, SAMPLE = 2_000, 256
"""Nodes up to which betweenness is exact, and the number of sources from which it is estimated beyond."""
_BATCH = 16
"""Sources whose searches run side by side."""
_PRECISION, _ROUNDS = 1e-10, 1_000
"""Residual at which PageRank is final, as a part of the first one, and the most rounds until then."""


@dataclass(frozen=True)
class Adjacency:
    """The links of a projection in both directions, sorted by their first end.

    Attributes:
        start: Where the links of each node begin; one more entry tells where those of the last node end.
        ends: The other end of each link.
        weight: The weight of each link.
    """

    start: NDArray[np.int64]
    ends: NDArray[np.int64]
    weight: NDArray[np.float64]

    @classmethod
    def of(cls, projection: Projection) -> Adjacency:
        """The links of a projection."""
        one = np.concatenate([projection.first, projection.second])
        other = np.concatenate([projection.second, projection.first])
        weight = np.concatenate([projection.weight, projection.weight]).astype(np.float64)
        order = np.argsort(one, kind="stable")
        start = np.searchsorted(one[order], np.arange(len(projection.names) + 1))
        return cls(start, other[order], weight[order])

    @property
    def count(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1

    def links(self) -> NDArray[np.int64]:
        """Number of links of each node: its degree."""
        return np.diff(self.start)


def pagerank(network: Adjacency) -> NDArray[np.float64]:
    """PageRank with a damping of 0.85 (Page, Brin, Motwani and Winograd, 1999).

    A node passes its rank on in proportion to the weights of its links; one without links passes it to all. As links
    have no direction, the ranks solve a symmetric positive definite system, divided by the roots of the strengths of
    nodes; conjugate gradients (Hestenes and Stiefel, 1952) do so in a third of the rounds of a power iteration.
    """
    linked = network.links() > 0
    if not linked.any():
        return np.full(network.count, 1 / max(network.count, 1))
    first = network.start[:-1][linked]
    strength = np.ones(network.count)
    strength[linked] = np.add.reduceat(network.weight, first)
    root = np.sqrt(strength)
    share = DAMPING * network.weight / (np.repeat(root, network.links()) * root[network.ends])
    solution = np.zeros(network.count)
    residual = 1 / root
    direction, size = residual.copy(), float(residual @ residual)
    enough = _PRECISION**2 * size
    for _ in range(_ROUNDS):
        if size < enough:
            break
        image = direction.copy()
        image[linked] -= np.add.reduceat(share * direction[network.ends], first)
        step = size / float(direction @ image)
        solution += step * direction
        residual -= step * image
        size, before = float(residual @ residual), size
        direction = residual + size / before * direction
    ranks: NDArray[np.float64] = solution * root
    ranks /= ranks.sum()
    return ranks


def betweenness(network: Adjacency, sample: int | None = None) -> NDArray[np.float64]:
    """Betweenness of each node, normalised: the share of pairs of others whose shortest paths pass it (Freeman, 1977).

    It is computed by Brandes' algorithm (2001), which here searches from several sources side by side.

    Args:
        network: The network; weights do not count.
        sample: Number of random sources from which it is estimated (Brandes and Pich, 2007); None takes all.
    """
    count = network.count
    if count <= 2:  # nothing lies between two
        return np.zeros(count)
    chosen = list(range(count))
    if sample is not None and sample < count:
        chosen = random.Random(SEED).sample(chosen, sample)  # noqa: S311
    passed = np.zeros(count)
    for begin in range(0, len(chosen), _BATCH):
        passed += _dependencies(network, np.array(chosen[begin : begin + _BATCH]))
    searches = np.full(count, len(chosen))
    searches[chosen] -= 1  # a source lies between none of the pairs of its own search
    shares: NDArray[np.float64] = passed / (np.maximum(searches, 1) * (count - 2))
    return shares


def _dependencies(network: Adjacency, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much the shortest paths from some sources depend on each node, summed over the sources."""
    count, size = network.count, network.count * len(sources)
    roots = np.arange(len(sources)) * count + sources  # node n of the search from source s has the number s * count + n
    paths, depth = np.zeros(size), np.full(size, -1, dtype=np.int32)
    paths[roots], depth[roots] = 1, 0
    frontier, steps, level = roots, [], 0
    while frontier.size:
        node = frontier % count
        links = network.links()[node]
        before = np.repeat(frontier, links)
        offset = np.arange(len(before)) - np.repeat(np.cumsum(links) - links, links)
        after = network.ends[np.repeat(network.start[node], links) + offset] + before - before % count
        new = depth[after] < 0
        before, after, level = before[new], after[new], level + 1
        depth[after] = level
        paths += np.bincount(after, weights=paths[before], minlength=size)
        steps.append((before, after))
        frontier = np.flatnonzero(depth == level)
    depends = np.zeros(size)
    for before, after in reversed(steps):
        depends += np.bincount(before, weights=paths[before] / paths[after] * (1 + depends[after]), minlength=size)
    depends[roots] = 0
    summed: NDArray[np.float64] = depends.reshape(len(sources), count).sum(axis=0)
    return summed


def cores(projection: Projection) -> list[int]:
    """The largest k for which each node is in the k-core: all of it have k links within (Seidman, 1983)."""
    import networkx as nx

    found = nx.core_number(projection.to_networkx())
    return [found[name] for name in projection.names]


def components(projection: Projection) -> list[list[str]]:
    """The groups of nodes that links connect, the largest first."""
    import networkx as nx

    return _ranked(nx.connected_components(projection.to_networkx()))


def communities(projection: Projection) -> list[list[str]]:
    """Groups that are more linked within than to others, by Louvain with resolution 1 and a fixed seed, largest first.

    See Blondel, Guillaume, Lambiotte and Lefebvre (2008). Another seed may draw some borders elsewhere.
    """
    import networkx as nx

    return _ranked(nx.community.louvain_communities(projection.to_networkx(), weight="weight", seed=SEED))


def _ranked(groups: Iterable[set[str]]) -> list[list[str]]:
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group[0]))


def assortativity(projection: Projection, kinds: Mapping[str, str]) -> float | None:
    """How much links keep to one kind: 1 always, 0 as by chance, below 0 less than by chance (Newman, 2003, eq. 2).

    Links of nodes whose kind is unknown are left out. None where it is not defined: no links, or one kind only.
    """
    counts = mixing(projection, kinds)
    total = sum(counts.values())
    ends: dict[str, int] = {}
    for (one, other), number in counts.items():
        ends[one] = ends.get(one, 0) + number
        ends[other] = ends.get(other, 0) + number
    if not total or len(ends) == 1:
        return None
    same = sum(number for (one, other), number in counts.items() if one == other) / total
    chance = sum((number / (2 * total)) ** 2 for number in ends.values())
    return (same - chance) / (1 - chance)


def mixing(projection: Projection, kinds: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """Number of links between each two kinds, the kinds of a pair in order; links of unknown kinds are left out."""
    found: dict[tuple[str, str], int] = {}
    for one, other in zip(projection.first.tolist(), projection.second.tolist(), strict=True):
        pair = sorted((kinds.get(projection.names[one], ""), kinds.get(projection.names[other], "")))
        if all(pair):
            found[pair[0], pair[1]] = found.get((pair[0], pair[1]), 0) + 1
    return found
