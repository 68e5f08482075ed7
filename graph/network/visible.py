"""Visible part: what a reader sees of a picture once classes, things and later batches are hidden and others added.

It does on the server what the scripts of a page do with their state, so that files hold what the screen shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sandbox_atlas.graph.network.picture import ACTOR, Edge, Node, Picture, counted, with_role

_NODE, _GAP, _STEP, _FIRST, _LAST = 30.0, 9.0, 26.0, 60.0, 40
"""Room for a node on a ring, space around it, distance of rings and of the first one, in pixels; number of rings."""


_ENDS: Final[tuple[Literal["from"], Literal["to"]]] = ("from", "to")

OTHER = "other"
"""What stands for the kind of institutions that have none."""


@dataclass(frozen=True)
class Seen:
    """What of a picture is seen.

    Attributes:
        classes: Classes that are shown, as prefixed names; empty for all.
        hidden: IRIs of things that are hidden.
        kept: IRIs of the only things that are shown; empty for all.
        pinned: IRIs of things that are shown whatever their class and batch.
        relations: Relations that are shown, as prefixed names; empty for all.
        kinds: IRIs of the kinds of institutions that are shown, with `OTHER` for those without one; empty for all.
        since: IRI of the first dated batch of the timeline that is shown; empty for all.
        until: IRI of the last one; empty for all.
        undated: Whether things that are in no dated batch are shown beside those.
        without: IRI of a source that is left out, with all that no other one states.
        only: IRI of a source beside which all others are left out.
    """

    classes: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    since: str = ""
    until: str = ""
    undated: bool = False
    without: str = ""
    only: str = ""


def visible(picture: Picture, seen: Seen) -> Picture:
    """The part of a picture that is seen, its legend counted anew."""
    actors = with_role(picture["classes"], ACTOR)
    is_beyond = _beyond(picture, seen)

    def is_out(node: Node) -> bool:
        kind = node.get("kind", OTHER)
        is_of_kind = not seen.kinds or node["class"] not in actors or kind in seen.kinds
        if seen.kept and node["id"] not in seen.kept:
            return True
        return not is_of_kind or bool(seen.classes and node["class"] not in seen.classes) or is_beyond(node)

    kept, edges = _supported(picture, seen)
    nodes = [
        node
        for node in picture["nodes"]
        if node["id"] not in seen.hidden and (node["id"] in seen.pinned or (node["id"] in kept and not is_out(node)))
    ]
    left = {node["id"] for node in nodes}
    edges = [edge for edge in edges if edge["from"] in left and edge["to"] in left]
    if seen.relations:
        edges = [edge for edge in edges if edge["relation"] in seen.relations]
    return {
        **picture,
        "nodes": nodes,
        "edges": edges,
        "classes": counted(picture["classes"], [node["class"] for node in nodes]),
        "relations": counted(picture["relations"], [edge["relation"] for edge in edges]),
    }


def _beyond(picture: Picture, seen: Seen) -> Callable[[Node], bool]:
    """Whether a thing is in no batch of the time that is shown."""
    dated = [period["id"] for period in picture.get("timeline", []) if period["date"]]
    periods = {iri: at for at, iri in enumerate(dated)}
    first, last = periods.get(seen.since), periods.get(seen.until)

    def is_beyond(node: Node) -> bool:
        if first is None and last is None:
            return False
        found = [periods[batch] for batch in node.get("batches", ()) if batch in periods]
        if not found:
            return not seen.undated
        return not any((first or 0) <= each <= (len(dated) if last is None else last) for each in found)

    return is_beyond


def _supported(picture: Picture, seen: Seen) -> tuple[set[str], list[Edge]]:
    """The things and links that are left when a source is left out, or all others are."""
    numbers = {source["id"]: number for number, source in enumerate(picture.get("sources", []))}
    left, alone = numbers.get(seen.without), numbers.get(seen.only)
    ends = {edge[end] for edge in picture["edges"] for end in _ENDS}
    edges = picture["edges"]
    if left is not None:
        edges = [edge for edge in edges if set(edge.get("origins", ())) != {left}]
    if alone is not None:
        edges = [edge for edge in edges if alone in edge.get("origins", ())]
    linked = {edge[end] for edge in edges for end in _ENDS}
    return {node["id"] for node in picture["nodes"]} - (ends - linked), list(edges)


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
