"""Kinds: the kinds of institutions that have a colour in drawings, as the ontology gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.picture import Kind, Node, Picture
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import integer, iri, rows, text


@dataclass(frozen=True)
class Kinds:
    """The kind of each thing that has one with a colour, by IRI, and the kinds in their order with their colours."""

    of: Mapping[str, str]
    colours: Mapping[str, tuple[str, str]]


async def kinds(engine: Engine) -> Kinds:
    """The kinds of a snapshot: of several of one thing, the first in the order of the ontology."""
    return await engine.read(internal("kinds"), _read)


def _read(body: bytes) -> Kinds:
    found: dict[str, tuple[int, str]] = {}
    looks: dict[str, tuple[int, str, str]] = {}
    for row in rows(body):
        thing, kind, rank = iri(row["thing"]), iri(row["kind"]), integer(row["rank"])
        if not thing or not kind or rank is None:
            continue
        looks[kind] = (rank, text(row["colour"]), text(row["dark"]))
        found[thing] = min(found.get(thing, (rank, kind)), (rank, kind))
    ordered = sorted(looks, key=lambda kind: (looks[kind][0], kind))
    return Kinds({thing: kind for thing, (_, kind) in found.items()}, {kind: looks[kind][1:] for kind in ordered})


def with_kinds(picture: Picture, known: Kinds, names: Names) -> Picture:
    """The picture with the kind of each node that has one, and the kinds that occur, of groups too, with numbers."""
    nodes: list[Node] = [
        {**node, "kind": known.of[node["id"]]} if node["id"] in known.of else node for node in picture["nodes"]
    ]
    counts = Counter(node["kind"] for node in nodes if "kind" in node)
    listed: list[Kind] = [
        {"id": kind, "label": names.get(kind).labels, "colour": {"light": light, "dark": dark}, "count": counts[kind]}
        for kind, (light, dark) in known.colours.items()
        if kind in counts
    ]
    return {**picture, "nodes": nodes, "kinds": listed}
