"""The log: one line of JSON for each request and for each message, on standard error. It knows no HTTP framework."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Mapping
from contextvars import ContextVar
from json.encoder import encode_basestring_ascii as quoted
from typing import Final, TextIO

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the request that is being answered; every message of the log names it."""

_WELL_FORMED = re.compile(rb"^[A-Za-z0-9._~-]{1,64}$")
_FLUSH_AFTER = 0.05
_MANY = 256

OFF: Final = logging.CRITICAL + 10
LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "off": OFF}
"""Levels that can be set; requests are at info, those that failed on our side at error."""


def request_id(given: bytes | None) -> str:
    """The id that a client or proxy gave if it is well formed, else a new one.

    Well formed are 1 to 64 letters, digits and `.`, `_`, `~`, `-`: such an id cannot forge a line or a header.
    """
    return given.decode("ascii") if given and _WELL_FORMED.match(given) else secrets.token_hex(8)


Entry = Mapping[str, str | int | float]
"""What a line says, by plain names; numbers are finite."""


class Journal:
    """Writes lines to a stream, many at a time while an event loop runs, so that a request does not wait for a disk."""

    def __init__(self, stream: TextIO, level: str = "info") -> None:
        self.level = LEVELS[level]
        self._stream = stream
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._second, self._date = 0, ""

    def write(self, level: int, entry: Entry) -> None:
        """Add a line, if its level is to be written."""
        if level < self.level:
            return
        said = [f'"time": "{self._now()}", "level": "{logging.getLevelName(level).lower()}"']
        # The json module takes five times as long, which a request that is answered from memory would notice.
        said += [f'"{name}": {quoted(it) if isinstance(it, str) else repr(it)}' for name, it in entry.items()]
        self._lines.append(f"{{{', '.join(said)}}}")
        if level > logging.INFO or len(self._lines) >= _MANY:
            self.flush()
        elif self._timer is None:
            self._flush_soon()

    def flush(self) -> None:
        """Write what has gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        if lines:
            self._stream.write("\n".join(lines) + "\n")
            self._stream.flush()

    def _now(self) -> str:
        """The time in UTC, to the millisecond (RFC 3339); its date and second are written once a second."""
        second, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
        if second != self._second:
            self._second, self._date = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return f"{self._date}.{milliseconds:03d}Z"

    def _flush_soon(self) -> None:
        try:
            self._timer = asyncio.get_running_loop().call_later(_FLUSH_AFTER, self.flush)
        except RuntimeError:  # no loop: nobody would come back
            self.flush()


class JournalHandler(logging.Handler):
    """Takes messages of Python's own logging, those of libraries included, into a journal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message, with the traceback where there is one."""
        entry = {"logger": record.name, "message": record.getMessage()}
        if REQUEST_ID.get():
            entry["request"] = REQUEST_ID.get()
        if record.exc_info:
            entry["traceback"] = logging.Formatter().formatException(record.exc_info)
        self._journal.write(record.levelno, entry)


def take_over(journal: Journal) -> None:
    """Let all messages of this process go to a journal: ours from its level on, those of libraries from warnings on."""
    logging.basicConfig(handlers=[JournalHandler(journal)], level=max(logging.WARNING, journal.level), force=True)
    for name in ("sandbox_atlas", "graph", "api"):
        logging.getLogger(name).setLevel(journal.level)
