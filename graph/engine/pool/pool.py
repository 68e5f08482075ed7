"""Worker pool: runs queries in worker processes, so that none delays another, and stops them at their deadline.

Each query starts in the *quick* lane with a short trial, measured in processor time. Most end within it. A query that
does not is moved to the *slow* lane: its worker gets the lowest priority, and a new worker replaces it in the quick
lane. If no permit of the slow lane is free, the worker is killed and the query starts again once it has a permit, so
that queries which wait hold no memory.
"""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING, Any

from sandbox_atlas.graph.engine.context import RequestContext, request_context
from sandbox_atlas.graph.engine.failures import out_of_memory, query_failed
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.choice import starter
from sandbox_atlas.graph.engine.pool.counters import Counters
from sandbox_atlas.graph.engine.pool.deadline import Deadline, Timers, before_deadline
from sandbox_atlas.graph.engine.pool.handle import Reply, WorkerGoneError, WorkerHandle
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.pool.job import Job
from sandbox_atlas.graph.engine.pool.lanes import Lane
from sandbox_atlas.graph.engine.pool.source import Source
from sandbox_atlas.graph.engine.pool.starter import WorkerStarter, shut_down
from sandbox_atlas.graph.errors import AtlasError, EngineError, overloaded

if TYPE_CHECKING:
    from sandbox_atlas.graph.engine.pool.forked import Forked
    from sandbox_atlas.graph.settings import Settings

_INTERNAL_WORKERS = 1
"""Workers reserved for internal queries, so that pages stay quick."""

_MIN_TIMER = 0.005
"""Shortest time in seconds between two measurements of a query's processor time."""

_MAX_ATTEMPTS = 4
"""How often a query is started, if its worker is killed from outside."""

_log = logging.getLogger(__name__)


class _PostponedError(AtlasError):
    """The trial is over, and no permit of the slow lane is free."""


class Pool:
    """Worker processes over one store."""

    def __init__(self, starter: WorkerStarter, settings: Settings, *, lent: bool = False) -> None:
        self._has_slow_lane = not lent
        self.counters = Counters()
        self._starter = starter
        self._trials: Timers[Job] = Timers(settings.trial, self._check_trial)
        self._deadlines: Timers[Deadline] = Timers(settings.deadline, Deadline.ring)
        self._quick: Lane[WorkerHandle] = Lane(settings.queue, 0 if lent else _INTERNAL_WORKERS)
        self._slow: Lane[object] = Lane(settings.queue, retry_after=math.ceil(settings.deadline))
        self._slow.free = [object() for _ in range(0 if lent else settings.slow)]
        self._workers: set[WorkerHandle] = set()
        self._demoted: list[Job] = []
        self._replacements: set[asyncio.Task[None]] = set()
        self._closed = False

    @classmethod
    async def start(cls, source: Source, settings: Settings) -> Pool:
        """Load or open the store, and start the first workers.

        Raises:
            EngineError: The store could not be loaded or opened.
        """
        return await cls(starter(source, settings), settings)._started(settings.workers + _INTERNAL_WORKERS)

    @classmethod
    async def of_lent(cls, starter: WorkerStarter, settings: Settings) -> Pool:
        """A pool of lent workers for quick queries of clients; one that exceeds its trial raises an error."""
        return await cls(starter, settings, lent=True)._started(settings.workers)

    async def _started(self, workers: int) -> Pool:
        starting = asyncio.ensure_future(self._start_workers(workers))
        try:
            await asyncio.shield(starting)
        except BaseException:  # also when cancelled; once what starts workers is killed, the start fails
            self._starter.kill()
            await asyncio.gather(starting, return_exceptions=True)
            await self.close()
            raise
        return self

    async def _start_workers(self, number: int) -> None:
        await self._starter.start()
        await asyncio.gather(*(self._add_worker() for _ in range(number)))

    @property
    def statements(self) -> int:
        """Number of statements in the store."""
        return self._starter.statements

    @property
    def walls(self) -> Walls:
        """What keeps the workers apart from the rest of the system."""
        return self._starter.walls

    @property
    def fork_server_restarts(self) -> int:
        """How often the fork server had to be started again."""
        return self._starter.restarts

    @property
    def refused(self) -> int:
        """Queries refused because too many waited."""
        return self._quick.refused + self._slow.refused

    @property
    def waiting(self) -> int:
        """Queries that wait for a worker."""
        return len(self._quick) + len(self._slow)

    async def lend(self) -> Forked:
        """A worker for another process; errors as in `WorkerStarter.lend`."""
        return await self._starter.lend()

    async def run(self, head: dict[str, Any], body: bytes, deadline: float) -> Reply:
        """Have one worker answer a request, on behalf of the current `request_context`.

        Args:
            head: The request, as `graph.engine.pool.evaluation.answer` takes it.
            body: The query text in UTF-8.
            deadline: Seconds from now after which the worker is killed.

        Raises:
            DeadlineError: The deadline passed while the query ran.
            BusyError: Too many queries wait, or the deadline passed while this one waited.
            TooLargeError: The worker crashed, as it does when a query exceeds its memory limit.
            QueryFailedError: The worker ended by itself, which it never should.
            EngineError: The pool is closed, or the workers were killed again and again.
        """
        job = Job(frames.pack(head, body), request_context.get())
        return await before_deadline(self._answer(job), deadline, lambda: job.worker is not None, self._deadlines)

    async def close(self) -> None:
        """End all processes, and close every socket and descriptor."""
        self._closed = True
        self._trials.close()
        self._deadlines.close()
        for lane in (self._quick, self._slow):
            lane.close(shut_down())
        workers = [*self._workers, *(job.worker for job in self._demoted if job.worker)]
        for worker in workers:
            worker.fail(shut_down())
        await self._starter.close()
        await asyncio.gather(*self._replacements)
        await asyncio.gather(*(worker.wait_closed() for worker in workers))

    async def _answer(self, job: Job) -> Reply:
        """Run a job; it starts again if its worker is killed from outside, as a query changes nothing."""
        for _ in range(_MAX_ATTEMPTS):
            if self._closed:
                raise shut_down()
            try:
                return await self._attempt(job)
            except _PostponedError:
                if not self._has_slow_lane:
                    raise
                job.postponed = True
            except WorkerGoneError as gone:
                if gone.end == "crashed":
                    self.counters.crashed += 1
                    _log.warning("A query crashed its worker, for lack of memory or of stack")
                    raise out_of_memory() from gone
                if gone.end == "exited":
                    _log.error("A worker ended by itself at a query")
                    raise query_failed() from gone
        raise EngineError("The processes that ran the query were killed again and again.", "See the server's log.")

    async def _attempt(self, job: Job) -> Reply:
        job.worker = None
        try:
            if job.postponed:
                job.permit = await self._slow.acquire(job.context)
            job.worker = await self._quick.acquire(job.context)
            return await self._ask(job, job.worker)
        finally:
            if job.permit is not None:
                self._slow.release(job.permit, job.context)
                job.permit = None

    async def _ask(self, job: Job, worker: WorkerHandle) -> Reply:
        """Send a job to a worker, which afterwards returns to the quick lane or is killed."""
        complete = False
        if job.permit is not None:
            self._demote(job, worker)
        else:
            job.started = worker.processor_time()
            self._trials.start(job)
        try:
            reply = await worker.ask((job.request,), job.context)
            complete = True
        except asyncio.CancelledError:
            self.counters.killed += 1
            raise
        finally:
            self._return_worker(job, worker, complete=complete)
        return reply

    def _return_worker(self, job: Job, worker: WorkerHandle, *, complete: bool) -> None:
        self._trials.stop(job)
        if job.timer is not None:
            job.timer.cancel()
        if job in self._demoted:
            self._demoted.remove(job)
            worker.kill()
        elif complete:
            self._quick.release(worker, job.context)
        else:
            self._quick.retire(job.context)
            worker.kill()

    def _check_trial(self, job: Job) -> None:
        """End the trial if the worker has used its processor time since the start; else check again later."""
        worker = job.worker
        assert worker is not None  # noqa: S101 - set before the trial starts
        remaining = self._trials.seconds - (worker.processor_time() - job.started)
        if remaining > 0:
            job.timer = asyncio.get_running_loop().call_later(max(remaining, _MIN_TIMER), self._check_trial, job)
            return
        job.permit = self._slow.try_acquire(job.context) or self._displace(job.context)
        if job.permit is not None:
            self.counters.demoted += 1
            self._demote(job, worker)
        else:
            self.counters.postponed += 1
            worker.fail(_PostponedError(""))

    def _demote(self, job: Job, worker: WorkerHandle) -> None:
        """Take a worker out of the quick lane, and start another one in its place."""
        self._workers.discard(worker)
        self._demoted.append(job)
        self._quick.retire(job.context)
        worker.lower_priority()
        self._start_replacement()

    def _displace(self, context: RequestContext) -> object | None:
        """Take the permit of a client that holds at least two more permits than the client of this context.

        The newest query of that client loses its permit, and is answered that the server is overloaded.
        """
        client = self._slow.heaviest_client(context)
        victim = next((job for job in reversed(self._demoted) if job.context.client == client and job.permit), None)
        if victim is None or victim.worker is None:
            return None
        permit, victim.permit = victim.permit, None
        self._slow.transfer(victim.context, context)
        self.counters.displaced += 1
        victim.worker.fail(overloaded(self._slow.retry_after))
        return permit

    def _on_worker_end(self, worker: WorkerHandle) -> None:
        """Replace a worker of the quick lane that has ended for any reason."""
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        if worker in self._quick.free:
            self._quick.free.remove(worker)
        if not self._closed:
            self._start_replacement()

    def _start_replacement(self) -> None:
        self.counters.restarted += 1
        task = asyncio.create_task(self._add_worker())
        self._replacements.add(task)
        task.add_done_callback(self._replacements.discard)

    async def _add_worker(self) -> None:
        try:
            worker = await self._starter.new_worker(self._on_worker_end)
            while worker.has_ended():  # killed before it was in `_workers`, so that its end went unnoticed
                worker = await self._starter.new_worker(self._on_worker_end)
        except EngineError:  # the pool was closed
            return
        if self._closed:
            worker.kill()
            await worker.wait_closed()
            return
        self._workers.add(worker)
        self._quick.add(worker)
