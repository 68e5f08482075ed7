"""Pages that are kept ready: what this snapshot answered once, it answers again without asking, drawing or packing.

A page depends on its address, the formats and language asked for, the theme, and the snapshot; all of that is its key,
and the validator by which clients know what they hold: nobody holds one of an address that does not exist.
"""

from __future__ import annotations

import zlib
from collections.abc import Hashable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox_atlas.api.http.cache import Answers
from sandbox_atlas.api.sparql.response import holds, not_modified
from sandbox_atlas.api.web.pages import interface

_VERSION = version("sandbox-atlas")
_OVERHEAD = 2_000
"""Bytes that a page takes up besides its body: its key and its headers."""
_VARY = "Accept, Accept-Language, Cookie"
_UNKEPT = frozenset({b"set-cookie"})
"""Headers of answers that are for one client only."""


@dataclass(frozen=True)
class Page:
    """An answer as it was sent.

    Attributes:
        headers: Its headers.
        body: Its bytes, packed where the headers say so.
        route: The route that answered, by which requests are counted.
    """

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: Any

    @property
    def weight(self) -> int:
        """Bytes of memory that it takes up, about."""
        return len(self.body) + _OVERHEAD


class KeptPages:
    """Names the snapshot in every answer about the data, says 304 to who holds it, and keeps pages for who does not.

    The validator is weak (RFC 9110, section 8.8.1). It is the digest of the snapshot, followed by what else a page
    depends on, and by the version of the program.
    """

    def __init__(self, app: ASGIApp, room: int) -> None:
        """Wrap an application.

        Args:
            app: What answers.
            room: Bytes that all pages together may take up.
        """
        self._app = app
        self._pages: Answers[Page] = Answers(room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or by the application."""
        atlas = getattr(scope["app"].state, "atlas", None) if scope["type"] == "http" else None
        if atlas is None or scope["method"] not in ("GET", "HEAD") or _is_live(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        etag = f'W/"{atlas.snapshot}-{_variant(request)}"'.encode()
        held = request.headers.get("if-none-match", "").encode()
        is_any = held.strip() == b"*"
        if held and not is_any and holds(held, etag):
            await not_modified(send, _validators(etag))
            return
        key = _key(request, etag)
        page = self._pages.get(key) if key else None
        if page is None:
            onward = _Unmodified(send, etag) if is_any else send
            await self._app(scope, receive, _Copying(self._pages, scope, key, etag, onward))
            return
        if is_any:
            await not_modified(send, _validators(etag))
            return
        scope["route"] = page.route
        await send({"type": "http.response.start", "status": 200, "headers": list(page.headers)})
        await send({"type": "http.response.body", "body": page.body})


class _Unmodified:
    """Says 304 in place of an answer that exists, to who has any version of it (RFC 9110, section 13.1.2)."""

    def __init__(self, send: Send, etag: bytes) -> None:
        self._send, self._etag, self._exists = send, etag, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._exists = True
            await not_modified(self._send, _validators(self._etag))
        elif not self._exists:
            await self._send(message)


class _Copying:
    """Sends an answer on, with its validators, and keeps a copy when it is whole."""

    def __init__(self, pages: Answers[Page], scope: Scope, key: Hashable, etag: bytes, send: Send) -> None:
        self._pages, self._scope, self._key, self._etag, self._send = pages, scope, key, etag, send
        self._headers: list[tuple[bytes, bytes]] = []
        self._is_wanted = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _validators(self._etag):
                headers.setdefault(name.decode(), value.decode())
            headers["vary"] = _joined(headers["vary"])
            names = {name for name, _ in headers.raw}
            own = dict(headers.raw)[b"etag"] != self._etag
            self._headers = list(headers.raw)
            self._is_wanted = self._key is not None and not own and names.isdisjoint(_UNKEPT)
        elif message["type"] == "http.response.body":
            if self._is_wanted and not message.get("more_body", False):
                page = Page(tuple(self._headers), message.get("body", b""), self._scope.get("route"))
                self._pages.keep(self._key, page, 0)
            self._is_wanted = False  # what comes in parts is too large to be worth it
        await self._send(message)


def _joined(vary: str) -> str:
    """What an answer depends on, where something below has said a part of it."""
    said = [each.strip() for each in vary.split(",")]
    return ", ".join([*said, *(each for each in _VARY.split(", ") if each not in said)])


def _validators(etag: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"etag", etag), (b"cache-control", b"no-cache"), (b"vary", _VARY.encode())]


def _key(request: Request, etag: bytes) -> Hashable:
    """What a page is found by; nothing for what must not be kept, such as queries, which may ask for the time."""
    if request.scope["path"].rstrip("/").endswith("/sparql"):
        return None
    packed = "gzip" in request.headers.get("accept-encoding", "")
    return (str(request.url), request.scope.get("root_path", ""), etag, packed)


def _variant(request: Request) -> str:
    """A short name for what an answer depends on besides the snapshot."""
    address = (request.scope["path"], request.scope["query_string"])
    parts = (
        address,
        request.headers.get("accept", ""),
        interface(request).code,
        request.cookies.get("theme", ""),
        _VERSION,
    )
    return f"{zlib.crc32(repr(parts).encode()):08x}"


def _is_live(path: str) -> bool:
    """Whether a path answers about the service itself rather than the data."""
    return "/health/" in path or "/static/" in path or path.endswith("/metrics")
