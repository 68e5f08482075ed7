"""Access log: writes a line for each request and each message of the program's own log: JSON, plain in a terminal."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import secrets
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii
from typing import Final, TextIO

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the request being answered; every message logged meanwhile names it."""

_VALID_ID = re.compile(rb"[A-Za-z0-9._~-]{1,64}")
_FLUSH_AFTER = 0.05
_MANY = 256

OFF: Final = logging.CRITICAL + 10
LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "off": OFF}
"""Levels by name; requests are logged at info, those that failed with 5xx at error."""


_NAMES: Final = {number: logging.getLevelName(number).lower() for number in (logging.INFO, logging.ERROR)}
_numbers = random.Random(secrets.randbits(128))  # noqa: S311 - ids are told to everybody; they have to differ


def request_id(given: bytes | None) -> str:
    """The id that a client or proxy gave if it is valid, else a new one.

    Valid are 1 to 64 letters, digits and `.`, `_`, `~`, `-`: such an id cannot forge a line or a header.
    """
    return given.decode("ascii") if given and _VALID_ID.fullmatch(given) else f"{_numbers.getrandbits(64):016x}"


Entry = Mapping[str, str | int | float]
"""Fields of a line by name; the names need no escaping, and numbers are finite."""


@dataclass(slots=True)
class RequestRecord:
    """One request and its answer.

    Attributes:
        id: Id of the request.
        client: Address of the client.
        status: Status of the answer.
        size: Bytes of the answer's body.
        route: Template of the route that answered, such as `/id/{kind}/{slug}`; "(none)" without a route.
        method: HTTP method; empty for what could not be read as a request.
        path: Path of the request; empty likewise.
        query_string: Query string of the request.
        seconds: From the request's head to the last byte handed to the network.
    """

    id: str
    client: str
    status: int
    size: int
    route: str = "(none)"
    method: str = ""
    path: str = ""
    query_string: bytes = b""
    seconds: float = 0.0


class AccessLog:
    """Log that buffers its lines while an event loop runs, so that requests do not wait for a disk.

    Args:
        stream: Where the lines go.
        level: The lowest level that is written, by name.
        process: The number of this process among several that write there, from 1; 0 for the only one.
        alone: Gives a block inside which no other process writes there.
    """

    def __init__(
        self,
        stream: TextIO,
        level: str = "info",
        process: int = 0,
        alone: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.level = LEVELS[level]
        self._stream, self._alone = stream, alone
        self._is_plain = stream.isatty()
        self._process = f', "process": {process}' if process else ""
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._second, self._date = 0, ""

    def write(self, level: int, entry: Entry) -> None:
        """Add a line, unless its level is below that of the log."""
        self.write_members(level, ", ".join([f'"{name}": {_json(value)}' for name, value in entry.items()]))

    def write_members(self, level: int, members: str) -> None:
        """Add a line with members in JSON; making them with json.dumps takes many times as long as answering does."""
        if level < self.level:
            return
        name = _NAMES.get(level) or logging.getLevelName(level).lower()
        if self._is_plain:
            self._lines.append(_plain(name, json.loads(f"{{{members}}}")))
        else:
            self._lines.append(
                f'{{"time": "{self._now()}", "level": "{name}"{self._process}{members and f", {members}"}}}'
            )
        if level > logging.INFO or len(self._lines) >= _MANY:
            self.flush()
        elif self._timer is None:
            self._flush_soon()

    def flush(self) -> None:
        """Write the lines in the buffer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        if lines:
            with self._alone():  # a pipe takes what is long in parts, between which others may write
                self._stream.write("\n".join(lines) + "\n")
                self._stream.flush()

    def _now(self) -> str:
        """The time in UTC to the millisecond (RFC 3339); date and second are formatted once a second."""
        second, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
        if second != self._second:
            self._second, self._date = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return f"{self._date}.{milliseconds:03d}Z"

    def _flush_soon(self) -> None:
        try:
            self._timer = asyncio.get_running_loop().call_later(_FLUSH_AFTER, self.flush)
        except RuntimeError:  # no event loop, so no later flush
            self.flush()


def _json(value: str | int | float) -> str:
    return encode_basestring_ascii(value) if isinstance(value, str) else repr(value)


def _plain(level: str, entry: Entry) -> str:
    """A line for people: what was asked and how it went, or a message, marked where it is more than a note.

    What a terminal would take for a command is escaped.
    """
    words = [f"{entry[name]}" for name in ("message", "method", "path", "status") if name in entry]
    words += [f"{entry['ms']} ms"] if "ms" in entry else []
    line = "".join(sign if sign.isprintable() else _json(sign)[1:-1] for sign in " ".join(words))
    told = line if level == "info" else f"{level}: {line}"
    return f"{told}\n{entry['traceback']}" if "traceback" in entry else told


class AccessLogHandler(logging.Handler):
    """Handler that writes messages of Python's logging to an access log."""

    def __init__(self, log: AccessLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message, and its traceback if it has one."""
        entry = {"logger": record.name, "message": record.getMessage()}
        if REQUEST_ID.get():
            entry["request"] = REQUEST_ID.get()
        if record.exc_info:
            entry["traceback"] = logging.Formatter().formatException(record.exc_info)
        self._log.write(record.levelno, entry)


def configure_logging(log: AccessLog) -> None:
    """Send all messages of this process to the log: ours from its level up, those of libraries from warnings up.

    That includes what Python itself would write to standard error: warnings, and errors in threads and finalisers.
    """
    logging.basicConfig(handlers=[AccessLogHandler(log)], level=max(logging.WARNING, log.level), force=True)
    logging.getLogger("sandbox_atlas").setLevel(log.level)
    logging.captureWarnings(True)
    threading.excepthook = lambda failed: _failed("A thread failed", failed.exc_value)
    sys.unraisablehook = lambda failed: _failed(failed.err_msg or "An error was ignored", failed.exc_value)


def _failed(what: str, error: BaseException | None) -> None:
    logging.getLogger("sandbox_atlas").error(what, exc_info=error)
