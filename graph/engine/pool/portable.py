"""Portable starter: starts workers that load the store themselves, on systems that cannot fork them from a loaded one.

Each worker takes the memory of a whole store and the time to load it. Its processor time is not known to the parent; a
part of the time that passes stands for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.engine.pool.handle import WorkerGoneError, WorkerHandle
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.pool.process import End, lower_priority
from sandbox_atlas.graph.engine.pool.source import Source, load_error, load_message
from sandbox_atlas.graph.engine.pool.starter import RETRY_PAUSE, WORKER_LOG, WorkerStarter, shut_down
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.processes.child import module_command, module_environment
from sandbox_atlas.graph.processes.error_log import log_lines

_SHARE = 0.1
"""Part of the time that passes which counts as processor time: other processes may have had the rest, and a worker in
the place of a slow one costs much."""
_CRASHES = {getattr(signal, name, 0) for name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGTRAP")}
_ABORTED = 3
"""Exit status of a process that calls abort() on Windows; other crashes have statuses of 32 bits there."""

_log = logging.getLogger(__name__)


class _Child(asyncio.SubprocessProtocol):
    """The process of a worker and its streams; see `WorkerProcess`.

    Attributes:
        handle: The worker; its connection is the standard streams of the process.
    """

    def __init__(self) -> None:
        self.handle = WorkerHandle(self, lambda _: None)
        self._transport: asyncio.SubprocessTransport | None = None
        self._status: int | None = None
        self._line = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        written = self._transport.get_pipe_transport(0)
        assert written is not None  # noqa: S101 - standard input is a pipe
        self.handle.connection_made(written)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """See `asyncio.SubprocessProtocol`: replies, and lines for the log."""
        if fd == 1:
            self.handle.data_received(data)
            return
        *lines, self._line = (self._line + data).split(b"\n")
        log_lines(WORKER_LOG, lines)

    def process_exited(self) -> None:
        """See `asyncio.SubprocessProtocol`."""
        if self._transport is not None:
            self._status = self._transport.get_returncode()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`: the process has ended, and its streams are closed."""
        log_lines(WORKER_LOG, [self._line])
        self.handle.connection_lost(exc)

    # ── WorkerProcess ──

    def processor_time(self) -> float:
        """See `WorkerProcess`."""
        return time.monotonic() * _SHARE

    def lower_priority(self) -> None:
        """See `WorkerProcess`."""
        if self._transport is not None and not self.has_ended():
            lower_priority(self._transport.get_pid())

    def has_ended(self) -> bool:
        """See `WorkerProcess`."""
        return self._status is not None

    def kill(self) -> None:
        """See `WorkerProcess`: asyncio knows whether the process has been waited for."""
        if self._transport is not None:
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()

    async def end(self) -> End:
        """See `WorkerProcess`."""
        status = self._status or 0
        if -status in _CRASHES - {0} or status == _ABORTED or status > 0xFF:
            return "crashed"
        return "killed" if status < 0 or os.name == "nt" else "exited"

    def close(self) -> None:
        """See `WorkerProcess`."""
        if self._transport is not None:
            self._transport.close()


class PortableStarter(WorkerStarter):
    """Starts workers by spawning them.

    Args:
        source: What the workers query.
        memory: Bytes that a query may allocate, where the system can limit them.
    """

    def __init__(self, source: Source, memory: int) -> None:
        self.statements = self.restarts = 0
        self.walls = Walls(network=False, memory=memory, pool="portable")
        self._source, self._memory = source, memory
        self._first: WorkerHandle | None = None
        self._living: set[WorkerHandle] = set()
        self._closed = False

    async def start(self) -> None:
        """See `WorkerStarter`: the first worker says whether the store can be loaded."""
        try:
            self._first = await self._spawn()
        except WorkerGoneError as error:
            raise shut_down() if self._closed else load_error(self._source, f"{error}.") from error

    async def new_worker(self, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
        """See `WorkerStarter`."""

        def ended(worker: WorkerHandle) -> None:
            self._living.discard(worker)
            on_end(worker)

        while not self._closed:
            worker, self._first = self._first, None
            try:
                worker = worker or await self._spawn()
            except (EngineError, WorkerGoneError, OSError):
                if not self._closed:
                    _log.exception("A worker did not start.")
                    await asyncio.sleep(RETRY_PAUSE)
                continue
            worker.on_end = ended
            return worker
        raise shut_down()

    def kill(self) -> None:
        """See `WorkerStarter`."""
        self._closed = True
        for worker in self._living:
            worker.kill()

    async def close(self) -> None:
        """See `WorkerStarter`."""
        self.kill()
        await asyncio.gather(*(worker.wait_closed() for worker in self._living))
        self._source = ()

    async def _spawn(self) -> WorkerHandle:
        """A worker that has loaded the store.

        Raises:
            EngineError: It cannot load it.
            WorkerGoneError: It ended before it had.
        """
        worker = await self._process()
        if self._closed:
            worker.kill()
        try:
            reply, _ = await worker.ask(load_message(self._source, self._memory), RequestContext())
        except asyncio.CancelledError:
            worker.kill()
            raise
        if "error" in reply:
            worker.kill()
            await worker.wait_closed()
            raise load_error(self._source, reply["error"])
        self.statements = reply["statements"]
        limit = self._memory if reply["memory"] else None
        self.walls = replace(self.walls, network=reply["network"], memory=limit)
        return worker

    async def _process(self) -> WorkerHandle:
        """A new process that waits for its first message."""
        if self._closed:
            raise shut_down()
        command = module_command("sandbox_atlas.graph.engine.pool.spawned")
        _, child = await asyncio.get_running_loop().subprocess_exec(_Child, *command, env=module_environment())
        self._living.add(child.handle)
        child.handle.on_end = self._living.discard
        return child.handle
