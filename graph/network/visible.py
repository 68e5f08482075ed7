"""Visible part: what a reader sees of a picture once classes, things and later batches are hidden and others added.

It does on the server what the scripts of a page do with their state, so that files hold what the screen shows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox_atlas.graph.network.picture import Node, Picture, counted

_NODE, _GAP, _STEP, _FIRST, _LAST = 30.0, 9.0, 26.0, 60.0, 40
"""Room for a node on a ring, space around it, distance of rings and of the first one, in pixels; number of rings."""


@dataclass(frozen=True)
class Seen:
    """What of a picture is seen.

    Attributes:
        classes: Classes that are shown, as prefixed names; empty for all.
        hidden: IRIs of things that are hidden.
        pinned: IRIs of things that are shown whatever their class and batch.
        until: IRI of the last dated batch of the timeline that is shown; empty for all.
        undated: Whether things that are in no dated batch are shown beside those up to that batch.
    """

    classes: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    until: str = ""
    undated: bool = False


def visible(picture: Picture, seen: Seen) -> Picture:
    """The part of a picture that is seen, its legend counted anew."""
    dated = [period["id"] for period in picture.get("timeline", []) if period["date"]]
    periods = {iri: at for at, iri in enumerate(dated)}
    last = periods.get(seen.until)

    def is_later(node: Node) -> bool:
        if last is None:
            return False
        found = [periods[batch] for batch in node.get("batches", ()) if batch in periods]
        return min(found) > last if found else not seen.undated

    def is_seen(node: Node) -> bool:
        if node["id"] in seen.hidden:
            return False
        is_out = (seen.classes and node["class"] not in seen.classes) or is_later(node)
        return not is_out or node["id"] in seen.pinned

    nodes = [node for node in picture["nodes"] if is_seen(node)]
    kept = {node["id"] for node in nodes}
    edges = [edge for edge in picture["edges"] if edge["from"] in kept and edge["to"] in kept]
    return {
        **picture,
        "nodes": nodes,
        "edges": edges,
        "classes": counted(picture["classes"], [node["class"] for node in nodes]),
        "relations": counted(picture["relations"], [edge["relation"] for edge in edges]),
    }


def added(picture: Picture, addition: Picture, around: str) -> Picture:
    """A picture with the things and links of another one, the new things on rings around one that is there."""
    known = {node["id"]: node for node in picture["nodes"]}
    links = {(edge["from"], edge["relation"], edge["to"]) for edge in picture["edges"]}
    centre = known.get(around) or next((known[node["id"]] for node in addition["nodes"] if node["id"] in known), None)
    fresh = _settled(
        picture["nodes"],
        [node for node in addition["nodes"] if node["id"] not in known],
        (centre["x"], centre["y"]) if centre else (0.0, 0.0),
    )
    more = [edge for edge in addition["edges"] if (edge["from"], edge["relation"], edge["to"]) not in links]
    looks = {entry["id"] for entry in (*picture["classes"], *picture["relations"])}
    return {
        **picture,
        "total": max(picture["total"], len(known) + len(fresh)),
        "nodes": [*picture["nodes"], *fresh],
        "edges": [{**edge, "id": number} for number, edge in enumerate([*picture["edges"], *more])],
        "classes": picture["classes"] + [entry for entry in addition["classes"] if entry["id"] not in looks],
        "relations": picture["relations"] + [entry for entry in addition["relations"] if entry["id"] not in looks],
    }


def _settled(present: Sequence[Node], fresh: Sequence[Node], centre: tuple[float, float]) -> list[Node]:
    """New nodes on the first free places of rings around a centre."""
    taken = [(node["x"], node["y"], node["size"]) for node in present]
    found: list[Node] = []
    for node in fresh:
        x, y = _free(taken, centre, node["size"])
        taken.append((x, y, node["size"]))
        found.append({**node, "x": round(x, 1), "y": round(y, 1)})
    return found


def _free(taken: Sequence[tuple[float, float, float]], centre: tuple[float, float], size: float) -> tuple[float, float]:
    place = centre
    for ring in range(1, _LAST):
        reach = _FIRST + ring * _STEP
        count = int(2 * math.pi * reach / _NODE)
        for step in range(count):
            angle = 2 * math.pi * step / count + ring
            place = (centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle))
            if all(math.dist(place, (x, y)) > r + size + _GAP for x, y, r in taken):
                return place
    return place
