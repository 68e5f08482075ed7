"""Networks to take along: each format, written from the shipped data and read again by somebody else's reader."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any
from xml.etree import ElementTree

import httpx2 as httpx
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from sandbox_atlas.api.web.downloads import FORMATS, Format
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.drawing import picture
from sandbox_atlas.graph.network.exports import HEADER, gexf, graphml, table
from sandbox_atlas.graph.network.projection import Network, cut
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import view, views

BEIJING = "batch=pboc-beijing-1&batch=pboc-beijing-2"
ICBC = "https://w3id.org/sandbox-atlas/id/institution/icbc"
EXAMPLES = {
    name: {each.name: each.example for each in asked.parameters if each.required} for name, asked in views().items()
}
XML = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}
VIZ = "{http://www.gexf.net/1.2draft/viz}"


def links_of(found: nx.Graph[str]) -> Counter[tuple[str, str, str]]:
    return Counter((one, other, data["relation"]) for one, other, data in found.edges(data=True))


def statements(drawn: dict[str, Any]) -> Counter[tuple[str, str, str]]:
    return Counter((edge["from"], edge["to"], edge["relation"]) for edge in drawn["edges"])


# ── Shipped data ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", views())
@pytest.mark.parametrize("suffix", XML)
def test_every_view_opens_again_with_networkx(client: httpx.Client, name: str, suffix: str) -> None:
    answer = client.get(f"/views/{name}.{suffix}", params=EXAMPLES[name])
    drawn = client.get(f"/views/{name}.json", params=EXAMPLES[name]).json()
    found = XML[suffix](io.BytesIO(answer.content))
    assert set(found) == {node["id"] for node in drawn["nodes"]}
    assert links_of(found) == statements(drawn)


def test_nodes_have_their_labels_in_both_languages_their_class_and_place(client: httpx.Client) -> None:
    drawn = client.get(f"/views/explore.json?{BEIJING}").json()
    node = next(each for each in drawn["nodes"] if each["id"] == ICBC)
    found = nx.read_graphml(io.BytesIO(client.get(f"/views/explore.graphml?{BEIJING}&lang=zh").content))
    read = found.nodes[ICBC]
    assert (read["label_en"], read["label_zh"]) == (node["label"]["en"], node["label"]["zh"])
    assert read["label"] == read["label_zh"]
    assert (read["class"], read["class_label_zh"]) == ("sbx:Institution", "机构")
    assert (read["x"], read["y"], read["size"]) == (node["x"], -node["y"], node["size"])
    look = next(each for each in drawn["classes"] if each["id"] == node["class"])
    assert "#" + "".join(f"{read[part]:02x}" for part in "rgb") == look["colour"]["light"]
    assert isinstance(read["degree"], int)
    assert read["href"] == str(client.base_url.join("/id/institution/icbc"))
    assert "北京" in found.graph["title"]
    assert client.get(f"/views/explore.json?{BEIJING}").json()["snapshot"][:12] in found.graph["data"]


def test_gexf_has_colour_size_and_place_as_gephi_draws_them(client: httpx.Client) -> None:
    drawn = client.get(f"/views/explore.json?{BEIJING}").json()
    node = next(each for each in drawn["nodes"] if each["id"] == ICBC)
    colour = next(each["colour"]["light"] for each in drawn["classes"] if each["id"] == node["class"])
    tree = ElementTree.fromstring(client.get(f"/views/explore.gexf?{BEIJING}").content)  # noqa: S314 - our own
    found = next(each for each in tree.iter("{http://www.gexf.net/1.2draft}node") if each.get("id") == ICBC)
    parts = {name: found.find(VIZ + name) for name in ("color", "size", "position", "shape")}
    rgb, size, place, shape = parts["color"], parts["size"], parts["position"], parts["shape"]
    assert rgb is not None
    assert size is not None
    assert place is not None
    assert shape is not None
    assert "#" + "".join(f"{int(rgb.get(part, '')):02x}" for part in "rgb") == colour
    assert float(size.get("value", "")) == node["size"]
    assert (float(place.get("x", "")), float(place.get("y", ""))) == (node["x"], -node["y"])
    assert shape.get("value") == "square"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_csv_has_a_line_for_each_link(client: httpx.Client, lang: str) -> None:
    answer = client.get(f"/views/explore.csv?{BEIJING}&lang={lang}")
    drawn = client.get(f"/views/explore.json?{BEIJING}").json()
    assert "\r\n" in answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == HEADER
    assert Counter((row["from"], row["to"], row["relation"]) for row in rows) == statements(drawn)
    labels = {node["id"]: node["label"][lang] for node in drawn["nodes"]}
    assert all((row["fromLabel"], row["toLabel"]) == (labels[row["from"]], labels[row["to"]]) for row in rows)


@pytest.mark.parametrize(("suffix", "format_"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_statements_are_those_of_the_construct(client: httpx.Client, suffix: str, format_: str) -> None:
    found = Graph().parse(data=client.get(f"/views/register.{suffix}?{BEIJING}").text, format=format_)
    drawn = client.get(f"/views/register.json?{BEIJING}").json()
    links = {(str(one), str(other)) for one, _, other in found}
    assert {(edge["from"], edge["to"]) for edge in drawn["edges"]} <= links
    text = bind(view("register").text, {each.name: [] for each in view("register").parameters})
    turtle = client.get("/sparql", params={"query": text}, headers={"Accept": "text/turtle"}).text
    whole = Graph().parse(data=client.get(f"/views/register.{suffix}").text, format=format_)
    assert isomorphic(whole, Graph().parse(data=turtle, format="turtle"))


@pytest.mark.parametrize(("suffix", "form"), FORMATS.items())
def test_each_format_has_its_media_type_file_name_and_validator(
    client: httpx.Client, suffix: str, form: Format
) -> None:
    answer = client.get(f"/views/explore{suffix}?{BEIJING}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == form.media_type
    name = f"sandbox-atlas-explore-pboc-beijing-1-pboc-beijing-2{suffix}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    again = client.get(f"/views/explore{suffix}?{BEIJING}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    described = client.get("/openapi.json").json()["paths"][f"/views/{{name}}{suffix}"]["get"]
    assert list(described["responses"]["200"]["content"]) == [form.media_type]


def test_a_file_name_has_only_letters_that_every_system_takes(client: httpx.Client) -> None:
    answer = client.get("/views/neighbourhood.csv", params={"entity": "中国工商银行"})
    assert answer.headers["content-disposition"] == 'attachment; filename="sandbox-atlas-neighbourhood.csv"'


def test_an_unknown_format_is_refused_with_the_list_of_formats(client: httpx.Client) -> None:
    answer = client.get("/views/register.xlsx")
    assert answer.status_code == 404
    assert answer.json()["suggestions"] == [".json", *FORMATS]
    for suffix in FORMATS:
        assert client.get(f"/views/no-such-view{suffix}").status_code == 404
        assert client.get(f"/views/register{suffix}?colour=red").status_code == 400


@pytest.mark.parametrize(
    "path", [f"/explore?{BEIJING}", "/explore?entity=institution/icbc", f"/views/register?{BEIJING}"]
)
def test_the_menu_offers_every_format_of_what_is_drawn(client: httpx.Client, path: str) -> None:
    text = client.get(path, headers={"Accept": "text/html"}).text
    for suffix in (".json", *FORMATS):
        address = text.split(f"{suffix}?")[0].rpartition('href="')[2] + f"{suffix}?"
        query = text.split(f"{suffix}?")[1].partition('"')[0].replace("&amp;", "&")
        assert client.get(address + query).status_code == 200


# ── Whatever the data ────────────────────────────────────────────────────────

HOSTILE = '=HYPERLINK("http://x")\x00\x07\x1b\ufffe</data>&<!-- ]]> \u2028"😀'


def small(label: str) -> tuple[Network, Names, Style]:
    """Two things with two parallel links, a link back and a loop, all called the same."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for one, other, key in (("urn:a", "urn:b", "urn:p"), ("urn:a", "urn:b", "urn:q"), ("urn:b", "urn:a", "urn:p")):
        network.add_edge(one, other, key=key)
    network.add_edge("urn:a", "urn:a", key="urn:p")
    names = Names([Name("urn:a", {"en": label, "zh": label}, [])])
    return Network(view("register"), {}, "", network), names, Style({"urn:p": Look("urn:p", {"en": label})})


@given(st.one_of(st.just(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]))))
def test_no_label_breaks_a_file(label: str) -> None:
    network, names, style = small(label)
    drawn = picture(network, names, style, str)
    for suffix, write in (("graphml", graphml), ("gexf", gexf)):
        found = XML[suffix](io.BytesIO(write(drawn, "en", {"title": label})))
        assert links_of(found) == statements(drawn)
    rows = list(csv.reader(io.StringIO(table(network.graph, names, style, "en"), newline="")))
    assert [row[0] for row in rows] == ["from", "urn:a", "urn:a", "urn:a", "urn:b"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[1][1].removeprefix("'") == label or not label or label.startswith("'")


def test_what_xml_cannot_hold_is_replaced_and_the_rest_is_kept() -> None:
    network, names, style = small(HOSTILE)
    drawn = picture(network, names, style, str)
    kept = HOSTILE.translate(dict.fromkeys((0, 7, 27, 0xFFFE), "\ufffd"))
    for suffix, write in (("graphml", graphml), ("gexf", gexf)):
        found = XML[suffix](io.BytesIO(write(drawn, "en", {})))
        assert found.nodes["urn:a"]["label_zh"] == kept
        assert {data["label_en"] for one, other, data in found.edges(data=True)} == {kept, "urn:q"}


def test_what_was_left_out_is_stated_in_the_file() -> None:
    network, names, style = small("A")
    drawn = picture(cut(network, 1), names, style, str)
    assert (len(drawn["nodes"]), drawn["total"]) == (1, 2)
    about = {"title": "Few", "cut": "Showing 1 of 2, the most linked first"}
    assert nx.read_graphml(io.BytesIO(graphml(drawn, "en", about))).graph["cut"] == about["cut"]
    tree = ElementTree.fromstring(gexf(drawn, "en", about))  # noqa: S314 - our own
    assert tree.findtext(".//{http://www.gexf.net/1.2draft}description") == "Few; Showing 1 of 2, the most linked first"


# ── For Gephi and yEd ────────────────────────────────────────────────────────


def test_graphml_has_the_types_and_the_parts_of_colours_that_gephi_and_yed_read(client: httpx.Client) -> None:
    found = client.get(f"/views/explore.graphml?{BEIJING}").content
    keys = {
        (each.get("for"), each.get("attr.name")): each.get("attr.type")
        for each in ElementTree.fromstring(found).iter("{http://graphml.graphdrawing.org/xmlns}key")  # noqa: S314
    }
    assert set(keys.values()) <= {"string", "int", "double"}
    for kind in ("node", "edge"):
        assert [keys[kind, part] for part in "rgb"] == ["int"] * 3
    assert keys["node", "degree"] == "int"


def test_graphml_and_gexf_stand_the_same_way_up(client: httpx.Client) -> None:
    graph = nx.read_graphml(io.BytesIO(client.get(f"/views/explore.graphml?{BEIJING}").content))
    tree = ElementTree.fromstring(client.get(f"/views/explore.gexf?{BEIJING}").content)  # noqa: S314 - our own
    for node in tree.iter("{http://www.gexf.net/1.2draft}node"):
        place = node.find(f"{VIZ}position")
        assert place is not None
        at = graph.nodes[node.get("id")]
        assert (float(place.get("x", "")), float(place.get("y", ""))) == (at["x"], at["y"])


def test_parallel_links_of_a_gexf_are_of_different_kinds() -> None:
    network, names, style = small("A")
    tree = ElementTree.fromstring(gexf(picture(network, names, style, str), "en", {}))  # noqa: S314 - our own
    edges = list(tree.iter("{http://www.gexf.net/1.2draft}edge"))
    kinds = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges]
    assert len(set(kinds)) == len(kinds) == 4
