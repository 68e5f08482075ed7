"""Result cache: keeps the results of asynchronous computations and evicts the least recently used."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class AsyncCache:
    """A least-recently-used cache of results by key, with request coalescing.

    Callers that need the same key at the same time share one computation, which goes on if one of them is cancelled.
    Errors are raised in all callers that wait, and are not cached.

    Args:
        size: Number of results that are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._tasks: OrderedDict[Hashable, asyncio.Task[Any]] = OrderedDict()

    async def get(self, key: Hashable, compute: Callable[[], Awaitable[T]]) -> T:
        """The result for a key, computed if it is not cached; raises what `compute` raises."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(_run(compute))
            task.add_done_callback(lambda done: self._drop_failed(key, done))
        self._tasks.move_to_end(key)
        while len(self._tasks) > self._size:
            self._tasks.popitem(last=False)
        return cast("T", await asyncio.shield(task))

    def _drop_failed(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if (task.cancelled() or task.exception()) and self._tasks.get(key) is task:
            del self._tasks[key]

    def __len__(self) -> int:
        return len(self._tasks)


async def _run(compute: Callable[[], Awaitable[T]]) -> T:
    return await compute()
