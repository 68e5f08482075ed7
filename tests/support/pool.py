"""The embedded engine in tests: what its processes are and use, and waiting for what will happen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

import psutil

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine

Start = Callable[..., AbstractAsyncContextManager[EmbeddedEngine]]
PATIENT = 60.0
"""Seconds until the deadline of a query that no test stops: a slow one has the lowest priority on a busy machine."""
_SPAWNED = "sandbox_atlas.graph.engine.pool.spawned"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


async def works(engine: EmbeddedEngine) -> bool:
    """Whether all workers answer, several times over."""
    answers = await asyncio.gather(*(engine.query(f"SELECT ({n} AS ?n) {{}}", "text/csv") for n in range(8)))
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
    """Those that run queries: forked from another process, or spawned from here."""
    return [process for process in processes(besides) if not _is_keeper(process)]


def keepers(besides: tuple[psutil.Process, ...]) -> list[psutil.Process]:
    """Those that fork workers; the portable pool has none."""
    return [process for process in processes(besides) if _is_keeper(process)]


def _is_keeper(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.ppid() == psutil.Process().pid and _SPAWNED not in process.cmdline()
    return False


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


async def idle() -> bool:
    """Whether the processes below this one come to rest, once those that start have started."""
    for _ in range(60):
        if await processor_time() < 0.1:
            return True
    return False


async def gone(wanted: list[psutil.Process]) -> bool:
    """Whether processes end within two seconds."""
    for _ in range(100):
        if not [process for process in wanted if process in processes()]:
            return True
        await asyncio.sleep(0.02)
    return False


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that will happen."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)
