"""A network as one HTML file that opens from disk without a network: vis-network and the data are inside.

It is written by pyvis with a template of our own. A policy in the file itself forbids every request (W3C Content
Security Policy 3), and a table below the drawing holds the same links for readers without a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from sandbox_atlas.graph.network.drawing import vis_network_folder, written


def page(drawn: Mapping[str, Any], lang: str, words: Mapping[str, str]) -> str:
    """A picture as a page of its own.

    Args:
        drawn: What `graph.network.drawing.picture` gave.
        lang: Language of labels.
        words: Texts in that language: `title`; `foot`, lines of data, coverage and what was left out; `address`, where
            the network was taken from; `help`, `table`, `from`, `relation`, `to` and `links` for the page itself.
    """
    looks = {entry["id"]: entry for entry in (*drawn["classes"], *drawn["relations"])}
    labels = {node["id"]: node["label"][lang] for node in drawn["nodes"]}
    nodes = [_node(node, lang) for node in drawn["nodes"]]
    edges = [{key: edge[key] for key in ("id", "from", "to", "relation")} for edge in drawn["edges"]]
    legend = {iri: _look(look, lang) for iri, look in looks.items()}
    rows = [(labels[edge["from"]], legend[edge["relation"]]["label"], labels[edge["to"]]) for edge in edges]
    shown = {"words": words, "lang": lang, "legend": legend, "classes": drawn["classes"], "rows": rows}
    return written(nodes, edges, "standalone.html", {**shown, "vis_network": _vis_network()})


def _node(node: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What the script of the page needs to know of a node, in one language."""
    kept = {key: node[key] for key in ("id", "class", "x", "y", "size", "degree", "href")}
    return {**kept, "name": node["label"][lang]}


def _look(look: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {**{key: look[key] for key in ("colour", "shape", "dashed", "count")}, "label": look["label"][lang]}


@cache
def _vis_network() -> Markup:
    """The script as pyvis ships it, which must not end the element that it stands in (HTML, section 4.12.1.3)."""
    script = (vis_network_folder() / "vis-network.min.js").read_text(encoding="utf-8")
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("vis-network cannot stand inside of a page as it is")
    return Markup(script)  # noqa: S704 - a library, not text of ours
