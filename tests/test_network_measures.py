"""Measures and projections equal networkx, on networks of every shape; variety equals what one computes by hand."""

from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import pytest

from sandbox_atlas.graph.network.analysis import measures
from sandbox_atlas.graph.network.analysis.involvement import Involvement
from sandbox_atlas.graph.network.analysis.measures import Adjacency
from sandbox_atlas.graph.network.analysis.projection import Projection, project
from sandbox_atlas.graph.network.analysis.results import RESULTS, Networks
from sandbox_atlas.graph.network.analysis.routes import routes
from sandbox_atlas.graph.network.analysis.variety import evenness, growth, jaccard, shannon, similar

NEAR = 1e-9


def groups(seed: int, size: int) -> dict[str, list[str]]:
    """Random groups: some names are in many, some alone, and some groups have a name twice."""
    chance = random.Random(seed)  # noqa: S311
    names = [f"n{number:03}" for number in range(size)]
    return {f"g{number}": chance.choices(names, k=chance.randint(1, 5)) for number in range(size)}


SHAPES: dict[str, dict[str, list[str]]] = {
    "nothing": {},
    "one alone": {"g": ["a"]},
    "two alone": {"g": ["a"], "h": ["b"]},
    "one pair": {"g": ["a", "b"], "h": ["b", "a"]},
    "a star": {f"g{end}": ["middle", end] for end in "abcdef"},
    "a chain": {f"g{number}": [f"n{number}", f"n{number + 1}"] for number in range(12)},
    "two parts and one alone": {"g": ["a", "b", "c"], "h": ["x", "y"], "i": ["alone"]},
    **{f"random {size}": groups(size, size) for size in (5, 30, 120)},
}


@pytest.fixture(params=SHAPES)
def members(request: pytest.FixtureRequest) -> dict[str, list[str]]:
    return SHAPES[request.param]


def by_name(projection: Projection, values: object) -> dict[str, float]:
    return dict(zip(projection.names, list(values), strict=True))  # type: ignore[call-overload]


def test_the_projection_is_that_of_networkx(members: dict[str, list[str]]) -> None:
    two_mode: nx.Graph[object] = nx.Graph()
    for group, names in members.items():
        two_mode.add_edges_from(((group,), name) for name in names)
    names = {name for each in members.values() for name in each}
    expected = nx.bipartite.weighted_projected_graph(two_mode, names) if names else nx.Graph()
    found = project(members).to_networkx()
    assert set(found) == set(expected)
    assert {frozenset(ends): weight for *ends, weight in found.edges.data("weight")} == {
        frozenset(ends): weight for *ends, weight in expected.edges.data("weight")
    }


def test_pagerank_is_that_of_networkx(members: dict[str, list[str]]) -> None:
    projection = project(members)
    found = by_name(projection, measures.pagerank(Adjacency.of(projection)))
    expected = nx.pagerank(projection.to_networkx(), tol=1e-15, max_iter=1_000) if projection.names else {}
    assert found == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize("sample", [None, 2, 7])
def test_betweenness_is_that_of_networkx(members: dict[str, list[str]], sample: int | None) -> None:
    projection = project(members)
    graph = projection.to_networkx()
    found = by_name(projection, measures.betweenness(Adjacency.of(projection), sample))
    if len(graph) > 2:
        sources = min(sample, len(graph)) if sample else None
        assert found == pytest.approx(nx.betweenness_centrality(graph, k=sources, seed=measures.SEED), abs=NEAR)
    else:
        assert found == dict.fromkeys(graph, 0)


def test_cores_components_and_communities_are_those_of_networkx(members: dict[str, list[str]]) -> None:
    projection = project(members)
    graph = projection.to_networkx()
    assert by_name(projection, measures.cores(projection)) == nx.core_number(graph)
    assert {frozenset(each) for each in measures.components(projection)} == {
        frozenset(each) for each in nx.connected_components(graph)
    }
    expected = nx.community.louvain_communities(graph, weight="weight", seed=measures.SEED)
    assert {frozenset(each) for each in measures.communities(projection)} == {frozenset(each) for each in expected}


def test_assortativity_is_that_of_networkx(members: dict[str, list[str]]) -> None:
    projection = project(members)
    kinds = {name: "odd" if sum(name.encode()) % 2 else "even" for name in projection.names}
    graph = projection.to_networkx()
    nx.set_node_attributes(graph, kinds, "kind")
    found = measures.assortativity(projection, kinds)
    if found is None:
        assert len({kinds[end] for edge in graph.edges for end in edge}) < 2
    else:
        assert found == pytest.approx(nx.attribute_assortativity_coefficient(graph, "kind"), abs=NEAR)
    unknown = dict(list(kinds.items())[1:])
    known = graph.subgraph(unknown)
    assert sum(measures.mixing(projection, unknown).values()) == known.number_of_edges()


def test_variety_is_what_one_computes_by_hand() -> None:
    assert shannon([5]) == 0
    assert shannon([2] * 8) == pytest.approx(3)
    assert shannon([1, 1, 2]) == pytest.approx(1.5)
    assert evenness([3]) is None
    assert evenness([1, 1]) == pytest.approx(1)
    assert jaccard({"a", "b"}, {"b", "c"}) == pytest.approx(1 / 3)
    assert jaccard(set(), set()) == 0
    sets = {"x": {"a", "b"}, "y": {"a", "b", "c"}, "z": {"c"}}
    assert similar(sets) == [("x", "y", 2, 3, pytest.approx(2 / 3))]
    assert {pair[:2] for pair in similar(sets, least=1)} == {("x", "y"), ("y", "z")}


def test_growth_tells_what_is_not_recorded_from_none() -> None:
    steps = growth(["one", "two", "three"], {"one": ["a", "b"], "three": ["b", "c"]})
    assert [(step.things, step.new, step.total) for step in steps] == [(2, 2, 2), (None, None, 2), (2, 1, 3)]


@pytest.mark.parametrize("name", RESULTS)
def test_every_analysis_takes_an_empty_register(name: str) -> None:
    assert RESULTS[name](Networks(Involvement({}, {}, {}, {}, {}, [])))["rows"] == []


# ── Ways ─────────────────────────────────────────────────────────────────────


def test_ways_lead_through_applications_the_shortest_first() -> None:
    institutions = {"p": ["a", "b"], "q": ["b", "c"], "r": ["a", "d"], "s": ["d", "e"], "t": ["e", "c"], "u": ["x"]}
    found = routes(institutions, "a", "c")
    steps = [(row["way"], row["step"], row["from"], row["application"], row["to"]) for row in found["rows"]]
    assert steps == [
        (1, 1, "a", "p", "b"),
        (1, 2, "b", "q", "c"),
        (2, 1, "a", "r", "d"),
        (2, 2, "d", "s", "e"),
        (2, 3, "e", "t", "c"),
    ]
    assert found["numbers"] == {"ways": 2, "steps": 2}


@pytest.mark.parametrize("end", ["x", "nobody", "a"])
def test_there_may_be_no_way(end: str) -> None:
    assert routes({"p": ["a", "b"], "u": ["x"]}, "a", end) == {"rows": [], "numbers": {"ways": 0, "steps": None}}


def test_every_two_applicants_of_a_large_application_are_partners() -> None:
    names = [f"n{number}" for number in range(40)]
    projection = project({"g": names})
    assert len(projection.first) == len(list(combinations(names, 2)))
    assert set(measures.cores(projection)) == {39}
