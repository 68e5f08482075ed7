"""Columns: places institutions, applications and technologies in three columns with few crossing lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from sandbox_atlas.graph.network.picture import (
    ACTOR,
    COLUMN,
    ITEM,
    MEMBERSHIP,
    ROW,
    TOPIC,
    Picture,
    moved,
    neighbours_of,
    with_role,
)

_SWEEPS = 8
_SIDES = {ACTOR: "left", ITEM: "above", TOPIC: "right"}
"""Side of the labels by role."""


def columns(picture: Picture, order: Sequence[str]) -> Picture:
    """Institutions, applications and technologies side by side; each batch is above its applications.

    Args:
        picture: The picture.
        order: Batches in order of time, by IRI.
    """
    role_of = {entry["id"]: entry["role"] for entry in picture["classes"] if entry["role"] in _SIDES}
    roles = {node["id"]: role_of[node["class"]] for node in picture["nodes"] if node["class"] in role_of}
    memberships = with_role(picture["relations"], MEMBERSHIP)
    batch_of = {edge["from"]: edge["to"] for edge in picture["edges"] if edge["relation"] in memberships}
    edges = [edge for edge in picture["edges"] if edge["from"] in roles and edge["to"] in roles]
    neighbours = neighbours_of(edges)
    members = {role: sorted(iri for iri in roles if roles[iri] == role) for role in _SIDES}
    outer = {ACTOR: members[ACTOR], TOPIC: members[TOPIC]}
    middle = _untangled(_groups(members[ITEM], batch_of, order), outer, neighbours)
    positions = {iri: (0.0, y) for iri, y in middle.items()}
    for role, x in ((ACTOR, -COLUMN), (TOPIC, COLUMN)):
        rows = spread(_wanted(outer[role], neighbours, middle), ROW * 0.8)
        positions |= {iri: (x, y) for iri, y in rows.items()}
    return moved(picture, positions, edges, {name: _SIDES[role] for name, role in role_of.items()})


def _groups(applications: list[str], batch_of: Mapping[str, str], order: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Applications by batch, in order of time; those without a batch come last."""
    rank = {iri: number for number, iri in enumerate(order)}
    members: dict[str, list[str]] = defaultdict(list)
    for iri in applications:
        members[batch_of.get(iri, "")].append(iri)
    return sorted(members.items(), key=lambda item: (not item[0], rank.get(item[0], len(rank)), item[0]))


def _untangled(
    groups: list[tuple[str, list[str]]], outer: Mapping[str, list[str]], neighbours: Mapping[str, set[str]]
) -> dict[str, float]:
    """Rows of applications and of the batches above them with few crossing lines (barycentres, Sugiyama 1981)."""
    middle = _rows(groups)
    for _ in range(_SWEEPS):
        rows = {iri: y for side in outer.values() for iri, y in spread(_wanted(side, neighbours, middle), ROW).items()}
        wanted = {
            iri: fmean(rows[end] for end in sorted(neighbours[iri])) if neighbours[iri] else y
            for iri, y in middle.items()
        }
        groups = [(batch, sorted(members, key=lambda iri: (wanted[iri], iri))) for batch, members in groups]
        middle = _rows(groups)
    return middle


def _rows(groups: list[tuple[str, list[str]]]) -> dict[str, float]:
    rows: dict[str, float] = {}
    y = 0.0
    for batch, members in groups:
        if batch:
            rows[batch], y = y, y + 1.6 * ROW
        for iri in members:
            rows[iri], y = y, y + 1.2 * ROW
        y += ROW
    return rows


def _wanted(side: Iterable[str], neighbours: Mapping[str, set[str]], middle: Mapping[str, float]) -> dict[str, float]:
    """The mean row of the neighbours of each thing."""
    return {iri: fmean(middle[end] for end in sorted(neighbours[iri])) if neighbours[iri] else 0.0 for iri in side}


def spread(wanted: Mapping[str, float], gap: float) -> dict[str, float]:
    """The positions closest to the wanted ones, in the same order, with a gap between any two.

    Neighbours that would come too close form a block around the mean of their wanted positions (pool adjacent
    violators).
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
