"""Frame format: encodes the messages between the parent and its child processes as a JSON head and a body of bytes."""

from __future__ import annotations

import json
import socket
import struct
from typing import IO, Any

LENGTHS = struct.Struct("!IQ")
"""Lengths of head and body in bytes, at the start of every frame."""

PID = struct.Struct("!I")
"""Process id of a new worker, as the fork server sends it."""


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame as bytes."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def receive(connection: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame from a blocking socket, or None if the other side has closed it."""
    lengths = receive_bytes(connection, LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    data = receive_bytes(connection, head_length + body_length)
    if len(data) < head_length + body_length:
        return None
    return json.loads(data[:head_length]), data[head_length:]


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame from a blocking stream, or None if the other side has closed it."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    data = stream.read(head_length + body_length)
    if len(data) < head_length + body_length:
        return None
    return json.loads(data[:head_length]), data[head_length:]


def receive_bytes(connection: socket.socket, length: int) -> bytes:
    """Read `length` bytes from a blocking socket; fewer if the other side has closed it."""
    pieces, missing = [], length
    while missing:  # usually once: with MSG_WAITALL, recv(2) waits for all bytes
        piece = connection.recv(missing, socket.MSG_WAITALL)
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)  # for a single piece, join returns the piece itself without a copy
