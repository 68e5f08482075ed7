"""Routes: the shortest ways between two institutions through applications that both ends of each step take part in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from sandbox_atlas.graph.network.analysis.results import Result, Row

MOST = 10
"""Largest number of ways in an answer."""


def routes(institutions: Mapping[str, list[str]], begin: str, end: str) -> Result:
    """The shortest ways from one institution to another, then the next longer ones, without circles (Yen, 1971).

    A row is a step: from one institution to the next through one application. Batches, cities and regulators link
    nearly all institutions and say nothing of who works with whom, so no way leads through them.

    Args:
        institutions: The institutions of each application.
        begin: The first institution.
        end: The last one.
    """
    import networkx as nx

    links: nx.Graph[str] = nx.Graph()
    for application, involved in sorted(institutions.items()):
        links.add_edges_from((application, institution) for institution in sorted(set(involved)))
    rows: list[Row] = []
    lengths: list[int] = []
    if begin != end and begin in links and end in links:
        try:
            for number, way in enumerate(islice(nx.shortest_simple_paths(links, begin, end), MOST), start=1):
                lengths.append(len(way) // 2)
                rows += [
                    {"way": number, "step": step, "from": way[at], "application": way[at + 1], "to": way[at + 2]}
                    for step, at in enumerate(range(0, len(way) - 1, 2), start=1)
                ]
        except nx.NetworkXNoPath:
            pass
    return {"rows": rows, "numbers": {"ways": len(lengths), "steps": lengths[0] if lengths else None}}
