"""Two batches, sandboxes or places compared: what is new, gone and continuing, in data, words and one network."""

from __future__ import annotations

import httpx2 as httpx
import pyoxigraph as ox
import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.routes import compare
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.rdf.vocabulary import SBX, entity_iri
from sandbox_atlas.graph.register.comparison import ASPECTS, Comparison
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

USES, INVOLVES, IN_BATCH = (ox.NamedNode(f"{SBX}{name}") for name in ("usesTechnology", "involves", "inBatch"))


def slugs(compared: Comparison, aspect: str) -> dict[str, set[str]]:
    found = next(each for each in compared.aspects if each.name == aspect)
    parts = {"new": found.new, "gone": found.gone, "both": found.continuing}
    return {name: {item.iri.rsplit("/", 1)[-1] for item in items} for name, items in parts.items()}


async def test_the_second_batch_is_told_from_the_first(atlas: Atlas) -> None:
    compared = await atlas.compare("batch/lake-1", "batch/lake-2")
    assert slugs(compared, "application") == {
        "new": {"ferry-loans", "buoy-ledger"},
        "gone": {"harbour-pay"},
        "both": set(),
    }
    assert slugs(compared, "institution")["new"] >= {"north-bank-pier"}
    assert "north-bank" in slugs(compared, "group")["both"]  # its pier branch takes part in the second
    assert "water-maths" in slugs(compared, "technology")["new"]
    assert [each.name for each in compared.aspects] == list(ASPECTS)


async def test_what_one_side_has_no_record_of_is_no_novelty_of_the_other(atlas: Atlas) -> None:
    compared = await atlas.compare("sandbox/hill", "batch/lake-1")
    recorded = {each.name: (each.is_recorded("a"), each.is_recorded("b")) for each in compared.aspects}
    assert recorded["institution"] == (True, True)
    assert recorded["type"] == recorded["technology"] == (False, True)


async def test_the_other_way_round_swaps_new_and_gone(atlas: Atlas) -> None:
    there = await atlas.compare("batch/lake-1", "batch/lake-2")
    back = await atlas.compare("batch/lake-2", "batch/lake-1")
    for aspect in ASPECTS:
        one, other = slugs(there, aspect), slugs(back, aspect)
        assert (one["new"], one["gone"], one["both"]) == (other["gone"], other["new"], other["both"])


async def test_compared_with_itself_everything_continues(atlas: Atlas) -> None:
    compared = await atlas.compare("batch/lake-1", "batch/lake-1")
    for aspect in compared.aspects:
        assert not aspect.new
        assert not aspect.gone
        assert all(item.first == item.second for item in aspect.continuing)
    assert set(compared.sides().values()) == {"both"}


async def test_every_node_of_the_one_network_has_a_side(atlas: Atlas) -> None:
    compared = await atlas.compare("batch/lake-1", "batch/lake-2")
    sides = compared.sides()
    assert set(sides) >= set(compared.network.graph)
    assert sides[entity_iri("batch", "lake-1")] == "a"
    assert sides[entity_iri("batch", "lake-2")] == "b"
    assert sides[entity_iri("application", "ferry-loans")] == "b"


async def test_a_sandbox_can_be_compared_with_a_batch(atlas: Atlas) -> None:
    compared = await atlas.compare("batch/lake-1", "sandbox/lake")
    assert slugs(compared, "application")["both"] == {"harbour-pay"}


@pytest.mark.parametrize("reference", ["north-bank", "nowhere", "<script>"])
async def test_only_batches_sandboxes_and_places_are_compared(atlas: Atlas, reference: str) -> None:
    with pytest.raises(BadParameterError, match="no batch or sandbox or place"):
        await atlas.compare("batch/lake-1", reference)


async def test_where_there_are_too_many_to_list_the_form_takes_names(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_process(create_app(atlas=atlas)) as client:
        page = "/compare?a=batch/lake-1&b=batch/lake-2&lang=en"
        listed = (await client.get(page, headers={"Accept": "text/html"})).text
        monkeypatch.setattr(compare, "_CHOICES", 2)
        typed = (await client.get(f"{page}&utm_source=x", headers={"Accept": "text/html"})).text
    assert '<option value="batch/lake-1" selected>' in listed
    assert "<option" not in typed
    assert 'name="a" value="batch/lake-1" data-picker="/search" data-kinds="batch sandbox place"' in typed


def test_beijings_two_batches_are_compared_as_the_statements_say(shipped_store: ox.Store, server: str) -> None:
    def technologies(batch: str) -> set[str]:
        applications = [
            quad.subject
            for quad in shipped_store.quads_for_pattern(None, IN_BATCH, ox.NamedNode(batch), ox.DefaultGraph())
        ]
        return {
            quad.object.value  # type: ignore[union-attr]
            for application in applications
            for quad in shipped_store.quads_for_pattern(application, USES, None, ox.DefaultGraph())
        }

    first, second = (technologies(entity_iri("batch", f"pboc-beijing-{number}")) for number in (1, 2))
    with httpx.Client(base_url=server) as client:
        document = client.get("/compare.json", params={"a": "batch/pboc-beijing-1", "b": "batch/pboc-beijing-2"}).json()
    found = document["aspects"]["technology"]
    assert {item["iri"] for item in found["new"]} == second - first
    assert {item["iri"] for item in found["gone"]} == first - second
    assert {item["iri"] for item in found["continuing"]} == first & second
    assert {node["side"] for node in document["network"]["nodes"]} == {"a", "b", "both"}


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("", 200, "Choose two batches"),
        ("?a=batch/pboc-beijing-1", 200, "Choose two batches"),
        ("?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2", 200, "only in Beijing batch 2 (2020)"),
        ("?a=batch/fca-cohort-4&b=batch/fca-cohort-5", 200, "No application is recorded. Sources report 29 more."),
        ("?a=batch/fca-cohort-5&b=batch/fca-cohort-2020", 200, "No application of either is recorded"),
        ("?a=place/beijing&b=place/shanghai&lang=zh", 200, "互换"),
        ("?a=icbc&b=batch/pboc-beijing-2", 400, "“icbc” (a batch, a sandbox or a place)"),
        ("?a=%3Cscript%3E&b=batch/pboc-beijing-2", 400, "&lt;script&gt;"),
    ],
)
def test_the_page_says_what_it_compares_or_what_to_do(server: str, query: str, status: int, text: str) -> None:
    with httpx.Client(base_url=server, headers={"Accept": "text/html"}) as client:
        answer = client.get(f"/compare{query}")
    assert answer.status_code == status
    assert text in answer.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("a=lake-2&b=batch/lakes-1", ["“batch/lakes-1” (a batch, a sandbox or", 'href="/compare?a=lake-2&amp;b=batch']),
        ("a=nobody&b=batch/lake-1", ["“nobody” (a batch, a sandbox or a place)", 'href="/search?q=nobody"']),
        ("a=batch/lake-1&b=lake-1", ["Both are Lake, first batch.", "Choose another one to compare it with."]),
    ],
)
async def test_a_page_that_cannot_compare_says_why_and_keeps_the_form(
    atlas: Atlas, asked: str, shown: list[str]
) -> None:
    async with in_process(create_app(atlas=atlas)) as client:
        page = await client.get(f"/compare?{asked}", headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert [text for text in (*shown, 'name="a"', 'name="b"', "For example") if text not in page.text] == []
    chosen = "lake-2" if "lake-2" in asked else "lake-1"
    assert f'<option value="batch/{chosen}" selected>' in page.text
