"""Page cache: serves a page again as the bytes of its first answer, for as long as the data stay the same.

A page depends on its address, the media types and language that the client accepts, the theme, the snapshot, and the
day, as exported files state their date. These make its key in the cache, each reduced to what makes a difference; its
entity tag is a digest of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox_atlas.api.http.negotiation import accepts_gzip, field, preferences
from sandbox_atlas.api.http.paths import SPARQL, is_private, is_service, path_of, root_path_of
from sandbox_atlas.api.http.validators import digest, matches, not_modified
from sandbox_atlas.api.http.version import VERSION
from sandbox_atlas.api.web.pages import has_copies, interface, pinned, theme
from sandbox_atlas.graph.cache import LRUCache

_OVERHEAD = 2_000
"""Bytes that a page takes besides its body: its key and its headers."""
_LARGEST_SHARE = 8
"""One page may take this part of the capacity, as a divisor, so that it does not evict everything else."""
_VARY = "Accept, Accept-Language, Cookie"
_PRIVATE = frozenset({b"set-cookie"})
"""Headers of answers that are meant for one client only."""


@dataclass(frozen=True)
class CachedPage:
    """An answer as it was sent.

    Attributes:
        headers: Its headers.
        body: Its bytes, compressed where the headers say so.
        route: The route that answered, under which requests are counted.
    """

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: Any


def _today() -> date:
    return datetime.now(UTC).date()


def page_cache(capacity: int) -> LRUCache[CachedPage]:
    """An empty cache for pages of so many bytes in total."""
    return LRUCache(capacity, lambda _, page: len(page.body) + _OVERHEAD, capacity // _LARGEST_SHARE)


class PageCache:
    """ASGI middleware: adds validators to answers about the data, answers 304 by them, and caches whole pages.

    The entity tag is weak (RFC 9110, section 8.8.1): the digest of the snapshot, and a digest of everything else that
    a page depends on, the version of the program included.

    Args:
        app: The application.
        pages: The cache.
        today: Gives the day in UTC.
    """

    def __init__(self, app: ASGIApp, pages: LRUCache[CachedPage], today: Callable[[], date] = _today) -> None:
        self._app, self._pages, self._today = app, pages, today

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache or by the application."""
        atlas = scope["state"].get("atlas") if scope["type"] == "http" else None
        if atlas is None or scope["method"] not in ("GET", "HEAD") or is_uncached(path_of(scope)):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        variant = _variant(request, self._today())
        etag = f'W/"{atlas.snapshot}-{digest(variant)}"'.encode()
        if_none_match = field(request, "if-none-match").encode()
        is_any = if_none_match.strip() == b"*"
        if if_none_match and not is_any and matches(if_none_match, etag):
            await not_modified(send, _validators(etag))
            return
        key = _key(request, atlas.snapshot, variant)
        page = self._pages.get(key) if key else None
        if page is None:
            onward = _Unmodified(send, etag) if is_any else send
            await self._app(scope, receive, _Storing(self._pages, scope, key, etag, onward))
            return
        if is_any:
            await not_modified(send, _validators(etag))
            return
        scope["route"] = page.route
        await send({"type": "http.response.start", "status": 200, "headers": list(page.headers)})
        await send({"type": "http.response.body", "body": page.body})


class _Unmodified:
    """Sends 304 in place of an answer with 200, for `If-None-Match: *` (RFC 9110, section 13.1.2)."""

    def __init__(self, send: Send, etag: bytes) -> None:
        self._send, self._etag, self._exists = send, etag, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._exists = True
            await not_modified(self._send, _validators(self._etag))
        elif not self._exists:
            await self._send(message)


class _Storing:
    """Sends an answer on with its validators, and stores it in the cache if it comes in one part."""

    def __init__(
        self, pages: LRUCache[CachedPage], scope: Scope, key: Hashable | None, etag: bytes, send: Send
    ) -> None:
        self._pages, self._scope, self._key, self._etag, self._send = pages, scope, key, etag, send
        self._headers: list[tuple[bytes, bytes]] = []
        self._is_wanted = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200 and not _is_passing(message):
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _validators(self._etag):
                headers.setdefault(name.decode(), value.decode())
            headers["vary"] = _with_vary(headers["vary"])
            names = {name for name, _ in headers.raw}
            has_other_tag = dict(headers.raw)[b"etag"] != self._etag
            self._headers = list(headers.raw)
            self._is_wanted = self._key is not None and not has_other_tag and names.isdisjoint(_PRIVATE)
        elif message["type"] == "http.response.body":
            if self._is_wanted and not message.get("more_body", False):
                page = CachedPage(tuple(self._headers), message.get("body", b""), self._scope.get("route"))
                self._pages.put(self._key, page)
            self._is_wanted = False  # an answer in several parts is too large to be cached
        await self._send(message)


def _is_passing(message: Message) -> bool:
    """Whether a page will soon say more, and is not kept by anybody."""
    return (b"cache-control", b"no-store") in message["headers"]


def is_uncached(path: str) -> bool:
    """Whether the answers of a path depend on more than the data and the reader's choices."""
    return is_service(path) or is_private(path)


def _with_vary(vary: str) -> str:
    """A Vary header with the names that every page has, after those that the answer has already, each of them once."""
    names = [each.strip() for each in vary.split(",")]
    return ", ".join(dict.fromkeys([*names, *_VARY.split(", ")]))


def _validators(etag: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"etag", etag), (b"cache-control", b"no-cache"), (b"vary", _VARY.encode())]


def _key(request: Request, snapshot: str, variant: Hashable) -> Hashable | None:
    """The key of a page; None for the page of a query, which must not be cached as it may ask for the time."""
    if path_of(request.scope) in SPARQL:
        return None
    root, raw_path = root_path_of(request.scope), request.scope.get("raw_path", b"")
    return str(request.url), raw_path, root, snapshot, variant, accepts_gzip(request.scope["headers"])


def _variant(request: Request, today: date) -> Hashable:
    """Everything that an answer depends on besides the snapshot and the content coding."""
    return (
        root_path_of(request.scope),
        request.scope["path"],
        request.scope.get("raw_path", b""),
        request.scope["query_string"],
        preferences(field(request, "accept")),
        interface(request).code,
        theme(request),
        today.isoformat(),
        pinned(request),
        has_copies(request),
        VERSION,
    )
