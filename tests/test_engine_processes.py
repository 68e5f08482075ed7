"""Processes of the embedded engine: killed ones are replaced, and closing leaves none."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.forked import ForkedProcess
from sandbox_atlas.graph.engine.pool.handle import WorkerGoneError, WorkerHandle
from sandbox_atlas.graph.errors import (
    BusyError,
    DeadlineError,
    EngineError,
)
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.settings import PoolKind, Settings
from tests.support.pool import RUNAWAY, Start, gone, keepers, processes, until, workers, works

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

STARTED = ("memory", "portable")
"""Workers of a store on disk are those of one in memory."""

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


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
        if engine.walls.pool == "portable":
            pytest.skip("a spawned worker may take longer to load the data than queries wait here")
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
    async with start(trial=0.01, deadline=60) as engine:
        fresh = workers(others)
        count = asyncio.create_task(engine.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a ?f }", CSV))
        await until(lambda: engine.pool.counters.demoted == 1)
        for worker in fresh:
            worker.kill()
        assert int((await count).body.split()[1]) > 100_000


async def test_a_query_whose_workers_are_killed_again_and_again_fails(start: Start) -> None:
    others = tuple(processes())
    async with start(deadline=60) as engine:
        query = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=60))
        while not query.done():
            for worker in [] if engine.pool.waiting else workers(others):
                with suppress(psutil.NoSuchProcess):
                    worker.kill()
            await asyncio.sleep(0.05)
        with pytest.raises(EngineError, match="killed again and again"):
            await query
        assert await works(engine)


def _need_keeper(others: tuple[psutil.Process, ...]) -> None:
    if not keepers(others):
        pytest.skip("the portable pool has no keeper")


async def test_a_keeper_that_dies_is_started_again_and_queries_go_on(start: Start) -> None:
    others = tuple(processes())
    async with start() as engine:
        _need_keeper(others)
        for restarts in range(1, 4):
            query = asyncio.create_task(engine.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a ?f }", CSV))
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
        _need_keeper(others)
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
        assert len(processes(others)) == 4 + len(keepers(others))  # three workers, and one for the atlas itself
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


@pytest.mark.parametrize("pool", ["fork", "portable"])
async def test_closing_lets_go_of_the_documents_though_no_garbage_is_collected(pool: PoolKind) -> None:
    document = Document("good.nt", ".nt", b"<urn:s> <urn:p> <urn:o> .")
    reference = weakref.ref(document)
    engine = await EmbeddedEngine.start(Snapshot("digest", (document,)), Settings(workers=1, pool=pool))
    del document
    gc.disable()
    try:
        await engine.close()
        del engine
        assert reference() is None
    finally:
        gc.enable()


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


async def test_a_worker_that_ends_by_itself_is_told_from_one_that_was_killed() -> None:
    ends = {}
    for name, command in (("exited", "recv(1)"), ("killed", "recv(1); import os; os.kill(os.getpid(), 9)")):
        here, there = socket.socketpair()
        source = f"import socket; socket.socket(fileno={there.fileno()}).{command}"
        process = subprocess.Popen([sys.executable, "-c", source], pass_fds=[there.fileno()])
        there.close()
        handle = WorkerHandle(ForkedProcess(process.pid, os.pidfd_open(process.pid)), lambda _: None)
        await asyncio.get_running_loop().create_connection(lambda handle=handle: handle, sock=here)
        with pytest.raises(WorkerGoneError) as caught:
            await handle.ask([b"x"], RequestContext())
        ends[name] = caught.value.end
        await asyncio.to_thread(process.wait)
    assert ends == {"exited": "exited", "killed": "killed"}
