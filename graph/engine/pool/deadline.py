"""Deadline: stops a query whose time is over; cancelling the query has its worker killed, as `pool` does."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sandbox_atlas.graph.engine.failures import deadline_exceeded
from sandbox_atlas.graph.errors import overloaded

T = TypeVar("T")


async def before_deadline(answer: Awaitable[T], seconds: float, is_running: Callable[[], bool]) -> T:
    """The answer, if it comes in time; else it is cancelled.

    Args:
        answer: Gives the answer.
        seconds: Seconds from now until the deadline.
        is_running: Whether the query has a worker; one without has only waited.

    Raises:
        DeadlineError: The deadline passed while the query ran.
        BusyError: It passed while the query waited for a worker.
    """
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError as error:
        if not is_running():
            raise overloaded(math.ceil(seconds)) from error
        raise deadline_exceeded(seconds) from error
