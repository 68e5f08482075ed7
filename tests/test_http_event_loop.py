"""The event loop: nothing runs on it whose cost grows with the register or with an answer."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import networkx as nx
import pytest
from fastapi.responses import JSONResponse

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web.long_json import LongJSONResponse
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.query import Query, QueryDataset
from sandbox_atlas.graph.errors import AtlasError, ForbiddenQueryError, MalformedQueryError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.network import computation
from sandbox_atlas.graph.network.centrality import with_centrality
from sandbox_atlas.graph.network.layout import positions
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.register import indexes
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build
from tests.support.client import in_process

pytestmark = pytest.mark.anyio

GROWING = {
    "graph.loading.dataset": {"read", "digest", "to_bytes"},
    "graph.loading.positions": {"__init__", "find"},
    "graph.naming.index": {"__init__", "find"},
    "graph.naming.pronunciation": {"readings"},
    "graph.naming.names": {"__init__", "_add_names", "_add_classes"},
    "graph.network.arrangements": {"arranged", "with_batches"},
    "graph.network.centrality": {"with_centrality"},
    "graph.network.drawing": {"picture", "figure"},
    "graph.network.exports": {"graphml", "gexf", "table"},
    "graph.network.neighbourhood": {"neighbours", "shortest_paths", "along"},
    "graph.network.projection": {"as_graph", "cut", "from_triples", "from_turtle"},
    "graph.network.standalone": {"page"},
    "graph.network.table": {"table_view"},
    "graph.register.batch_sequence": {"_sorted"},
    "graph.register.entities": {"_entity"},
    "graph.register.facets": {"_of", "options", "applications"},
    "graph.register.search": {"_about", "build"},
    "graph.store.folder": {"acquire", "release"},
    "api.web.pages": {"rendered"},
    "api.web.serialisation": {"as_json", "as_csv", "entity_json", "result_table", "row_of"},
    "api.sparql.response": {"_compressed"},
}
"""Functions whose cost grows, by module. Problem pages are short, and the only ones that are written at once."""
PAGES = (
    "/", "/explore", "/explore?whole=yes&drawing=partners", "/explore?entity=institution/icbc", "/about", "/sources",
    "/lookups/applications", "/id/institution/icbc", "/views/register", "/ontology", "/search?q=icbk",
    "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2", "/suggest?thing=institution/icbc",
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 2000", "/sparql?query=CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2000",
)  # fmt: skip
DATA = (
    "/lookups/applications.json", "/lookups/applications.csv", "/id/institution/icbc.json", "/id/institution/icbc.csv",
    "/views/register.json", "/views/register.graphml", "/views/register.gexf", "/views/register.csv",
    "/views/register.html", "/neighbours?of=institution/icbc", "/paths?from=institution/icbc&to=institution/hsbc",
    "/compare.json?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2", "/search?q=icbk", "/data?default",
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 2000", "/.well-known/void",
)  # fmt: skip


@contextmanager
def watched() -> Iterator[set[str]]:
    """The growing functions that are called in this thread, which is that of the event loop, inside the block."""
    called: set[str] = set()
    wanted = {(f"sandbox_atlas.{module}", name) for module, names in GROWING.items() for name in names}

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            place = frame.f_globals.get("__name__", ""), frame.f_code.co_name
            if place in wanted and not _is_of_a_small_answer(frame):
                called.add(".".join(place))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield called
    finally:
        sys.setprofile(before)


def _is_of_a_small_answer(frame: FrameType | None) -> bool:
    """Whether `Engine.read` has found an answer small enough to be read at once."""
    while frame is not None:
        if (frame.f_globals.get("__name__"), frame.f_code.co_name) == ("sandbox_atlas.graph.engine.base", "read"):
            return True
        frame = frame.f_back
    return False


def test_the_functions_that_are_watched_exist() -> None:
    for module, names in GROWING.items():
        source = Path(__file__).parents[1].joinpath(*module.split(".")).with_suffix(".py").read_text()
        assert {name for name in names if f"def {name}(" not in source} == set(), module


@pytest.mark.slow
@pytest.mark.no_cover
async def test_no_page_makes_the_loop_work_on_the_register() -> None:
    settings = ServerSettings(workers=2, rate=0, answers=0, pages=0)
    with watched() as called:
        async with await Atlas.open(settings) as atlas, in_process(create_app(settings, atlas), timeout=60) as client:
            for accept, paths in (("text/html", PAGES), ("*/*", DATA)):
                for path in paths:
                    answer = await client.get(path, headers={"Accept": accept})
                    assert answer.status_code == 200, (path, answer.text[:300])
            unknown = await client.get("/id/institution/icbcc", headers={"Accept": "application/json"})
            assert "institution/icbc" in unknown.json()["suggestions"]
    assert called == set()


async def test_the_index_of_a_large_register_is_begun_at_the_start_and_an_unknown_name_does_not_wait_for_it(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "_MADE_AT_ONCE", 0)
    settings = ServerSettings(data=(tiny,), workers=1, cache=tmp_path, check="off")
    async with Publisher.opened(settings) as publisher:
        atlas = publisher.current
        assert await atlas.names.near("reed-teck") == []
        while atlas.cache.known("search") is None:  # nobody searches
            await asyncio.sleep(0.01)
        assert [name.reference for name in await atlas.names.near("reed-teck")][:1] == ["institution/reed-tech"]


@pytest.mark.parametrize(
    "value", [{}, [], "甲", 1.5, [1] * 500, {"rows": [{"a": None, "b": [n, {"é": True}]} for n in range(1_001)]}]
)
def test_long_json_is_written_in_pieces_as_at_once(value: Any) -> None:  # noqa: ANN401 - any JSON value
    assert LongJSONResponse(value).body == JSONResponse(value).body


async def test_opening_a_store_on_disk_waits_for_its_lock_elsewhere(tiny: Path, tmp_path: Path) -> None:
    build(read([tiny]), tmp_path / "atlas", tmp_path)
    with watched() as called:
        async with await Atlas.open(Settings(store=tmp_path / "atlas", workers=1, cache=tmp_path)):
            pass
    assert called == set()


@pytest.mark.every_engine
async def test_the_first_rows_come_alone_with_the_number_of_all(atlas: Atlas) -> None:
    query = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
    whole = await atlas.sparql(query, JSON)
    some = await atlas.sparql(query, JSON, first=2)
    assert len(some.body) < len(whole.body) / 5
    assert some.total == whole.body.count(b'"s":')
    assert whole.total is None


async def test_a_long_text_is_scanned_by_a_worker(atlas: Atlas) -> None:
    text = "SELECT ?a FROM <urn:g> { " + "?a a.b.a.b ." * 5_000 + " FILTER(RAND() > 1) }"
    await atlas.scan("ASK {}")
    before = time.thread_time()
    query = await atlas.scan(text)
    assert time.thread_time() - before < 0.1, "processor time of the event loop"
    assert query == Query.read(text)
    assert (query.dataset, query.deterministic) == (QueryDataset(("urn:g",)), False)


@pytest.mark.every_engine
@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * { SERVICE <urn:s> { ?s ?p ?o } }", ForbiddenQueryError),
        ("INSERT DATA { <urn:s> <urn:p> 1 }", MalformedQueryError),
        ("nothing of the kind", MalformedQueryError),
    ],
)
async def test_a_long_text_is_refused_as_a_short_one(atlas: Atlas, text: str, error: type[AtlasError]) -> None:
    with pytest.raises(error) as short:
        await atlas.scan(text)
    with pytest.raises(error) as long:
        await atlas.scan(text + " #" + "x" * 20_000)
    assert (long.value.message, long.value.hint) == (short.value.message, short.value.hint)


async def test_a_body_full_of_parameters_is_refused_before_it_is_read(atlas: Atlas) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with in_process(create_app(atlas=atlas)) as client:
        answer = await client.post("/sparql", content=b"a&" * 100_000, headers=form)
    assert answer.status_code == 400
    assert "parameters" in answer.json()["detail"]


def test_a_computation_in_another_process_gives_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph((f"n{n}", f"n{n * n % 97}") for n in range(250))
    picture: Any = {
        "nodes": [{"id": node} for node in network],
        "edges": [{"from": one, "to": other} for one, other in network.edges()],
    }
    elsewhere = positions(network), with_centrality(picture)
    monkeypatch.setattr(computation, "_COMPUTED_HERE", 10**6)
    assert (positions(network), with_centrality(picture)) == elsewhere


@pytest.mark.alone
def test_drawing_a_large_network_lets_other_threads_run() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph((f"n{n}", f"n{n // 2}") for n in range(1500))
    positions(nx.MultiDiGraph([("a", "b")]))
    drawing = threading.Thread(target=positions, args=(network,))
    drawing.start()
    assert drawing.ident is not None
    clock, longest, before = time.pthread_getcpuclockid(drawing.ident), 0.0, 0.0
    while drawing.is_alive():
        time.sleep(0.001)
        try:
            now = time.clock_gettime(clock)
        except OSError:  # it has ended
            break
        longest, before = max(longest, now - before), now
    assert longest < 0.1, "seconds of processor time of the drawing thread while this one waited for its turn"
