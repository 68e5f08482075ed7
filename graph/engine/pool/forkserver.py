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
from sandbox_atlas.graph.engine.pool.handle import WorkerHandle
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.processes.child import module_command, module_environment
from sandbox_atlas.graph.processes.error_log import ErrorLog
from sandbox_atlas.graph.store.folder import StoreLease

Source = tuple[Document, ...] | StoreLease
"""The documents to load into a store, or the store on disk to open."""

_RETRY_PAUSE = 1.0
"""Seconds between two attempts to start the process."""

_WORKER_LOG = "sandbox_atlas.worker"
"""Logger of what the process and its workers write to standard error."""

_log = logging.getLogger(__name__)


class ForkServer:
    """A fork server process, started again whenever it ends.

    Args:
        source: What the workers query.
        memory: Bytes that a worker may allocate beyond what it shares with the others.

    Attributes:
        statements: Number of statements in the store.
        walls: What keeps the workers apart from the rest of the system.
        restarts: How often the process had to be started again.
    """

    def __init__(self, source: Source, memory: int) -> None:
        self.statements = 0
        self.walls = Walls(network=False, memory=memory)
        self.restarts = 0
        self._source, self._memory = source, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: ErrorLog | None = None
        self._lock = asyncio.Lock()
        self._closed = False

    async def start(self) -> None:
        """Start the process and wait until it has loaded its store.

        Raises:
            EngineError: The store could not be loaded or opened.
        """
        self._errors = await ErrorLog.opened(_WORKER_LOG)
        here, there = socket.socketpair()
        self._control = here
        with there:
            command = module_command("sandbox_atlas.graph.engine.pool.worker", str(there.fileno()))
            try:
                if self._closed:
                    raise _shut_down()
                self._process = subprocess.Popen(  # noqa: S603 - a module of this package
                    command, pass_fds=[there.fileno()], env=module_environment(), stderr=self._errors.descriptor
                )
            finally:
                self._errors.hand_over()
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(None, _load, here, self._source, self._memory)
        if "statements" not in reply:
            await self._end()
            raise _load_error(self._source, reply["error"])
        self.statements = reply["statements"]
        self.walls = replace(self.walls, network=reply["network"])

    async def fork(self, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
        """Fork a worker; a process that has ended is started again first.

        Args:
            on_end: Called once when the worker has ended.

        Raises:
            EngineError: The fork server has been closed.
        """
        loop = asyncio.get_running_loop()
        async with self._lock:
            while not self._closed:
                try:
                    assert self._control is not None  # noqa: S101 - set by start()
                    pid, connection, pidfd = await loop.run_in_executor(None, _request_fork, self._control)
                except OSError:
                    await self._restart()
                    continue
                return await _connect(WorkerHandle(pid, pidfd, on_end), socket.socket(fileno=connection))
        raise _shut_down()

    async def close(self) -> None:
        """End the process and wait until it has ended."""
        self.kill()
        async with self._lock:
            await self._end()

    def kill(self) -> None:
        """End the process for good; pending calls of `start` and `fork` fail."""
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
            await asyncio.sleep(0 if self._closed else _RETRY_PAUSE)

    async def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            await asyncio.get_running_loop().run_in_executor(None, self._process.wait)
        if self._errors is not None:
            await self._errors.close()


def _shut_down() -> EngineError:
    return EngineError("The engine has been shut down.", "Start the atlas again.")


async def _connect(worker: WorkerHandle, connection: socket.socket) -> WorkerHandle:
    connection.setblocking(False)
    await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=connection)
    return worker


def _load_message(source: Source, memory: int) -> bytes:
    """The first message: the memory limit of a worker and the source of the store.

    The contents of documents follow one by one; in a single message they would be copied several times.
    """
    if isinstance(source, StoreLease):
        return frames.pack({"memory": memory, "store": str(source.folder), "statements": source.statements})
    entries = [
        {"name": each.name, "suffix": each.suffix, "base": each.base, "length": len(each.content)} for each in source
    ]
    return frames.pack({"memory": memory, "documents": entries})


def _load_error(source: Source, reason: str) -> EngineError:
    if isinstance(source, StoreLease):
        return EngineError(
            f"The store in {source.folder} cannot be opened: {reason}", "Build it again: `sandbox-atlas build`."
        )
    return EngineError(f"The store could not be filled: {reason}", "Run `sandbox-atlas check`.")


def _load(control: socket.socket, source: Source, memory: int) -> dict[str, Any]:
    """Send the source of the store and wait for the reply: the number of statements, or an error."""
    try:
        with contextlib.suppress(ConnectionError):  # a bad document ends the process, after it has sent its error
            control.sendall(_load_message(source, memory))
            for document in () if isinstance(source, StoreLease) else source:
                control.sendall(document.content)
        reply = frames.receive(control)
    except OSError:
        reply = None
    return reply[0] if reply else {"error": "the fork server ended"}


def _request_fork(control: socket.socket) -> tuple[int, int, int]:
    """Request a worker: its process id, and descriptors of its connection and its process."""
    control.sendall(b"f")
    data, descriptors, _, _ = socket.recv_fds(control, frames.PID.size, 2)
    if len(descriptors) != 2:
        raise ConnectionError("the fork server ended")
    return frames.PID.unpack(data)[0], descriptors[0], descriptors[1]
