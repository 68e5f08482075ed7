"""Buffered response: a whole answer of the SPARQL endpoint as bytes, which can be sent any number of times."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.types import Send

from sandbox_atlas.api.http.request_headers import Header
from sandbox_atlas.api.http.security_headers import protected
from sandbox_atlas.api.http.validators import matches, not_modified
from sandbox_atlas.graph.cache import LRUCache
from sandbox_atlas.graph.rdf.formats import with_charset

_SMALLEST, _LEVEL = 1_000, 6
"""Bytes below which compression gains nothing, and the level of compression."""
_BLOCKING = 32_768
"""Bytes above which a body is compressed in a thread."""
_PART = 262_144
"""Bytes handed to a connection at once."""
_OVERHEAD = 1_000
"""Bytes that a response takes in memory besides its body."""
_LARGEST_SHARE = 8
"""One response may take this part of a cache, as a divisor, so that it does not evict everything else."""
_OF_BODY = frozenset({b"content-type", b"content-length", b"content-encoding"})


@dataclass(frozen=True)
class BufferedResponse:
    """An answer with status 200.

    Attributes:
        headers: Its headers, with names in lower case.
        body: Its bytes, compressed where the headers say so.
        etag: Its entity tag; empty where it has none.
    """

    headers: tuple[Header, ...]
    body: bytes
    etag: bytes = b""

    @cached_property
    def head(self) -> bytes:
        """Its header fields in HTTP/1.1, with the empty line that ends them; computed when it is sent again."""
        return _lines(self.headers) + _PROTECTION

    @cached_property
    def head_not_modified(self) -> bytes:
        """The same for the answer with status 304, which has no body."""
        return _lines(self._without_body()) + _PROTECTION

    @classmethod
    async def of(
        cls, body: bytes, media_type: str, validators: tuple[Header, ...], *, compress: bool
    ) -> BufferedResponse:
        """A response of a media type.

        Args:
            body: All of its bytes.
            media_type: Its media type; text is sent as UTF-8.
            validators: Headers by which HTTP caches identify it.
            compress: Whether the client accepts gzip.
        """
        headers = [(b"content-type", with_charset(media_type).encode())]
        if compress and len(body) >= _SMALLEST:
            body = await asyncio.to_thread(_compressed, body) if len(body) > _BLOCKING else _compressed(body)
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", b"%d" % len(body)))
        etag = next((value for name, value in validators if name == b"etag"), b"")
        return cls((*headers, *validators), body, etag)

    def is_current(self, if_none_match: bytes) -> bool:
        """Whether the client has this response, by weak comparison of tags (RFC 9110, section 13.1.2)."""
        return bool(self.etag) and (if_none_match == b"*" or matches(if_none_match, self.etag))

    def _without_body(self) -> list[Header]:
        return [header for header in self.headers if header[0] not in _OF_BODY]

    async def send(self, send: Send, if_none_match: bytes = b"") -> None:
        """Send it, or 304 to a client that has it."""
        if if_none_match and self.is_current(if_none_match):
            await not_modified(send, self._without_body())
            return
        start: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": list(self.headers)}
        await send(start)
        for begin in range(_PART, len(self.body), _PART):  # in parts: the buffer of a slow client holds one of them
            await send({"type": "http.response.body", "body": self.body[begin - _PART : begin], "more_body": True})
            await asyncio.sleep(0)  # a fast client takes part after part, and others want their turn
        last = (len(self.body) - 1) // _PART * _PART if self.body else 0
        await send({"type": "http.response.body", "body": self.body[last:]})


def answer_cache(capacity: int) -> LRUCache[BufferedResponse]:
    """An empty cache for responses of so many bytes in total; its keys are tuples, whose bytes count too."""
    return LRUCache(capacity, _weight, capacity // _LARGEST_SHARE)


def _weight(key: Hashable, response: BufferedResponse) -> int:
    parts = key if isinstance(key, tuple) else ()
    return len(response.body) + _OVERHEAD + sum(len(part) for part in parts if isinstance(part, bytes))


def head_of(headers: Iterable[Header]) -> bytes:
    """The header fields of any answer of the endpoint in HTTP/1.1, with the empty line that ends them."""
    return _lines(protected(list(headers), "/sparql", b"")) + b"\r\n"


def _lines(headers: Iterable[Header]) -> bytes:
    return b"".join([b"%s: %s\r\n" % header for header in headers])


_PROTECTION = _lines(protected([], "/sparql", b"")) + b"\r\n"
"""What every answer has, with the end of its head."""


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
