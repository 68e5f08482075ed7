"""Table view: every node of a picture as a row with its links, for readers who cannot see the picture."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox_atlas.graph.network.picture import Picture

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.collation import Collate

ORDERS = ("links", "name", "class")
"""The orders that rows can be sorted in."""
FIRST = 60
"""Rows that a page shows at first."""


@dataclass(frozen=True)
class Neighbour:
    """A neighbour of a node.

    Attributes:
        label: Its label.
        href: Address of its page.
        relation: Label of the link, read from the node.
    """

    label: str
    href: str
    relation: str


@dataclass(frozen=True)
class Row:
    """A node as a row.

    Attributes:
        label: Its label.
        href: Address of its page.
        kind: Label of its class.
        links: Number of its links.
        neighbours: Its neighbours, by relation and name.
    """

    label: str
    href: str
    kind: str
    links: int
    neighbours: tuple[Neighbour, ...]


def table_view(
    picture: Picture, lang: str, order: str = ORDERS[0], collate: Collate = str.casefold, first: int | None = None
) -> list[Row]:
    """The nodes of a picture as rows.

    Args:
        picture: The picture.
        lang: Language of labels.
        order: "links" puts the most linked first, "name" and "class" are alphabetical.
        collate: The order of names.
        first: How many rows, the first ones; None for all.
    """
    nodes = {node["id"]: node for node in picture["nodes"]}
    classes = {entry["id"]: (entry["rank"], entry["label"][lang]) for entry in picture["classes"]}
    relations = {entry["id"]: entry for entry in picture["relations"]}
    near: dict[str, list[Neighbour]] = defaultdict(list)
    for edge in picture["edges"]:
        relation, one, other = relations[edge["relation"]], nodes[edge["from"]], nodes[edge["to"]]
        near[one["id"]].append(Neighbour(other["label"][lang], other["href"], relation["label"][lang]))
        near[other["id"]].append(Neighbour(one["label"][lang], one["href"], relation["inverse"][lang]))
    keys = {
        "links": lambda node: (-len(near[node["id"]]), collate(node["label"][lang])),
        "name": lambda node: (collate(node["label"][lang]), node["id"]),
        "class": lambda node: (classes[node["class"]][0], collate(node["label"][lang])),
    }
    return [
        Row(
            label=node["label"][lang],
            href=node["href"],
            kind=classes[node["class"]][1],
            links=len(near[node["id"]]),
            neighbours=tuple(sorted(near[node["id"]], key=lambda each: (each.relation, collate(each.label)))),
        )
        for node in sorted(nodes.values(), key=keys[order])[:first]
    ]
