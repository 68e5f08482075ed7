"""Drawing: turns a network into a picture (positions, sizes, colours) and into HTML by pyvis with our own template.

pyvis is imported only here and only when a page is written: it is slow to import, and its own templates load files
from other hosts and do not escape text. The libraries that compute positions are imported late as well, so that a
server answers its first query without them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.packing import packed, packed_more
from sandbox_atlas.graph.network.picture import Edge, Legend, LegendEntry, Node, Picture
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
"""Options of vis-network: no physics, and no labels, which our scripts draw."""


def node(name: Name, degree: int, link: Link, place: tuple[float, float] = (0.0, 0.0)) -> Node:
    """A thing in a picture, by its names, its number of links, the address that `link` gives, and its place."""
    from sandbox_atlas.graph.network.layout import radius

    return {
        "id": name.iri,
        "class": compact(name.class_iri),
        "label": {lang: name.label(lang) for lang in LANGUAGES},
        "names": name.others,
        "href": link(name.iri),
        "x": place[0],
        "y": place[1],
        "size": radius(degree),
        "degree": degree,
    }


def picture(
    network: Network,
    names: Names,
    style: Style,
    link: Link,
    *,
    places: Mapping[str, tuple[float, float]] | None = None,
    is_placed: bool = True,
) -> Picture:
    """The picture of a network in the free layout, with the addresses that `link` gives.

    Args:
        network: The network.
        names: Names of its things.
        style: Looks of classes and relations.
        link: Gives the address of the page of a thing.
        places: Where things stand, if that is known.
        is_placed: Without this all things stand at the origin, for who places them otherwise.
    """
    from sandbox_atlas.graph.network.layout import positions

    if places is None:
        places = positions(network.graph) if is_placed else dict.fromkeys(network.graph, (0.0, 0.0))
    degrees = dict(network.graph.degree())
    nodes = [node(names.get(iri), degrees[iri], link, places[iri]) for iri in network.graph]
    edges: list[Edge] = [
        {"id": number, "from": subject, "to": object_, "relation": compact(relation)}
        for number, (subject, object_, relation) in enumerate(network.graph.edges(keys=True))
    ]
    classes = Counter(names.get(iri).class_iri for iri in network.graph)
    relations = Counter(relation for _, _, relation in network.graph.edges(keys=True))
    return {
        "total": network.total,
        "nodes": nodes,
        "edges": edges,
        "classes": [legend_entry(style.look(iri), count) for iri, count in _by_rank(classes, style)],
        "relations": [legend_entry(style.look(iri), count) for iri, count in sorted(relations.items())],
    }


def _by_rank(classes: Counter[str], style: Style) -> list[tuple[str, int]]:
    return sorted(classes.items(), key=lambda item: (style.look(item[0]).rank, item[0]))


def legend(style: Style) -> Legend:
    """The legend of all classes and relations, for things that a page adds to a picture later."""
    return {
        "classes": [legend_entry(look, 0) for look in style.classes],
        "relations": [legend_entry(look, 0) for look in style.relations],
    }


def legend_entry(look: Look, count: int) -> LegendEntry:
    """The entry of a class or relation in a legend, with the number of its nodes or edges."""
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


def figure(picture: Picture, lang: str, **words: str) -> Markup:
    """The picture as an HTML figure, for a page that loads the atlas's scripts.

    Args:
        picture: The picture.
        lang: Language of its labels.
        words: Texts and identifiers for the template: `name`, `title`, and whatever else it shows.
    """
    values = {"words": words, "picture": picture, "lang": lang, "packed": packed, "packed_more": packed_more}
    html = written(picture["nodes"], picture["edges"], "network.html", values)
    return Markup(html)  # noqa: S704 - the template escapes what it is given


Items = Sequence[Mapping[str, object]]
"""Nodes or edges as pyvis writes them into a page."""


def written(nodes: Items, edges: Items, template: str, values: Mapping[str, object]) -> str:
    """The page that pyvis writes for nodes and edges with one of our templates; the template escapes the values."""
    canvas = _pyvis(nodes, edges)
    canvas.templateEnv = _environment()
    canvas.templateEnv.globals.update(values)
    canvas.path = template
    return str(canvas.generate_html())


def _pyvis(nodes: Items, edges: Items) -> PyvisNetwork:
    from pyvis.network import Network as PyvisNetwork

    canvas = PyvisNetwork(directed=True, height="100%", width="100%", cdn_resources="local")
    canvas.nodes, canvas.edges = list(nodes), list(edges)  # add_edge would search all edges for each new one
    canvas.set_options(json.dumps(OPTIONS))
    return canvas


def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("sandbox_atlas.graph.network", "."), autoescape=True)
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    return environment


@cache
def vis_network_folder() -> Path:
    """The folder with the vis-network files that the installed pyvis ships, found without importing pyvis."""
    spec = find_spec("pyvis")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("pyvis is not installed")
    return Path(spec.submodule_search_locations[0]) / "templates" / "lib" / "vis-9.1.2"
