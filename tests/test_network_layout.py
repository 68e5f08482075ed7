"""Places of the nodes of a network: none overlap, linked ones are near, and they are always the same."""

from __future__ import annotations

import itertools
import json
import math
import os
import random
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network.layout import EDGE, positions, positions_with_names, radius
from sandbox_atlas.graph.network.placing.apart import GAP

pytestmark = pytest.mark.anyio

Places = dict[str, tuple[float, float]]


def multigraph(plain: nx.Graph[int], name: str = "urn") -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(f"{name}:{node}" for node in plain)
    graph.add_edges_from((f"{name}:{a}", f"{name}:{b}", "urn:relation") for a, b in plain.edges)
    return graph


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
