"""Fork server, seen from the parent: starts the process that loads the store and forks workers from it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.forked import Forked, connected
from sandbox_atlas.graph.engine.pool.handle import WorkerHandle
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.pool.source import Source, load_error, load_message
from sandbox_atlas.graph.engine.pool.starter import RETRY_PAUSE, WORKER_LOG, WorkerStarter, shut_down
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.processes.child import module_command, module_environment
from sandbox_atlas.graph.processes.error_log import ErrorLog

_log = logging.getLogger(__name__)


class ForkServer(WorkerStarter):
    """A fork server process, started again whenever it ends.

    Args:
        source: What the workers query.
        memory: Bytes that a worker may allocate beyond what it shares with the others.
    """

    def __init__(self, source: Source, memory: int) -> None:
        self.statements = 0
        self.walls = Walls(network=False, memory=memory, pool="fork")
        self.restarts = 0
        self._source, self._memory = source, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: ErrorLog | None = None
        self._lock = asyncio.Lock()
        self._closed = False

    async def start(self) -> None:
        """See `WorkerStarter`: start the process and wait until it has loaded its store."""
        self._errors = await ErrorLog.opened(WORKER_LOG)
        here, there = socket.socketpair()
        self._control = here
        with there:
            command = module_command("sandbox_atlas.graph.engine.pool.worker", str(there.fileno()))
            try:
                if self._closed:
                    raise shut_down()
                self._process = subprocess.Popen(  # noqa: S603 - a module of this package
                    command, pass_fds=[there.fileno()], env=module_environment(), stderr=self._errors.descriptor
                )
            finally:
                self._errors.hand_over()
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(None, _load, here, self._source, self._memory)
        if "statements" not in reply:
            await self._end()
            raise load_error(self._source, reply["error"])
        self.statements = reply["statements"]
        self.walls = replace(self.walls, network=reply["network"])

    async def new_worker(self, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
        """See `WorkerStarter`."""
        return await connected(await self.lend(), on_end)

    async def lend(self) -> Forked:
        """See `WorkerStarter`: fork one; a process that has ended is started again first."""
        loop = asyncio.get_running_loop()
        async with self._lock:
            while not self._closed:
                try:
                    assert self._control is not None  # noqa: S101 - set by start()
                    return await loop.run_in_executor(None, _request_fork, self._control)
                except OSError:
                    await self._restart()
        raise shut_down()

    async def close(self) -> None:
        """See `WorkerStarter`."""
        self.kill()
        async with self._lock:
            await self._end()
            self._source = ()

    def kill(self) -> None:
        """See `WorkerStarter`: end the process for good."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    async def _restart(self) -> None:
        await self._end()
        if self._closed:
            return
        _log.warning("The engine's fork server has ended; it is started again.")
        try:
            await self.start()
            self.restarts += 1
        except (EngineError, OSError):
            _log.exception("The engine's fork server did not start.")
            await asyncio.sleep(0 if self._closed else RETRY_PAUSE)

    async def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            await asyncio.get_running_loop().run_in_executor(None, self._process.wait)
        if self._errors is not None:
            await self._errors.close()


def _load(control: socket.socket, source: Source, memory: int) -> dict[str, Any]:
    """Send the source of the store and wait for the reply: the number of statements, or an error."""
    try:
        with contextlib.suppress(ConnectionError):  # a bad document ends the process, after it has sent its error
            for piece in load_message(source, memory):
                control.sendall(piece)
        reply = frames.receive(control)
    except OSError:
        reply = None
    return reply[0] if reply else {"error": "the fork server ended"}


def _request_fork(control: socket.socket) -> Forked:
    """Request a worker."""
    control.sendall(b"f")
    data, descriptors, _, _ = socket.recv_fds(control, frames.PID.size, 2)
    if len(descriptors) != 2:
        raise ConnectionError("the fork server ended")
    return Forked(frames.PID.unpack(data)[0], descriptors[0], descriptors[1])
