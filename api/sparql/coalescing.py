"""Work that several clients wait for and that is done once. It ends when the last of them has gone, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.types import Receive

Result = TypeVar("Result")

_PATIENCE = 0.05
"""Seconds after which it is worth while to listen whether the client is still there."""


class ClientGoneError(Exception):
    """The client closed its connection before the answer was there."""


@dataclass(eq=False)
class _Work(Generic[Result]):
    """Work in progress, and how many wait for it."""

    task: asyncio.Task[Result]
    waiting: int = 0


class Sharing(Generic[Result]):
    """Work in progress, by key.

    Attributes:
        joined: How often somebody waited for work that somebody else had begun.
        left: How many clients went away while they waited.
    """

    def __init__(self) -> None:
        self.joined = self.left = 0
        self._works: dict[Hashable, _Work[Result]] = {}

    async def result(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Result]], receive: Receive) -> Result:
        """The result of the work for a key, begun now unless it is in progress.

        Args:
            key: What is the same work.
            work: Begins it.
            receive: Says when the client goes away; the request's body has been read from it.

        Raises:
            ClientGoneError: The client went away.
        """
        shared = self._works.get(key)
        if shared is None:
            shared = self._begin(key, work)
        else:
            self.joined += 1
        shared.waiting += 1
        try:
            await self._wait(shared.task, receive)
        finally:
            shared.waiting -= 1
            if not shared.waiting and not shared.task.done():
                self._forget(key, shared)  # whoever asks next begins anew
                shared.task.cancel()
        return shared.task.result()

    def _begin(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Result]]) -> _Work[Result]:
        begun = self._works[key] = _Work(asyncio.create_task(work()))

        def ended(task: asyncio.Task[Result]) -> None:
            self._forget(key, begun)
            if not task.cancelled():
                task.exception()  # raised to those who wait; if all have gone, nobody misses it

        begun.task.add_done_callback(ended)
        return begun

    def _forget(self, key: Hashable, work: _Work[Result]) -> None:
        if self._works.get(key) is work:
            del self._works[key]

    async def _wait(self, task: asyncio.Task[Result], receive: Receive) -> None:
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
        if done:
            return
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
        if not task.done():
            self.left += 1
            raise ClientGoneError


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
