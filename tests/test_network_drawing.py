"""Networks as they are drawn: looks from the ontology, a picture, and its HTML."""

from __future__ import annotations

import json
import re
from typing import Any

import networkx as nx
import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.drawing import OPTIONS, figure, picture, vis_network_folder
from sandbox_atlas.graph.network.layout import positions, radius
from sandbox_atlas.graph.network.projection import Network
from sandbox_atlas.graph.network.still import still
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact

pytestmark = pytest.mark.anyio


def drawn_edges(network: Network) -> set[tuple[str, ...]]:
    return {(compact(subject), compact(key), compact(end)) for subject, end, key in network.graph.edges(keys=True)}


# ── Style ────────────────────────────────────────────────────────────────────


async def test_looks_come_from_the_ontology(atlas: Atlas) -> None:
    batch, in_batch = atlas.style.look(f"{SBX}Batch"), atlas.style.look(f"{SBX}inBatch")
    assert (batch.shape, batch.rank, batch.colour, batch.colour_dark) == ("star", 1, "#8e5fb5", "#b992dc")
    roles = {compact(look.iri): look.role for look in atlas.style.classes if look.role}
    assert roles == {
        "sbx:Batch": "hub",
        "sbx:Sandbox": "container",
        "sbx:Regulator": "container",
        "sbx:Application": "item",
        "sbx:Institution": "actor",
        "sbx:Technology": "topic",
    }
    assert (in_batch.dashed, in_batch.label("zh"), in_batch.label("zh", inverse=True)) == (True, "所属批次", "包含应用")
    assert not atlas.style.look(f"{SBX}applicant").dashed
    assert atlas.style.broader_properties(f"{SBX}applicant") == (f"{SBX}involves",)
    ranks = [look.rank for look in atlas.style.classes]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    assert f"{SBX}Certainty" not in [look.iri for look in atlas.style.classes]


def test_what_the_ontology_does_not_know_is_grey_and_goes_by_its_name() -> None:
    look = Style({}).look(f"{SBX}unheard")
    assert (look.shape, look.rank, look.dashed, look.broader) == ("dot", 99, False, ())
    assert re.fullmatch("#[0-9a-f]{6}", look.colour)
    assert look.label("en") == "sbx:unheard"
    assert look.label("en", inverse=True) == "← sbx:unheard"
    assert Look("urn:x", {"zh": "甲"}).label("en") == "甲"


# ── Picture ──────────────────────────────────────────────────────────────────


async def test_a_picture_has_all_that_a_page_draws(atlas: Atlas) -> None:
    network = await atlas.network("register")
    drawn = picture(network, atlas.names, atlas.style, lambda iri: f"/page/{compact(iri)}")
    nodes = {compact(node["id"]): node for node in drawn["nodes"]}
    assert len(nodes) == len(drawn["nodes"]) == len(network.graph)
    reed = nodes["inst:reed-tech"]
    assert reed["class"] == "sbx:Institution"
    assert reed["label"] == {"en": "Reed Tech", "zh": "芦苇科技"}
    assert sorted(reed["names"]) == ["Read Tech", "Reeds"]
    assert reed["href"] == "/page/inst:reed-tech"
    assert reed["degree"] == network.graph.degree(reed["id"])
    assert reed["size"] == radius(reed["degree"])
    assert (reed["x"], reed["y"]) == positions(network.graph)[reed["id"]]
    edges = {(edge["from"], edge["relation"], edge["to"]) for edge in drawn["edges"]}
    assert {tuple(compact(part) for part in edge) for edge in edges} == drawn_edges(network)
    assert [edge["id"] for edge in drawn["edges"]] == list(range(len(drawn["edges"])))
    assert json.loads(json.dumps(drawn)) == drawn


async def test_colours_shapes_and_counts_of_a_legend_are_those_of_the_ontology(atlas: Atlas) -> None:
    drawn = picture(await atlas.network("register", {"batch": ["lake-1"]}), atlas.names, atlas.style, str)
    classes = {entry["id"]: entry for entry in drawn["classes"]}
    assert list(classes) == [
        *("sbx:Batch", "sbx:Sandbox", "sbx:Regulator", "sbx:Application", "sbx:Institution", "sbx:Technology"),
    ]
    assert classes["sbx:Institution"]["shape"] == "square"
    assert classes["sbx:Institution"]["colour"] == {"light": "#d9861a", "dark": "#f0a94b"}
    assert classes["sbx:Institution"]["label"] == {"en": "Institution", "zh": "机构"}
    assert {name: entry["count"] for name, entry in classes.items()} == {
        **dict.fromkeys(classes, 1),
        "sbx:Institution": 2,
    }
    relations = {entry["id"]: entry for entry in drawn["relations"]}
    assert relations["sbx:inBatch"]["dashed"] is True
    assert relations["sbx:applicant"]["inverse"]["en"] == "applicant of"
    assert sum(entry["count"] for entry in drawn["relations"]) == len(drawn["edges"]) == 6


def test_an_empty_network_has_an_empty_picture() -> None:
    network = Network(view("register"), {}, "", nx.MultiDiGraph())
    drawn = picture(network, Names([]), Style({}), str)
    assert drawn == {"total": 0, "nodes": [], "edges": [], "classes": [], "relations": []}
    assert '"nodes":{}' in figure(drawn, "en", title="Nothing")


HOSTILE = """</script><script>alert(1)</script><img src=x onerror="alert('2')">&amp;\u2028{{ 7*7 }}{% raw %}"""


def test_labels_and_titles_cannot_break_out_of_the_figure() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edge("urn:a", "urn:b", key="urn:p")
    names = Names([Name("urn:a", {"en": HOSTILE, "zh": HOSTILE}, [HOSTILE])])
    style = Style({"urn:p": Look("urn:p", {"en": HOSTILE}, {"en": HOSTILE})})
    drawn = picture(Network(view("register"), {}, "", graph), names, style, lambda iri: f"/{iri}?{HOSTILE}")
    html = str(figure(drawn, "en", title=f'"{HOSTILE}', name=HOSTILE))
    assert html.count("<script") == html.count("</script>") == 2
    assert "<img" not in html
    assert 'onerror="' not in html
    assert "49" not in re.sub(r'"[xy]":\[[-\d.,]+', "", html)
    data = re.search(r'<script type="application/json" data-drawing>(.*?)</script>', html, re.DOTALL)
    assert data
    kept = json.loads(data[1])
    assert kept["nodes"]["label"] == [HOSTILE, "urn:b"]
    assert kept["nodes"]["href"] == {"before": "/", "after": f"?{HOSTILE}"}
    assert kept["legend"]["relations"][0]["label"] == {"en": HOSTILE}
    more = re.search(r"data-more>(.*?)</script>", html, re.DOTALL)
    assert more
    assert json.loads(more[1]) == {"nodes": {"names": [[HOSTILE], None]}, "labels": {"zh": [HOSTILE, "urn:b"]}}


def test_a_figure_loads_nothing_and_moves_nothing() -> None:
    html = str(figure({"nodes": [], "edges": [], "classes": [], "relations": []}, "en", title="Title"))
    assert "http://" not in html
    assert "https://" not in html
    assert 'aria-label="Title"' in html
    data = re.search(r"data-drawing>(.*?)</script>", html, re.DOTALL)
    assert data
    assert set(json.loads(data[1])) == {"start", "lang", "nodes", "edges", "legend"}
    assert OPTIONS["physics"] == {"enabled": False}  # of the offline file


def test_two_figures_do_not_share_their_texts() -> None:
    empty = {"nodes": [], "edges": [], "classes": [], "relations": []}
    first, second = figure(empty, "en", title="First"), figure(empty, "en", title="Second")
    assert "First" in first
    assert "First" not in second


def test_the_files_of_vis_network_are_where_pyvis_ships_them() -> None:
    assert (vis_network_folder() / "vis-network.min.js").stat().st_size > 100_000
    assert (vis_network_folder() / "vis-network.css").exists()


def test_names_of_a_still_lie_on_no_thing_and_on_no_other_name_but_hubs_have_theirs() -> None:
    looks: Any = [{"id": "sbx:Technology", "colour": {"light": "#123456"}, "shape": "dot", "dashed": False}]
    nodes: Any = [
        {"id": f"urn:{x}:{y}", "class": "sbx:Technology", "label": {"en": f"thing {x} {y}"}, "size": 8.0}
        | {"x": 20.0 * x, "y": 20.0 * y, "degree": 9 if x == y == 3 else 1}
        for x in range(7)
        for y in range(7)
    ]
    drawn: Any = {"total": 49, "nodes": nodes, "edges": [], "classes": looks, "relations": []}
    found = still(drawn, "en")
    assert found
    texts = [word.text for word in found.words]
    assert texts[0] == "thing 3 3"  # in the midst of others, across which it lies
    assert "thing 2 2" not in texts
    for word in found.words[3:]:  # the first three are hubs
        half, top = found.letter * 0.28 * len(word.text), word.y - found.letter
        for node in nodes:
            beside = abs(node["x"] - word.x) >= half + 8 - 0.2
            assert beside or node["y"] + 8 <= top + 0.2 or node["y"] - 8 >= word.y - 0.2
