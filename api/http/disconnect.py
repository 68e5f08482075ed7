"""Disconnects: waits for work only as long as the client stays connected."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Receive

_GRACE = 0.05
"""Seconds before the connection is watched; most work has ended by then, and watching costs a task."""


class ClientGoneError(Exception):
    """The client closed its connection before the answer was there."""


async def wait_connected(task: asyncio.Task[Any], receive: Receive) -> None:
    """Wait for a task to end.

    Args:
        task: The task; it is not cancelled.
        receive: The ASGI callable that reports a disconnect; the request's body has been read from it.

    Raises:
        ClientGoneError: The client went away first.
    """
    done, _ = await asyncio.wait({task}, timeout=_GRACE)
    if done:
        return
    leaving = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
    if not task.done():
        raise ClientGoneError


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
