"""Worker handle: sends requests to one worker process, receives its replies, and kills it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, cast

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.process import End, WorkerProcess
from sandbox_atlas.graph.errors import AtlasError, overloaded

Reply = tuple[dict[str, Any], bytes]
"""Head and body of the frame that a worker sends back."""

_RETRY_AFTER = 2
"""Seconds after which some of the buffered answers have usually been sent."""


class WorkerGoneError(Exception):
    """The process ended before it answered.

    Attributes:
        end: How: it was killed from outside, it crashed, as it does when a query needs too much memory, or it exited,
            which is a fault of ours.
    """

    def __init__(self, end: End) -> None:
        super().__init__(f"the worker process ended: {end}")
        self.end = end


class WorkerHandle(asyncio.Protocol):
    """The parent's end of the connection to one worker process.

    Args:
        process: The process; what is held of it is closed with the connection.
        on_end: Called once, when the process has ended or the connection is closed.
    """

    def __init__(self, process: WorkerProcess, on_end: Callable[[WorkerHandle], None]) -> None:
        self.on_end = on_end
        self._process = process
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._context = RequestContext()
        self._chunks: list[bytes] = []
        self._missing = frames.LENGTHS.size
        self._lengths: tuple[int, int] | None = None
        self._closed = asyncio.Event()

    async def ask(self, request: Iterable[bytes], context: RequestContext) -> Reply:
        """Send one request and wait for the reply.

        Args:
            request: The pieces of a frame and of what follows it.
            context: The request's context; bytes for the answer are reserved from its budget before they are received.

        Raises:
            WorkerGoneError: The process ended first.
            BusyError: The answer exceeds the budget.
        """
        if self._transport is None or self._transport.is_closing():
            raise WorkerGoneError("killed")
        self._reply, self._context = asyncio.get_running_loop().create_future(), context
        for piece in request:
            self._transport.write(piece)
        try:
            return await self._reply
        except ConnectionError:
            raise WorkerGoneError(await self._process.end()) from None
        finally:
            self._reply = None

    def fail(self, error: AtlasError) -> None:
        """Kill the process and raise an error from the pending `ask`."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(error)
        self.kill()

    def processor_time(self) -> float:
        """Seconds of processor time that the process has used."""
        return self._process.processor_time()

    def lower_priority(self) -> None:
        """Give every other process precedence."""
        self._process.lower_priority()

    def has_ended(self) -> bool:
        """Whether the process has ended or the connection is closed."""
        return self._closed.is_set() or self._process.has_ended()

    def kill(self) -> None:
        """Kill the process."""
        if not self._closed.is_set():
            self._process.kill()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the connection and the process are closed."""
        await self._closed.wait()

    # ── asyncio.Protocol ──

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's behaves like one without being a subclass

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`: collect the pieces of a reply; a small one comes whole."""
        self._chunks.append(data)
        self._missing -= len(data)
        if self._missing > 0:
            return
        if self._lengths is None and not self._begin_reply(b"".join(self._chunks)):
            return
        assert self._lengths is not None  # noqa: S101 - set by _begin_reply
        start, end = frames.LENGTHS.size, frames.LENGTHS.size + self._lengths[0]
        head = self._take(end)[start:]
        body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks, self._missing, self._lengths = [], start, None
        if self._reply is not None and not self._reply.done():
            self._reply.set_result((frames.read_head(head), body))

    def _take(self, size: int) -> bytes:
        """Take the first bytes from the pieces, without a copy of the rest, which may be large."""
        taken = self._chunks.pop(0)
        while len(taken) < size:
            taken += self._chunks.pop(0)
        self._chunks.insert(0, taken[size:])
        return taken[:size]

    def _begin_reply(self, piece: bytes) -> bool:
        """Read the lengths at the start of a reply. Returns whether the reply is already complete."""
        self._lengths = frames.LENGTHS.unpack_from(piece)
        if not self._context.reserve(self._lengths[1]):
            self.fail(overloaded(_RETRY_AFTER))
            return False
        self._chunks = [piece]
        self._missing = frames.LENGTHS.size + sum(self._lengths) - len(piece)
        return self._missing <= 0

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`: the process has ended or was killed."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionError())
        self.on_end(self)
        self._process.close()
        self._closed.set()
