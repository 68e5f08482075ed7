"""What the explorer shows: filters with counts, where it starts, its drawings and its table."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.network.arrangements import Plan, arranged, with_batches
from sandbox_atlas.graph.network.centrality import with_centrality
from sandbox_atlas.graph.network.columns import spread
from sandbox_atlas.graph.network.drawing import picture
from sandbox_atlas.graph.network.neighbourhood import along, neighbours, shortest_paths
from sandbox_atlas.graph.network.picture import SHARED
from sandbox_atlas.graph.network.projection import Network, cut
from sandbox_atlas.graph.network.table import table_view
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact
from sandbox_atlas.graph.register.batch_sequence import Batch, batches, first_pair
from sandbox_atlas.graph.register.exploration import short
from sandbox_atlas.graph.register.facets import FACETS, Facets

pytestmark = pytest.mark.anyio

LAKE_1, LAKE_2 = "batch:lake-1", "batch:lake-2"


async def drawn(atlas: Atlas, given: dict[str, list[str]] | None = None) -> tuple[dict[str, Any], list[str]]:
    """The picture of an exploration, with batches, and the batches in order of time."""
    found = await atlas.explore(given or {}, whole=True)
    order = [batch.iri for batch in found.batches]
    return with_batches(picture(found.network, atlas.names, atlas.style, lambda iri: f"/{compact(iri)}"), order), order


def by_name(picture: dict[str, Any]) -> dict[str, Any]:
    return {compact(node["id"]): node for node in picture["nodes"]}


def applications(graph: Any) -> set[str]:  # noqa: ANN401 - any graph
    return {compact(node) for node in graph if "/application/" in node}


# ── Filters ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"app:harbour-pay", "app:ferry-loans", "app:buoy-ledger", "app:cave-scan"}),
        ({"sandbox": ["hill"]}, {"app:cave-scan"}),
        ({"batch": ["lake-1", "lake-2"]}, {"app:harbour-pay", "app:ferry-loans", "app:buoy-ledger"}),
        ({"technology": ["water-maths"]}, {"app:harbour-pay", "app:buoy-ledger"}),
        ({"technology": ["tide-models"]}, {"app:harbour-pay"}),
        ({"kind": ["insurer"]}, {"app:buoy-ledger"}),
        ({"kind": ["bank"], "batch": ["lake-2"]}, {"app:ferry-loans"}),
        ({"certainty": ["doubtful"]}, {"app:ferry-loans"}),
        ({"technology": ["tide-models"], "batch": ["lake-2"]}, set()),
    ],
)
async def test_filters_combine_and_their_counts_are_what_is_drawn(
    atlas: Atlas, given: dict[str, list[str]], expected: set[str]
) -> None:
    found = await atlas.explore(given, whole=True)
    assert applications(found.network.graph) == expected
    for facet in FACETS:
        for option in found.facets[facet]:
            narrowed = {**given, facet: [short(option.iri)]}
            left = await atlas.explore(narrowed, whole=True)
            assert len(applications(left.network.graph)) == option.count, (facet, option.iri)


async def test_a_doubtful_link_is_drawn_without_those_that_others_state(atlas: Atlas) -> None:
    network = (await atlas.explore({"certainty": ["doubtful"]})).network
    edges = {(compact(one), compact(key), compact(end)) for one, end, key in network.graph.edges(keys=True)}
    assert ("app:ferry-loans", "sbx:applicant", "inst:north-bank-pier") in edges
    assert ("app:ferry-loans", "sbx:applicant", "inst:reed-tech") not in edges


async def test_narrower_choices_stand_below_the_broader_one(atlas: Atlas) -> None:
    found = await atlas.explore({"technology": ["tide-models"]})
    options = [(short(option.iri), option.depth, option.chosen) for option in found.facets["technology"]]
    assert options == [("water-maths", 0, False), ("tide-models", 1, True)]


async def test_what_is_chosen_stays_among_the_choices_when_nothing_is_left(atlas: Atlas) -> None:
    found = await atlas.explore({"batch": ["lake-1"], "kind": ["insurer"]})
    assert not found.network.graph
    assert [(short(option.iri), option.count) for option in found.facets["batch"] if option.chosen] == [("lake-1", 0)]


async def test_wrong_filters_are_refused_in_words(atlas: Atlas) -> None:
    with pytest.raises(BadParameterError, match="no batch named 'lake-9'"):
        await atlas.explore({"batch": ["lake-9"]})
    with pytest.raises(BadParameterError, match="has no parameter 'weather'"):
        await atlas.explore({"weather": ["fair"]})


async def test_every_facet_is_counted_from_the_same_applications(atlas: Atlas) -> None:
    facets = await Facets.load(atlas.engine)
    everything = {name.iri for name in atlas.names.of_class(f"{SBX}Application")}
    assert facets.applications({}) == everything
    assert facets.applications({"batch": frozenset({"urn:unknown"})}) == frozenset()


# ── Where it starts ──────────────────────────────────────────────────────────


async def test_batches_come_in_order_of_time_with_what_is_known_of_them(atlas: Atlas) -> None:
    found = await batches(atlas.engine)
    assert [(compact(batch.iri), batch.date, batch.reported, batch.named) for batch in found] == [
        (LAKE_1, "2030-05-01", 1, 1),
        (LAKE_2, "", 3, 2),
    ]
    assert [batch.is_complete for batch in found] == [True, False]
    assert [batch.is_partial for batch in found] == [False, True]
    assert not replace(found[1], described=1).is_partial


async def test_incomplete_batches_of_the_network_are_those_that_coverage_counts(atlas: Atlas) -> None:
    found, covered = await atlas.explore({}, whole=True), await atlas.coverage()
    assert (found.drawn, found.partial) == (covered.batches, covered.partial) == (2, 1)


def batch(name: str, ordinal: int, reported: int | None, named: int, place: str = "p") -> Batch:
    return Batch(name, "s", place, ordinal, "", reported, named)


@pytest.mark.parametrize(
    ("known", "first"),
    [
        ([batch("a", 1, 2, 2), batch("b", 2, 3, 3), batch("c", 3, 9, 9)], ("b", "c")),
        ([batch("a", 1, 2, 2), batch("b", 2, 9, 3), batch("c", 1, 1, 1, "q"), batch("d", 2, 1, 1, "q")], ("c", "d")),
        ([batch("a", 1, None, 4), batch("b", 2, 9, 3)], ("a",)),
        ([batch("a", 1, 5, 0)], ()),
        ([], ()),
    ],
)
def test_the_explorer_starts_with_two_batches_that_are_known_completely(
    known: list[Batch], first: tuple[str, ...]
) -> None:
    assert first_pair(known) == first


async def test_without_a_filter_the_start_is_shown_and_the_whole_only_on_request(atlas: Atlas) -> None:
    start = await atlas.explore({})
    assert start.is_start
    assert applications(start.network.graph) == {"app:ferry-loans", "app:buoy-ledger"}
    assert start.partial == 1
    whole = await atlas.explore({}, whole=True)
    assert not whole.is_start
    assert len(applications(whole.network.graph)) == 4


async def test_too_large_a_network_keeps_its_most_linked_things_and_says_how_many_there_are(atlas: Atlas) -> None:
    network = (await atlas.explore({}, whole=True)).network
    degrees = dict(network.graph.degree())
    few = cut(network, 5)
    kept = few.graph
    assert (len(kept), few.left_out, few.total) == (5, len(degrees) - 5, len(degrees))
    assert cut(few, 3).total == len(degrees)
    assert picture(few, atlas.names, atlas.style, str)["total"] == len(degrees)
    assert min(degrees[node] for node in kept) >= max(degrees[node] for node in network.graph if node not in kept)
    assert cut(network, len(degrees)) is network


def test_no_thing_stands_alone_in_a_network_that_is_cut() -> None:
    links: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    links.add_edges_from([("hub", f"spoke-{each}") for each in range(3)], key="k")
    links.add_edges_from([("scheme", f"licence-{each}") for each in range(2)])
    links.add_edges_from([(f"pair-{each}", f"other-{each}") for each in range(9)])
    network = Network(view("register"), {}, "", links)
    assert set(cut(network, 2).graph) == {"hub", "spoke-0"}
    assert set(cut(network, 5).graph) == {"hub", "spoke-0", "scheme", "licence-0", "licence-1"}
    pairs = links.subgraph(node for node in links if node.startswith(("pair", "other")))
    assert sorted(dict(cut(replace(network, graph=pairs), 4).graph.degree()).values()) == [1, 1, 1, 1]


# ── Drawings ─────────────────────────────────────────────────────────────────


async def test_everything_knows_its_batches_in_order_of_time(atlas: Atlas) -> None:
    nodes = by_name((await drawn(atlas))[0])
    held = {name: [compact(iri) for iri in node["batches"]] for name, node in nodes.items()}
    assert held["app:harbour-pay"] == [LAKE_1]
    assert held["inst:reed-tech"] == [LAKE_1, LAKE_2]
    assert held["tech:water-maths"] == [LAKE_2]
    assert held["app:cave-scan"] == []


async def test_columns_hold_institutions_applications_and_technologies(atlas: Atlas) -> None:
    original, order = await drawn(atlas)
    columns = arranged(original, "columns", Plan(order))
    nodes = by_name(columns)
    middle = {name: node["x"] for name, node in nodes.items()}
    assert middle["inst:reed-tech"] < middle["app:ferry-loans"] < middle["tech:tide-models"]
    assert len({x for name, x in middle.items() if name.startswith("inst:")}) == 1
    assert "sandbox:lake" not in nodes
    assert nodes[LAKE_1]["y"] < nodes["app:harbour-pay"]["y"] < nodes[LAKE_2]["y"] < nodes["app:ferry-loans"]["y"]
    assert {edge["relation"] for edge in columns["edges"]} == {"sbx:applicant", "sbx:participant", "sbx:usesTechnology"}
    assert [edge["id"] for edge in columns["edges"]] == list(range(len(columns["edges"])))
    counts = {entry["id"]: entry["count"] for entry in columns["classes"]}
    assert counts["sbx:Application"] == 4


async def test_rows_of_a_column_do_not_touch(atlas: Atlas) -> None:
    nodes = by_name(arranged((await drawn(atlas))[0], "columns", Plan()))
    for kind in ("inst:", "app:", "tech:"):
        rows = sorted(node["y"] for name, node in nodes.items() if name.startswith(kind))
        assert all(below - above > 20 for above, below in itertools.pairwise(rows))


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(-500, 500), max_size=20))
def test_places_keep_their_order_and_their_distance(wanted: dict[str, float]) -> None:
    places = spread(wanted, 10)
    ranked = sorted(wanted, key=lambda name: (wanted[name], name))
    assert places.keys() == wanted.keys()
    for above, below in itertools.pairwise(ranked):
        assert places[below] - places[above] >= 10 - 1e-6


async def test_one_thing_stands_in_the_middle_and_its_batches_go_round_in_order_of_time(atlas: Atlas) -> None:
    network = await atlas.explore({"entity": ["institution/reed-tech"]})
    original = picture(network.network, atlas.names, atlas.style, str)
    order = [batch.iri for batch in network.batches]
    nodes = by_name(arranged(original, "around", Plan(order, network.entity)))
    centre = nodes["inst:reed-tech"]

    def from_centre(name: str) -> tuple[float, float]:
        dx, dy = nodes[name]["x"] - centre["x"], nodes[name]["y"] - centre["y"]
        return math.hypot(dx, dy), math.atan2(dx, -dy) % (2 * math.pi)

    assert from_centre("app:harbour-pay")[0] == pytest.approx(from_centre("app:ferry-loans")[0], abs=1)
    assert from_centre("inst:north-bank")[0] > from_centre("app:harbour-pay")[0]
    assert from_centre("app:harbour-pay")[1] < from_centre("app:ferry-loans")[1]  # the earlier batch comes first


async def test_partners_are_linked_by_the_applications_they_share(atlas: Atlas) -> None:
    original, order = await drawn(atlas)
    partners = arranged(original, "partners", Plan(order))
    pairs = {(compact(edge["from"]), compact(edge["to"])): edge for edge in partners["edges"]}
    assert set(pairs) == {("inst:north-bank", "inst:reed-tech"), ("inst:north-bank-pier", "inst:reed-tech")}
    assert {edge["relation"] for edge in partners["edges"]} == {SHARED}
    shared = pairs[("inst:north-bank", "inst:reed-tech")]
    assert (shared["weight"], [compact(iri) for iri in shared["through"]]) == (1, ["app:harbour-pay"])
    assert partners["alone"] == 1  # the insurer applied alone
    assert partners["total"] == 4
    assert by_name(partners)["inst:reed-tech"]["degree"] == 2
    assert {node.get("beside") for node in partners["nodes"]} == {"right"}  # three that are linked are a list of names


@pytest.mark.parametrize("how", ["network", "columns", "around", "partners"])
async def test_every_drawing_is_the_same_each_time_and_takes_an_empty_network(atlas: Atlas, how: str) -> None:
    original, order = await drawn(atlas)
    assert arranged(original, how, Plan(order)) == arranged(original, how, Plan(order))
    empty = {"nodes": [], "edges": [], "classes": [], "relations": []}
    assert arranged(with_batches(empty, order), how, Plan(order))["nodes"] == []
    for node in arranged(original, how, Plan(order))["nodes"]:
        assert math.isfinite(node["x"])
        assert math.isfinite(node["y"])


# ── The table ────────────────────────────────────────────────────────────────


async def test_the_table_has_every_node_with_its_links_in_both_directions(atlas: Atlas) -> None:
    original, _ = await drawn(atlas, {"batch": ["lake-1"]})
    rows = {row.label: row for row in table_view(original, "en")}
    assert len(rows) == len(original["nodes"])
    bank = rows["North Bank"]
    assert (bank.kind, bank.links, bank.href) == ("Institution", 1, "/inst:north-bank")
    assert [(each.relation, each.label) for each in bank.neighbours] == [("applicant of", "Harbour Pay")]
    assert sum(row.links for row in rows.values()) == 2 * len(original["edges"])


@pytest.mark.parametrize(("order", "first"), [("links", "Harbour Pay"), ("name", "Harbour Pay"), ("class", "Lake")])
async def test_the_table_can_be_sorted(atlas: Atlas, order: str, first: str) -> None:
    rows = table_view((await drawn(atlas, {"batch": ["lake-1"]}))[0], "en", order)
    assert rows[0].label.startswith(first)


# ── Around a thing, and from one to another ──────────────────────────────────


async def test_neighbours_are_counted_by_relation_before_the_list_is_cut(atlas: Atlas) -> None:
    reed = await atlas.resolve("institution/reed-tech")
    register = await atlas.indexes.register()
    found = neighbours(register, reed, 1)
    counts = {(compact(key), inverse): count for (key, inverse), count in found.by_relation.items()}
    assert counts == {("sbx:applicant", True): 2, ("sbx:participant", True): 1}
    assert (found.total, len(found.listed), len(found.graph)) == (3, 1, 2)
    rest = neighbours(register, reed, 9, 1)
    assert len(rest.listed) == 2
    assert set(found.listed) | set(rest.listed) == {iri for iri in register if reed in register[iri]}
    only = neighbours(register, reed, 9, relation=f"{SBX}participant")
    assert [compact(iri) for iri in only.listed] == ["app:harbour-pay"]
    assert neighbours(register, "urn:unknown", 9).total == 0


async def test_shortest_paths_ignore_the_direction_of_links_and_carry_them(atlas: Atlas) -> None:
    register = await atlas.indexes.register()
    bank, pier = [await atlas.resolve(f"institution/{name}") for name in ("north-bank", "gull-insurance")]
    paths = shortest_paths(register, bank, pier)
    assert {len(path) for path in paths} == {nx.shortest_path_length(nx.Graph(register), bank, pier) + 1}
    part = along(register, paths)
    assert set(part) == {iri for path in paths for iri in path}
    assert all(register.has_edge(*edge) for edge in part.edges(keys=True))
    assert shortest_paths(register, bank, "urn:unknown") == []
    register.add_node("urn:alone")
    assert shortest_paths(register, bank, "urn:alone") == []


async def test_measures_are_those_of_networkx(atlas: Atlas) -> None:
    original, _ = await drawn(atlas)
    measured_nodes = with_centrality(original)["nodes"]
    plain = nx.Graph([(edge["from"], edge["to"]) for edge in original["edges"]])
    between, rank = nx.betweenness_centrality(plain), nx.pagerank(plain)
    for node in measured_nodes:
        assert node["betweenness"] == pytest.approx(between[node["id"]], abs=1e-5)
        assert node["pagerank"] == pytest.approx(rank[node["id"]], abs=1e-4)
    sizes = [sum(node["community"] == number for node in measured_nodes) for number in range(3)]
    assert sizes == sorted(sizes, reverse=True)
    assert with_centrality({"nodes": [], "edges": []}) == {"nodes": [], "edges": []}
