"""What requests leave behind: it goes with its last reference, and the garbage collector comes at the right moments."""

from __future__ import annotations

import asyncio
import gc
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.server import collector
from sandbox_atlas.api.server.collector import Collector, calm_collector
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

PAGES = (
    "/", "/explore", "/about", "/sources", "/lookups", "/lookups/applications", "/lookups/partners", "/search?q=reed",
    "/compare", "/analysis", "/analysis/communities", "/analysis/routes", "/id/institution/reed-tech",
    "/views/register", "/ontology", "/sparql",
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 200", "/id/institution/nobody", "/lookups/institutions-in-batch",
)  # fmt: skip
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
FAILING = (
    (400, "SELECT * WHERE { ?s ?p"),
    (504, PRODUCT),
    (413, f"SELECT ({'STR(' * 50_000}1{')' * 50_000} AS ?x) {{}}"),
    (403, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
)


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.slow
async def test_neither_pages_nor_errors_nor_clients_that_go_hold_an_edition_that_is_served_no_more(
    tiny: Path, tmp_path: Path, no_collector: None
) -> None:
    data = tmp_path / "register.trig"
    shutil.copy(tiny, data)
    settings = ServerSettings(data=(data,), workers=2, rate=0, deadline=60, cache=tmp_path / "cache")
    async with (
        Publisher.opened(settings) as publisher,
        in_process(create_app(settings, served=publisher), timeout=60) as client,
    ):
        snapshot = publisher.current.snapshot
        held = [weakref.ref(each) for each in (publisher.current, publisher.current.names, publisher.current.engine)]
        for path in PAGES:
            answer = await client.get(path, headers={"Accept": "text/html"})
            assert answer.status_code in (200, 400, 404), (path, answer.text[:300])
        for status, query in FAILING:
            answer = await client.post("/sparql", data={"query": query, **({"timeout": "1"} if status == 504 else {})})
            assert answer.status_code == status, (query[:99], answer.text[:300])
        leaving = asyncio.create_task(client.post("/sparql", data={"query": PRODUCT}))
        await asyncio.sleep(0.3)
        leaving.cancel()
        await asyncio.wait([leaving])
        del leaving
        data.write_text(f"{data.read_text('utf-8')}\n# another edition\n", "utf-8")
        publisher.reload()
        async with asyncio.timeout(60):
            while publisher.current.snapshot == snapshot or any(each() for each in held):
                await asyncio.sleep(0.05)


async def test_a_closed_atlas_leaves_nothing_large_to_the_collector(tiny: Path, tmp_path: Path) -> None:
    gc.disable()
    try:
        atlas = await Atlas.open(Settings(data=(tiny,), workers=1), check=False)
        assert (await atlas.search("Reed")).total
        held = [weakref.ref(each) for each in (atlas, atlas.names, await atlas.indexes.register())]
        await atlas.close()
        del atlas
        assert [each() for each in held] == [None] * 3
    finally:
        gc.enable()


@pytest.fixture
def full_collections() -> Iterator[list[int]]:
    """The collector as a server has it, and the numbers of objects that its full collections in the test freed."""
    before, found = gc.get_threshold(), list[int]()

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "stop" and about["generation"] == 2:
            found.append(about["collected"])

    gc.collect()
    calm_collector()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_full_collection_does_not_come_while_a_long_answer_is_made(full_collections: list[int]) -> None:
    answer = [[number] for number in range(700_000)]
    Collector(lambda: True, str).look()
    assert (len(answer), full_collections) == (700_000, [])


def test_a_full_collection_comes_where_there_is_little_or_nobody_waits_or_it_was_put_off_long(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "_DUE", 0)

    def circle() -> None:
        rows: list[Any] = []
        rows.append(rows)

    circle()
    Collector(lambda: True, str).look()
    assert len(full_collections) == 1
    assert full_collections[0] >= 1, "the circle was not freed"
    monkeypatch.setattr(collector, "_FEW", 0)
    monkeypatch.setattr(collector, "_PATIENCE", 3)
    waiting = Collector(lambda: True, str)
    frozen = gc.get_freeze_count()
    kept: list[Any] = [[]]
    for _ in range(3):
        waiting.look()
    assert len(full_collections) == 1
    waiting.look()
    assert len(full_collections) == 2
    assert gc.get_freeze_count() > frozen, kept
    Collector(lambda: False, str).look()
    assert len(full_collections) == 3


def test_what_was_left_alone_is_collected_once_another_edition_is_served(full_collections: list[int]) -> None:
    snapshot = "first"
    watching = Collector(lambda: False, lambda: snapshot)
    rows: list[Any] = []
    rows.append(rows)
    gc.freeze()
    del rows
    watching.look()
    assert full_collections == []
    snapshot = "second"
    watching.look()
    watching.look()
    assert len(full_collections) == 1
    assert full_collections[0] >= 1, "the circle was not freed"
