"""Channel: messages between the server and a front, with the files that they hand each other.

A message is one packet of a Unix socket: fields as JSON, bytes, and descriptors (SCM_RIGHTS, unix(7)).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

_LENGTH = struct.Struct("!I")
_LARGEST_PACKET = 131_072
_LARGEST_BODY = 32_768
"""Bytes above which what goes with a message goes as a file of its own."""
_MOST_DESCRIPTORS = 3
_ANSWER = "answer"
_PAUSE = 0.005


@dataclass
class Message:
    """A message.

    Attributes:
        kind: What it says.
        fields: With what.
        body: Bytes that go with it.
        descriptors: Open files that go with it; whoever receives them closes them.
    """

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""
    descriptors: list[int] = field(default_factory=list)


class Channel:
    """One end of the connection between two processes.

    Args:
        connection: The socket, of packets.
        received: Called with each message that is no answer.
        ended: Called once, when the other process has ended or closed its end.
    """

    def __init__(
        self, connection: socket.socket, received: Callable[[Message], None], ended: Callable[[], None]
    ) -> None:
        connection.setblocking(False)
        self._connection, self._received, self._ended = connection, received, ended
        self._outgoing: deque[tuple[bytes, list[int]]] = deque()
        self._asked: dict[int, asyncio.Future[Message]] = {}
        self._numbers = count(1)
        self._loop = asyncio.get_running_loop()
        self._is_open = True
        self._loop.add_reader(connection, self._read)

    def send(self, kind: str, body: bytes = b"", descriptors: Sequence[int] = (), **fields: Any) -> None:  # noqa: ANN401 - JSON
        """Send a message, or drop it if the other end is closed; the descriptors are closed here."""
        files = [*descriptors]
        if len(body) > _LARGEST_BODY:
            files.append(_file_of(body))
            body, fields = b"", {**fields, "apart": True}
        text = json.dumps([kind, fields]).encode()
        self._outgoing.append((_LENGTH.pack(len(text)) + text + body, files))
        if len(self._outgoing) == 1 or not self._is_open:
            self._write()

    async def ask(self, kind: str, **fields: Any) -> Message:  # noqa: ANN401 - JSON
        """The answer to a message.

        Raises:
            ConnectionError: The other process ends before.
        """
        if not self._is_open:
            raise ConnectionError("the channel is closed")
        number = next(self._numbers)
        answer: asyncio.Future[Message] = self._loop.create_future()
        self._asked[number] = answer
        self.send(kind, number=number, **fields)
        try:
            return await answer
        finally:
            del self._asked[number]

    def answer(self, asked: Message, descriptors: Sequence[int] = (), **fields: Any) -> None:  # noqa: ANN401 - JSON
        """Answer a message that was asked."""
        self.send(_ANSWER, b"", descriptors, to=asked.fields["number"], **fields)

    async def flush(self) -> None:
        """Wait until everything is sent, or can no longer be."""
        while self._is_open and self._outgoing:
            await asyncio.sleep(_PAUSE)

    def close(self) -> None:
        """Close this end, and whatever has not been sent."""
        if not self._is_open:
            return
        self._is_open = False
        self._loop.remove_reader(self._connection)
        self._loop.remove_writer(self._connection)
        self._connection.close()
        for _, files in self._outgoing:
            _close(files)
        self._outgoing.clear()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the channel is closed"))
        self._ended()

    def _write(self) -> None:
        """Send what waits, as far as the other end takes it."""
        while self._outgoing:
            packet, files = self._outgoing[0]
            try:
                if self._is_open:
                    socket.send_fds(self._connection, [packet], files)
            except BlockingIOError:
                self._loop.add_writer(self._connection, self._write)
                return
            except OSError:  # the reader is told of the end too
                pass
            self._outgoing.popleft()
            _close(files)
        if self._is_open:
            self._loop.remove_writer(self._connection)

    def _read(self) -> None:
        """Receive a message."""
        try:
            packet, files, _, _ = socket.recv_fds(self._connection, _LARGEST_PACKET, _MOST_DESCRIPTORS)
        except BlockingIOError:
            return
        except OSError:
            packet, files = b"", []
        if not packet:
            self.close()
            return
        start = _LENGTH.size + _LENGTH.unpack_from(packet)[0]
        kind, fields = json.loads(packet[_LENGTH.size : start])
        body = _content(files.pop()) if fields.pop("apart", False) else packet[start:]
        message = Message(kind, fields, body, files)
        if kind != _ANSWER:
            self._received(message)
        elif (answer := self._asked.get(fields["to"])) is not None and not answer.done():
            answer.set_result(message)
        else:
            _close(files)


def _close(files: Sequence[int]) -> None:
    for each in files:
        with contextlib.suppress(OSError):
            os.close(each)


def _file_of(body: bytes) -> int:
    """A file in memory."""
    descriptor = os.memfd_create("sandbox-atlas-message")
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(body)
    return descriptor


def _content(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()
