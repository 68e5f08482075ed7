"""Deadlines: stop a query whose time is over. Timers of one length share one of the event loop, as most never ring."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from sandbox_atlas.graph.engine.failures import deadline_exceeded
from sandbox_atlas.graph.errors import overloaded

_TOLERANCE = 0.001
"""Seconds by which a timer may ring early; the clock of an event loop counts in thousandths."""

T = TypeVar("T")


class Timers(Generic[T]):
    """Timers of one length: they are due in the order in which they start, so that the loop needs only the next one.

    Almost all are stopped before they ring. A timer of the loop for each would cost more than what it is for.

    Args:
        seconds: Their length.
        ring: Called with what a timer was started for.
    """

    def __init__(self, seconds: float, ring: Callable[[T], None]) -> None:
        self.seconds = seconds
        self._ring = ring
        self._due: dict[T, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def start(self, item: T) -> None:
        """Start a timer for something that has none."""
        loop = asyncio.get_running_loop()
        self._due[item] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_later(self.seconds, self._check)

    def stop(self, item: T) -> None:
        """Stop a timer, if it has not rung."""
        self._due.pop(item, None)

    def close(self) -> None:
        """Stop all."""
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check(self) -> None:
        """Ring the timers that are due, and wait for the next one."""
        loop, self._timer = asyncio.get_running_loop(), None
        while self._due:
            item, due = next(iter(self._due.items()))
            if due - loop.time() > _TOLERANCE:
                self._timer = loop.call_at(due, self._check)
                return
            del self._due[item]
            self._ring(item)


class Deadline:
    """The time that a task has; when it rings, the task is cancelled, as by `asyncio.timeout`."""

    __slots__ = ("_before", "_has_rung", "_task")

    def __init__(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - made in a coroutine
        self._task, self._before, self._has_rung = task, task.cancelling(), False

    def ring(self) -> None:
        """Cancel the task."""
        self._has_rung = True
        self._task.cancel()

    def ended_task(self) -> bool:
        """Whether this deadline, and nobody else, has cancelled the task; it then counts as cancelled no longer."""
        return self._has_rung and self._task.uncancel() <= self._before


async def before_deadline(
    answer: Awaitable[T], seconds: float, is_running: Callable[[], bool], usual: Timers[Deadline]
) -> T:
    """The answer, if it comes in time; else it is cancelled, and what runs it ends its worker.

    Args:
        answer: Gives the answer.
        seconds: Seconds from now until the deadline.
        is_running: Whether the query has a worker; one without has only waited.
        usual: The timers of deadlines of the usual length.

    Raises:
        DeadlineError: The deadline passed while the query ran.
        BusyError: It passed while the query waited for a worker.
    """
    deadline, timer = Deadline(), None
    if seconds == usual.seconds:
        usual.start(deadline)
    else:
        timer = asyncio.get_running_loop().call_later(seconds, deadline.ring)
    try:
        return await answer
    except asyncio.CancelledError as error:
        if not deadline.ended_task():
            raise
        if not is_running():
            raise overloaded(math.ceil(seconds)) from error
        raise deadline_exceeded(seconds) from error
    finally:
        if timer is None:
            usual.stop(deadline)
        else:
            timer.cancel()
        del deadline, timer  # they hold the task, and the error of the task holds this frame
