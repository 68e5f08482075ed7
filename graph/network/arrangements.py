"""Other drawings than the free layout: columns, rings around one thing, institutions by shared applications.

Each takes what `graph.network.drawing.picture` gives and places it anew; nothing here asks the engine. All are
deterministic: the same picture is arranged the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from statistics import fmean
from typing import Any

from sandbox_atlas.graph.network.columns import columns, spread
from sandbox_atlas.graph.network.picture import (
    BATCH,
    IN_BATCH,
    INSTITUTION,
    INVOLVES,
    RING,
    SHARED,
    Picture,
    near_by,
    placed,
)

_ASIDE = 0.3

Arrangement = Callable[[Picture, Sequence[str], str], Picture]


def arranged(drawn: Picture, how: str, order: Sequence[str] = (), centre: str = "") -> Picture:
    """A picture in another drawing.

    Args:
        drawn: What `picture` gave.
        how: "network" leaves it as it is; "columns", "around" and "partners" are the others.
        order: Batches in order of time, by IRI.
        centre: The thing in the middle of "around"; none takes the one with most links.
    """
    return ARRANGEMENTS[how](drawn, order, centre)


def _network(drawn: Picture, order: Sequence[str], centre: str) -> Picture:
    return drawn


def dated(drawn: Picture, order: Sequence[str]) -> Picture:
    """The picture with the batches of every node under "batches", in order of time.

    An application is in its batch; everything else is in the batches of the applications that it is linked to.
    """
    rank = {iri: number for number, iri in enumerate(order)}
    own: dict[str, set[str]] = {node["id"]: {node["id"]} for node in drawn["nodes"] if node["class"] == BATCH}
    for edge in drawn["edges"]:
        if edge["relation"] == IN_BATCH:
            own[edge["from"]] = {edge["to"]}
    near = near_by(drawn["edges"])
    held = {
        node["id"]: own.get(node["id"]) or {batch for end in near[node["id"]] for batch in own.get(end, ())}
        for node in drawn["nodes"]
    }
    return {
        **drawn,
        "nodes": [
            {**node, "batches": sorted(held[node["id"]], key=lambda iri: (rank.get(iri, len(rank)), iri))}
            for node in drawn["nodes"]
        ],
    }


# ── Rings ────────────────────────────────────────────────────────────────────


def around(drawn: Picture, order: Sequence[str], centre: str) -> Picture:
    """One thing in the middle; what it is linked to around it, batches clockwise in order of time from the top."""
    nodes = {node["id"]: node for node in drawn["nodes"]}
    if not nodes:
        return drawn
    if centre not in nodes:
        centre = min(nodes, key=lambda iri: (-nodes[iri]["degree"], iri))
    near = near_by(drawn["edges"])
    batch_of = {edge["from"]: edge["to"] for edge in drawn["edges"] if edge["relation"] == IN_BATCH}
    inner = sorted(near[centre])
    rank = {iri: number for number, iri in enumerate(order)}
    ring = sorted(inner, key=lambda iri: _turn(iri, batch_of, nodes, rank))
    angles = {iri: 2 * math.pi * (number + 0.5) / len(ring) for number, iri in enumerate(ring)}
    outer = sorted(set(nodes) - set(inner) - {centre})
    wanted = {iri: _mean_angle([angles[end] for end in sorted(near[iri]) if end in angles]) for iri in outer}
    batches = [iri for iri in outer if nodes[iri]["class"] == BATCH]
    others = [iri for iri in outer if nodes[iri]["class"] != BATCH]
    first = max(1.5 * RING, len(ring) * 46 / (2 * math.pi))
    places = {centre: (0.0, 0.0)}
    places |= _circle(angles, first)
    aside = {iri: wanted[iri] - _ASIDE for iri in batches}  # a little off the line between middle and application
    places |= _circle(_round(aside, batches, 2 * math.pi / max(len(batches) * 1.5, 8)), first * 0.6)
    reach = max(first + RING, len(others) * 40 / (2 * math.pi))
    places |= _circle(_round(wanted, others, 36 / reach), reach)
    return placed(drawn, places, drawn["edges"], {})


def _turn(iri: str, batch_of: Mapping[str, str], nodes: Mapping[str, Any], rank: Mapping[str, int]) -> tuple[Any, ...]:
    batch = iri if nodes[iri]["class"] == BATCH else batch_of.get(iri, "")
    return (rank.get(batch, len(rank)), batch, nodes[iri]["class"], iri)


def _mean_angle(angles: list[float]) -> float:
    if not angles:
        return 0.0
    return math.atan2(fmean(map(math.sin, angles)), fmean(map(math.cos, angles))) % (2 * math.pi)


def _round(wanted: Mapping[str, float], chosen: list[str], gap: float) -> dict[str, float]:
    """Angles as near as may be to those wanted, with a gap between any two, or evenly where there is no room."""
    if len(chosen) * gap >= 2 * math.pi:
        ranked = sorted(chosen, key=lambda iri: (wanted[iri], iri))
        return {iri: 2 * math.pi * number / len(ranked) for number, iri in enumerate(ranked)}
    angles = spread({iri: wanted[iri] for iri in chosen}, gap)
    over = max(angles.values(), default=0.0) - min(angles.values(), default=0.0) - (2 * math.pi - gap)
    return angles if over <= 0 else {iri: angle * (1 - over / (2 * math.pi)) for iri, angle in angles.items()}


def _circle(angles: Mapping[str, float], reach: float) -> dict[str, tuple[float, float]]:
    """Places on a ring; angles go clockwise from the top."""
    return {iri: (reach * math.sin(angle), -reach * math.cos(angle)) for iri, angle in angles.items()}


# ── Partners ─────────────────────────────────────────────────────────────────


def partners(drawn: Picture, order: Sequence[str] = (), centre: str = "") -> Picture:
    """Institutions only, two of them linked when they share applications; "weight" says how many, "through" which."""
    import networkx as nx

    from sandbox_atlas.graph.network.layout import positions, radius

    nodes = {node["id"]: node for node in drawn["nodes"]}
    members: dict[str, set[str]] = defaultdict(set)
    for edge in drawn["edges"]:
        if edge["relation"] in INVOLVES:
            members[edge["from"]].add(edge["to"])
    through: dict[tuple[str, str], list[str]] = defaultdict(list)
    for application in sorted(members):
        for pair in combinations(sorted(members[application]), 2):
            through[pair].append(application)
    edges = [
        {"id": number, "from": one, "to": other, "relation": SHARED, "weight": len(shared), "through": shared}
        for number, ((one, other), shared) in enumerate(sorted(through.items()))
    ]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for one, other in sorted(through):
        graph.add_edge(one, other, key=SHARED)
    degrees = dict(graph.degree())
    places = positions(graph)
    alone = sum(node["class"] == INSTITUTION and iri not in places for iri, node in nodes.items())
    names = {application: nodes[application]["label"] for application in members}
    moved = placed(drawn, places, edges, {})
    moved["nodes"] = [
        {**node, "degree": degrees[node["id"]], "size": radius(degrees[node["id"]])} for node in moved["nodes"]
    ]
    return {
        **moved,
        "relations": [_shared(drawn, len(edges))],
        "alone": alone,
        "total": len(places) + alone,
        "through": names,
    }


def _shared(drawn: Picture, count: int) -> dict[str, Any]:
    look = next((each for each in drawn["classes"] if each["id"] == INSTITUTION), None)
    words = {"en": "shared applications", "zh": "共同应用"}
    colour = look["colour"] if look else {"light": "#8a94a0", "dark": "#7f8b99"}
    return {
        "id": SHARED,
        "label": words,
        "inverse": words,
        "colour": colour,
        "shape": "dot",
        "rank": 99,
        "role": "",
        "dashed": False,
        "count": count,
    }


# ── All of them ──────────────────────────────────────────────────────────────

ARRANGEMENTS: Mapping[str, Arrangement] = {
    "network": _network,
    "columns": columns,
    "around": around,
    "partners": partners,
}
