"""Belonging: the groups that each thing of a network is in.

It follows from the roles of classes alone: an item belongs to its hub, anything else to where most of its neighbours
belong. A large group of several hubs consists of these.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from sandbox_atlas.graph.network.picture import CONTAINER, HUB, ITEM, MEMBERSHIP, Picture, neighbours_of, with_role

BY = ("sandbox", "place", "batch")
"""What can make the groups."""

_FEWEST, _MOST, _USUAL = 8, 60, 30
"""How many groups a reader can take in, and how many are best."""
_LARGE, _SEVERAL = 80, 3
"""Members from which a group opens into its hubs first, and how many of these it must have."""
_SMALLEST = 3
"""Members below which a group is drawn as these."""

Way = tuple[str, ...]
"""The groups that a thing is in, the widest first."""
Homes = Mapping[str, Mapping[str, str]]
"""For each batch, its sandbox and its place by these names."""


def best(picture: Picture, homes: Homes) -> str:
    """What makes a number of groups that a reader can take in; the first of several."""
    hubs = with_role(picture["classes"], HUB)
    present = [node["id"] for node in picture["nodes"] if node["class"] in hubs]
    sizes = {by: len({_top(batch, homes, by) for batch in present}) for by in BY}
    fitting = [by for by in BY if _FEWEST <= sizes[by] <= _MOST]
    return fitting[0] if fitting else min(BY, key=lambda by: abs(math.log(max(sizes[by], 1) / _USUAL)))


def _top(batch: str, homes: Homes, by: str) -> str:
    home = homes.get(batch, {})
    return batch if by == "batch" else home.get(by) or home.get("sandbox") or batch


def ways_of(picture: Picture, homes: Homes, by: str) -> dict[str, Way]:
    """The groups of every thing that is in one."""
    classes = {node["id"]: node["class"] for node in picture["nodes"]}
    hubs, items, containers = (with_role(picture["classes"], role) for role in (HUB, ITEM, CONTAINER))
    found: dict[str, Way] = {}
    for iri, kind in classes.items():
        if kind in hubs:
            found[iri] = tuple(dict.fromkeys((_top(iri, homes, by), iri)))
    memberships = with_role(picture["relations"], MEMBERSHIP)
    for edge in picture["edges"]:
        if edge["relation"] in memberships and edge["to"] in found:
            found.setdefault(edge["from"], found[edge["to"]])
    for edge in picture["edges"]:  # items without a hub are in their container, and a container in itself
        if classes[edge["from"]] in items and classes[edge["to"]] in containers:
            found.setdefault(edge["from"], (edge["to"],))
    if by == "sandbox":
        tops = {way[0] for way in found.values()}
        found |= {iri: (iri,) for iri in classes if iri in tops and iri not in found}
    return _flattened(_settled(picture, found))


def _settled(picture: Picture, found: dict[str, Way]) -> dict[str, Way]:
    """The groups of things, where those without one take the group of most of their neighbours, two steps far."""
    neighbours = neighbours_of(picture["edges"])
    for _ in range(2):
        fresh = {}
        for node in picture["nodes"]:
            ways = [found[near] for near in neighbours[node["id"]] if near in found]
            if node["id"] in found or not ways:
                continue
            tops = Counter(way[0] for way in ways)
            top = min(tops, key=lambda each: (-tops[each], each))
            below = Counter(way for way in ways if way[0] == top)
            fresh[node["id"]] = min(below, key=lambda way: (-below[way], way))
        found = found | fresh
    return found


def _flattened(ways: dict[str, Way]) -> dict[str, Way]:
    """Groups of groups only where a group is large; no group of very few."""
    sizes = Counter(way[0] for way in ways.values())
    hubs: dict[str, set[Way]] = defaultdict(set)
    for way in ways.values():
        hubs[way[0]].add(way)
    found = {}
    for iri, way in ways.items():
        is_deep = sizes[way[0]] > _LARGE and len(hubs[way[0]]) >= _SEVERAL
        found[iri] = way if is_deep else way[:1]
    counts = Counter(found.values())
    return {
        iri: way if counts[way] >= _SMALLEST else way[:-1]
        for iri, way in found.items()
        if len(way) > 1 or counts[way] >= _SMALLEST
    }
