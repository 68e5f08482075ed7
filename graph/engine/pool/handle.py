"""One worker process as the parent holds it: ask it, measure it, slow it down, end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.lanes import busy_error
from sandbox_atlas.graph.errors import AtlasError

Reply = tuple[dict[str, Any], bytes]

_LOWEST_PRIORITY = 19
_PATIENCE = 2
"""Seconds after which other answers will have been sent, as a rule."""
_CRASHES = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP})
"""How a process ends that runs out of memory or stack by itself; any other signal comes from outside."""
_SIGNAL = 0x7F


class WorkerGoneError(Exception):
    """The process ended before it answered.

    Attributes:
        crashed: Whether it broke down by itself, which a query past its memory makes it do.
    """

    def __init__(self, *, crashed: bool) -> None:
        super().__init__("the worker process ended")
        self.crashed = crashed


class WorkerHandle(asyncio.Protocol):
    """A worker process.

    Args:
        pid: Its process id.
        handle: Its pidfd, which the worker closes in the end.
        on_end: Called once when the process has ended or its socket is closed.
    """

    def __init__(self, pid: int, handle: int, on_end: Callable[[WorkerHandle], None]) -> None:
        self.pid = pid
        self._handle, self._on_end = handle, on_end
        self._clock = (~pid << 3) | 2  # the processor-time clock of another process (clock_getcpuclockid(3))
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._context = RequestContext()
        self._chunks: list[bytes] = []
        self._missing = frames.LENGTHS.size
        self._lengths: tuple[int, int] | None = None
        self._closed = asyncio.Event()

    async def ask(self, request: bytes, context: RequestContext) -> Reply:
        """The answer to one request.

        Args:
            request: A frame.
            context: Whose budget the answer counts towards, before it is taken in.

        Raises:
            WorkerGoneError: The process ended first.
            BusyError: The answer is past the budget.
        """
        if self._transport is None or self._transport.is_closing():
            raise WorkerGoneError(crashed=False)
        self._reply, self._context = asyncio.get_running_loop().create_future(), context
        self._transport.write(request)
        try:
            return await self._reply
        except ConnectionError:
            raise WorkerGoneError(crashed=await self._has_crashed()) from None
        finally:
            self._reply = None

    def fail(self, error: AtlasError) -> None:
        """End the process and give its caller an error."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(error)
        self.end()

    def processor_time(self) -> float:
        """Seconds of processor time that the process has used."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # it ended just now
            return 0.0

    def slow_down(self) -> None:
        """Let every other process go first (setpriority(2), which on Linux is for each thread)."""
        if self.is_gone():
            return
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), _LOWEST_PRIORITY)

    def is_gone(self) -> bool:
        """Whether the process has ended (its handle then reads as ready, pidfd_open(2)) or its socket is closed."""
        return self._handle < 0 or bool(select.select([self._handle], [], [], 0)[0])

    def end(self) -> None:
        """Kill the process. The handle names exactly this process, so no other can be hit."""
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the socket and the handle are closed."""
        await self._closed.wait()

    async def _has_crashed(self) -> bool:
        """Whether the process broke down by itself: the keeper leaves it as a zombie long enough to be read."""
        for _ in range(200):
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
                if fields[0] == "Z":
                    return int(fields[-1]) & _SIGNAL in _CRASHES
                await asyncio.sleep(0.005)
                continue
            return False
        return False

    # ── asyncio.Protocol ──

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class, only by what it does

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`: take in the next piece of an answer."""
        self._chunks.append(data)
        self._missing -= len(data)
        if self._missing > 0:
            return
        whole = b"".join(self._chunks)
        if self._lengths is None and not self._begin(whole):
            return
        assert self._lengths is not None  # noqa: S101 - begun
        start, end = frames.LENGTHS.size, frames.LENGTHS.size + self._lengths[0]
        self._chunks, self._missing, self._lengths = [], start, None
        if self._reply is not None and not self._reply.done():
            self._reply.set_result((json.loads(whole[start:end]), whole[end:]))

    def _begin(self, piece: bytes) -> bool:
        """Read the lengths at the start of an answer. Gives whether the whole of it is there."""
        self._lengths = frames.LENGTHS.unpack_from(piece)
        if not self._context.reserve(self._lengths[1]):
            self.fail(busy_error(_PATIENCE))
            return False
        self._chunks = [piece]
        self._missing = frames.LENGTHS.size + sum(self._lengths) - len(piece)
        return self._missing <= 0

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`: the process has ended, or was ended."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionError())
        self._on_end(self)
        os.close(self._handle)
        self._handle = -1
        self._closed.set()
