"""The keeper process as the parent holds it: it has the filled store and forks workers. If it dies, another starts."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from sandbox_atlas.graph.engine.pool import frames
from sandbox_atlas.graph.engine.pool.handle import WorkerHandle
from sandbox_atlas.graph.errors import EngineError
from sandbox_atlas.graph.loading.dataset import Document
from sandbox_atlas.graph.store.folder import StoreLease

Source = tuple[Document, ...] | StoreLease

_PAUSE = 1.0
"""Seconds between two attempts to start a keeper that did not start."""

_log = logging.getLogger(__name__)


class ForkServer:
    """A keeper process, started anew whenever it ends.

    Args:
        source: What its store is filled with, or the store on disk that the workers open.
        memory: Bytes that a worker may use beyond what it shares with the others.
    """

    def __init__(self, source: Source, memory: int) -> None:
        self.statements = 0
        self.restarts = 0
        self._source, self._memory = source, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    async def start(self) -> None:
        """Start the process and let it fill its store.

        Raises:
            EngineError: The store could not be filled or opened.
        """
        here, there = socket.socketpair()
        with there:
            command = [sys.executable, "-P", "-m", "sandbox_atlas.graph.engine.pool.worker", str(there.fileno())]
            environment = {**os.environ, **_module_path()}
            self._process = subprocess.Popen(command, pass_fds=[there.fileno()], env=environment)  # noqa: S603 - our own
        self._control = here
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(None, _introduce, here, self._source, self._memory)
        if "statements" not in reply:
            await self._end()
            raise _no_store(self._source, reply["error"])
        self.statements = reply["statements"]

    async def fork(self, on_end: Callable[[WorkerHandle], None]) -> WorkerHandle:
        """A fresh worker; a keeper that has ended is started again first.

        Raises:
            EngineError: The keeper has been closed.
        """
        loop = asyncio.get_running_loop()
        async with self._turn:
            while not self._closed:
                try:
                    assert self._control is not None  # noqa: S101 - started
                    pid, end, handle = await loop.run_in_executor(None, _request_fork, self._control)
                except OSError:
                    await self._heal()
                    continue
                return await _connected(WorkerHandle(pid, handle, on_end), socket.socket(fileno=end))
        raise EngineError("The engine has been shut down.", "Start the atlas again.")

    async def close(self) -> None:
        """End the process and wait for its end."""
        self.kill()
        async with self._turn:
            await self._end()

    def kill(self) -> None:
        """End the process for good; whoever waits for a fork, or for the store to fill, hears of it."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    async def _heal(self) -> None:
        await self._end()
        if self._closed:
            return
        _log.warning("The engine's keeper process has ended; another one is started.")
        try:
            await self.start()
            self.restarts += 1
        except (EngineError, OSError):
            _log.exception("The engine's keeper process did not start.")
            await asyncio.sleep(0 if self._closed else _PAUSE)

    async def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)
            await asyncio.get_running_loop().run_in_executor(None, self._process.wait)


async def _connected(worker: WorkerHandle, connection: socket.socket) -> WorkerHandle:
    connection.setblocking(False)
    await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=connection)
    return worker


def _introduction(source: Source, memory: int) -> bytes:
    """What the keeper is told first: how much memory a query may use, and where its statements come from.

    Documents follow one by one, as they are in memory: together they would be copied several times.
    """
    if isinstance(source, StoreLease):
        return frames.pack({"memory": memory, "store": str(source.folder), "statements": source.statements})
    entries = [{"name": each.name, "suffix": each.suffix, "length": len(each.content)} for each in source]
    return frames.pack({"memory": memory, "documents": entries})


def _no_store(source: Source, reason: str) -> EngineError:
    if isinstance(source, StoreLease):
        return EngineError(
            f"The store in {source.folder} cannot be opened: {reason}", "Build it again: `sandbox-atlas build`."
        )
    return EngineError(f"The store could not be filled: {reason}", "Run `sandbox-atlas check`.")


def _introduce(control: socket.socket, source: Source, memory: int) -> dict[str, Any]:
    try:
        with contextlib.suppress(ConnectionError):  # it may have ended at a bad document, after it said why
            control.sendall(_introduction(source, memory))
            for document in () if isinstance(source, StoreLease) else source:
                control.sendall(document.content)
        reply = frames.receive(control)
    except OSError:
        reply = None
    return reply[0] if reply else {"error": "the keeper process ended"}


def _request_fork(control: socket.socket) -> tuple[int, int, int]:
    control.sendall(b"f")
    data, descriptors, _, _ = socket.recv_fds(control, frames.PID.size, 2)
    if len(descriptors) != 2:
        raise ConnectionError("the keeper process ended")
    return frames.PID.unpack(data)[0], descriptors[0], descriptors[1]


def _module_path() -> dict[str, str]:
    """Let the keeper find the same packages as this process, wherever it was started."""
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
