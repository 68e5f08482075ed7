"""Standalone page: one HTML file with a picture, its data and vis-network, which opens from disk while offline.

pyvis writes it with our own template. A policy in the file forbids every request (W3C Content Security Policy 3), and a
table below the drawing lists the same links.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from sandbox_atlas.graph.network.drawing import vis_network_folder, written
from sandbox_atlas.graph.network.picture import Edge, LegendEntry, Node, Picture


def page(picture: Picture, lang: str, words: Mapping[str, str]) -> str:
    """A picture as a page of its own.

    Args:
        picture: The picture.
        lang: Language of labels.
        words: Texts in that language: `title`; `foot` with the state of the data, coverage and number of things left
            out; `address` of the network; `help`, `table`, `from`, `relation`, `to` and `links` for the page itself.
    """
    looks = {entry["id"]: entry for entry in (*picture["classes"], *picture["relations"])}
    labels = {node["id"]: node["label"][lang] for node in picture["nodes"]}
    nodes = [_node(node, lang) for node in picture["nodes"]]
    edges = [_edge(edge) for edge in picture["edges"]]
    legend = {iri: _look(look, lang) for iri, look in looks.items()}
    rows = [(labels[edge["from"]], legend[edge["relation"]]["label"], labels[edge["to"]]) for edge in picture["edges"]]
    values = {"words": words, "lang": lang, "legend": legend, "classes": picture["classes"]}
    values |= {"relations": picture["relations"], "rows": rows}
    return written(nodes, edges, "standalone.html", {**values, "vis_network": _vis_network()})


def _edge(edge: Edge) -> dict[str, object]:
    return {key: edge.get(key) for key in ("id", "from", "to", "relation", "weight")}


def _node(node: Node, lang: str) -> dict[str, Any]:
    """The data of a node for the script of the page, in one language."""
    own = {key: node.get(key) for key in ("id", "class", "x", "y", "size", "degree", "href")}
    return {**own, "name": node["label"][lang]}


def _look(look: LegendEntry, lang: str) -> dict[str, Any]:
    return {**{key: look.get(key) for key in ("colour", "shape", "dashed", "count")}, "label": look["label"][lang]}


@cache
def _vis_network() -> Markup:
    """The script that pyvis ships; it must not contain the end of its element (HTML, section 4.12.1.3)."""
    script = (vis_network_folder() / "vis-network.min.js").read_text(encoding="utf-8")
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("vis-network cannot be embedded in a page")
    return Markup(script)  # noqa: S704 - a library, not text of ours
