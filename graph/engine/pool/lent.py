"""Lent workers: those that another process has forked for this one, over a store that it alone has loaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sandbox_atlas.graph.engine.pool.forked import Forked, connected
from sandbox_atlas.graph.engine.pool.handle import WorkerHandle
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.pool.starter import WorkerStarter, shut_down


class LentWorkers(WorkerStarter):
    """Starts workers by asking the process that lends them, as `WorkerStarter.lend` does there.

    Args:
        borrow: Asks for one; raises EngineError when there are none any more.
        statements: Number of statements in the store.
        walls: What keeps the workers apart from the rest of the system.
    """

    def __init__(self, borrow: Callable[[], Awaitable[Forked]], statements: int, walls: Walls) -> None:
        self.statements, self.walls, self.restarts = statements, walls, 0
        self._borrow, self._closed = borrow, False

    async def start(self) -> None:
        """See `WorkerStarter`: the store has been loaded."""

    async def new_worker(self, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
        """See `WorkerStarter`."""
        if self._closed:
            raise shut_down()
        return await connected(await self._borrow(), on_end)

    def kill(self) -> None:
        """See `WorkerStarter`."""
        self._closed = True

    async def close(self) -> None:
        """See `WorkerStarter`: the pool ends the workers, and whoever lent them reaps them."""
        self.kill()
