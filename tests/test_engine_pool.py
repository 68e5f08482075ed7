"""The embedded engine with its real worker processes: answers, limits, deadlines, and what survives what."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pyoxigraph as ox
import pytest
from rdflib import Graph

from sandbox_atlas.graph.engine.context import Budget, RequestContext, request_context
from sandbox_atlas.graph.engine.disk import DiskEngine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.errors import (
    BusyError,
    DeadlineError,
    EngineError,
    ForbiddenQueryError,
    MalformedQueryError,
    TooLargeError,
)
from sandbox_atlas.graph.loading.dataset import Dataset, Document
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.build import build

pytestmark = pytest.mark.anyio

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Start = Callable[..., AbstractAsyncContextManager[EmbeddedEngine]]


@pytest.fixture(scope="module", params=["memory", "disk"])
def start(request: pytest.FixtureRequest, tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Start:
    folder = tmp_path_factory.mktemp("store")
    if request.param == "disk":
        build(tiny_dataset, folder / "atlas", folder)

    @asynccontextmanager
    async def started(**settings: Any) -> AsyncIterator[EmbeddedEngine]:  # noqa: ANN401 - the settings check their types
        given = Settings(**{"workers": 2, "memory": 256, **settings})
        engine = await (
            DiskEngine.open(folder / "atlas", given)
            if request.param == "disk"
            else EmbeddedEngine.start(Snapshot.of(tiny_dataset), given)
        )
        try:
            yield engine
        finally:
            await engine.close()

    return started


@pytest.fixture(scope="module")
async def engine(anyio_backend: str, start: Start) -> AsyncIterator[EmbeddedEngine]:
    async with start() as opened:
        yield opened


@pytest.fixture(scope="module")
async def strict(anyio_backend: str, start: Start) -> AsyncIterator[EmbeddedEngine]:
    """An engine with ten rows and 20,000 bytes for an answer, and little memory and time for a query."""
    async with start(max_rows=10, max_bytes=20_000, memory=64, deadline=5) as opened:
        yield opened


async def works(engine: EmbeddedEngine) -> bool:
    """Whether all workers answer, several times over."""
    answers = await asyncio.gather(*(engine.query(f"SELECT ({n} AS ?n) {{}}", CSV) for n in range(8)))
    return [answer.body for answer in answers] == [f"n\r\n{n}\r\n".encode() for n in range(8)]


def processes(besides: tuple[psutil.Process, ...] = ()) -> list[psutil.Process]:
    """The living processes below this one."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if process not in besides and process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def workers(besides: tuple[psutil.Process, ...]) -> list[psutil.Process]:
    here = psutil.Process().pid
    return [process for process in processes(besides) if process.ppid() != here]


def keepers(besides: tuple[psutil.Process, ...]) -> list[psutil.Process]:
    here = psutil.Process().pid
    return [process for process in processes(besides) if process.ppid() == here]


async def processor_time(seconds: float = 0.3) -> float:
    """Seconds of processor time that the processes below this one use in a while."""

    def used() -> dict[psutil.Process, float]:
        found = {}
        for process in processes():
            with suppress(psutil.NoSuchProcess):  # it ended between being listed and being read
                found[process] = sum(process.cpu_times()[:2])
        return found

    before = used()
    await asyncio.sleep(seconds)
    return sum(now - before.get(process, 0) for process, now in used().items())


async def gone(wanted: list[psutil.Process]) -> bool:
    """Whether processes end within two seconds."""
    for _ in range(100):
        if not [process for process in wanted if process in processes()]:
            return True
        await asyncio.sleep(0.02)
    return False


# ── Answers ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_a_select_is_answered_in_every_results_format(engine: EmbeddedEngine, media_type: str) -> None:
    answer = await engine.query('SELECT ?x ?y { VALUES (?x ?y) { ("值"@zh UNDEF) (1 <urn:a>) } }', media_type)
    assert answer.media_type == media_type
    if media_type == CSV:
        assert answer.body.decode() == "x,y\r\n值,\r\n1,urn:a\r\n"
        return
    results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.from_media_type(media_type))
    assert isinstance(results, ox.QuerySolutions)
    assert [(row["x"], row["y"]) for row in results] == [
        (ox.Literal("值", language="zh"), None),
        (ox.Literal(1), ox.NamedNode("urn:a")),
    ]


@pytest.mark.parametrize(
    ("text", "expected"), [("ASK { ?s a sbx:Batch }", True), ("ASK { ?s a sbx:Milestone }", False)]
)
@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_an_ask_is_answered_in_every_results_format(
    engine: EmbeddedEngine, media_type: str, text: str, *, expected: bool
) -> None:
    body = (await engine.query(text, media_type)).body.decode()
    assert (("true" in body), ("false" in body)) == (expected, not expected)


@pytest.mark.parametrize("text", ["CONSTRUCT { ?s sbx:ordinal ?o } { ?s sbx:ordinal ?o }", "DESCRIBE batch:lake-1"])
@pytest.mark.parametrize("media_type", GRAPH_TYPES)
async def test_a_graph_is_answered_in_every_graph_format(engine: EmbeddedEngine, media_type: str, text: str) -> None:
    answer = await engine.query(text, media_type)
    triples = {str(quad.triple) for quad in ox.parse(answer.body, ox.RdfFormat.from_media_type(media_type))}
    ordinal = "<https://w3id.org/sandbox-atlas/id/batch/lake-1> <https://w3id.org/sandbox-atlas/ontology#ordinal>"
    assert f'{ordinal} "1"^^<http://www.w3.org/2001/XMLSchema#integer>' in triples
    assert len(triples) > 1


async def test_a_graph_holds_each_triple_once_in_a_fixed_order(engine: EmbeddedEngine) -> None:
    text = "CONSTRUCT { ?s a sbx:Batch } { VALUES ?s { batch:b batch:a batch:b } }"
    body = (await engine.query(text, "application/n-triples")).body.decode()
    assert [line.split(">")[0].rsplit("/", 1)[-1] for line in body.splitlines()] == ["a", "b"]
    assert "@prefix sbx:" in (await engine.query(text, TURTLE)).body.decode()
    assert len(Graph().parse(data=(await engine.query(text, TURTLE)).body)) == 2


async def test_named_graphs_hold_what_passages_say_and_the_default_graph_the_merge(engine: EmbeddedEngine) -> None:
    text = "SELECT (COUNT(*) AS ?n) { %s }"
    fact = "app:ferry-loans sbx:inBatch batch:lake-2"
    assert (await engine.query(text % fact, CSV)).body == b"n\r\n1\r\n"
    assert (await engine.query(text % f"GRAPH ?g {{ {fact} }}", CSV)).body == b"n\r\n2\r\n"


GAZETTE, NEWS = "passage:gazette-batch-2", "passage:news-batch-2"
FACT = "app:ferry-loans sbx:applicant inst:north-bank-pier"


@pytest.mark.parametrize(
    ("dataset", "pattern", "count"),
    [
        ("", FACT, 1),
        (f"FROM {GAZETTE}", FACT, 1),
        (f"FROM {GAZETTE} FROM {NEWS}", FACT, 1),  # a merge holds a triple once
        ("FROM passage:news-rumour", FACT, 0),
        (f"FROM {GAZETTE}", f"GRAPH ?g {{ {FACT} }}", 0),
        (f"FROM NAMED {GAZETTE}", f"GRAPH ?g {{ {FACT} }}", 1),
        (f"FROM NAMED {GAZETTE} FROM NAMED {NEWS}", f"GRAPH ?g {{ {FACT} }}", 2),
        (f"FROM NAMED {GAZETTE}", FACT, 0),
        ("FROM <https://w3id.org/sandbox-atlas/id/passage/news-batch-2>", FACT, 1),
        ("FROM <urn:nowhere>", FACT, 0),
        (f"# FROM {NEWS}\n", f"?s ?p ?o FILTER(?o = 'FROM NAMED') {{ {FACT} }}", 0),
    ],
)
async def test_a_query_may_name_the_graphs_it_asks(
    engine: EmbeddedEngine, dataset: str, pattern: str, count: int
) -> None:
    answer = await engine.query(f"SELECT (COUNT(*) AS ?n) {dataset} {{ {pattern} }}", CSV)
    assert answer.body == f"n\r\n{count}\r\n".encode()


async def test_the_number_of_statements_is_known(engine: EmbeddedEngine) -> None:
    text = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert (await engine.query(text, CSV)).body == f"n\r\n{engine.statements}\r\n".encode()


async def test_a_large_answer_arrives_whole(engine: EmbeddedEngine) -> None:
    body = (await engine.query("SELECT ?a ?d { ?a ?b ?c . ?d a ?f } LIMIT 50000", JSON)).body
    assert len(json.loads(body)["results"]["bindings"]) == 50_000
    assert len(body) > 5_000_000


# ── Refusals ─────────────────────────────────────────────────────────────────


async def test_a_syntax_error_has_line_and_column(engine: EmbeddedEngine) -> None:
    with pytest.raises(MalformedQueryError, match="Syntax error at line 2, column 10: expected") as caught:
        await engine.query("SELECT * {\n ?s ?p ?o", JSON)
    assert (caught.value.line, caught.value.column) == (2, 10)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (<urn:function>(1) AS ?x) {}",
        "SELECT ?missing ?missing (COUNT(*) AS ?missing) {}",
        "SELECT * { ?s nowhere:p ?o }",
        "ASK",
        "SELECT * { ?s ?p '\ud800' }",
        "ASK {} ASK {}",
    ],
)
async def test_what_the_engine_cannot_run_is_malformed(engine: EmbeddedEngine, text: str) -> None:
    with pytest.raises(MalformedQueryError):
        await engine.query(text, JSON)
    assert await works(engine)


@pytest.mark.parametrize("text", ["ASK { SERVICE <http://127.0.0.1:9/> {} }", "INSERT DATA { <urn:a> <urn:b> 1 }"])
async def test_calls_and_updates_never_reach_a_worker(engine: EmbeddedEngine, text: str) -> None:
    with pytest.raises(ForbiddenQueryError):
        await engine.query(text, JSON)


# ── Limits ───────────────────────────────────────────────────────────────────


def _rows(count: int) -> str:
    return f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(count)))} }} }}"


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_an_answer_has_up_to_as_many_rows_as_are_allowed(strict: EmbeddedEngine, media_type: str) -> None:
    assert b"9" in (await strict.query(_rows(10), media_type)).body
    with pytest.raises(TooLargeError, match="more than 10 rows"):
        await strict.query(_rows(11), media_type)
    assert b"49" in (await strict.query(_rows(50), media_type, unlimited=True)).body


@pytest.mark.parametrize("media_type", RESULT_TYPES)
async def test_line_breaks_in_values_are_not_rows(strict: EmbeddedEngine, media_type: str) -> None:
    text = (
        r"""SELECT ?x { VALUES ?x { "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj\r\nk\r\nl" "}},{\"</result>" } }"""
    )
    assert b"l" in (await strict.query(text, media_type)).body


async def test_rows_are_counted_across_the_pieces_in_which_a_result_is_written(start: Start) -> None:
    def text(count: int) -> str:
        values = " ".join(f'"{n}, \\"\\r\\n{"x" * (n % 97)}"' for n in range(count))
        return f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"

    async with start(max_rows=3000) as engine:
        for media_type in RESULT_TYPES:
            assert len((await engine.query(text(3000), media_type)).body) > 100_000
            with pytest.raises(TooLargeError, match="more than 3,000 rows"):
                await engine.query(text(3001), media_type)


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
async def test_a_graph_has_up_to_as_many_triples_as_are_allowed(strict: EmbeddedEngine, media_type: str) -> None:
    text = "CONSTRUCT { ?s a sbx:Batch } { VALUES ?s { %s } }"
    assert (await strict.query(text % " ".join(f"batch:b{n}" for n in range(10)), media_type)).body
    with pytest.raises(TooLargeError, match="more than 10 triples"):
        await strict.query(text % " ".join(f"batch:b{n}" for n in range(11)), media_type)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        *((f"SELECT ('{'x' * 20_000}' AS ?x) {{}}", media_type) for media_type in RESULT_TYPES),
        *((f"CONSTRUCT {{ <urn:a> <urn:b> '{'x' * 20_000}' }} WHERE {{}}", media_type) for media_type in GRAPH_TYPES),
    ],
)
async def test_an_answer_past_its_bytes_is_too_large(strict: EmbeddedEngine, text: str, media_type: str) -> None:
    with pytest.raises(TooLargeError, match="larger than 20,000 bytes") as caught:
        await strict.query(text, media_type)
    assert caught.value.hint
    assert len((await strict.query(text, media_type, unlimited=True)).body) > 20_000


DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('0123456789' AS ?x0) {DOUBLING} }}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    ],
    ids=["one value", "a sort"],
)
async def test_a_query_past_its_memory_is_stopped_and_the_next_one_works(strict: EmbeddedEngine, text: str) -> None:
    with pytest.raises(TooLargeError, match="more memory or nesting"):
        await strict.query(text, JSON)
    assert await works(strict)


async def test_deep_nesting_is_answered(engine: EmbeddedEngine) -> None:
    depth = 20_000
    answer = await engine.query(f"ASK {{ {'{' * depth} ?s a sbx:Batch {'}' * depth} }}", JSON)
    assert b"true" in answer.body


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ FILTER({'!' * 30_000}true) }}",
        f"ASK {{ FILTER({'(' * 20_000}1 }}",
        f"ASK {{ FILTER(1{'+1' * 20_000} > 0) }}",
    ],
    ids=["negations", "brackets", "sums"],
)
async def test_no_nesting_breaks_the_engine(strict: EmbeddedEngine, text: str) -> None:
    try:
        await strict.query(text, JSON)
    except (TooLargeError, MalformedQueryError, DeadlineError) as error:
        assert error.message  # noqa: PT017 - whichever of them it is, the next query must work
    assert await works(strict)


# ── Deadlines ────────────────────────────────────────────────────────────────


async def test_a_runaway_ends_at_its_deadline_and_delays_no_one(engine: EmbeddedEngine) -> None:
    began = time.monotonic()
    runaway = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=0.8))
    await asyncio.sleep(0.1)
    asked = time.monotonic()
    assert (await engine.query("ASK {}", JSON)).body
    assert time.monotonic() - asked < 0.5
    with pytest.raises(DeadlineError, match=r"within 0\.8 seconds") as caught:
        await runaway
    assert 0.7 < time.monotonic() - began < 2
    assert caught.value.hint
    assert await processor_time() < 0.1
    assert await works(engine)


async def test_a_caller_cannot_have_more_time_than_the_engine_gives(start: Start) -> None:
    async with start(deadline=0.3) as engine:
        with pytest.raises(DeadlineError, match=r"within 0\.3 seconds"):
            await engine.query(RUNAWAY, JSON, deadline=100)


async def test_waiting_counts_towards_the_deadline_and_ends_as_busy(start: Start) -> None:
    async with start(workers=1, slow=1) as engine:
        first = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=2))
        await until(lambda: engine.pool.counters.demoted == 1)
        with pytest.raises(BusyError, match="more queries than it can run") as caught:
            await engine.query(RUNAWAY, JSON, deadline=0.5)
        assert caught.value.retry_after == 1
        with pytest.raises(DeadlineError):
            await first
        assert await works(engine)


async def test_cancelling_a_task_ends_its_query(engine: EmbeddedEngine) -> None:
    tasks = [asyncio.create_task(engine.query(RUNAWAY, JSON)) for _ in range(3)]  # one more than there are workers
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    assert all(isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*tasks, return_exceptions=True))
    assert await processor_time() < 0.1
    assert await works(engine)


async def test_more_queries_than_workers_all_get_their_own_answer(engine: EmbeddedEngine) -> None:
    answers = await asyncio.gather(*(engine.query(f"SELECT ({n} AS ?n) {{}}", CSV) for n in range(100)))
    assert [answer.body for answer in answers] == [f"n\r\n{n}\r\n".encode() for n in range(100)]


async def test_good_and_bad_queries_at_once_do_not_disturb_each_other(strict: EmbeddedEngine) -> None:
    texts = ["ASK {}", "ASK {", _rows(50), RUNAWAY] * 4
    ends = await asyncio.gather(
        *(strict.query(text, JSON, deadline=0.3 if text == RUNAWAY else None) for text in texts), return_exceptions=True
    )
    kinds = [type(end).__name__ for end in ends]
    assert [kind for kind in kinds if kind not in ("DeadlineError", "BusyError")] == [
        *("Answer", "MalformedQueryError", "TooLargeError") * 4
    ]
    assert "DeadlineError" in kinds


# ── Lanes ────────────────────────────────────────────────────────────────────


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that will happen."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


async def test_runaways_in_all_places_delay_no_short_query(start: Start) -> None:
    async with start(workers=1, slow=1) as engine:
        runaways = [asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=4)) for _ in range(6)]
        await until(lambda: engine.pool.counters.demoted == 1 and engine.pool.counters.postponed >= 5)
        await until(lambda: engine.pool.waiting == 5)
        assert await works(engine)
        assert not any(runaway.done() for runaway in runaways)
        for runaway in runaways:
            runaway.cancel()
        await asyncio.gather(*runaways, return_exceptions=True)
        assert engine.pool.waiting == 0
        assert await works(engine)


async def test_a_slow_query_runs_at_the_lowest_priority_and_its_answer_is_whole(start: Start) -> None:
    others = tuple(processes())
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    async with start(workers=1, trial=0.01) as engine:
        expected = (await engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", CSV)).body.split()[1]
        await until(lambda: len(workers(others)) == 2)  # opening a store on disk may have cost the first its trial
        before = engine.pool.counters.demoted
        fresh = {process.pid for process in workers(others)}
        slow = asyncio.create_task(engine.query(RUNAWAY, JSON))
        await until(lambda: engine.pool.counters.demoted == before + 1)
        threads = [
            os.getpriority(os.PRIO_PROCESS, thread.id)
            for process in workers(others)
            if process.pid in fresh
            for thread in process.threads()
        ]
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        assert sorted(threads) == [usual, usual, 19, 19]  # two threads of the worker that is left, two of the slow one
        slow.cancel()
        assert (await engine.query(text, CSV)).body.split()[1] == b"%d" % (int(expected) ** 2)
        await until(lambda: len(workers(others)) == 2)


async def test_a_postponed_query_is_answered_when_its_turn_comes(start: Start) -> None:
    async with start(workers=1, slow=1, trial=0.01) as engine:
        runaway = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=1))
        await until(lambda: engine.pool.counters.demoted == 1)
        counted = asyncio.create_task(engine.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", CSV))
        await until(lambda: engine.pool.waiting == 1)
        assert int((await counted).body.split()[1]) > 10_000
        with pytest.raises(DeadlineError):
            await runaway


async def test_a_client_with_several_slow_queries_makes_room_for_one_that_has_none(start: Start) -> None:
    async def ask(client: str) -> None:
        request_context.set(RequestContext(client, internal=False))
        await engine.query(RUNAWAY, JSON, deadline=3)

    async with start(workers=2, slow=2) as engine:
        greedy = [asyncio.create_task(ask("greedy")) for _ in range(2)]
        await until(lambda: engine.pool.counters.demoted == 2)
        modest = asyncio.create_task(ask("modest"))
        await until(lambda: engine.pool.counters.displaced == 1)
        ends = await asyncio.gather(*greedy, modest, return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends[:2]) == ["BusyError", "DeadlineError"]
        assert isinstance(ends[2], DeadlineError)


async def test_strangers_leave_one_worker_to_the_atlas_itself(start: Start) -> None:
    async def strange() -> None:
        request_context.set(RequestContext("stranger", internal=False))
        await engine.query(RUNAWAY, JSON, deadline=3)

    async with start(workers=1, trial=60) as engine:
        runaway = asyncio.create_task(strange())
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(strange())
        await until(lambda: engine.pool.waiting == 1)
        assert await works(engine)
        for task in (runaway, waiting):
            task.cancel()
        await asyncio.gather(runaway, waiting, return_exceptions=True)


async def test_more_than_may_wait_are_refused_at_once(start: Start) -> None:
    async with start(workers=1, slow=1, queue=2) as engine:
        tasks = [asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=2)) for _ in range(8)]
        await until(lambda: engine.pool.refused >= 3)
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(end) for end in ends} == {BusyError, DeadlineError}


async def test_answers_past_the_budget_of_their_askers_are_refused_and_counted_until_released(start: Start) -> None:
    context = RequestContext("a", internal=False, budget=Budget(60_000))
    text = f"SELECT ('{'x' * 25_000}' AS ?x) {{}}"

    async def ask(engine: EmbeddedEngine) -> int:
        request_context.set(context)  # in a task of its own, so that no other test asks in this name
        return len((await engine.query(text, JSON)).body)

    async with start() as engine:
        assert [await asyncio.create_task(ask(engine)) > 25_000 for _ in range(2)] == [True, True]
        with pytest.raises(BusyError):
            await asyncio.create_task(ask(engine))
        context.release()
        assert context.budget is not None
        assert context.budget.reserved == 0
        assert await asyncio.create_task(ask(engine))


# ── Lives of processes ───────────────────────────────────────────────────────


async def test_workers_killed_from_outside_are_replaced(start: Start) -> None:
    others = tuple(processes())
    async with start() as engine:
        killed = workers(others)
        assert len(killed) == 3  # two for everybody, one for the atlas itself
        for worker in killed:
            worker.kill()
        assert await gone(killed)
        assert await works(engine)
        await until(lambda: len(workers(others)) == 3)


async def test_impatient_callers_cost_no_worker(start: Start) -> None:
    others = tuple(processes())
    async with start(deadline=2) as engine:
        killed = workers(others)
        for worker in killed:
            worker.kill()
        assert await gone(killed)
        for thousandths in range(6):  # the first ones leave while a new worker is on its way
            with suppress(DeadlineError, BusyError):
                await engine.query("ASK {}", JSON, deadline=(thousandths + 0.1) / 1000)
        assert await works(engine)
        await until(lambda: len(workers(others)) == 3)


async def test_a_query_whose_worker_is_killed_is_asked_again(start: Start) -> None:
    others = tuple(processes())
    async with start(trial=0.01) as engine:
        fresh = workers(others)
        count = asyncio.create_task(engine.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", CSV))
        await until(lambda: engine.pool.counters.demoted == 1)
        for worker in fresh:
            worker.kill()
        assert int((await count).body.split()[1]) > 100_000


async def test_a_query_whose_workers_are_killed_again_and_again_fails(start: Start) -> None:
    others = tuple(processes())
    async with start() as engine:
        query = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=20))
        while not query.done():
            for worker in workers(others):
                with suppress(psutil.NoSuchProcess):
                    worker.kill()
            await asyncio.sleep(0.05)
        with pytest.raises(EngineError, match="killed again and again"):
            await query
        assert await works(engine)


async def test_a_keeper_that_dies_is_started_again_and_queries_go_on(start: Start) -> None:
    others = tuple(processes())
    async with start() as engine:
        for restarts in range(1, 4):
            query = asyncio.create_task(engine.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", CSV))
            await asyncio.sleep(0.01)
            for keeper in keepers(others):
                keeper.kill()
            assert int((await query).body.split()[1]) > 10_000
            assert await works(engine)
            assert engine.pool.fork_server_restarts == restarts
        await until(lambda: len(workers(others)) == 3)
        assert len(keepers(others)) == 1


async def test_closing_while_a_keeper_starts_again_leaves_no_process(start: Start) -> None:
    others = tuple(processes())
    async with start():
        for keeper in keepers(others):
            keeper.kill()
        await asyncio.sleep(0.1)
    assert await gone(processes(others))


async def test_keeper_and_workers_leave_it_to_their_parent_when_to_end(start: Start) -> None:
    others = tuple(processes())
    async with start() as engine:
        for process in processes(others):
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)
        assert await works(engine)
        assert engine.pool.fork_server_restarts == engine.pool.counters.restarted == 0


async def test_closing_leaves_no_process(start: Start) -> None:
    others = tuple(processes())
    async with start(workers=3) as engine:
        assert len(processes(others)) == 5  # three workers, one for the atlas itself, and their keeper
        runaway = asyncio.create_task(engine.query(RUNAWAY, JSON))
        await asyncio.sleep(0.1)
        ours = processes(others)
    with pytest.raises(EngineError, match="shut down"):
        await runaway
    assert await gone(ours)


async def test_closing_answers_every_query_that_runs_or_waits(start: Start) -> None:
    async with start() as engine:
        tasks = [asyncio.create_task(engine.query(RUNAWAY, JSON)) for _ in range(4)]
        await asyncio.sleep(0.1)
    assert [type(end) for end in await asyncio.gather(*tasks, return_exceptions=True)] == [EngineError] * 4


async def test_closing_while_a_worker_is_replaced_leaves_nothing_open(
    start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files()
    for thousandths in range(10):
        async with start(workers=1) as engine:
            query = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=0.05))
            await asyncio.sleep(0.05 + thousandths / 1000)
        assert isinstance(
            (await asyncio.gather(query, return_exceptions=True))[0], DeadlineError | EngineError | BusyError
        )
    assert open_files() == before
    assert capfd.readouterr().err == ""  # nor do processes complain while they end


async def test_a_closed_engine_says_so_and_may_be_closed_again(start: Start) -> None:
    async with start() as engine:
        await engine.close()
        with pytest.raises(EngineError, match="shut down") as caught:
            await engine.query("ASK {}", JSON)
        assert caught.value.hint


async def test_documents_that_cannot_be_loaded_start_no_engine() -> None:
    others = tuple(processes())
    broken = Snapshot("digest", (Document("broken.ttl", ".ttl", b"<urn:s> <urn:p> ."),))
    with pytest.raises(EngineError, match="The store could not be filled"):
        await EmbeddedEngine.start(broken, Settings(workers=1))
    assert processes(others) == []


async def test_a_document_that_cannot_be_loaded_is_named_though_more_follow() -> None:
    broken = Document("broken.ttl", ".ttl", b"<urn:s> <urn:p> .")
    more = tuple(Document(f"{number}.nt", ".nt", b"# nothing is stated here\n" * 200_000) for number in range(3))
    with pytest.raises(EngineError, match="Parser error at line 1"):
        await EmbeddedEngine.start(Snapshot("digest", (broken, *more)), Settings(workers=1))
    good = Document("good.nt", ".nt", b"<urn:s> <urn:p> <urn:o> .")
    engine = await EmbeddedEngine.start(Snapshot("digest", (*more, good)), Settings(workers=1))
    answer = await engine.query("SELECT ?o { <urn:s> <urn:p> ?o }", CSV)
    await engine.close()
    assert b"urn:o" in answer.body


async def test_the_prefixes_of_the_atlas_hold_wherever_a_text_uses_them(engine: EmbeddedEngine) -> None:
    text = "SELECT * {VALUES ?x {batch:a}OPTIONAL{?x a sbx:Batch;rdfs:label 'inst:'}FILTER(?x=batch:a||sbx:f!=tech:t)}"
    assert b"sandbox-atlas/id/batch/a" in (await engine.query(text, CSV)).body
    with pytest.raises(MalformedQueryError, match="Prefix not found"):
        await engine.query("SELECT * { ?s a unknown:Thing }", CSV)


# ── Frames ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("head", "body"), [({}, b""), ({"名": [1, None, "é"]}, bytes(range(256)) * 4000)])
async def test_a_frame_arrives_as_it_was_sent(head: dict[str, Any], body: bytes) -> None:
    here, there = socket.socketpair()
    with here, there:
        sending = asyncio.get_running_loop().run_in_executor(None, here.sendall, frames.pack(head, body) * 2)
        assert await asyncio.to_thread(frames.receive, there) == (head, body)
        assert await asyncio.to_thread(frames.receive, there) == (head, body)
        await sending


@pytest.mark.parametrize("length", [0, 3, 12, 14, 20])
def test_a_frame_cut_short_is_no_frame(length: int) -> None:
    here, there = socket.socketpair()
    with there:
        with here:
            here.sendall(frames.pack({"a": 1}, b"body")[:length])
        assert frames.receive(there) is None
