"""Frame format: encodes the messages between the parent and its child processes as a head and a body of bytes.

A head is JSON. Those of almost all queries are shorter: an ordinary request has one of fixed length, and the reply to a
query that went well has none.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import IO, Any, Final

from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES

LENGTHS = struct.Struct("!IQ")
"""Lengths of head and body in bytes, at the start of every frame."""

_AT_ONCE = 16_384
"""Bytes that are read at first, more than almost all queries have."""

PID = struct.Struct("!I")
"""Process id of a new worker, as the fork server sends it."""


OK: Final[dict[str, Any]] = {"status": "ok"}
"""The head that is sent as nothing at all."""

_ORDINARY = struct.Struct("!BQQ")
"""The head of a request with no more than a media type, by its number, and the limits on rows and bytes."""
_MEDIA_TYPES: Final = (*RESULT_TYPES, *GRAPH_TYPES)
_NUMBERS: Final = {media_type: number for number, media_type in enumerate(_MEDIA_TYPES)}
_LARGEST = 2**64
_OPTIONS: Final[dict[str, Any]] = {"dataset": None, "base": "", "first": None}
"""What an ordinary request does not have."""
_MEMBERS: Final = frozenset({"media_type", "max_rows", "max_bytes", *_OPTIONS})


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame as bytes."""
    text = b"" if head is OK else _ordinary(head) or json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def _ordinary(head: dict[str, Any]) -> bytes:
    """The head of fixed length; nothing where the request needs another one."""
    if head.keys() != _MEMBERS or head["dataset"] is not None or head["base"] or head["first"] is not None:
        return b""
    number, rows, size = _NUMBERS.get(head["media_type"]), head["max_rows"], head["max_bytes"]
    return b"" if number is None or max(rows, size) >= _LARGEST else _ORDINARY.pack(number, rows, size)


def read_head(text: bytes) -> dict[str, Any]:
    """The head of a frame, from its bytes; JSON begins with a brace, which is the number of no media type."""
    if not text:
        return OK
    if len(text) == _ORDINARY.size and text[0] < len(_MEDIA_TYPES):
        number, rows, size = _ORDINARY.unpack(text)
        return {"media_type": _MEDIA_TYPES[number], "max_rows": rows, "max_bytes": size, **_OPTIONS}
    found: dict[str, Any] = json.loads(text)
    return found


def receive(connection: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame from a blocking socket, or None if the other side has closed it."""
    lengths = receive_bytes(connection, LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    data = receive_bytes(connection, head_length + body_length)
    if len(data) < head_length + body_length:
        return None
    return read_head(data[:head_length]), data[head_length:]


def receive_alone(connection: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame from a blocking socket on which nothing follows before its answer; a small one by one call."""
    data = connection.recv(_AT_ONCE)
    if 0 < len(data) < LENGTHS.size:
        data += receive_bytes(connection, LENGTHS.size - len(data))
    if len(data) < LENGTHS.size:
        return None
    start, (head_length, body_length) = LENGTHS.size, LENGTHS.unpack_from(data)
    missing = start + head_length + body_length - len(data)
    if missing > 0:
        rest = receive_bytes(connection, missing)
        if len(rest) < missing:
            return None
        data += rest
    return read_head(data[start : start + head_length]), data[start + head_length :]


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame from a blocking stream, or None if the other side has closed it."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    data = stream.read(head_length + body_length)
    if len(data) < head_length + body_length:
        return None
    return read_head(data[:head_length]), data[head_length:]


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
