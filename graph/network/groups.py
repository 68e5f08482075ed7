"""Groups: a picture in which each sandbox, place or batch stands for all its things until it is opened.

A large network is read from its groups; `graph.network.belonging` knows what is in each.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sandbox_atlas.graph.network.belonging import Homes, Way, best, ways_of
from sandbox_atlas.graph.network.picture import ACTOR, Edge, Labels, LegendEntry, Node, Picture, counted, with_role
from sandbox_atlas.graph.network.style import Look
from sandbox_atlas.graph.rdf.vocabulary import expanded

BETWEEN = "between"
"""Relation between two groups, or a group and a thing: it stands for all links between them."""

_PAD = 26.0
"""Pixels around the members of an opened group."""

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
    homes: Homes
    things: Callable[[str], Node]
    look: Callable[[str], LegendEntry]
    kinds: Mapping[str, str]
    between: Labels


@dataclass(frozen=True)
class _Standing:
    """What is drawn for each thing: the widest of its groups that is not open, or the thing itself.

    Attributes:
        ways: The groups that each thing is in.
        opened: The groups that are open.
        shown: What is drawn, by thing.
    """

    ways: Mapping[str, Way]
    opened: frozenset[str]
    shown: Mapping[str, str]

    @classmethod
    def of(cls, picture: Picture, ways: Mapping[str, Way], opened: frozenset[str]) -> _Standing:
        """What is drawn for the things of a picture."""
        things = [node["id"] for node in picture["nodes"]]
        shown = {iri: next((group for group in ways.get(iri, ()) if group not in opened), iri) for iri in things}
        return cls(ways, opened, shown)

    @cached_property
    def members(self) -> Counter[str]:
        """For how many things each stands that is drawn."""
        return Counter(self.shown.values())

    @cached_property
    def _first(self) -> dict[str, Way]:
        """The groups of the first thing that is in any, by what is drawn for it."""
        found: dict[str, Way] = {}
        for member, drawn in self.shown.items():
            if member in self.ways:
                found.setdefault(drawn, self.ways[member])
        return found

    def is_group(self, iri: str) -> bool:
        """Whether what is drawn stands for other things."""
        return self.shown.get(iri) != iri or self.members[iri] > 1

    def around(self, iri: str) -> Way:
        """The open groups that what is drawn is in: those of a thing, or for a group those of its members above it."""
        return tuple(group for group in self._way(iri) if group in self.opened and group != iri)

    def _way(self, iri: str) -> Way:
        if self.shown.get(iri) == iri and iri in self.ways:
            return self.ways[iri]
        above = self._first.get(iri, ())
        return above[: above.index(iri)] if iri in above else above


def grouped(picture: Picture, grouping: Grouping) -> Picture:
    """The picture by groups, each drawn as one node with the number of its members until it is opened."""
    by = grouping.by or best(picture, grouping.homes)
    ways = ways_of(picture, grouping.homes, by)
    standing = _Standing.of(picture, ways, grouping.opened)
    edges = _edges(picture, standing.shown)
    nodes = _nodes(picture, grouping, standing, _places(standing, edges))
    relations = counted(picture["relations"], [edge["relation"] for edge in edges])
    between = sum(edge["relation"] == BETWEEN for edge in edges)
    return {
        **picture,
        "nodes": nodes,
        "edges": edges,
        "classes": _classes(picture, nodes, grouping),
        "relations": [*relations, *([_between_entry(grouping, between)] if between else [])],
        "total": max(picture["total"], len(picture["nodes"])),
        "by": by,
        "opened": sorted(grouping.opened & {group for way in ways.values() for group in way}),
    }


def size_of(members: int) -> float:
    """Radius of a group in pixels."""
    return round(11 + 3.2 * math.sqrt(members), 2)


def _nodes(picture: Picture, grouping: Grouping, standing: _Standing, places: Mapping[str, Place]) -> list[Node]:
    """What is drawn: things as in the picture, and groups with the number of their members."""
    known = {node["id"]: node for node in picture["nodes"]}
    prevailing = _prevailing(picture, standing.shown, grouping.kinds)
    nodes: list[Node] = []
    for iri, (x, y) in places.items():
        node: Node = {**(known.get(iri) or grouping.things(iri)), "x": round(x, 1), "y": round(y, 1)}
        if standing.is_group(iri):
            members = standing.members[iri]
            node = {**node, "members": members, "size": size_of(members)}
            node = {**node, "kind": prevailing[iri]} if iri in prevailing else node
        around = standing.around(iri)
        nodes.append({**node, "group": around[-1]} if around else node)
    return nodes


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
    return [{**edge, "id": number} for number, edge in enumerate([*kept, *between])]


def _places(standing: _Standing, edges: Iterable[Edge]) -> dict[str, Place]:
    """Places of what is drawn: the members of an open group stand together."""
    drawn = sorted(standing.members)
    degrees: Counter[str] = Counter()
    links = [(edge["from"], edge["to"]) for edge in edges]
    for link in links:
        degrees.update(link)
    inside = {iri: standing.around(iri) for iri in drawn}
    # A group that is open is drawn as its members, of which the thing that it is called after may be one.
    inside |= {iri: standing.ways[iri] for iri in standing.opened & inside.keys() if standing.ways.get(iri)}
    return _laid(drawn, 0, inside, links, {iri: _radius(standing.members[iri], degrees[iri]) for iri in drawn})[0]


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
