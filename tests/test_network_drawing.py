"""Networks: from triples to a graph, to places for its nodes, to a picture and its HTML."""

from __future__ import annotations

import itertools
import json
import math
import os
import random
import re
import subprocess
import sys
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.drawing import OPTIONS, figure, picture, vis_network_folder
from sandbox_atlas.graph.network.layout import EDGE, positions, positions_with_names, radius
from sandbox_atlas.graph.network.placing.apart import GAP
from sandbox_atlas.graph.network.projection import Network, from_triples
from sandbox_atlas.graph.network.still import still
from sandbox_atlas.graph.network.style import Look, Style
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact

pytestmark = pytest.mark.anyio

Places = dict[str, tuple[float, float]]


def drawn_edges(network: Network) -> set[tuple[str, ...]]:
    return {(compact(subject), compact(key), compact(end)) for subject, end, key in network.graph.edges(keys=True)}


def multigraph(plain: nx.Graph[int], name: str = "urn") -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(f"{name}:{node}" for node in plain)
    graph.add_edges_from((f"{name}:{a}", f"{name}:{b}", "urn:relation") for a, b in plain.edges)
    return graph


# ── Projection ───────────────────────────────────────────────────────────────


async def test_the_register_is_drawn_statement_by_statement(atlas: Atlas) -> None:
    network = await atlas.network("register")
    assert {
        ("app:harbour-pay", "sbx:inBatch", "batch:lake-1"),
        ("app:harbour-pay", "sbx:applicant", "inst:north-bank"),
        ("app:harbour-pay", "sbx:participant", "inst:reed-tech"),
        ("app:harbour-pay", "sbx:usesTechnology", "tech:tide-models"),
        ("batch:lake-1", "sbx:inSandbox", "sandbox:lake"),
        ("sandbox:lake", "sbx:regulatedBy", "regulator:lake-authority"),
    } <= drawn_edges(network)
    assert ("app:harbour-pay", "sbx:applicant", "inst:gull-insurance") not in drawn_edges(network)  # contradicted
    assert not [edge for edge in drawn_edges(network) if edge[1] == "sbx:involves"]


async def test_every_application_of_the_register_is_drawn(atlas: Atlas) -> None:
    drawn = {compact(node) for node in (await atlas.network("register")).graph}
    assert {compact(name.iri) for name in atlas.names.of_class(f"{SBX}Application")} <= drawn


@pytest.mark.parametrize(
    ("given", "inside", "outside"),
    [
        ({"sandbox": ["lake"]}, "app:ferry-loans", "app:cave-scan"),
        ({"place": ["lakeside"]}, "app:ferry-loans", "app:cave-scan"),
        ({"batch": ["lake-1"]}, "app:harbour-pay", "app:ferry-loans"),
    ],
)
async def test_a_view_can_be_narrowed(atlas: Atlas, given: dict[str, list[str]], inside: str, outside: str) -> None:
    network = await atlas.network("register", given)
    nodes = {compact(node) for node in network.graph}
    assert inside in nodes
    assert outside not in nodes
    assert network.parameters == given
    assert network.view == view("register")
    assert "VALUES" in network.text


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (
            "inst:north-bank-pier",
            {
                ("inst:north-bank-pier", "org:subOrganizationOf", "inst:north-bank"),
                ("app:ferry-loans", "sbx:applicant", "inst:north-bank-pier"),
                ("app:ferry-loans", "sbx:applicant", "inst:reed-tech"),
                ("app:ferry-loans", "sbx:inBatch", "batch:lake-2"),
            },
        ),
        (
            "regulator:lake-authority",
            {
                ("sandbox:lake", "sbx:regulatedBy", "regulator:lake-authority"),
                ("batch:lake-1", "sbx:publishedBy", "regulator:lake-authority"),
                ("batch:lake-2", "sbx:publishedBy", "regulator:lake-authority"),
            },
        ),
        (
            "tech:tide-models",
            {
                ("tech:tide-models", "skos:broader", "tech:water-maths"),
                ("batch:lake-2", "sbx:focusTechnology", "tech:tide-models"),
                ("app:harbour-pay", "sbx:usesTechnology", "tech:tide-models"),
                ("app:harbour-pay", "sbx:applicant", "inst:north-bank"),
                ("app:harbour-pay", "sbx:participant", "inst:reed-tech"),
                ("app:harbour-pay", "sbx:inBatch", "batch:lake-1"),
            },
        ),
    ],
)
async def test_a_neighbourhood_holds_the_links_of_a_thing_and_of_its_applications(
    atlas: Atlas, entity: str, expected: set[tuple[str, ...]]
) -> None:
    assert drawn_edges(await atlas.network("neighbourhood", {"entity": [entity]})) == expected


async def test_institutions_of_two_sandboxes_link_them(atlas: Atlas) -> None:
    drawn = drawn_edges(await atlas.network("between-sandboxes"))
    assert {edge for edge in drawn if edge[1] == "sbx:involves"} == {
        ("sandbox:lake", "sbx:involves", "inst:reed-tech"),
        ("sandbox:hill", "sbx:involves", "inst:reed-tech"),
    }


async def test_wrong_views_and_parameters_are_said(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean register"):
        await atlas.network("registre")
    with pytest.raises(BadParameterError, match="needs the parameter 'entity'"):
        await atlas.network("neighbourhood")
    with pytest.raises(BadParameterError, match="no parameter 'colour'"):
        await atlas.network("register", {"colour": ["red"]})


def test_only_statements_between_things_are_edges_in_a_fixed_order() -> None:
    lines = [
        "<urn:b> <urn:p> <urn:a> .",
        "<urn:a> <urn:q> <urn:b> .",
        "<urn:a> <urn:p> <urn:b> .",
        "<urn:a> <urn:p> <urn:a> .",
        '<urn:a> <urn:p> "text" .',
        "<urn:a> <urn:p> _:blank .",
        "_:blank <urn:p> <urn:c> .",
    ]
    graphs = [from_triples("\n".join(order).encode()) for order in (lines, lines[::-1])]
    edges = [
        ("urn:a", "urn:a", "urn:p"),
        ("urn:a", "urn:b", "urn:p"),
        ("urn:a", "urn:b", "urn:q"),
        ("urn:b", "urn:a", "urn:p"),
    ]
    for graph in graphs:
        assert list(graph) == ["urn:a", "urn:b"]
        assert list(graph.edges(keys=True)) == edges
    assert len(from_triples(b"")) == 0


# ── Layout ───────────────────────────────────────────────────────────────────


def overlaps(graph: nx.MultiDiGraph[str], places: Places) -> list[tuple[str, str]]:
    nodes = list(graph)
    points = np.array([places[node] for node in nodes]).reshape(-1, 2)
    radii = np.array([radius(degree) for _, degree in graph.degree()])
    found = []
    for at in range(len(nodes) - 1):
        distance = np.hypot(*(points[at + 1 :] - points[at]).T)
        near = np.flatnonzero(distance < radii[at] + radii[at + 1 :])
        found += [(nodes[at], nodes[at + 1 + other]) for other in near]
    return found


def boxes(graph: nx.MultiDiGraph[str], places: Places) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each component, with the nodes' own size."""
    found = []
    for nodes in nx.weakly_connected_components(graph):
        extents = [(*places[node], radius(graph.degree(node))) for node in nodes]
        low = [min(place[axis] - place[2] for place in extents) for axis in (0, 1)]
        high = [max(place[axis] + place[2] for place in extents) for axis in (0, 1)]
        found.append((*low, *high))
    return found


SHAPES = {
    "a random graph": nx.gnm_random_graph(300, 450, seed=7),
    "a star": nx.star_graph(60),
    "a path": nx.path_graph(30),
    "a ring": nx.cycle_graph(40),
    "a tree": nx.balanced_tree(3, 4),
    "a grid": nx.convert_node_labels_to_integers(nx.grid_2d_graph(7, 7)),
    "all with all": nx.complete_graph(25),
    "two sides": nx.complete_bipartite_graph(3, 20),
    "a pair": nx.path_graph(2),
    "single nodes": nx.empty_graph(12),
    "six hundred nodes with few hubs": nx.barabasi_albert_graph(600, 2, seed=1),
    "a random network in many parts": nx.gnm_random_graph(900, 1000, seed=2),
    "a star with two thousand links": nx.star_graph(2000),
    "two hubs that share all": nx.complete_bipartite_graph(2, 700),
    "a chain": nx.path_graph(1000),
    "a dense network": nx.gnm_random_graph(310, 20_000, seed=3),
    "a hub with a crowd, and a chain": nx.disjoint_union(nx.star_graph(350), nx.path_graph(9)),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("plain", SHAPES.values(), ids=SHAPES)
def test_every_node_has_a_place_and_none_overlap(plain: nx.Graph[int]) -> None:
    graph = multigraph(plain)
    places = positions(graph)
    assert places.keys() == set(graph)
    assert all(math.isfinite(value) for place in places.values() for value in place)
    assert overlaps(graph, places) == []


@pytest.mark.parametrize("name", ["six hundred nodes with few hubs", "a chain", "a star with two thousand links"])
def test_a_large_network_takes_no_more_room_than_a_screen_can_show(name: str) -> None:
    graph = multigraph(SHAPES[name])
    points = np.array(list(positions(graph).values()))
    taken = sum((2 * radius(degree) + GAP) ** 2 for _, degree in graph.degree())
    assert np.prod(np.ptp(points, axis=0)) < 12 * taken  # all nodes within the first view, none thrown out
    scale = min((1440 - 128) / np.ptp(points[:, 0]), (900 - 68) / np.ptp(points[:, 1]))
    assert scale > 0.3 * math.sqrt(600 / len(graph))


def test_a_network_without_links_is_a_block_of_points() -> None:
    places = np.array(list(positions(multigraph(nx.empty_graph(3000))).values()))
    width, height = np.ptp(places, axis=0)
    assert 1 < width / height < 3
    assert width < 2500


def test_communities_of_a_large_network_stand_apart() -> None:
    plain = nx.relaxed_caveman_graph(12, 30, 0.05, seed=4)
    places = positions(multigraph(plain))
    points = np.array([places[f"urn:{node}"] for node in range(360)]).reshape(12, 30, 2)
    middles = points.mean(axis=1)
    own = np.hypot(*(points - middles[:, None]).reshape(-1, 2).T).mean()
    between = np.array([math.dist(one, other) for one, other in itertools.combinations(middles, 2)])
    assert between.min() > own


async def test_the_nodes_of_the_register_do_not_overlap(atlas: Atlas) -> None:
    graph = (await atlas.network("register")).graph
    assert overlaps(graph, positions(graph)) == []


@settings(max_examples=15)
@given(
    st.lists(
        st.builds(
            lambda n, m, seed: nx.gnm_random_graph(n, m, seed=seed),
            st.integers(1, 12),
            st.integers(0, 20),
            st.integers(0, 99),
        ),
        max_size=6,
    )
)
def test_components_are_packed_without_overlap_around_the_origin(parts: list[nx.Graph[int]]) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, part in enumerate(parts):
        graph.update(multigraph(part, f"urn:{number}"))
    places = positions(graph)
    assert places.keys() == set(graph)
    for one, other in itertools.combinations(boxes(graph, places), 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    for axis in (0, 1):
        values = [place[axis] for place in places.values()]
        assert not values or abs(min(values) + max(values)) < 0.3


def test_no_node_and_one_node_have_their_places() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert positions(graph) == {}
    graph.add_node("urn:a")
    assert positions(graph) == {"urn:a": (0.0, 0.0)}
    graph.add_edge("urn:a", "urn:a", key="urn:p")
    assert positions(graph) == {"urn:a": (0.0, 0.0)}


def test_two_linked_nodes_stand_level_at_the_length_of_an_edge() -> None:
    graph = multigraph(nx.path_graph(2))
    graph.add_edge("urn:1", "urn:0", key="urn:other")
    (ax, ay), (bx, by) = positions(graph).values()
    assert abs(ax - bx) == pytest.approx(EDGE, abs=0.2)
    assert ay == by == 0


def test_the_largest_component_comes_first() -> None:
    graph = multigraph(nx.disjoint_union(nx.path_graph(2), nx.cycle_graph(9)))
    by_size = sorted(boxes(graph, positions(graph)), key=lambda box: (box[1], box[0]))
    assert (by_size[0][2] - by_size[0][0]) > (by_size[-1][2] - by_size[-1][0])


def test_many_components_fill_a_screen_instead_of_a_line() -> None:
    places = positions(multigraph(nx.disjoint_union_all([nx.path_graph(3)] * 40))).values()
    width, height = (max(place[axis] for place in places) - min(place[axis] for place in places) for axis in (0, 1))
    assert 1 < width / height < 3


# ── Where names are what a drawing is for ────────────────────────────────────


def test_pairs_and_threes_stand_like_lists_with_room_for_each_name_on_the_right() -> None:
    """At the scale at which a laptop shows all, each line of a list is free for a name of two lines and 20 letters."""
    parts = [nx.path_graph(9), nx.path_graph(3), *[nx.complete_graph(3)] * 8, *[nx.path_graph(2)] * 25]
    graph = multigraph(nx.disjoint_union_all(parts))
    places, listed = positions_with_names(graph)
    assert places.keys() == set(graph)
    assert listed == {f"urn:{node}" for node in range(9, len(graph))}
    across, down = np.ptp(np.array(list(places.values())), axis=0)
    scale = min(1124 / (across + 140), 696 / down)
    assert across / down == pytest.approx(1.6, abs=0.35)
    for one, other in itertools.combinations(sorted(listed), 2):
        (ax, ay), (bx, by) = places[one], places[other]
        assert abs(ay - by) * scale >= 32 or abs(ax - bx) * scale >= 110, (one, other)


def test_a_list_has_what_links_the_others_in_its_middle_and_aside_where_they_are_linked_too() -> None:
    chain, _ = positions_with_names(multigraph(nx.path_graph(3)))
    assert {x for x, _ in chain.values()} == {0.0}
    assert chain["urn:0"][1] < chain["urn:1"][1] < chain["urn:2"][1]
    ring, _ = positions_with_names(multigraph(nx.complete_graph(3)))
    xs = [x for x, _ in sorted(ring.values(), key=lambda place: place[1])]
    assert xs[0] == xs[2] < xs[1]


@pytest.mark.parametrize("count", [0, 1, 150, 300])
def test_any_number_of_components_has_places_with_names_that_are_always_the_same(count: int) -> None:
    graph = multigraph(
        nx.disjoint_union_all([nx.path_graph(1 + number % 3) for number in range(count)] or [nx.Graph()])
    )
    places, listed = positions_with_names(graph)
    assert places.keys() == set(graph)
    assert positions_with_names(graph) == (places, listed)
    assert bool(listed) == (0 < count <= 200)


def test_a_node_with_more_edges_is_larger() -> None:
    assert [radius(degree) for degree in (0, 1, 4)] == [5, 7.4, 9.8]


def test_the_same_network_looks_the_same_in_whatever_order_it_comes() -> None:
    graph = several()
    expected = positions(graph)
    assert positions(graph) == expected
    edges, nodes = list(graph.edges(keys=True)), list(graph)
    random.Random(5).shuffle(edges)  # noqa: S311 - a shuffle, no secret
    random.Random(6).shuffle(nodes)  # noqa: S311
    shuffled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(edges)
    assert positions(shuffled) == expected


PROGRAM = """
import json, sys, networkx as nx
from sandbox_atlas.graph.network.layout import positions
print(json.dumps(positions(nx.MultiDiGraph(json.load(sys.stdin)))))
"""


def several() -> nx.MultiDiGraph[str]:
    """A large component and two small ones."""
    parts = [nx.barabasi_albert_graph(320, 2, seed=7), nx.gnm_random_graph(30, 60, seed=8), nx.path_graph(4)]
    return multigraph(nx.disjoint_union_all(parts))


def test_the_same_network_looks_the_same_in_every_process() -> None:
    network, seed = several(), {**os.environ, "PYTHONHASHSEED": "1"}
    given, command = json.dumps(list(network.edges())).encode(), [sys.executable, "-c", PROGRAM]
    elsewhere = subprocess.run(command, env=seed, input=given, capture_output=True, check=True)
    assert json.loads(elsewhere.stdout) == {node: list(place) for node, place in positions(network).items()}


def test_laying_out_leaves_the_graph_as_it_was() -> None:
    graph = multigraph(nx.cycle_graph(5))
    graph.add_edge("urn:0", "urn:0", key="urn:loop")
    before = list(graph.edges(keys=True, data=True))
    positions(graph)
    assert list(graph.edges(keys=True, data=True)) == before


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
