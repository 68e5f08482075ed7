"""Groups: a picture in which each sandbox, place or batch stands for all its things until it is opened.

A large network is read from its groups. Where each thing belongs follows from the roles of classes alone: an item to
its hub, anything else to where most of its neighbours belong. A large group of several hubs opens into these first.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.network.picture import (
    ACTOR,
    CONTAINER,
    HUB,
    ITEM,
    MEMBERSHIP,
    Edge,
    Labels,
    LegendEntry,
    Node,
    Picture,
    counted,
    neighbours_of,
    with_role,
)
from sandbox_atlas.graph.network.style import Look
from sandbox_atlas.graph.rdf.vocabulary import expanded

BY = ("sandbox", "place", "batch")
"""What can make the groups."""
BETWEEN = "between"
"""Relation between two groups, or a group and a thing: it stands for all links between them."""

_FEWEST, _MOST, _USUAL = 8, 60, 30
"""How many groups a reader can take in, and how many are best."""
_LARGE, _SEVERAL = 80, 3
"""Members from which a group opens into its hubs first, and how many of these it must have."""
_SMALLEST = 3
"""Members below which a group is drawn as these."""
_PAD = 26.0
"""Pixels around the members of an opened group."""

Way = tuple[str, ...]
"""The groups that a thing is in, the widest first."""
Place = tuple[float, float]


@dataclass(frozen=True)
class Grouping:
    """How things are grouped.

    Attributes:
        by: What makes the groups, one of `BY`; empty for what gives the best number of groups.
        opened: IRIs of the groups that are open.
        homes: For each batch, its sandbox and its place by these names.
        things: Nodes of groups that the picture has not, such as places.
        look: Gives the legend entry of a class, by IRI.
        kinds: The kind of each institution that has one, by IRI.
        between: Label of the links between groups, by language.
    """

    by: str
    opened: frozenset[str]
    homes: Mapping[str, Mapping[str, str]]
    things: Callable[[str], Node]
    look: Callable[[str], LegendEntry]
    kinds: Mapping[str, str]
    between: Labels


def grouped(picture: Picture, grouping: Grouping) -> Picture:
    """The picture by groups, each drawn as one node with the number of its members until it is opened."""
    by = grouping.by or _best(picture, grouping)
    ways = _ways(picture, grouping, by)
    shown = _shown(picture, ways, grouping.opened)
    edges = _edges(picture, shown)
    counts = Counter(shown.values())
    known = {node["id"]: node for node in picture["nodes"]}
    places = _places(shown, ways, grouping.opened, edges, counts)
    prevailing = _prevailing(picture, shown, grouping.kinds)
    nodes: list[Node] = []
    for iri, (x, y) in places.items():
        members = counts[iri]
        node: Node = {**(known.get(iri) or grouping.things(iri)), "x": round(x, 1), "y": round(y, 1)}
        if iri not in shown or shown[iri] != iri or members > 1:
            node = {**node, "members": members, "size": size_of(members)}
            node = {**node, "kind": prevailing[iri]} if iri in prevailing else node
        inside = [group for group in _way(iri, ways, shown) if group in grouping.opened and group != iri]
        nodes.append({**node, "group": inside[-1]} if inside else node)
    numbered: list[Edge] = [{**edge, "id": number} for number, edge in enumerate(edges)]
    relations = counted(picture["relations"], [edge["relation"] for edge in numbered])
    between = sum(edge["relation"] == BETWEEN for edge in numbered)
    return {
        **picture,
        "nodes": nodes,
        "edges": numbered,
        "classes": _classes(picture, nodes, grouping),
        "relations": [*relations, *([_between_entry(grouping, between)] if between else [])],
        "total": max(picture["total"], len(picture["nodes"])),
        "by": by,
        "opened": sorted(grouping.opened & {group for way in ways.values() for group in way}),
    }


def size_of(members: int) -> float:
    """Radius of a group in pixels."""
    return round(11 + 3.2 * math.sqrt(members), 2)


# ── Where things belong ──────────────────────────────────────────────────────


def _best(picture: Picture, grouping: Grouping) -> str:
    """What makes a number of groups that a reader can take in; the first of several."""
    hubs = with_role(picture["classes"], HUB)
    present = [node["id"] for node in picture["nodes"] if node["class"] in hubs]
    sizes = {by: len({_top(batch, grouping, by) for batch in present}) for by in BY}
    fitting = [by for by in BY if _FEWEST <= sizes[by] <= _MOST]
    return fitting[0] if fitting else min(BY, key=lambda by: abs(math.log(max(sizes[by], 1) / _USUAL)))


def _top(batch: str, grouping: Grouping, by: str) -> str:
    home = grouping.homes.get(batch, {})
    return batch if by == "batch" else home.get(by) or home.get("sandbox") or batch


def _ways(picture: Picture, grouping: Grouping, by: str) -> dict[str, Way]:
    """The groups of every thing that is in one."""
    classes = {node["id"]: node["class"] for node in picture["nodes"]}
    hubs, items, containers = (with_role(picture["classes"], role) for role in (HUB, ITEM, CONTAINER))
    found: dict[str, Way] = {}
    for iri, kind in classes.items():
        if kind in hubs:
            found[iri] = tuple(dict.fromkeys((_top(iri, grouping, by), iri)))
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


def _shown(picture: Picture, ways: Mapping[str, Way], opened: frozenset[str]) -> dict[str, str]:
    """What stands for each thing: the widest of its groups that is not open, or the thing itself."""
    return {
        node["id"]: next((group for group in ways.get(node["id"], ()) if group not in opened), node["id"])
        for node in picture["nodes"]
    }


def _way(iri: str, ways: Mapping[str, Way], shown: Mapping[str, str]) -> Way:
    """The groups that what is drawn is in: those of a thing, or for a group those of its members above it."""
    if shown.get(iri) == iri and iri in ways:
        return ways[iri]
    above = next((ways[member] for member, stands in shown.items() if stands == iri and member in ways), ())
    return above[: above.index(iri)] if iri in above else above


def _prevailing(picture: Picture, shown: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, str]:
    """The kind that most institutions of a group are of; none where of most of them no kind is known, and of a tie."""
    actors = with_role(picture["classes"], ACTOR)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for node in picture["nodes"]:
        if node["class"] in actors:
            counts[shown[node["id"]]][kinds.get(node["id"], "")] += 1
    found = {}
    for group, of in counts.items():
        (kind, most), *others = of.most_common(2)
        if kind and all(count < most for _, count in others):
            found[group] = kind
    return found


# ── Links and places ─────────────────────────────────────────────────────────


def _edges(picture: Picture, shown: Mapping[str, str]) -> list[Edge]:
    """The links between things that are drawn, and one for all links between two of which one is a group."""
    kept: list[Edge] = []
    sums: Counter[tuple[str, str]] = Counter()
    for edge in picture["edges"]:
        one, other = shown[edge["from"]], shown[edge["to"]]
        if (one, other) == (edge["from"], edge["to"]):
            kept.append(edge)
        elif one != other:
            sums[min(one, other), max(one, other)] += 1
    between: list[Edge] = [
        {"id": 0, "from": one, "to": other, "relation": BETWEEN, "weight": weight}
        for (one, other), weight in sorted(sums.items())
    ]
    return [*kept, *between]


def _places(
    shown: Mapping[str, str],
    ways: Mapping[str, Way],
    opened: frozenset[str],
    edges: Iterable[Edge],
    counts: Mapping[str, int],
) -> dict[str, Place]:
    """Places of what is drawn: the members of an open group stand together."""
    drawn = sorted(set(shown.values()))
    degrees: Counter[str] = Counter()
    links = [(edge["from"], edge["to"]) for edge in edges]
    for link in links:
        degrees.update(link)
    inside = {iri: tuple(each for each in _way(iri, ways, shown) if each in opened and each != iri) for iri in drawn}
    # A group that is open is drawn as its members, of which the thing that it is called after may be one.
    inside |= {iri: way for iri, way in ((iri, ways.get(iri, ())) for iri in opened if iri in drawn) if way}
    return _laid(drawn, 0, inside, links, {iri: _radius(counts[iri], degrees[iri]) for iri in drawn})[0]


def _radius(members: int, degree: int) -> float:
    from sandbox_atlas.graph.network.layout import radius

    return size_of(members) if members > 1 else radius(degree)


def _laid(
    drawn: Iterable[str],
    depth: int,
    inside: Mapping[str, Way],
    links: list[tuple[str, str]],
    radii: Mapping[str, float],
) -> tuple[dict[str, Place], float]:
    """Places around the origin, and how far they reach."""
    import networkx as nx

    from sandbox_atlas.graph.network.layout import positions

    parts: dict[str, list[str]] = defaultdict(list)
    for iri in drawn:
        parts[f"open {inside[iri][depth]}" if len(inside[iri]) > depth else iri].append(iri)
    part_of = {iri: part for part, each in parts.items() for iri in each}
    within = {part: _laid(each, depth + 1, inside, links, radii) for part, each in parts.items() if part not in radii}
    sizes = {part: within[part][1] if part in within else radii[part] for part in parts}
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(sorted(parts))
    ends = {(part_of[one], part_of[other]) for one, other in links if one in part_of and other in part_of}
    network.add_edges_from(sorted((one, other) for one, other in ends if one != other))
    found: dict[str, Place] = {}
    for part, (x, y) in positions(network, sizes).items():
        inner = within[part][0] if part in within else {part: (0.0, 0.0)}
        found |= {iri: (x + dx, y + dy) for iri, (dx, dy) in inner.items()}
    reach = max((math.hypot(x, y) + radii[iri] for iri, (x, y) in found.items()), default=0.0)
    return found, reach + _PAD


# ── Legend ───────────────────────────────────────────────────────────────────


def _classes(picture: Picture, nodes: list[Node], grouping: Grouping) -> list[LegendEntry]:
    known = {entry["id"] for entry in picture["classes"]}
    classes = [node["class"] for node in nodes]
    added = [grouping.look(expanded(each)) for each in sorted(set(classes) - known)]
    return counted([*picture["classes"], *added], classes)


def _between_entry(grouping: Grouping, count: int) -> LegendEntry:
    unknown = Look(BETWEEN)
    return {
        "id": BETWEEN,
        "label": grouping.between,
        "inverse": grouping.between,
        "colour": {"light": unknown.colour, "dark": unknown.colour_dark},
        "shape": unknown.shape,
        "rank": unknown.rank,
        "role": unknown.role,
        "dashed": unknown.dashed,
        "count": count,
    }
