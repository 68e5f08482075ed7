"""Groups of a network, kinds of institutions, and the support of links, as drawings have them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import groups
from sandbox_atlas.graph.network.arrangements import with_batches
from sandbox_atlas.graph.network.drawing import legend_entry, node, picture
from sandbox_atlas.graph.network.groups import BETWEEN, Grouping, grouped
from sandbox_atlas.graph.network.kinds import kinds, with_kinds
from sandbox_atlas.graph.network.support import support, with_support
from sandbox_atlas.graph.network.visible import Seen, visible
from sandbox_atlas.graph.rdf.vocabulary import compact, expanded
from sandbox_atlas.graph.settings import Settings

pytestmark = pytest.mark.anyio

NONE: Mapping[str, str] = {}


async def whole(atlas: Atlas) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """The picture of the whole register without places, and the homes of its batches."""
    found = await atlas.explore({}, whole=True, uncut=True)
    drawn = picture(found.network, atlas.names, atlas.style, str, is_placed=False)
    homes = {each.iri: {"sandbox": each.sandbox, "place": each.place} for each in found.batches}
    return with_batches(drawn, [each.iri for each in found.batches]), homes


def by(
    atlas: Atlas, homes: dict[str, dict[str, str]], what: str = "", *opened: str, of: Mapping[str, str] = NONE
) -> Grouping:
    return Grouping(
        what,
        frozenset(map(expanded, opened)),
        homes,
        lambda iri: node(atlas.names.get(iri), 0, str),
        lambda iri: legend_entry(atlas.style.look(iri), 0),
        of,
        {"en": "links"},
    )


async def test_groups_hold_everything_once_and_open_into_their_members(atlas: Atlas) -> None:
    drawn, homes = await whole(atlas)
    closed = grouped(drawn, by(atlas, homes, "sandbox"))
    assert {compact(each["id"]): each["members"] for each in closed["nodes"] if "members" in each} == {
        "sandbox:lake": 13,
        "sandbox:hill": 3,
    }
    alone = [each for each in closed["nodes"] if "members" not in each]
    assert sum(each.get("members", 1) for each in closed["nodes"]) == len(drawn["nodes"]) == closed["total"]
    opened = grouped(drawn, by(atlas, homes, "sandbox", "sandbox:lake", "sandbox:hill"))
    assert {each["id"] for each in opened["nodes"]} == {each["id"] for each in drawn["nodes"]}
    assert len(opened["edges"]) == len(drawn["edges"])
    assert sum(each.get("group") == expanded("sandbox:lake") for each in opened["nodes"]) == 12  # without its sandbox
    assert opened["opened"] == [expanded("sandbox:hill"), expanded("sandbox:lake")]
    assert len(drawn["nodes"]) == 13 + 3 + len(alone)


async def test_a_group_has_the_kind_of_most_of_its_institutions_and_none_where_most_have_none(atlas: Atlas) -> None:
    drawn, homes = await whole(atlas)
    actors = [each["id"] for each in drawn["nodes"] if each["class"] == "sbx:Institution"]

    def found(of: Mapping[str, str]) -> dict[str, str]:
        nodes = grouped(drawn, by(atlas, homes, "sandbox", of=of))["nodes"]
        return {compact(each["id"]): each["kind"] for each in nodes if "kind" in each}

    assert found(dict.fromkeys(actors, "sbx:Bank")) == {"sandbox:lake": "sbx:Bank"}
    assert "sandbox:lake" not in found({actors[0]: "sbx:Bank"})
    assert "sandbox:lake" not in found({each: f"sbx:{number}" for number, each in enumerate(actors)})  # a tie


async def test_a_link_of_a_group_stands_for_all_links_of_its_members(atlas: Atlas) -> None:
    drawn, homes = await whole(atlas)
    closed = grouped(drawn, by(atlas, homes, "batch"))
    between = [each for each in closed["edges"] if each["relation"] == BETWEEN]
    plain = len(closed["edges"]) - len(between)
    stands_for = {each["id"] for each in closed["nodes"] if "members" in each}
    assert stands_for
    assert all({each["from"], each["to"]} & stands_for for each in between)
    assert plain + sum(each["weight"] for each in between) <= len(drawn["edges"])
    assert {each["id"] for each in closed["relations"]} >= {BETWEEN}


async def test_groups_of_an_empty_network_are_none(atlas: Atlas) -> None:
    empty: Any = {"nodes": [], "edges": [], "classes": [], "relations": [], "total": 0}
    assert grouped(empty, by(atlas, {}))["nodes"] == []


@pytest.mark.no_cover
def test_a_large_network_with_one_thing_of_many_links_is_grouped_in_little_time() -> None:
    """20,000 things in 40 batches, one technology that 5,000 of them use."""

    def thing(kind: str, number: int) -> Any:  # noqa: ANN401 - a node
        label = {"en": "x" * 300 if number % 2 else "", "zh": "名" * (number % 3)}
        iri = f"urn:{kind}:{number}"
        own = {"names": [], "href": iri, "x": 0.0, "y": 0.0, "size": 8.0, "degree": 1}
        return {"id": iri, "class": f"sbx:{kind}", "label": label, **own}

    def look(name: str, role: str) -> Any:  # noqa: ANN401 - an entry
        return {"id": name, "role": role, "count": 0}

    hubs = [thing("Batch", number) for number in range(40)]
    items = [thing("Application", number) for number in range(19_959)]
    member = [{"id": 0, "from": each["id"], "to": hubs[n % 40]["id"], "relation": "in"} for n, each in enumerate(items)]
    uses = [{"id": 0, "from": each["id"], "to": "urn:Technology:0", "relation": "uses"} for each in items[:5000]]
    drawn: Any = {
        "nodes": [*hubs, *items, thing("Technology", 0)],
        "edges": [*member, *uses],
        "classes": [look("sbx:Batch", "hub"), look("sbx:Application", "item"), look("sbx:Technology", "topic")],
        "relations": [look("in", "membership"), look("uses", "")],
        "total": 20_000,
    }
    made = Grouping(
        "", frozenset(), {}, lambda _: thing("Place", 0), lambda name: look(name, ""), NONE, {"en": "links"}
    )
    grouped({**drawn, "nodes": drawn["nodes"][:50], "edges": member[:5]}, made)  # libraries are loaded by now
    began = time.process_time()
    closed = grouped(drawn, made)
    assert time.process_time() - began < 6
    assert len(closed["nodes"]) == 40
    assert sum(each["members"] for each in closed["nodes"]) == 20_000


@pytest.mark.no_cover
def test_where_things_stand_that_are_in_no_group_is_known_without_looking_through_all() -> None:
    nodes = [{"id": f"urn:{number}"} for number in range(20_000)]
    standing = groups._Standing.of({"nodes": nodes}, {"urn:7": ("urn:group",)}, frozenset({"urn:group"}))  # type: ignore[typeddict-item]
    began = time.process_time()
    around = {each["id"]: standing.around(each["id"]) for each in nodes}
    assert time.process_time() - began < 2  # 20 where each looks through all others
    assert [each for each in around.items() if each[1]] == [("urn:7", ("urn:group",))]


@pytest.mark.slow
async def test_the_shipped_register_opens_as_about_thirty_groups_a_large_one_as_its_batches() -> None:
    async with await Atlas.open(Settings(), check=False) as atlas:
        drawn, homes = await whole(atlas)
        closed = grouped(drawn, by(atlas, homes))
        assert closed["by"] == "sandbox"
        assert 15 <= len(closed["nodes"]) <= 45
        pilot = "sandbox:pboc-fintech-pilot"
        opened = grouped(drawn, by(atlas, homes, "", pilot))
        inside = [each for each in opened["nodes"] if each.get("group") == expanded(pilot)]
        assert 20 <= sum("members" in each for each in inside) <= 40
        assert sum(each.get("members", 1) for each in opened["nodes"]) == len(drawn["nodes"])
        for one in opened["nodes"]:
            for other in opened["nodes"]:
                far = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
                assert one is other or far > 0.6 * (one["size"] + other["size"])
        kinds_of = with_kinds(drawn, await kinds(atlas.engine), atlas.names)
        labels = [each["label"]["en"] for each in kinds_of["kinds"]]
        assert labels[:4] == ["bank", "payment institution", "technology company", "public body"]
        assert all(each["count"] for each in kinds_of["kinds"])


async def test_a_link_has_the_origins_of_its_sources_and_how_sure_they_are(atlas: Atlas) -> None:
    drawn, _ = await whole(atlas)
    supported = await support(atlas.engine, [edge["from"] for edge in drawn["edges"]])
    shown = with_support(drawn, supported, atlas.names, "en")
    edges = {(compact(each["from"]), each["relation"], compact(each["to"])): each for each in shown["edges"]}
    both = edges["app:ferry-loans", "sbx:applicant", "inst:north-bank-pier"]
    assert len(both["origins"]) == 2
    assert "certainty" not in both  # one of the two is sure
    doubted = with_support(
        drawn, {link: replace(each, certainty="doubtful") for link, each in supported.items()}, atlas.names, "en"
    )
    assert {each.get("certainty") for each in doubted["edges"] if "origins" in each} == {"doubtful"}
    stated = edges["app:harbour-pay", "sbx:inBatch", "batch:lake-1"]
    assert "certainty" not in stated
    assert all(0 <= each < len(shown["sources"]) for each in stated["origins"])
    for number, source in enumerate(shown["sources"]):
        without = visible(shown, Seen(without=source["id"]))
        only = visible(shown, Seen(only=source["id"]))
        assert all(set(each.get("origins", ())) != {number} for each in without["edges"])
        assert all(number in each["origins"] for each in only["edges"])
        assert not only["nodes"] or len(only["nodes"]) <= len(shown["nodes"])


async def test_relations_and_kinds_can_be_left_out(atlas: Atlas) -> None:
    drawn, _ = await whole(atlas)
    shown = with_kinds(drawn, await kinds(atlas.engine), atlas.names)
    applicants = visible(shown, Seen(relations=frozenset({"sbx:applicant"})))
    assert {each["relation"] for each in applicants["edges"]} == {"sbx:applicant"}
    assert len(applicants["nodes"]) == len(drawn["nodes"])
    none = visible(shown, Seen(kinds=frozenset({"nothing"})))
    assert not [each for each in none["nodes"] if each["class"] == "sbx:Institution"]
    assert len(none["nodes"]) > 0
