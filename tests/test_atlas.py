"""The door: opening, refusing to open, and the things behind it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import InvalidDataError, UnknownNameError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact
from sandbox_atlas.graph.register.entities import Group
from sandbox_atlas.graph.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.every_engine]


async def test_an_open_atlas_counts_its_things_in_order_of_the_legend(atlas: Atlas) -> None:
    counts = {compact(iri): count for iri, count in await atlas.counts()}
    assert list(counts)[:2] == ["sbx:Batch", "sbx:Sandbox"]
    assert counts["sbx:Application"] == 4
    assert counts["sbx:Institution"] == 4
    assert counts["sbx:Milestone"] == 0
    assert counts["sbx:Technology"] == 2  # of the vocabulary only what is used


async def test_things_come_in_order_of_their_iris(atlas: Atlas) -> None:
    assert [thing.label("en") for thing in atlas.names.of_class(f"{SBX}Batch")] == [
        "Lake, first batch",
        "Lake, second batch",
    ]


async def test_the_snapshot_is_named_by_the_digest_of_the_data(atlas: Atlas, tiny_dataset: Dataset) -> None:
    if not atlas.settings.endpoint:  # nobody says what an endpoint holds
        assert atlas.snapshot == tiny_dataset.digest()
    answer = await atlas.sparql("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", "text/csv")
    assert answer.body == f"n\r\n{atlas.statements}\r\n".encode()


async def test_data_with_mistakes_are_not_opened(tiny: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.trig"
    broken.write_text(tiny.read_text().replace("sbx:ordinal 1 ", "sbx:ordinal 0 "))
    with pytest.raises(InvalidDataError, match=r"1 mistake, the first: .*broken\.trig:44:100:") as caught:
        await Atlas.open(Settings(data=(broken,), workers=1, cache=tmp_path))
    assert [finding.rule for finding in caught.value.findings] == ["Batch"]


async def test_an_unknown_thing_gets_suggestions_by_kind_and_slug(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean institution/reed-tech") as caught:
        await atlas.resolve("inst:reed-teck")
    assert caught.value.suggestions[0] == "institution/reed-tech"


# ── One thing ────────────────────────────────────────────────────────────────


def _facts(groups: Iterable[Group]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {
        ("^" if group.inverse else "") + compact(group.property): [
            (compact(fact.value.value), tuple(compact(passage) for passage in fact.passages)) for fact in group.facts
        ]
        for group in groups
    }


async def test_each_fact_of_a_thing_names_the_passages_that_state_it(atlas: Atlas) -> None:
    facts = _facts((await atlas.entity("app:ferry-loans")).groups)
    both = ("passage:gazette-batch-2", "passage:news-batch-2")
    assert facts["sbx:applicant"] == [("inst:north-bank-pier", both), ("inst:reed-tech", both[:1])]
    assert facts["sbx:inBatch"] == [("batch:lake-2", both)]
    assert facts["sbx:inSandbox"] == [("sandbox:lake", ())]  # follows from its batch


async def test_what_a_narrower_property_says_is_not_said_twice(atlas: Atlas) -> None:
    reed = _facts((await atlas.entity("inst:reed-tech")).groups)
    assert "^sbx:involves" not in reed
    assert [value for value, _ in reed["^sbx:applicant"]] == ["app:cave-scan", "app:ferry-loans"]
    assert [value for value, _ in reed["^sbx:participant"]] == ["app:harbour-pay"]


async def test_names_are_kept_apart_from_other_facts(atlas: Atlas) -> None:
    thing = await atlas.entity("inst:reed-tech", lang="zh")
    assert thing.name.label("zh") == "芦苇科技"
    assert _facts(thing.names) == {
        "rdfs:label": [("芦苇科技", ("passage:keepers-names",)), ("Reed Tech", ("passage:keepers-names",))],
        "skos:altLabel": [("Reeds", ("passage:keepers-names",))],
        "sbx:asPrinted": [("Read Tech", ("passage:gazette-batch-2",))],
    }
    assert "rdfs:label" not in _facts(thing.groups)
    assert {compact(passage) for passage in thing.passages} == {
        "passage:keepers-names",
        "passage:gazette-batch-1",
        "passage:gazette-batch-2",
    }


async def test_a_thing_nothing_is_known_of_is_not_found(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="There is no thing named 'nowhere'"):
        await atlas.entity("nowhere")
