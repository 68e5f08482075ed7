"""Runs queries in worker processes so that none slows another. It knows time, lanes and limits, not what is asked.

Each query begins in the *quick* lane with a short trial, measured in processor time. Most end there. One that does not
is moved to the *slow* lane: its worker gets the lowest priority and a fresh one takes its place. Where no slow permit
is free, the worker is ended and the query begins again when one is, so that those who wait hold no memory.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import Any

from sandbox_atlas.graph.engine.context import RequestContext, request_context
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.forkserver import ForkServer, Source
from sandbox_atlas.graph.engine.pool.handle import Reply, WorkerGoneError, WorkerHandle
from sandbox_atlas.graph.engine.pool.lanes import Lane, busy_error
from sandbox_atlas.graph.errors import AtlasError, DeadlineError, EngineError, TooLargeError
from sandbox_atlas.graph.settings import Settings

_OWN_WORKERS = 1
"""Workers kept for the atlas's own lookups, so that pages stay quick."""

_SHORTEST_WAIT = 0.005
"""Seconds between two looks at the processor time of a query."""

_ATTEMPTS = 4


class _PostponedError(AtlasError):
    """The trial is over, and no slow permit is free."""


@dataclass(eq=False, slots=True)
class _Job:
    """One query on its way: waiting, as long as it has no worker; slow, as soon as it has a permit."""

    request: bytes
    context: RequestContext
    worker: WorkerHandle | None = None
    timer: asyncio.TimerHandle | None = None
    permit: object | None = None
    postponed: bool = False


@dataclass(slots=True)
class Counters:
    """What has happened since the start.

    Attributes:
        killed: Queries stopped at their deadline, or because their caller went away.
        crashed: Queries whose worker broke down, as a rule for want of memory.
        restarted: Workers put in the place of others.
        demoted: Queries that did not pass their trial and went on slowly.
        postponed: Queries that did not pass their trial and had to wait.
        displaced: Slow queries ended in favour of a client that had none.
    """

    killed: int = 0
    crashed: int = 0
    restarted: int = 0
    demoted: int = 0
    postponed: int = 0
    displaced: int = 0


class Pool:
    """Workers over one filled store."""

    def __init__(self, keeper: ForkServer, settings: Settings) -> None:
        self.counters = Counters()
        self._keeper, self._trial = keeper, settings.trial
        self._quick: Lane[WorkerHandle] = Lane(settings.queue, _OWN_WORKERS)
        self._slow: Lane[object] = Lane(settings.queue, patience=math.ceil(settings.deadline))
        self._slow.free = [object() for _ in range(settings.slow)]
        self._workers: set[WorkerHandle] = set()
        self._demoted: list[_Job] = []
        self._replacing: set[asyncio.Task[None]] = set()
        self._closed = False

    @classmethod
    async def start(cls, source: Source, settings: Settings) -> Pool:
        """Start the keeper, let it fill or find its store, and fork the first workers.

        Raises:
            EngineError: The store could not be filled or opened.
        """
        pool = cls(ForkServer(source, settings.memory * 2**20), settings)
        filling = asyncio.ensure_future(pool._fill(settings.workers + _OWN_WORKERS))
        try:
            await asyncio.shield(filling)
        except BaseException:  # whoever asked may have gone away; without its keeper the rest comes to an end
            pool._keeper.kill()
            await asyncio.gather(filling, return_exceptions=True)
            await pool.close()
            raise
        return pool

    async def _fill(self, size: int) -> None:
        await self._keeper.start()
        for _ in range(size):
            await self._replace()

    @property
    def statements(self) -> int:
        """Number of statements in the store."""
        return self._keeper.statements

    @property
    def fork_server_restarts(self) -> int:
        """How often the keeper process had to be started again."""
        return self._keeper.restarts

    @property
    def refused(self) -> int:
        """Queries turned away because too many waited."""
        return self._quick.refused + self._slow.refused

    @property
    def waiting(self) -> int:
        """Queries that wait for a worker."""
        return len(self._quick) + len(self._slow)

    async def run(self, head: dict[str, Any], body: bytes, deadline: float) -> Reply:
        """The answer of one worker to one request, for the `current` context.

        Args:
            head: The request, as `graph.engine.pool.worker.answer` takes it.
            body: The query text.
            deadline: Seconds from now after which the worker is stopped.

        Raises:
            DeadlineError: The deadline passed while the query ran.
            BusyError: Too many queries wait, or the deadline passed waiting.
            TooLargeError: The worker broke down, which a query past its memory makes it do.
            EngineError: The pool is closed, or workers are killed again and again.
        """
        job = _Job(frames.pack(head, body), request_context.get())
        try:
            async with asyncio.timeout(deadline):
                return await self._answer(job)
        except TimeoutError as error:
            if job.worker is None:
                raise busy_error(math.ceil(deadline)) from error
            raise DeadlineError(
                f"The query did not finish within {deadline:g} seconds and was stopped.",
                "Narrow it: name a class, a sandbox or a batch, or add a LIMIT inside.",
            ) from error

    async def close(self) -> None:
        """End all workers and the keeper, and let go of every socket and handle."""
        self._closed = True
        for lane in (self._quick, self._slow):
            lane.close(_shut_down())
        ended = [*self._workers, *(job.worker for job in self._demoted if job.worker)]
        for worker in ended:
            worker.fail(_shut_down())
        await self._keeper.close()
        await asyncio.gather(*self._replacing)
        await asyncio.gather(*(worker.wait_closed() for worker in ended))

    async def _answer(self, job: _Job) -> Reply:
        """The answer, asked for again when a worker is killed from outside: a query changes nothing."""
        for _ in range(_ATTEMPTS):
            if self._closed:
                raise _shut_down()
            try:
                return await self._attempt(job)
            except _PostponedError:
                job.postponed = True
            except WorkerGoneError as gone:
                if gone.crashed:
                    self.counters.crashed += 1
                    raise _past_memory() from gone
        raise EngineError("The processes that ran the query were killed again and again.", "See the server's log.")

    async def _attempt(self, job: _Job) -> Reply:
        job.worker = None
        try:
            if job.postponed:
                job.permit = await self._slow.take(job.context)
            job.worker = await self._quick.take(job.context)
            return await self._ask(job, job.worker)
        finally:
            if job.permit is not None:
                self._slow.give(job.permit, job.context)
                job.permit = None

    async def _ask(self, job: _Job, worker: WorkerHandle) -> Reply:
        """Ask a worker, and give it back if it is still a quick one with nothing left to do."""
        loop, whole = asyncio.get_running_loop(), False
        if job.permit is not None:
            self._demote(job, worker)
        else:
            job.timer = loop.call_later(self._trial, self._look, job, worker, worker.processor_time())
        try:
            reply = await worker.ask(job.request, job.context)
            whole = True
        except asyncio.CancelledError:
            self.counters.killed += 1
            raise
        finally:
            self._put_back(job, worker, whole=whole)
        return reply

    def _put_back(self, job: _Job, worker: WorkerHandle, *, whole: bool) -> None:
        if job.timer is not None:
            job.timer.cancel()
        if job in self._demoted:
            self._demoted.remove(job)
            worker.end()
        elif whole:
            self._quick.give(worker, job.context)
        else:
            self._quick.leave(job.context)
            worker.end()

    def _look(self, job: _Job, worker: WorkerHandle, begun: float) -> None:
        """See whether the trial is over, by the processor time of the worker."""
        left = self._trial - (worker.processor_time() - begun)
        if left > 0:
            pause = max(left, _SHORTEST_WAIT)
            job.timer = asyncio.get_running_loop().call_later(pause, self._look, job, worker, begun)
            return
        job.permit = self._slow.take_now(job.context) or self._displace(job.context)
        if job.permit is not None:
            self.counters.demoted += 1
            self._demote(job, worker)
        else:
            self.counters.postponed += 1
            worker.fail(_PostponedError(""))

    def _demote(self, job: _Job, worker: WorkerHandle) -> None:
        """Move a worker out of the quick lane, and a fresh one into its place."""
        self._workers.discard(worker)
        self._demoted.append(job)
        self._quick.leave(job.context)
        worker.slow_down()
        self._begin_replacing()

    def _displace(self, context: RequestContext) -> object | None:
        """The permit of another client's newest query, where that client holds several more than this one."""
        client = self._slow.largest(context)
        victim = next((job for job in reversed(self._demoted) if job.context.client == client and job.permit), None)
        if victim is None or victim.worker is None:
            return None
        permit, victim.permit = victim.permit, None
        self._slow.hand_over(victim.context, context)
        self.counters.displaced += 1
        victim.worker.fail(busy_error(self._slow.patience))
        return permit

    def _ended(self, worker: WorkerHandle) -> None:
        """Put a fresh worker in the place of a quick one that has ended, for whatever reason."""
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        if worker in self._quick.free:
            self._quick.free.remove(worker)
        if not self._closed:
            self._begin_replacing()

    def _begin_replacing(self) -> None:
        self.counters.restarted += 1
        task = asyncio.create_task(self._replace())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self) -> None:
        try:
            worker = await self._keeper.fork(self._ended)
            while worker.is_gone():  # killed before it was known here, so that nobody heard of its end
                worker = await self._keeper.fork(self._ended)
        except EngineError:  # closed meanwhile
            return
        if self._closed:
            worker.end()
            await worker.wait_closed()
            return
        self._workers.add(worker)
        self._quick.give(worker)


def _shut_down() -> EngineError:
    return EngineError("The engine has been shut down.", "Start the atlas again.")


def _past_memory() -> TooLargeError:
    return TooLargeError(
        "The query needed more memory or nesting than one query may use.",
        "Ask for less at once: fewer groups, a smaller sort, less nesting.",
    )
