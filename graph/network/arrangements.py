"""Arrangements: the drawings of a picture besides the free layout (columns, rings around one thing, partners).

Each takes a picture and gives it anew with other positions, without asking the engine. All are deterministic: the same
picture is always arranged in the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean

from sandbox_atlas.graph.network.columns import columns, spread
from sandbox_atlas.graph.network.picture import (
    ACTOR,
    CONTAINER,
    HUB,
    INVOLVEMENT,
    MEMBERSHIP,
    RING,
    SHARED,
    Edge,
    Labels,
    LegendEntry,
    Node,
    Picture,
    moved,
    neighbours_of,
    with_role,
)
from sandbox_atlas.graph.network.style import Look

_ASIDE = 0.3
"""Radians between an application and its batch inside the ring, so that the batch covers no line."""


@dataclass(frozen=True)
class Plan:
    """What an arrangement needs besides the picture.

    Attributes:
        order: Batches in order of time, by IRI.
        centre: The thing in the middle of "around"; without one, the thing with most links.
        shared: Label of the link between partners, by language.
    """

    order: Sequence[str] = ()
    centre: str = ""
    shared: Labels = field(default_factory=dict)


Arrangement = Callable[[Picture, Plan], Picture]


def arranged(picture: Picture, how: str, plan: Plan) -> Picture:
    """The picture in another arrangement.

    Args:
        picture: A picture of `graph.network.drawing.picture`.
        how: A key of `ARRANGEMENTS`; "network" leaves the picture as it is.
        plan: What the arrangement needs besides.
    """
    return ARRANGEMENTS[how](picture, plan)


def _network(picture: Picture, plan: Plan) -> Picture:
    return picture


def _columns(picture: Picture, plan: Plan) -> Picture:
    return columns(picture, plan.order)


def with_batches(picture: Picture, order: Sequence[str]) -> Picture:
    """The picture with the batches of every node under "batches", in order of time.

    An application is in its batches; any other thing is in those of the applications and batches that it is linked to.
    A container that is linked to none, such as the regulator of a sandbox, has those of the containers next to it.
    """
    hubs, memberships = with_role(picture["classes"], HUB), with_role(picture["relations"], MEMBERSHIP)
    containers = with_role(picture["classes"], CONTAINER)
    rank = {iri: number for number, iri in enumerate(order)}
    own: dict[str, set[str]] = defaultdict(set)
    own |= {node["id"]: {node["id"]} for node in picture["nodes"] if node["class"] in hubs}
    for edge in picture["edges"]:
        if edge["relation"] in memberships:
            own[edge["from"]].add(edge["to"])
    neighbours = neighbours_of(picture["edges"])

    def nearby(iri: str, known: Mapping[str, set[str]]) -> set[str]:
        return known.get(iri) or {batch for end in neighbours[iri] for batch in known.get(end, ())}

    found = {node["id"]: nearby(node["id"], own) for node in picture["nodes"]}
    within = {node["id"]: found[node["id"]] for node in picture["nodes"] if node["class"] in containers}
    found |= {iri: nearby(iri, within) for iri in within}

    def ordered(batches: set[str]) -> list[str]:
        return sorted(batches, key=lambda batch: (rank.get(batch, len(rank)), batch))

    nodes: list[Node] = [{**node, "batches": ordered(found[node["id"]])} for node in picture["nodes"]]
    return {**picture, "nodes": nodes}


# ── Rings ────────────────────────────────────────────────────────────────────


def around(picture: Picture, plan: Plan) -> Picture:
    """One thing in the middle, its neighbours in a ring around it, clockwise from the top by batch in order of time."""
    nodes = {node["id"]: node for node in picture["nodes"]}
    if not nodes:
        return picture
    centre = plan.centre if plan.centre in nodes else min(nodes, key=lambda iri: (-nodes[iri]["degree"], iri))
    hubs = with_role(picture["classes"], HUB)
    neighbours = neighbours_of(picture["edges"])
    ring = sorted(sorted(neighbours[centre]), key=_by_batch(picture, nodes, plan))
    angles = {iri: 2 * math.pi * (number + 0.5) / len(ring) for number, iri in enumerate(ring)}
    outer = sorted(set(nodes) - set(ring) - {centre})
    wanted = {iri: _mean_angle([angles[end] for end in sorted(neighbours[iri]) if end in angles]) for iri in outer}
    batches = [iri for iri in outer if nodes[iri]["class"] in hubs]
    others = [iri for iri in outer if nodes[iri]["class"] not in hubs]
    first = max(1.5 * RING, len(ring) * 46 / (2 * math.pi))
    second = max(first + RING, len(others) * 40 / (2 * math.pi))
    aside = {iri: wanted[iri] - _ASIDE for iri in batches}
    positions = {centre: (0.0, 0.0)}
    positions |= _on_circle(angles, first)
    positions |= _on_circle(_separated(aside, batches, 2 * math.pi / max(len(batches) * 1.5, 8)), first * 0.6)
    positions |= _on_circle(_separated(wanted, others, 36 / second), second)
    return moved(picture, positions, picture["edges"], {})


def _by_batch(picture: Picture, nodes: Mapping[str, Node], plan: Plan) -> Callable[[str], tuple[int, str, str, str]]:
    """A sort key for things: batch in order of time, then class."""
    hubs, memberships = with_role(picture["classes"], HUB), with_role(picture["relations"], MEMBERSHIP)
    batch_of = {edge["from"]: edge["to"] for edge in picture["edges"] if edge["relation"] in memberships}
    rank = {iri: number for number, iri in enumerate(plan.order)}

    def key(iri: str) -> tuple[int, str, str, str]:
        batch = iri if nodes[iri]["class"] in hubs else batch_of.get(iri, "")
        return (rank.get(batch, len(rank)), batch, nodes[iri]["class"], iri)

    return key


def _mean_angle(angles: list[float]) -> float:
    if not angles:
        return 0.0
    return math.atan2(fmean(map(math.sin, angles)), fmean(map(math.cos, angles))) % (2 * math.pi)


def _separated(wanted: Mapping[str, float], chosen: list[str], gap: float) -> dict[str, float]:
    """The angles closest to the wanted ones with a gap between any two, or even ones where there is no room."""
    if len(chosen) * gap >= 2 * math.pi:
        ranked = sorted(chosen, key=lambda iri: (wanted[iri], iri))
        return {iri: 2 * math.pi * number / len(ranked) for number, iri in enumerate(ranked)}
    angles = spread({iri: wanted[iri] for iri in chosen}, gap)
    over = max(angles.values(), default=0.0) - min(angles.values(), default=0.0) - (2 * math.pi - gap)
    return angles if over <= 0 else {iri: angle * (1 - over / (2 * math.pi)) for iri, angle in angles.items()}


def _on_circle(angles: Mapping[str, float], radius: float) -> dict[str, tuple[float, float]]:
    """Positions on a circle around the origin; angles go clockwise from the top."""
    return {iri: (radius * math.sin(angle), -radius * math.cos(angle)) for iri, angle in angles.items()}


# ── Partners ─────────────────────────────────────────────────────────────────


def partners(picture: Picture, plan: Plan) -> Picture:
    """Institutions only, linked when they share applications: "weight" is their number, "through" lists them."""
    import networkx as nx

    from sandbox_atlas.graph.network.layout import positions_with_names, radius

    nodes = {node["id"]: node for node in picture["nodes"]}
    involvements = _involvements(picture)
    through = _shared_applications(involvements)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for one, other in sorted(through):
        network.add_edge(one, other, key=SHARED)
    degrees = dict(network.degree())
    actors = with_role(picture["classes"], ACTOR)
    places, listed = positions_with_names(network)
    alone = sum(node["class"] in actors and iri not in places for iri, node in nodes.items())
    edges: list[Edge] = [
        {"id": number, "from": one, "to": other, "relation": SHARED, "weight": len(shared), "through": shared}
        for number, ((one, other), shared) in enumerate(sorted(through.items()))
    ]
    found = moved(picture, places, edges, {})
    found["nodes"] = [
        {**node, "degree": degrees[node["id"]], "size": radius(degrees[node["id"]])} for node in found["nodes"]
    ]
    for node in found["nodes"]:
        if node["id"] in listed:
            node["beside"] = "right"
    found["relations"] = [_shared_entry(picture, plan, len(edges))]
    found["alone"], found["total"] = alone, len(places) + alone
    found["through"] = {edge["from"]: nodes[edge["from"]]["label"] for edge in involvements}
    return found


def _involvements(picture: Picture) -> list[Edge]:
    """The edges between applications and institutions."""
    relations = with_role(picture["relations"], INVOLVEMENT)
    return [edge for edge in picture["edges"] if edge["relation"] in relations]


def _shared_applications(involvements: list[Edge]) -> dict[tuple[str, str], list[str]]:
    """The applications that two institutions share, by the pair of institutions."""
    members: dict[str, set[str]] = defaultdict(set)
    for edge in involvements:
        members[edge["from"]].add(edge["to"])
    through: dict[tuple[str, str], list[str]] = defaultdict(list)
    for application in sorted(members):
        for pair in combinations(sorted(members[application]), 2):
            through[pair].append(application)
    return through


def _shared_entry(picture: Picture, plan: Plan, count: int) -> LegendEntry:
    """The legend entry of the link between partners, in the colour of institutions."""
    institutions = next((entry for entry in picture["classes"] if entry["role"] == ACTOR), None)
    unknown = Look(SHARED)
    return {
        "id": SHARED,
        "label": plan.shared,
        "inverse": plan.shared,
        "colour": institutions["colour"] if institutions else {"light": unknown.colour, "dark": unknown.colour_dark},
        "shape": unknown.shape,
        "rank": unknown.rank,
        "role": unknown.role,
        "dashed": unknown.dashed,
        "count": count,
    }


# ── All of them ──────────────────────────────────────────────────────────────

ARRANGEMENTS: Mapping[str, Arrangement] = {
    "network": _network,
    "columns": _columns,
    "around": around,
    "partners": partners,
}
