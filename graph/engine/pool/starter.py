"""Starter: what the pool needs of whatever starts its workers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.pool.handle import WorkerHandle
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.errors import EngineError

if TYPE_CHECKING:
    from sandbox_atlas.graph.engine.pool.forked import Forked

RETRY_PAUSE = 1.0
"""Seconds between two attempts to start a process."""

WORKER_LOG = "sandbox_atlas.worker"
"""Logger of what workers, and the process that starts them, write to standard error."""


class WorkerStarter(ABC):
    """Starts workers over one store.

    Attributes:
        statements: Number of statements in the store.
        walls: What keeps the workers apart from the rest of the system.
        restarts: How often the process that starts workers had to be started again, where there is one.
    """

    statements: int
    walls: Walls
    restarts: int

    @abstractmethod
    async def start(self) -> None:
        """Load or open the store.

        Raises:
            EngineError: It could not be loaded or opened.
        """

    @abstractmethod
    async def new_worker(self, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
        """Start a worker.

        Args:
            on_end: Called once when the worker has ended.

        Raises:
            EngineError: The starter has been closed.
        """

    async def lend(self) -> Forked:
        """Start a worker for another process, which gets its descriptors.

        Raises:
            EngineError: The starter has been closed, or its workers cannot be lent.
        """
        raise EngineError("Workers that load the data themselves cannot be lent.", "Leave out --processes.")

    @abstractmethod
    def kill(self) -> None:
        """End all processes that start; pending calls of the other methods fail."""

    @abstractmethod
    async def close(self) -> None:
        """End them, wait until they have ended, and let go of the source.

        Pool, timers and workers refer to each other, and may wait long for the garbage collector.
        """


def shut_down() -> EngineError:
    """The error of an engine that has been closed."""
    return EngineError("The engine has been shut down.", "Start the atlas again.")
