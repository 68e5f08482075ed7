"""How the parent and its worker processes write messages to each other: a JSON head and a body, with their lengths."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

LENGTHS = struct.Struct("!IQ")
"""Lengths of head and body in bytes, at the start of every frame."""

PID = struct.Struct("!I")
"""How the keeper tells the process id of a new worker."""


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame as bytes."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def receive(connection: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame from a blocking socket, or None when the other side is gone."""
    lengths = _exactly(connection, LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    data = _exactly(connection, head_length + body_length)
    return None if data is None else (json.loads(data[:head_length]), data[head_length:])


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    data = bytearray(length)
    view, filled = memoryview(data), 0
    while filled < length:
        count = connection.recv_into(view[filled:])
        if not count:
            return None
        filled += count
    return bytes(data)
