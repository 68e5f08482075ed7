"""What is dear to compute is computed once and kept, up to a bound; it knows nothing of what it keeps."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memory:
    """Answers by key, the least recently used forgotten first.

    Several callers that ask for the same key at the same time share one computation, which goes on when one of them
    is cancelled. Errors are given to those who wait and are not kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, asyncio.Task[Any]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives for the key, now or before; raises what it raises."""
        task = self._kept.get(key)
        if task is None:
            task = self._kept[key] = asyncio.ensure_future(_run(make))
            task.add_done_callback(lambda done: self._drop_failed(key, done))
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return cast("T", await asyncio.shield(task))

    def _drop_failed(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if (task.cancelled() or task.exception()) and self._kept.get(key) is task:
            del self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)


async def _run(make: Callable[[], Awaitable[T]]) -> T:
    return await make()
