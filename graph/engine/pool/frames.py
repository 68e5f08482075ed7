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
    lengths = receive_bytes(connection, LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    data = receive_bytes(connection, head_length + body_length)
    if len(data) < head_length + body_length:
        return None
    return json.loads(data[:head_length]), data[head_length:]


def receive_bytes(connection: socket.socket, length: int) -> bytes:
    """So many bytes from a blocking socket, or fewer when the other side is gone."""
    pieces, missing = [], length
    while missing:  # as a rule once: the system waits for all of them, and fills the object that is given back
        piece = connection.recv(missing, socket.MSG_WAITALL)
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)  # of a single piece that is the piece itself
