"""What every drawing needs: names of what is drawn, who is near whom, and a picture with its nodes moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

Picture = dict[str, Any]
"""What `graph.network.drawing.picture` gives."""


def near_by(edges: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """What each thing is linked to, whatever the direction."""
    near: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        near[edge["from"]].add(edge["to"])
        near[edge["to"]].add(edge["from"])
    return near


def placed(
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
