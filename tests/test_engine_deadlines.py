"""Deadlines of the embedded engine: runaways end, waiting counts, and nobody else is disturbed."""

from __future__ import annotations

import asyncio
import time

import pytest

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import (
    BusyError,
    DeadlineError,
)
from tests.support.pool import RUNAWAY, Start, idle, until, works

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

STARTED = ("memory", "portable")
"""Workers of a store on disk are those of one in memory."""

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


def _rows(count: int) -> str:
    return f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(count)))} }} }}"


@pytest.mark.alone
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
    assert await idle()
    assert await works(engine)


async def test_a_caller_cannot_have_more_time_than_the_engine_gives(start: Start) -> None:
    async with start(deadline=0.3) as engine:
        with pytest.raises(DeadlineError, match=r"within 0\.3 seconds"):
            await engine.query(RUNAWAY, JSON, deadline=100)


async def test_waiting_counts_towards_the_deadline_and_ends_as_busy(start: Start) -> None:
    async with start(workers=1, slow=1, trial=0.01) as engine:
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
    assert await idle()
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
    assert [kinds[at : at + 3] for at in range(0, len(kinds), 4)] == [
        ["Answer", "MalformedQueryError", "TooLargeError"]
    ] * 4
    assert set(kinds[3::4]) <= {"DeadlineError", "BusyError", "TooLargeError"}  # whichever limit it meets first
    assert {"DeadlineError", "TooLargeError"} & set(kinds[3::4])
