"""Institutions, applications and technologies in three columns, with few crossing lines. It knows places, not looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from sandbox_atlas.graph.network.picture import (
    APPLICATION,
    COLUMN,
    IN_BATCH,
    INSTITUTION,
    ROW,
    TECHNOLOGY,
    Picture,
    near_by,
    placed,
)

_SWEEPS = 8


def columns(drawn: Picture, order: Sequence[str], centre: str = "") -> Picture:
    """Institutions, applications and technologies side by side; each batch stands at the head of its applications."""
    nodes = {node["id"]: node for node in drawn["nodes"]}
    batch_of = {edge["from"]: edge["to"] for edge in drawn["edges"] if edge["relation"] == IN_BATCH}
    shown = {iri for iri, node in nodes.items() if node["class"] in (INSTITUTION, APPLICATION, TECHNOLOGY)}
    edges = [edge for edge in drawn["edges"] if edge["from"] in shown and edge["to"] in shown]
    near = near_by(edges)
    groups = _groups(sorted(iri for iri in shown if nodes[iri]["class"] == APPLICATION), batch_of, order)
    sides = {kind: sorted(iri for iri in shown if nodes[iri]["class"] == kind) for kind in (INSTITUTION, TECHNOLOGY)}
    middle = _untangled(groups, sides, near)
    places = {iri: (0.0, y) for iri, y in middle.items()}
    for kind, x in ((INSTITUTION, -COLUMN), (TECHNOLOGY, COLUMN)):
        places |= {iri: (x, y) for iri, y in spread(_wanted(sides[kind], near, middle), ROW * 0.8).items()}
    return placed(drawn, places, edges, {INSTITUTION: "left", TECHNOLOGY: "right", APPLICATION: "above"})


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
        outer = {iri: y for side in sides.values() for iri, y in spread(_wanted(side, near, middle), ROW).items()}
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


def spread(wanted: Mapping[str, float], gap: float) -> dict[str, float]:
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
