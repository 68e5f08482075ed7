"""Picture: the drawn network as typed data, ready for JSON, and operations that every arrangement needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NotRequired

from typing_extensions import TypedDict  # pydantic reads those of `typing` from Python 3.12 on

Labels = Mapping[str, str]
"""A text by language tag."""

HUB, CONTAINER, ITEM, ACTOR, TOPIC = "hub", "container", "item", "actor", "topic"
"""Roles of classes in drawings, as `sbx:drawingRole` of the ontology gives them: batches, sandboxes and regulators,
applications, institutions and technologies in the atlas's own register."""
MEMBERSHIP, INVOLVEMENT = "membership", "involvement"
"""Roles of relations in drawings: from an item to its hub, and from an item to an actor."""

SHARED = "shared"
"""Relation between two institutions with a shared application; the data have no such statement, it is derived."""

ROW, COLUMN = 34.0, 430.0
"""Distance between two rows and between two columns, in pixels."""
RING = 130.0
"""Smallest distance between two rings, in pixels."""

Node = TypedDict(
    "Node",
    {
        "id": str,
        "class": str,
        "label": Labels,
        "names": list[str],
        "href": str,
        "x": float,
        "y": float,
        "size": float,
        "degree": int,
        "beside": NotRequired[str],
        "batches": NotRequired[list[str]],
        "side": NotRequired[str],
        "kind": NotRequired[str],
        "members": NotRequired[int],
        "group": NotRequired[str],
        "community": NotRequired[int],
        "betweenness": NotRequired[float],
        "pagerank": NotRequired[float],
    },
)
"""A thing: IRI, class as a prefixed name, labels, other names, address, centre and radius in pixels, number of links.

Some pictures add the side of the label ("left", "right", "above"), the batches in order of time, the side of a
comparison ("a", "b", "both"), the kind of an institution, and measures of centrality. A group has the number of its
members, and the kind that most institutions among them are of; a member of an opened group has the IRI of the group.
"""

Edge = TypedDict(
    "Edge",
    {
        "id": int,
        "from": str,
        "to": str,
        "relation": str,
        "weight": NotRequired[int],
        "through": NotRequired[list[str]],
        "side": NotRequired[str],
        "origins": NotRequired[list[int]],
        "certainty": NotRequired[str],
    },
)
"""A link: number, IRIs of its ends, relation as a prefixed name.

A link between institutions has the number of their shared applications and the IRIs of these; a link of a comparison
has its side; a link of a group, how many links it stands for. A link that passages state has the origins of their
sources, as numbers in the list of the picture, and its certainty unless a passage states it plainly: "inferred" or
"doubtful".
"""


class Colour(TypedDict):
    """A colour on light and on dark paper, as #rrggbb."""

    light: str
    dark: str


class LegendEntry(TypedDict):
    """How a class or relation is drawn.

    Its prefixed name, its label read forwards and backwards by language, colour, shape of nodes, order in the legend
    (the smallest first), role in drawings, whether edges are dashed, and the number of nodes or edges in the picture.
    """

    id: str
    label: Labels
    inverse: Labels
    colour: Colour
    shape: str
    rank: int
    role: str
    dashed: bool
    count: int


class Kind(TypedDict):
    """A kind of institutions: its IRI, labels by language, colour, and the number of nodes of this kind."""

    id: str
    label: Labels
    colour: Colour
    count: int


class Origin(TypedDict):
    """A source of its own origin: its IRI and titles by language."""

    id: str
    label: Labels


class Legend(TypedDict):
    """The classes and relations that a page may add to a picture later."""

    classes: list[LegendEntry]
    relations: list[LegendEntry]


class Period(TypedDict):
    """A batch on the timeline: its IRI, labels by language, date or nothing, sandbox and place.

    The date is as a source gives it: a day, month, year or period (ISO 8601).
    """

    id: str
    label: Labels
    date: str
    sandbox: NotRequired[str]
    place: NotRequired[str]


class Picture(TypedDict):
    """A drawn network.

    `total` counts the things of the network, those left out included. Without partners, `alone` institutions are not
    drawn; `through` has the labels of shared applications by IRI. The explorer adds the name of the arrangement, the
    legend of everything that can be drawn, the timeline with the labels of its sandboxes and places under `areas`, the
    kinds of institutions, and the origins of sources that state links. Of groups, `by` says what makes them, and
    `opened` which are open.
    """

    total: int
    nodes: list[Node]
    edges: list[Edge]
    classes: list[LegendEntry]
    relations: list[LegendEntry]
    alone: NotRequired[int]
    through: NotRequired[dict[str, Labels]]
    how: NotRequired[str]
    known: NotRequired[Legend]
    timeline: NotRequired[list[Period]]
    areas: NotRequired[dict[str, Labels]]
    kinds: NotRequired[list[Kind]]
    sources: NotRequired[list[Origin]]
    by: NotRequired[str]
    opened: NotRequired[list[str]]


def with_role(legend: Iterable[LegendEntry], role: str) -> frozenset[str]:
    """The classes or relations of a legend that the ontology gives a role in drawings, as prefixed names."""
    return frozenset(entry["id"] for entry in legend if entry["role"] == role)


def neighbours_of(edges: Iterable[Edge]) -> dict[str, set[str]]:
    """The neighbours of each thing, whatever the direction of links."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        neighbours[edge["from"]].add(edge["to"])
        neighbours[edge["to"]].add(edge["from"])
    return neighbours


def moved(
    picture: Picture, positions: Mapping[str, tuple[float, float]], edges: Sequence[Edge], sides: Mapping[str, str]
) -> Picture:
    """The picture with nodes at new positions, centred on the origin; nodes without a position are dropped.

    Args:
        picture: The picture.
        positions: New position of each node, in pixels.
        edges: The edges of the new picture; they are numbered anew.
        sides: Side of the labels, by class.
    """
    middle = [(min(axis) + max(axis)) / 2 for axis in zip(*positions.values(), strict=True)] if positions else [0, 0]
    nodes = [_moved(node, positions[node["id"]], middle, sides) for node in picture["nodes"] if node["id"] in positions]
    numbered: list[Edge] = [{**edge, "id": number} for number, edge in enumerate(edges)]
    return {
        **picture,
        "nodes": nodes,
        "edges": numbered,
        "classes": counted(picture["classes"], [node["class"] for node in nodes]),
        "relations": counted(picture["relations"], [edge["relation"] for edge in numbered]),
    }


def _moved(node: Node, position: tuple[float, float], middle: Sequence[float], sides: Mapping[str, str]) -> Node:
    x, y = round(position[0] - middle[0], 1), round(position[1] - middle[1], 1)
    found: Node = {**node, "x": x, "y": y}
    if node["class"] in sides:
        found["beside"] = sides[node["class"]]
    return found


def counted(legend: Iterable[LegendEntry], present: Sequence[str]) -> list[LegendEntry]:
    """A legend with the number of nodes or edges of each entry; those without any are dropped."""
    counts = Counter(present)
    return [{**entry, "count": counts[entry["id"]]} for entry in legend if entry["id"] in counts]
