"""The table twin of a network: every node with its links, for readers without a picture. It knows no HTML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ORDERS = ("links", "name", "class")
"""How rows can be sorted."""


@dataclass(frozen=True)
class Neighbour:
    """What a node is linked to.

    Attributes:
        label: What it is called.
        href: Its page.
        relation: What the link is called, read from the node.
    """

    label: str
    href: str
    relation: str


@dataclass(frozen=True)
class Row:
    """A node as a row.

    Attributes:
        label: What it is called.
        href: Its page.
        kind: What its class is called.
        links: Number of its links.
        neighbours: What it is linked to, by relation and name.
    """

    label: str
    href: str
    kind: str
    links: int
    neighbours: tuple[Neighbour, ...]


def twin(drawn: Mapping[str, Any], lang: str, order: str = ORDERS[0]) -> list[Row]:
    """The nodes of a picture as rows.

    Args:
        drawn: What `graph.network.drawing.picture` gave.
        lang: Language of labels.
        order: "links" puts the most linked first, "name" and "class" go by the alphabet.
    """
    nodes = {node["id"]: node for node in drawn["nodes"]}
    classes = {entry["id"]: (entry["rank"], entry["label"][lang]) for entry in drawn["classes"]}
    relations = {entry["id"]: entry for entry in drawn["relations"]}
    near: dict[str, list[Neighbour]] = defaultdict(list)
    for edge in drawn["edges"]:
        look, one, other = relations[edge["relation"]], nodes[edge["from"]], nodes[edge["to"]]
        near[one["id"]].append(Neighbour(other["label"][lang], other["href"], look["label"][lang]))
        near[other["id"]].append(Neighbour(one["label"][lang], one["href"], look["inverse"][lang]))
    keys = {
        "links": lambda node: (-len(near[node["id"]]), node["label"][lang].casefold()),
        "name": lambda node: (node["label"][lang].casefold(), node["id"]),
        "class": lambda node: (classes[node["class"]][0], node["label"][lang].casefold()),
    }
    return [
        Row(
            label=node["label"][lang],
            href=node["href"],
            kind=classes[node["class"]][1],
            links=len(near[node["id"]]),
            neighbours=tuple(sorted(near[node["id"]], key=lambda each: (each.relation, each.label.casefold()))),
        )
        for node in sorted(nodes.values(), key=keys[order])
    ]
