"""Other drawings than the free layout: columns, rings around one thing, institutions by shared applications.

Each takes what `graph.network.drawing.picture` gives and places it anew; nothing here asks the engine. All are
deterministic: the same picture is arranged the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from statistics import fmean
from typing import Any

APPLICATION, INSTITUTION, TECHNOLOGY, BATCH = "sbx:Application", "sbx:Institution", "sbx:Technology", "sbx:Batch"
IN_BATCH = "sbx:inBatch"
INVOLVES = ("sbx:applicant", "sbx:participant", "sbx:involves")
SHARED = "shared"
"""Relation between two institutions of one application. It is no statement of its own; it follows from two others."""

ROW, COLUMN = 34.0, 430.0
"""Distance between two rows and between two columns, in pixels."""
RING = 130.0
"""Distance between two rings, in pixels, where they have room enough."""

_SWEEPS = 8
_ASIDE = 0.3

Picture = dict[str, Any]
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
    near = _near(drawn["edges"])
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


# ── Columns ──────────────────────────────────────────────────────────────────


def columns(drawn: Picture, order: Sequence[str], centre: str = "") -> Picture:
    """Institutions, applications and technologies side by side; each batch stands at the head of its applications."""
    nodes = {node["id"]: node for node in drawn["nodes"]}
    batch_of = {edge["from"]: edge["to"] for edge in drawn["edges"] if edge["relation"] == IN_BATCH}
    shown = {iri for iri, node in nodes.items() if node["class"] in (INSTITUTION, APPLICATION, TECHNOLOGY)}
    edges = [edge for edge in drawn["edges"] if edge["from"] in shown and edge["to"] in shown]
    near = _near(edges)
    groups = _groups(sorted(iri for iri in shown if nodes[iri]["class"] == APPLICATION), batch_of, order)
    sides = {kind: sorted(iri for iri in shown if nodes[iri]["class"] == kind) for kind in (INSTITUTION, TECHNOLOGY)}
    middle = _untangled(groups, sides, near)
    places = {iri: (0.0, y) for iri, y in middle.items()}
    for kind, x in ((INSTITUTION, -COLUMN), (TECHNOLOGY, COLUMN)):
        places |= {iri: (x, y) for iri, y in _spread(_wanted(sides[kind], near, middle), ROW * 0.8).items()}
    return _placed(drawn, places, edges, {INSTITUTION: "left", TECHNOLOGY: "right", APPLICATION: "above"})


def _groups(applications: list[str], batch_of: Mapping[str, str], order: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Applications by batch, in order of time; those without a batch come last."""
    rank = {iri: number for number, iri in enumerate(order)}
    members: dict[str, list[str]] = defaultdict(list)
    for iri in applications:
        members[batch_of.get(iri, "")].append(iri)
    return sorted(members.items(), key=lambda item: (not item[0], rank.get(item[0], len(rank)), item[0]))


def _untangled(
    groups: list[tuple[str, list[str]]], sides: Mapping[str, list[str]], near: Mapping[str, set[str]]
) -> dict[str, float]:
    """Rows of applications and of the batches above them, so that few lines cross (barycentres, Sugiyama 1981)."""
    middle = _rows(groups)
    for _ in range(_SWEEPS):
        outer = {iri: y for side in sides.values() for iri, y in _spread(_wanted(side, near, middle), ROW).items()}
        wanted = {iri: fmean(outer[end] for end in sorted(near[iri])) if near[iri] else y for iri, y in middle.items()}
        groups = [(batch, sorted(members, key=lambda iri: (wanted[iri], iri))) for batch, members in groups]
        middle = _rows(groups)
    return middle


def _rows(groups: list[tuple[str, list[str]]]) -> dict[str, float]:
    placed: dict[str, float] = {}
    y = 0.0
    for batch, members in groups:
        if batch:
            placed[batch], y = y, y + 1.6 * ROW
        for iri in members:
            placed[iri], y = y, y + 1.2 * ROW
        y += ROW
    return placed


def _wanted(side: Iterable[str], near: Mapping[str, set[str]], middle: Mapping[str, float]) -> dict[str, float]:
    return {iri: fmean(middle[end] for end in sorted(near[iri])) if near[iri] else 0.0 for iri in side}


def _spread(wanted: Mapping[str, float], gap: float) -> dict[str, float]:
    """Places as near as may be to those wanted, in their order, with a gap between any two.

    Neighbours that would come too close form a block around the mean of what they want (pool adjacent violators).
    """
    order = sorted(wanted, key=lambda iri: (wanted[iri], iri))
    blocks: list[list[str]] = []
    offsets = {iri: number * gap for number, iri in enumerate(order)}

    def level(block: list[str]) -> float:
        return fmean(wanted[iri] - offsets[iri] for iri in block)

    for iri in order:
        blocks.append([iri])
        while len(blocks) > 1 and level(blocks[-2]) > level(blocks[-1]):
            last = blocks.pop()
            blocks[-1].extend(last)
    return {iri: level(block) + offsets[iri] for block in blocks for iri in block}


# ── Rings ────────────────────────────────────────────────────────────────────


def around(drawn: Picture, order: Sequence[str], centre: str) -> Picture:
    """One thing in the middle; what it is linked to around it, batches clockwise in order of time from the top."""
    nodes = {node["id"]: node for node in drawn["nodes"]}
    if not nodes:
        return drawn
    if centre not in nodes:
        centre = min(nodes, key=lambda iri: (-nodes[iri]["degree"], iri))
    near = _near(drawn["edges"])
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
    return _placed(drawn, places, drawn["edges"], {})


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
    spread = _spread({iri: wanted[iri] for iri in chosen}, gap)
    over = max(spread.values(), default=0.0) - min(spread.values(), default=0.0) - (2 * math.pi - gap)
    return spread if over <= 0 else {iri: angle * (1 - over / (2 * math.pi)) for iri, angle in spread.items()}


def _circle(angles: Mapping[str, float], reach: float) -> dict[str, tuple[float, float]]:
    """Places on a ring; angles go clockwise from the top."""
    return {iri: (reach * math.sin(angle), -reach * math.cos(angle)) for iri, angle in angles.items()}


# ── Partners ─────────────────────────────────────────────────────────────────


def partners(drawn: Picture, order: Sequence[str] = (), centre: str = "") -> Picture:
    """Institutions only, two of them linked when they share applications; "weight" says how many, "through" which."""
    import networkx as nx

    from graph.network.layout import positions, radius

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
    placed = _placed(drawn, places, edges, {})
    placed["nodes"] = [
        {**node, "degree": degrees[node["id"]], "size": radius(degrees[node["id"]])} for node in placed["nodes"]
    ]
    return {
        **placed,
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
        "dashed": False,
        "count": count,
    }


# ── What they share ──────────────────────────────────────────────────────────

ARRANGEMENTS: Mapping[str, Arrangement] = {
    "network": _network,
    "columns": columns,
    "around": around,
    "partners": partners,
}


def _near(edges: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        near[edge["from"]].add(edge["to"])
        near[edge["to"]].add(edge["from"])
    return near


def _placed(
    drawn: Picture,
    places: Mapping[str, tuple[float, float]],
    edges: Sequence[Mapping[str, Any]],
    sides: Mapping[str, str],
) -> Picture:
    """The picture with only the nodes that have a place, moved there, and with the counts that follow."""
    middle = [(min(axis) + max(axis)) / 2 for axis in zip(*places.values(), strict=True)] if places else [0.0, 0.0]
    nodes = [
        {
            **node,
            "x": round(places[node["id"]][0] - middle[0], 1),
            "y": round(places[node["id"]][1] - middle[1], 1),
            **({"beside": sides[node["class"]]} if node["class"] in sides else {}),
        }
        for node in drawn["nodes"]
        if node["id"] in places
    ]
    kept = [{**edge, "id": number} for number, edge in enumerate(edges)]
    return {
        **drawn,
        "nodes": nodes,
        "edges": kept,
        "classes": _counted(drawn["classes"], [node["class"] for node in nodes]),
        "relations": _counted(drawn["relations"], [edge["relation"] for edge in kept]),
    }


def _counted(legend: Iterable[dict[str, Any]], held: list[str]) -> list[dict[str, Any]]:
    return [{**entry, "count": held.count(entry["id"])} for entry in legend if entry["id"] in held]
