"""A network as a picture: places, sizes and colours as data, and as HTML through pyvis with a template of our own.

pyvis is imported only here and only when a page is written: it is slow to import, and its own templates load files
from other hosts and leave text unescaped. The libraries that compute places come late as well, so that a server answers
its first query without them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, compact

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

    from sandbox_atlas.graph.network.projection import Network

Link = Callable[[str], str]
"""Gives the address of the page of a thing."""

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "keyboard": False, "navigationButtons": False},
    "nodes": {"borderWidth": 1.5, "font": {"size": 0}, "chosen": False},
    "edges": {"width": 1.2, "smooth": False, "hoverWidth": 0, "selectionWidth": 0, "chosen": False},
}
"""Options of vis-network: nothing moves, and labels are ours to draw."""


def picture(network: Network, names: Names, style: Style, link: Link) -> dict[str, Any]:
    """All that a page needs to draw a network, ready for JSON.

    Returns:
        A mapping with "total" (number of things, those left out included), "nodes" (id, class, labels by language,
        other names, address, x and y in pixels, radius, degree), "edges" (id, from, to, relation), "classes" and
        "relations" (labels, colours, shape, count).
    """
    from sandbox_atlas.graph.network.layout import positions, radius

    graph = network.graph
    places = positions(graph)
    degrees = dict(graph.degree())
    nodes = []
    for node in graph:
        name = names.get(node)
        x, y = places[node]
        nodes.append(
            {
                "id": node,
                "class": compact(name.class_iri),
                "label": {lang: name.label(lang) for lang in LANGUAGES},
                "names": name.others,
                "href": link(node),
                "x": x,
                "y": y,
                "size": radius(degrees[node]),
                "degree": degrees[node],
            }
        )
    edges = [
        {"id": number, "from": subject, "to": object_, "relation": compact(relation)}
        for number, (subject, object_, relation) in enumerate(graph.edges(keys=True))
    ]
    classes = Counter(names.get(node).class_iri for node in graph)
    relations = Counter(relation for _, _, relation in graph.edges(keys=True))
    return {
        "total": network.total,
        "nodes": nodes,
        "edges": edges,
        "classes": [_legend(style.look(iri), count) for iri, count in _by_rank(classes, style)],
        "relations": [_legend(style.look(iri), count) for iri, count in sorted(relations.items())],
    }


def _by_rank(classes: Counter[str], style: Style) -> list[tuple[str, int]]:
    return sorted(classes.items(), key=lambda item: (style.look(item[0]).rank, item[0]))


def looks(style: Style) -> dict[str, Any]:
    """How every class that is drawn looks, and every relation, for what a page adds to a network later."""
    return {
        "classes": [_legend(look, 0) for look in style.classes],
        "relations": [_legend(look, 0) for look in style.relations],
    }


def _legend(look: Look, count: int) -> dict[str, Any]:
    return {
        "id": compact(look.iri),
        "label": {lang: look.label(lang) for lang in LANGUAGES},
        "inverse": {lang: look.label(lang, inverse=True) for lang in LANGUAGES},
        "colour": {"light": look.colour, "dark": look.colour_dark},
        "shape": look.shape,
        "rank": look.rank,
        "role": look.role,
        "dashed": look.dashed,
        "count": count,
    }


def figure(drawn: dict[str, Any], **words: str) -> Markup:
    """The drawing as an HTML figure, for a page that loads vis-network and the atlas's scripts.

    Args:
        drawn: What `picture` gave.
        words: Texts and identifiers for the template: `name`, `title`, and whatever else it shows.
    """
    beside = {key: value for key, value in drawn.items() if key not in ("nodes", "edges")}
    html = written(drawn["nodes"], drawn["edges"], "network.html", {"words": words, "beside": beside})
    return Markup(html)  # noqa: S704 - the template escapes what it is given


def written(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], template: str, shown: Mapping[str, Any]) -> str:
    """What pyvis writes for nodes and edges by one of our templates, which escapes what it is given."""
    canvas = _pyvis(nodes, edges)
    canvas.templateEnv = _environment()
    canvas.templateEnv.globals.update(shown)
    canvas.path = template
    return str(canvas.generate_html())


def _pyvis(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> PyvisNetwork:
    from pyvis.network import Network as PyvisNetwork

    canvas = PyvisNetwork(directed=True, height="100%", width="100%", cdn_resources="local")
    canvas.nodes, canvas.edges = nodes, edges  # add_edge would search all edges for each new one
    canvas.set_options(json.dumps(OPTIONS))
    return canvas


def _environment() -> Environment:
    return Environment(loader=PackageLoader("sandbox_atlas.graph.network", "."), autoescape=True)


@cache
def vis_network_folder() -> Path:
    """The folder with the vis-network files that the installed pyvis ships, found without importing pyvis."""
    spec = find_spec("pyvis")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("pyvis is not installed")
    return Path(spec.submodule_search_locations[0]) / "templates" / "lib" / "vis-9.1.2"
