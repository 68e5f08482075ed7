"""Worker handle: sends requests to one worker process, measures its processor time, and kills it."""

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
from typing import Any, Literal, cast

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.errors import AtlasError, overloaded

Reply = tuple[dict[str, Any], bytes]
"""Head and body of the frame that a worker sends back."""

End = Literal["killed", "crashed", "exited"]

_LOWEST_PRIORITY = 19
_RETRY_AFTER = 2
"""Seconds after which some of the buffered answers have usually been sent."""
_CRASH_SIGNALS = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP})
"""Signals that end a process which runs out of memory or stack; any other signal comes from outside."""
_SIGNAL_MASK = 0x7F
"""The bits of an exit status that hold the signal (wait(2))."""


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
        pid: Process id of the worker.
        pidfd: File descriptor of the process (pidfd_open(2)); closed with the connection.
        on_end: Called once, when the process has ended or the connection is closed.
    """

    def __init__(self, pid: int, pidfd: int, on_end: Callable[[WorkerHandle], None]) -> None:
        self.pid = pid
        self._pidfd, self._on_end = pidfd, on_end
        self._clock = (~pid << 3) | 2  # the processor-time clock of another process (clock_getcpuclockid(3))
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._context = RequestContext()
        self._chunks: list[bytes] = []
        self._missing = frames.LENGTHS.size
        self._lengths: tuple[int, int] | None = None
        self._closed = asyncio.Event()

    async def ask(self, request: bytes, context: RequestContext) -> Reply:
        """Send one request and wait for the reply.

        Args:
            request: A frame.
            context: The request's context; bytes for the answer are reserved from its budget before they are received.

        Raises:
            WorkerGoneError: The process ended first.
            BusyError: The answer exceeds the budget.
        """
        if self._transport is None or self._transport.is_closing():
            raise WorkerGoneError("killed")
        self._reply, self._context = asyncio.get_running_loop().create_future(), context
        self._transport.write(request)
        try:
            return await self._reply
        except ConnectionError:
            raise WorkerGoneError(await self._end()) from None
        finally:
            self._reply = None

    def fail(self, error: AtlasError) -> None:
        """Kill the process and raise an error from the pending `ask`."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(error)
        self.kill()

    def processor_time(self) -> float:
        """Seconds of processor time that the process has used."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # the process has ended
            return 0.0

    def lower_priority(self) -> None:
        """Give every other process precedence (setpriority(2), which Linux applies to single threads)."""
        if self.has_ended():
            return
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), _LOWEST_PRIORITY)

    def has_ended(self) -> bool:
        """Whether the process has ended (its pidfd is then readable, pidfd_open(2)) or the connection is closed."""
        return self._pidfd < 0 or bool(select.select([self._pidfd], [], [], 0)[0])

    def kill(self) -> None:
        """Kill the process; a pidfd, unlike a process id, cannot have been reused for another one."""
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    async def wait_closed(self) -> None:
        """Wait until connection and pidfd are closed."""
        await self._closed.wait()

    async def _end(self) -> End:
        """How the process ended: its exit status can be read until the fork server reaps it."""
        for _ in range(200):
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
                if fields[0] == "Z":
                    number = int(fields[-1]) & _SIGNAL_MASK
                    return "exited" if not number else "crashed" if number in _CRASH_SIGNALS else "killed"
                await asyncio.sleep(0.005)
                continue
            return "killed"
        return "killed"

    # ── asyncio.Protocol ──

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's behaves like one without being a subclass

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`: collect the pieces of a reply."""
        self._chunks.append(data)
        self._missing -= len(data)
        if self._missing > 0:
            return
        if self._lengths is None and not self._begin_reply(b"".join(self._chunks)):
            return
        assert self._lengths is not None  # noqa: S101 - set by _begin_reply
        start, end = frames.LENGTHS.size, frames.LENGTHS.size + self._lengths[0]
        head = self._take(end)[start:]
        body = b"".join(self._chunks)
        self._chunks, self._missing, self._lengths = [], start, None
        if self._reply is not None and not self._reply.done():
            self._reply.set_result((json.loads(head), body))

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
        self._on_end(self)
        os.close(self._pidfd)
        self._pidfd = -1
        self._closed.set()
