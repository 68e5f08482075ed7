"""Measures network analysis beside plain networkx in one run: `python -m tests.bench.analysis`.

The network has ten thousand institutions that share twelve thousand applications, some of them in many. Values are
compared: those of both must be equal to 1e-9. The shipped data are analysed too, in the process that a server starts.
"""

from __future__ import annotations

import asyncio
import random
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import networkx as nx

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network.analysis import measures
from sandbox_atlas.graph.network.analysis.computation import computed_results
from sandbox_atlas.graph.network.analysis.measures import Adjacency
from sandbox_atlas.graph.network.analysis.projection import project
from sandbox_atlas.graph.register.analyses import involvement
from sandbox_atlas.graph.settings import Settings
from tests.bench.comparison import Row, report

T = TypeVar("T")
NODES, GROUPS, SAMPLE, NEAR = 10_000, 12_000, 100, 1e-9


def groups() -> dict[str, list[str]]:
    """Applications of one to five institutions, half of them chosen at random and half by fame (Pareto)."""
    chance = random.Random(1)  # noqa: S311

    def one() -> str:
        famous = min(int(chance.paretovariate(0.9) * 5), NODES - 1)
        return f"n{famous if chance.random() < 0.5 else chance.randrange(NODES)}"

    shared = {f"g{number}": [one() for _ in range(chance.randint(1, 5))] for number in range(GROUPS)}
    return {**shared, **{f"alone{number}": [f"n{number}"] for number in range(NODES)}}


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of processor time, and what the work gives; the better of two runs."""
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        given = work()
        best = min(best, time.process_time() - begun)
    return best, given


def row(what: str, ours: float, other: float, goal: float) -> Row:
    """A line of the report: seconds of both, and how many times less ours are."""
    ratio = other / ours
    return Row(what, f"{ours:.3f} s", f"{other:.3f} s", f"{ratio:.0f}x", f">= {goal:g}x", ratio >= goal)


def beside_networkx() -> list[Row]:
    """Projection, PageRank and sampled betweenness, with equal values."""
    members = groups()
    two_mode: nx.Graph[object] = nx.Graph()
    for group, names in members.items():
        two_mode.add_edges_from(((group,), name) for name in names)
    names = sorted({name for each in members.values() for name in each})
    quick, projection = timed(lambda: project(members))
    slow, _ = timed(lambda: nx.bipartite.weighted_projected_graph(two_mode, names))
    found = [row(f"projection to {len(names):,} nodes, {len(projection.first):,} links", quick, slow, 20)]
    graph = projection.to_networkx()
    network = Adjacency.of(projection)
    quick, ranks = timed(lambda: measures.pagerank(network))
    slow, expected = timed(lambda: nx.pagerank(graph, tol=1e-15, max_iter=1_000))
    assert max(abs(ranks[index] - expected[name]) for index, name in enumerate(projection.names)) < NEAR
    found.append(row("PageRank", quick, slow, 20))
    quick, between = timed(lambda: measures.betweenness(network, SAMPLE))
    slow, expected = timed(lambda: nx.betweenness_centrality(graph, k=SAMPLE, seed=measures.SEED))
    assert max(abs(between[index] - expected[name]) for index, name in enumerate(projection.names)) < NEAR
    found.append(row(f"betweenness from {SAMPLE} sources", quick, slow, 10))
    return found


async def shipped() -> Row:
    """All analyses of the shipped data in one process."""
    async with await Atlas.open(Settings(workers=1)) as atlas:
        read = await involvement(atlas.engine)
        begun = resource.getrusage(resource.RUSAGE_CHILDREN)
        await computed_results(read, 60)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    return Row("all analyses of the shipped data", f"{spent:.2f} s", "–", "", "<= 2 s", spent <= 2)


def main() -> None:
    """Measure, and print the table."""
    report([*beside_networkx(), asyncio.run(shipped())])


if __name__ == "__main__":
    main()
