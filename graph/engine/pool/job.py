"""Job: one query on its way through the pool."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.engine.pool.handle import WorkerHandle


@dataclass(eq=False, slots=True)
class Job:
    """One query in the pool: it waits while it has no worker, and is slow once it has a permit of the slow lane.

    Attributes:
        request: The query as a worker takes it.
        context: On whose behalf it runs.
        worker: What answers it.
        started: Processor time in seconds that the worker had used before; the trial counts from it.
        timer: When the trial is looked at again.
        permit: Its permit of the slow lane.
        postponed: Whether its trial is over, so that it begins again once it has a permit.
    """

    request: bytes
    context: RequestContext
    worker: WorkerHandle | None = None
    started: float = 0.0
    timer: asyncio.TimerHandle | None = None
    permit: object | None = None
    postponed: bool = False
