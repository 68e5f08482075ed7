"""Lanes of the embedded engine: slow queries delay no short one, and clients take turns."""

from __future__ import annotations

import asyncio
import math
import os

import pytest

from sandbox_atlas.graph.engine.context import Budget, RequestContext, request_context
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.lanes import Lane
from sandbox_atlas.graph.errors import (
    BusyError,
    DeadlineError,
)
from tests.support.pool import RUNAWAY, Start, processes, until, workers, works

# Slow queries run at the lowest priority: beside other tests they would wait for most of a minute.
pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.alone]

STARTED = ("memory", "portable")
"""Workers of a store on disk are those of one in memory."""

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


async def turns(lane: Lane[str], askers: list[RequestContext]) -> list[str]:
    """Have requests wait for the only free resource, in that order, and give who gets it, one after another."""
    got: list[str] = []

    async def ask(context: RequestContext) -> None:
        resource = await lane.acquire(context)
        got.append(context.client)
        lane.release(resource, context)

    held = await lane.acquire(RequestContext("first", internal=True))
    tasks = [asyncio.create_task(ask(context)) for context in askers]
    await asyncio.sleep(0)
    lane.release(held, RequestContext("first", internal=True))
    await asyncio.gather(*tasks)
    return got


async def test_pages_of_many_clients_do_not_keep_a_quiet_query_waiting() -> None:
    lane: Lane[str] = Lane(100, reserved=1)
    lane.free = ["one", "two"]
    reader, quiet = RequestContext("reader", internal=True), RequestContext("quiet", internal=False)
    await lane.acquire(RequestContext("elsewhere", internal=True))  # one of the two is taken
    assert await turns(lane, [reader] * 5) == ["reader"] * 5
    assert (await turns(lane, [*[reader] * 5, quiet, *[reader] * 5]))[0] == "quiet"


async def test_the_client_that_had_no_turn_for_longest_goes_first() -> None:
    lane: Lane[str] = Lane(100)
    lane.free = ["one"]
    a, b, c = (RequestContext(name, internal=False) for name in "abc")
    assert await turns(lane, [a, b, c]) == ["a", "b", "c"]
    assert await turns(lane, [c, b, a, a, a, b]) == ["a", "b", "c", "a", "b", "a"]


async def test_queries_of_clients_leave_what_is_reserved_also_while_pages_hold_the_rest() -> None:
    lane: Lane[str] = Lane(100, reserved=1)
    lane.free = ["one", "two", "three"]
    page, query = RequestContext("reader", internal=True), RequestContext("stranger", internal=False)
    assert [lane.try_acquire(context) for context in (page, query, query, query, page)] == [
        "three",
        "two",
        "one",
        None,
        None,
    ]
    lane.release("three", page)
    assert lane.try_acquire(query) is None
    assert lane.try_acquire(page) == "three"


async def test_runaways_in_all_places_delay_no_short_query(start: Start) -> None:
    async with start(workers=1, slow=1, deadline=60) as engine:
        runaways = [asyncio.create_task(engine.query(RUNAWAY, JSON)) for _ in range(6)]
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
    text = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c ?d ?e }"
    async with start(workers=1, trial=0.01, deadline=60) as engine:
        numbers = [
            int((await engine.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", CSV)).body.split()[1])
            for pattern in ("?s a ?o", "?s ?p ?o")
        ]
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
        assert int((await engine.query(text, CSV)).body.split()[1]) == math.prod(numbers)
        await until(lambda: len(workers(others)) == 2)


async def test_a_postponed_query_is_answered_when_its_turn_comes(start: Start) -> None:
    async with start(workers=1, slow=1, trial=0.01) as engine:
        runaway = asyncio.create_task(engine.query(RUNAWAY, JSON, deadline=1))
        await until(lambda: engine.pool.counters.demoted == 1)
        counted = asyncio.create_task(engine.query("SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c ?d ?e }", CSV))
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
    budget = Budget(60_000)
    context = RequestContext("a", internal=False, budget=budget)
    text = f"SELECT ('{'x' * 25_000}' AS ?x) {{}}"

    async def ask(engine: EmbeddedEngine, context: RequestContext) -> int:
        request_context.set(context)  # in a task of its own, so that no other test asks in this name
        return len((await engine.query(text, JSON)).body)

    async with start() as engine:
        assert [await asyncio.create_task(ask(engine, context)) > 25_000 for _ in range(2)] == [True, True]
        with pytest.raises(BusyError):
            await asyncio.create_task(ask(engine, context))
        context.release()
        assert budget.reserved == 0
        assert await asyncio.create_task(ask(engine, RequestContext("a", internal=False, budget=budget)))
