"""Background loop: runs asynchronous work for callers that wait, also inside a running event loop such as Jupyter's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from sandbox_atlas.graph.errors import EngineError

T = TypeVar("T")
P = ParamSpec("P")

_LONGEST_END = 5.0
"""Seconds that the end may take."""


class _Threads(ThreadPoolExecutor):
    """Threads for what blocks; once the interpreter ends and starts no more, it is done at once."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            return super().submit(work, *args, **kwargs)
        except RuntimeError:
            done: Future[T] = Future()
            try:
                done.set_result(work(*args, **kwargs))
            except Exception as error:
                done.set_exception(error)
            return done


class BackgroundLoop:
    """An event loop in a thread of its own, which ends with the interpreter."""

    def __init__(self) -> None:
        self._loop, self._process = asyncio.new_event_loop(), os.getpid()
        self._loop.set_default_executor(_Threads(thread_name_prefix="sandbox-atlas"))
        self._thread = threading.Thread(target=self._run, name="sandbox-atlas", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of asynchronous work; when the caller is interrupted, the work is stopped.

        Raises:
            EngineError: The loop has ended, or belongs to another process.
        """
        if not self._thread.is_alive() or os.getpid() != self._process:
            work.close()
            raise EngineError("This atlas is closed.", "Load it again: Atlas.load().")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def end(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do the last work, and end the thread. Nothing happens in a fork of the process, whose loop does not run."""
        if not self._thread.is_alive() or os.getpid() != self._process:
            return
        ending = asyncio.run_coroutine_threadsafe(self._finish(last), self._loop)
        if threading.current_thread() is not self._thread:  # where garbage is collected by the loop itself, it goes on
            with contextlib.suppress(TimeoutError):
                ending.result(_LONGEST_END)
            self._thread.join(_LONGEST_END)

    async def _finish(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await last()
        finally:
            self._loop.call_soon(self._loop.stop)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()
