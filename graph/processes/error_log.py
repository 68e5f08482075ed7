"""Error log of child processes: logs each line that they write to standard error."""

from __future__ import annotations

import asyncio
import logging
import os
from contextvars import Context

_LONGEST_LINE = 8_000
"""Bytes of one message; a longer line becomes several."""
_LAST_WORDS = 1.0
"""Seconds to wait for the last lines of processes that have been killed."""


class ErrorLog:
    """The standard error of child processes, each line of which becomes a warning of a logger in this process.

    Whatever the children write, as a panic of a library does, this process's own log keeps its format.

    Attributes:
        descriptor: What the children get as their standard error.
    """

    def __init__(self, logger: str) -> None:
        self._source, self.descriptor = os.pipe()
        self._reader = _LineReader(logger)
        self._transport: asyncio.BaseTransport | None = None

    @classmethod
    async def opened(cls, logger: str) -> ErrorLog:
        """Open one; its lines are logged apart from the request for which it happens to be opened."""
        log = cls(logger)
        await asyncio.create_task(log._connect(), context=Context())
        return log

    async def _connect(self) -> None:
        pipe = os.fdopen(self._source, "rb", buffering=0)
        self._transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: self._reader, pipe)

    def hand_over(self) -> None:
        """Close this process's copy of the descriptor, once the children have theirs."""
        os.close(self.descriptor)

    async def close(self) -> None:
        """Log the last lines, and close the pipe."""
        try:
            async with asyncio.timeout(_LAST_WORDS):
                await self._reader.ended.wait()
        except TimeoutError:
            pass
        if self._transport is not None:
            self._transport.close()


class _LineReader(asyncio.Protocol):
    """Logs each line that it receives."""

    def __init__(self, logger: str) -> None:
        self.ended = asyncio.Event()
        self._logger, self._rest = logger, b""

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        log_lines(self._logger, lines)
        if len(self._rest) > _LONGEST_LINE:
            log_lines(self._logger, [self._rest])
            self._rest = b""

    def connection_lost(self, exc: Exception | None) -> None:
        log_lines(self._logger, [self._rest])
        self.ended.set()


def log_lines(logger: str, lines: list[bytes]) -> None:
    """Log lines of a child process as warnings; empty ones are left out."""
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip()
        for begin in range(0, len(text), _LONGEST_LINE):
            logging.getLogger(logger).warning("%s", text[begin : begin + _LONGEST_LINE])
