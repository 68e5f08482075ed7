"""Network exports: GraphML and GEXF with positions and colours, and CSV with one line for each link.

GraphML and GEXF hold the picture that a page draws, with the number of things left out. CSV holds the network itself.
networkx can read both XML formats.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import SubElement

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.picture import Labels, LegendEntry, Node, Picture
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.rdf.spreadsheet import csv_file
from sandbox_atlas.graph.rdf.vocabulary import compact

if TYPE_CHECKING:
    import networkx as nx

HEADER = ("from", "fromLabel", "fromClass", "relation", "relationLabel", "to", "toLabel", "toClass")
"""Columns of the CSV."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold, however they are escaped (XML 1.0, section 2.2)."""
_GEXF_SHAPES = {"dot": "disc", "square": "square", "triangle": "triangle", "diamond": "diamond"}


def graphml(picture: Picture, lang: str, about: Mapping[str, str]) -> bytes:
    """A picture as GraphML.

    Args:
        picture: The picture.
        lang: Language of "label"; "label_en" and "label_zh" are always there.
        about: Attributes of the whole network, such as its title.
    """
    import networkx as nx

    network = _attributed(picture, lang)
    network.graph.update({key: _xml(value) for key, value in about.items()})
    out = io.BytesIO()
    nx.write_graphml_xml(network, out)
    return out.getvalue()


def gexf(picture: Picture, lang: str, about: Mapping[str, str]) -> bytes:
    """A picture as GEXF 1.2, with place, size, colour and, where GEXF has it, shape; arguments as in `graphml`."""
    from networkx.readwrite.gexf import GEXFWriter

    network = _attributed(picture, lang)
    looks = {entry["id"]: entry for entry in (*picture["classes"], *picture["relations"])}
    for node in picture["nodes"]:
        network.nodes[_xml(node["id"])]["viz"] = _viz(node, looks[node["class"]])
    for _, _, data in network.edges(data=True):
        data["viz"] = {"color": _rgb(looks[data["relation"]]["colour"]["light"])}
    writer = GEXFWriter()
    writer.add_graph(network)
    meta = writer.xml.find("meta")
    SubElement(meta, "description").text = _xml("; ".join(filter(None, about.values())))
    out = io.BytesIO()
    writer.write(out)
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


def _attributed(picture: Picture, lang: str) -> nx.MultiDiGraph[str]:
    """A picture as a network whose nodes and edges have plain attributes; the key of an edge is its number."""
    import networkx as nx

    looks = {entry["id"]: entry for entry in (*picture["classes"], *picture["relations"])}
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in picture["nodes"]:
        own = {"class": node["class"], "href": node["href"]}
        words = {**_labels(node["label"], lang), **own, **_suffixed("class_label", looks[node["class"]]["label"])}
        numbers = {"x": float(node["x"]), "y": float(node["y"]), "size": float(node["size"]), "degree": node["degree"]}
        colour = looks[node["class"]]["colour"]["light"]
        network.add_node(_xml(node["id"]), **_clean(words), colour=colour, **numbers)
    for edge in picture["edges"]:
        look = looks[edge["relation"]]
        words = {**_labels(look["label"], lang), "relation": edge["relation"]}
        network.add_edge(_xml(edge["from"]), _xml(edge["to"]), key=edge["id"], **_clean(words))
    return network


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
    """The parts of a colour that is written #rrggbb."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return {"r": red, "g": green, "b": blue, "a": 1.0}


def _clean(words: Mapping[str, str]) -> dict[str, str]:
    return {key: _xml(text) for key, text in words.items()}


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
