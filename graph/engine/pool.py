"""Worker processes, seen from the parent: lend one, stop one at its deadline, put a fresh one in its place."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from typing import Any

from graph.engine import frames
from graph.errors import DeadlineError, EngineError, TooLargeError
from graph.loading.dataset import Document
from graph.loading.stored import Stored

_LARGE_STREAM = 2**20


@dataclass(eq=False)
class _Worker:
    """A worker process as the parent holds it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    handle: int

    async def ask(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        self.writer.write(frames.pack(head, body))
        await self.writer.drain()
        head_length, body_length = frames.LENGTHS.unpack(await self.reader.readexactly(frames.LENGTHS.size))
        answer_head = json.loads(await self.reader.readexactly(head_length))
        return answer_head, await self.reader.readexactly(body_length)

    def is_gone(self) -> bool:
        """Whether the process has ended: its handle then reads as ready (pidfd_open(2))."""
        return bool(select.select([self.handle], [], [], 0)[0])

    def end(self) -> None:
        """Kill the process. The handle names exactly this process, so no other can be hit."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        os.close(self.handle)
        self.writer.close()


class Pool:
    """A fixed number of workers over one filled store."""

    def __init__(self, keeper: subprocess.Popen[bytes], control: socket.socket, size: int) -> None:
        self.statements = 0
        self._keeper, self._control, self._size = keeper, control, size
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._forking = asyncio.Lock()
        self._replacing: set[asyncio.Task[None]] = set()
        self._closed = False

    @classmethod
    async def start(cls, source: tuple[Document, ...] | Stored, size: int, memory: int) -> Pool:
        """Start the keeper, let it fill or find its store, and fork the first workers.

        Args:
            source: What the store is filled with, or the store on disk that the workers open.
            size: Number of workers.
            memory: Bytes that a worker may use beyond what it shares with the others.

        Raises:
            EngineError: The store could not be filled.
        """
        here, there = socket.socketpair()
        command = [sys.executable, "-P", "-m", "graph.engine.worker", str(there.fileno())]
        environment = {**os.environ, **_module_path()}
        keeper = subprocess.Popen(command, pass_fds=[there.fileno()], env=environment)  # noqa: S603 - our own module
        there.close()
        pool = cls(keeper, here, size)
        filling = asyncio.ensure_future(pool._fill(source, memory))
        try:
            await asyncio.shield(filling)
        except BaseException:  # whoever asked may have gone away; without its keeper the rest comes to an end
            keeper.kill()
            await asyncio.gather(filling, return_exceptions=True)
            await pool.close()
            raise
        return pool

    async def _fill(self, source: tuple[Document, ...] | Stored, memory: int) -> None:
        """Let the keeper fill or find its store, and fork the first workers."""
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(None, _introduce, self._control, _introduction(source, memory))
        if "statements" not in reply:
            raise _no_store(source, reply["error"])
        self.statements = reply["statements"]
        for _ in range(self._size):
            self._idle.append(await self._fork())

    async def run(self, head: dict[str, Any], body: bytes, deadline: float) -> tuple[dict[str, Any], bytes]:
        """The answer of one worker to one request.

        Args:
            head: The request, as `graph.engine.worker.answer` takes it.
            body: The query text.
            deadline: Seconds from now after which the worker is stopped.

        Raises:
            DeadlineError: The deadline passed, waiting for a worker or in it.
            TooLargeError: The worker broke down, which a query past its memory makes it do.
            EngineError: The pool is closed.
        """
        worker: _Worker | None = None
        whole = False
        try:
            async with asyncio.timeout(deadline):
                worker = await self._lend()
                answer = await worker.ask(head, body)
                whole = True
                return answer
        except TimeoutError as error:
            raise DeadlineError(
                f"The query did not finish within {deadline:g} seconds and was stopped.",
                "Narrow it: name a class, a sandbox or a batch, or add a LIMIT inside.",
            ) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self._refuse_if_down(error)
            raise TooLargeError(
                "The query needed more memory or nesting than one query may use.",
                "Ask for less at once: fewer groups, a smaller sort, less nesting.",
            ) from error
        finally:
            if worker:
                self._take_back(worker, whole=whole)

    async def close(self) -> None:
        """End all workers and the keeper, and let go of every socket and handle."""
        self._closed = True
        ended = [*self._idle, *self._busy]
        for worker in ended:
            worker.end()
        self._idle.clear()
        self._busy.clear()
        self._wake_all()
        await asyncio.gather(*self._replacing)
        await asyncio.gather(*(worker.writer.wait_closed() for worker in ended), return_exceptions=True)
        self._control.close()
        await asyncio.get_running_loop().run_in_executor(None, self._keeper.wait)

    def _refuse_if_down(self, cause: BaseException | None = None) -> None:
        if self._closed:
            raise EngineError("The engine has been shut down.", "Start the atlas again.") from cause
        if self._keeper.poll() is not None:
            raise EngineError("The engine's processes have ended.", "Start the atlas again.") from cause

    async def _lend(self) -> _Worker:
        while True:
            self._refuse_if_down()
            while self._idle:
                worker = self._idle.pop()
                if not worker.is_gone():
                    self._busy.add(worker)
                    return worker
                self._discard(worker)
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                with contextlib.suppress(ValueError):
                    self._waiting.remove(turn)
                if turn.done() and not turn.cancelled():
                    self._wake()
                raise

    def _take_back(self, worker: _Worker, *, whole: bool) -> None:
        if worker not in self._busy:  # the pool was closed meanwhile
            return
        self._busy.discard(worker)
        if whole:
            self._idle.append(worker)
            self._wake()
        else:
            self._discard(worker)

    def _discard(self, worker: _Worker) -> None:
        """End a worker and put a fresh one in its place, whoever asked for it may go away meanwhile."""
        worker.end()
        task = asyncio.create_task(self._replace())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self) -> None:
        try:
            worker = await self._fork()
        except OSError:  # the keeper is gone: whoever waits shall hear of it
            self._wake_all()
            return
        if self._closed:
            worker.end()
            await asyncio.gather(worker.writer.wait_closed(), return_exceptions=True)
            return
        self._idle.append(worker)
        self._wake()

    def _wake(self) -> None:
        while self._waiting and self._idle:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _wake_all(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)

    async def _fork(self) -> _Worker:
        async with self._forking:
            loop = asyncio.get_running_loop()
            end, handle = await loop.run_in_executor(None, _request_fork, self._control)
        connection = socket.socket(fileno=end)
        connection.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=connection, limit=_LARGE_STREAM)
        return _Worker(reader, writer, handle)


def _introduction(source: tuple[Document, ...] | Stored, memory: int) -> bytes:
    """What the keeper is told first: how much memory a query may use, and where its statements come from."""
    if isinstance(source, Stored):
        return frames.pack({"memory": memory, "store": str(source.folder), "statements": source.statements})
    entries = [{"name": each.name, "suffix": each.suffix, "length": len(each.content)} for each in source]
    return frames.pack({"memory": memory, "documents": entries}, b"".join(each.content for each in source))


def _no_store(source: tuple[Document, ...] | Stored, reason: str) -> EngineError:
    if isinstance(source, Stored):
        return EngineError(
            f"The store in {source.folder} cannot be opened: {reason}", "Build it again: `sandbox-atlas build`."
        )
    return EngineError(f"The store could not be filled: {reason}", "Run `sandbox-atlas check`.")


def _introduce(control: socket.socket, message: bytes) -> dict[str, Any]:
    control.sendall(message)
    reply = frames.receive(control)
    return reply[0] if reply else {"error": "the keeper process ended"}


def _request_fork(control: socket.socket) -> tuple[int, int]:
    control.sendall(b"f")
    _, descriptors, _, _ = socket.recv_fds(control, 1, 2)
    if len(descriptors) != 2:
        raise ConnectionError("the keeper process ended")
    return descriptors[0], descriptors[1]


def _module_path() -> dict[str, str]:
    """Let the keeper find the same packages as this process, wherever it was started."""
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
