"""Network exports: GraphML and GEXF with positions and colours, and CSV with one line for each link.

GraphML and GEXF hold a picture, with the number of things left out, as Gephi and yEd read it: y grows upwards,
colours are r, g and b. CSV holds the links of a picture or of a whole network. networkx can read both XML formats.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

import pyoxigraph as ox

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.picture import Edge, Labels, LegendEntry, Node, Picture
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.rdf.csv_files import csv_file, joined
from sandbox_atlas.graph.rdf.results import Cell
from sandbox_atlas.graph.rdf.vocabulary import compact

if TYPE_CHECKING:
    import networkx as nx

HEADER = ("from", "fromLabel", "fromClass", "relation", "relationLabel", "to", "toLabel", "toClass")
"""Columns of the CSV of a network."""
SEEN_HEADER = (*HEADER, "weight", "through", "throughLabel")
"""Columns of the CSV of a picture; the last three are of links between those who share applications."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold, however they are escaped (XML 1.0, section 2.2)."""
_NODE_MEASURES = ("community", "betweenness", "pagerank", "side")
_EDGE_MEASURES = ("weight", "side")
_FREED_AT_ONCE = 500
_GEXF_SHAPES = {"dot": "disc", "square": "square", "triangle": "triangle", "diamond": "diamond"}


def graphml(picture: Picture, lang: str, about: Mapping[str, str]) -> bytes:
    """A picture as GraphML.

    Args:
        picture: The picture.
        lang: Language of "label"; "label_en" and "label_zh" are always there.
        about: Attributes of the whole network, such as its title.
    """
    from networkx.readwrite.graphml import GraphMLWriter

    network = _attributed(picture, lang)
    network.graph.update({key: _xml(value) for key, value in about.items()})
    for _, data in network.nodes(data=True):
        data.update(_parts(data["colour"]))
    for _, _, data in network.edges(data=True):
        data.update(_parts(data["colour"]))
    writer = GraphMLWriter()
    writer.xml_type = {**writer.xml_type, int: "int"}  # "long" is refused by yEd
    writer.add_graph_element(network)
    out = io.BytesIO()
    writer.dump(out)
    while writer.attributes:  # it holds all elements
        writer.attributes.popitem()
    _let_go(network, writer.xml)
    return out.getvalue()


def gexf(picture: Picture, lang: str, about: Mapping[str, str]) -> bytes:
    """A picture as GEXF 1.2, with place, size, colour and, where GEXF has it, shape; arguments as in `graphml`."""
    from networkx.readwrite.gexf import GEXFWriter

    network = _attributed(picture, lang)
    looks = {entry["id"]: entry for entry in (*picture["classes"], *picture["relations"])}
    for node in picture["nodes"]:
        network.nodes[_xml(node["id"])]["viz"] = _viz(node, looks[node["class"]])
    for _, _, data in network.edges(data=True):
        data["viz"] = {"color": _rgb(data.pop("colour"))}
    writer = GEXFWriter()
    writer.add_graph(network)
    drawn = [data for _, _, data in network.edges(data=True)]
    for edge, data in zip(writer.xml.iter("edge"), drawn, strict=True):
        edge.set("kind", data["relation"])  # else Gephi makes one link of several between the same two things
    meta = writer.xml.find("meta")
    SubElement(meta, "description").text = _xml("; ".join(filter(None, about.values())))
    out = io.BytesIO()
    writer.write(out)
    _let_go(network, writer.xml)
    return out.getvalue()


def table(network: nx.MultiDiGraph[str], names: Names, style: Style, lang: str, *, bom: bool = False) -> str:
    """The links of a network as CSV, in the order of the network, labels in one language; `bom` as in `csv_file`."""

    def line(subject: str, object_: str, relation: str) -> tuple[str, ...]:
        one, other = names.get(subject), names.get(object_)
        return (
            *(subject, one.label(lang), compact(one.class_iri)),
            *(compact(relation), style.look(relation).label(lang)),
            *(object_, other.label(lang), compact(other.class_iri)),
        )

    return csv_file(HEADER, (line(*edge) for edge in network.edges(keys=True)), bom=bom)


def seen_table(picture: Picture, lang: str, *, bom: bool = False) -> str:
    """The links of a picture as CSV, in the order of the picture, labels in one language; `bom` as in `csv_file`."""
    nodes = {node["id"]: node for node in picture["nodes"]}
    relations = {entry["id"]: entry["label"][lang] for entry in picture["relations"]}
    shared = picture.get("through", {})

    def line(edge: Edge) -> tuple[Cell | str, ...]:
        one, other = nodes[edge["from"]], nodes[edge["to"]]
        through = edge.get("through", [])
        return (
            *(one["id"], one["label"][lang], one["class"]),
            *(edge["relation"], relations[edge["relation"]]),
            *(other["id"], other["label"][lang], other["class"]),
            ox.Literal(edge["weight"]) if "weight" in edge else None,
            *(" ".join(through), joined(shared[iri][lang] for iri in through)),
        )

    return csv_file(SEEN_HEADER, map(line, picture["edges"]), bom=bom)


def _let_go(network: nx.MultiDiGraph[str], root: Element) -> None:
    """Free a network and its elements a few at a time: no thread runs while a large whole is freed."""
    _empty(root, 2)
    for node in list(network):
        network.remove_node(node)


def _empty(part: Element, depth: int) -> None:
    """Free the children of an element, those further below first."""
    while len(part):
        for child in part[-_FREED_AT_ONCE:] if depth else ():
            _empty(child, depth - 1)
        del part[-_FREED_AT_ONCE:]


def _attributed(picture: Picture, lang: str) -> nx.MultiDiGraph[str]:
    """A picture as a network whose nodes and edges have plain attributes; the key of an edge is its number."""
    import networkx as nx

    looks = {entry["id"]: entry for entry in (*picture["classes"], *picture["relations"])}
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in picture["nodes"]:
        own = {"class": node["class"], "href": node["href"]}
        words = {**_labels(node["label"], lang), **own, **_suffixed("class_label", looks[node["class"]]["label"])}
        numbers = {"x": float(node["x"]), "y": -float(node["y"]), "size": float(node["size"]), "degree": node["degree"]}
        measures = _measured(node, _NODE_MEASURES)
        colour = looks[node["class"]]["colour"]["light"]
        network.add_node(_xml(node["id"]), **_clean(words), colour=colour, **numbers, **measures)
    for edge in picture["edges"]:
        look = looks[edge["relation"]]
        words = {**_labels(look["label"], lang), "relation": edge["relation"]}
        own = {"colour": look["colour"]["light"], **_measured(edge, _EDGE_MEASURES)}
        network.add_edge(_xml(edge["from"]), _xml(edge["to"]), key=edge["id"], **_clean(words), **own)
    return network


def _measured(item: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: item[name] for name in names if name in item}


def _labels(words: Labels, lang: str) -> dict[str, str]:
    return {"label": words[lang], **_suffixed("label", words)}


def _suffixed(name: str, words: Labels) -> dict[str, str]:
    return {f"{name}_{lang}": text for lang, text in words.items()}


def _viz(node: Node, look: LegendEntry) -> dict[str, Any]:
    """The drawing of a node in GEXF, where y grows upwards; on a page it grows downwards."""
    shape = _GEXF_SHAPES.get(look["shape"])
    return {
        "color": _rgb(look["colour"]["light"]),
        "size": float(node["size"]),
        "position": {"x": float(node["x"]), "y": -float(node["y"]), "z": 0.0},
        **({"shape": shape} if shape else {}),
    }


def _rgb(colour: str) -> dict[str, Any]:
    """A colour as GEXF has it."""
    return {**_parts(colour), "a": 1.0}


def _parts(colour: str) -> dict[str, int]:
    """The parts of a colour that is written #rrggbb."""
    return dict(zip("rgb", bytes.fromhex(colour.removeprefix("#")), strict=True))


def _clean(words: Mapping[str, str]) -> dict[str, str]:
    return {key: _xml(text) for key, text in words.items()}


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
