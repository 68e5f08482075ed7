"""Forked process: a worker that the fork server has forked, known to the parent by its pidfd (pidfd_open(2))."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sandbox_atlas.graph.engine.pool.handle import WorkerHandle
from sandbox_atlas.graph.engine.pool.process import End, lower_priority

_CRASH_SIGNALS = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP})
"""Signals that end a process which runs out of memory or stack; any other signal comes from outside."""
_SIGNAL_MASK = 0x7F
"""The bits of an exit status that hold the signal (wait(2))."""


class Forked(NamedTuple):
    """A new worker, before anybody has taken it.

    Attributes:
        pid: Its process id.
        connection: File descriptor of the socket to it.
        pidfd: File descriptor of its process.
    """

    pid: int
    connection: int
    pidfd: int


async def connected(forked: Forked, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
    """The parent's end of a new worker; `on_end` as in `WorkerStarter.new_worker`."""
    worker = WorkerHandle(ForkedProcess(forked.pid, forked.pidfd), on_end)
    connection = socket.socket(fileno=forked.connection)
    connection.setblocking(False)
    await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=connection)
    return worker


class ForkedProcess:
    """See `WorkerProcess`.

    Args:
        pid: Process id of the worker.
        pidfd: File descriptor of the process.
    """

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid, self._pidfd = pid, pidfd
        self._clock = (~pid << 3) | 2  # the processor-time clock of another process (clock_getcpuclockid(3))

    def processor_time(self) -> float:
        """See `WorkerProcess`."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # the process has ended
            return 0.0

    def lower_priority(self) -> None:
        """See `WorkerProcess`."""
        if not self.has_ended():
            lower_priority(self.pid)

    def has_ended(self) -> bool:
        """See `WorkerProcess`: its pidfd is then readable (pidfd_open(2))."""
        return self._pidfd < 0 or bool(select.select([self._pidfd], [], [], 0)[0])

    def kill(self) -> None:
        """See `WorkerProcess`: a pidfd, unlike a process id, cannot have been reused for another one."""
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    async def end(self) -> End:
        """See `WorkerProcess`: its exit status can be read until the fork server reaps it."""
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

    def close(self) -> None:
        """See `WorkerProcess`."""
        os.close(self._pidfd)
        self._pidfd = -1
