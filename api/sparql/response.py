"""A whole answer as bytes, ready to be sent any number of times. It knows headers, not where the bytes are from."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.types import Send

from sandbox_atlas.api.http.request_headers import Header
from sandbox_atlas.api.http.security_headers import protected

OPEN: Header = (b"access-control-allow-origin", b"*")
"""Scripts of every site may read (Fetch, section 3.2.3); without credentials, as they are never asked for."""
_SMALLEST, _LEVEL = 1_000, 6
"""Bytes below which packing gains nothing, and how hard to pack."""
_BLOCKING = 32_768
"""Bytes that are packed beside the event loop."""
_PART = 262_144
"""Bytes that are handed to a connection at once."""
_OVERHEAD = 1_000
"""Bytes that an answer takes up besides its body."""


@dataclass(frozen=True)
class Reply:
    """An answer with status 200.

    Attributes:
        headers: Its headers, with names in small letters.
        body: All of its bytes, packed where the headers say so.
        etag: Its validator, or nothing where it has none.
    """

    headers: tuple[Header, ...]
    body: bytes
    etag: bytes = b""

    @cached_property
    def head(self) -> bytes:
        """Its headers as they stand in HTTP/1.1, and the line that ends them; made when it is sent again."""
        return _head(protected(list(self.headers), "/sparql", b""))

    @cached_property
    def short_head(self) -> bytes:
        """The same for an answer with status 304, which has no body."""
        return _head(protected(self._short(), "/sparql", b""))

    @classmethod
    async def of(cls, body: bytes, media_type: str, validators: tuple[Header, ...], *, packed: bool) -> Reply:
        """An answer of a media type.

        Args:
            body: All of its bytes.
            media_type: Its media type; text is said to be UTF-8.
            validators: Headers by which caches know it.
            packed: Whether the client takes gzip.
        """
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        headers = [(b"content-type", f"{media_type}{charset}".encode())]
        if packed and len(body) >= _SMALLEST:
            body = await asyncio.to_thread(_pack, body) if len(body) > _BLOCKING else _pack(body)
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", b"%d" % len(body)))
        etag = next((value for name, value in validators if name == b"etag"), b"")
        return cls((*headers, *validators, OPEN), body, etag)

    @property
    def weight(self) -> int:
        """Bytes of memory that it takes up, about."""
        return len(self.body) + _OVERHEAD

    def is_held(self, if_none_match: bytes) -> bool:
        """Whether a client holds it already, by weak comparison of tags (RFC 9110, section 13.1.2)."""
        return bool(self.etag) and (if_none_match == b"*" or holds(if_none_match, self.etag))

    def _short(self) -> list[Header]:
        return [header for header in self.headers if header[0] not in _OF_BODY]

    async def send(self, send: Send, if_none_match: bytes = b"") -> None:
        """Send it, or 304 to a client that holds it."""
        if if_none_match and self.is_held(if_none_match):
            await not_modified(send, self._short())
            return
        start: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": list(self.headers)}
        await send(start)
        for begin in range(_PART, len(self.body), _PART):  # in parts, so that a slow client holds no copy of the whole
            await send({"type": "http.response.body", "body": self.body[begin - _PART : begin], "more_body": True})
        last = (len(self.body) - 1) // _PART * _PART if self.body else 0
        await send({"type": "http.response.body", "body": self.body[last:]})


_OF_BODY = frozenset({b"content-type", b"content-length", b"content-encoding"})


def holds(if_none_match: bytes, etag: bytes) -> bool:
    """Whether a tag is among those of an If-None-Match; a tag is quoted, so no other can contain it."""
    return etag.removeprefix(b"W/") in if_none_match


async def not_modified(send: Send, headers: list[Header]) -> None:
    """Send 304 with the headers that an answer with 200 would have had (RFC 9110, section 15.4.5)."""
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _head(headers: Iterable[Header]) -> bytes:
    return b"".join(b"%s: %s\r\n" % header for header in headers) + b"\r\n"


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
