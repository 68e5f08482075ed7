"""Connection: uvicorn's HTTP/1.1 protocol with limits on size, time and number, and a fast path to queries."""

from __future__ import annotations

import asyncio
import json
import math
import re
from typing import ClassVar, Self

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from sandbox_atlas.api.http.access_log import RequestRecord, request_id
from sandbox_atlas.api.http.connection_counts import ConnectionCounts
from sandbox_atlas.api.http.host import host_fault
from sandbox_atlas.api.http.proxies import Proxies, plain
from sandbox_atlas.api.http.rate_limit import MAX_HEAD, network
from sandbox_atlas.api.http.request_headers import Headers
from sandbox_atlas.api.http.security_headers import protected
from sandbox_atlas.api.server.fast_path import Exchange
from sandbox_atlas.api.server.known_heads import Head, first_line, known_heads
from sandbox_atlas.api.server.movable import STAY, MovableConnection
from sandbox_atlas.api.server.parser import RequestParser
from sandbox_atlas.api.server.query_service import QueryService
from sandbox_atlas.api.settings import ServerSettings

_ABSOLUTE = re.compile(rb"(https?)://([^/?#]*)", re.I)
"""How a request target in absolute form begins: its scheme, and its host with an optional port."""
_TOO_MANY, _LATER = "Too many connections are open.", "retry-after: 5\r\n"
_NOT_ASCII = "The address has characters outside of ASCII, which are written with percent signs: %E6%99%AE, not 普."
_LINGER = 1.0
"""Seconds before a refused connection is closed; closed at once, the client might never read the answer."""


class HeadTooLargeError(Exception):
    """A request whose head is too large."""


class RefusedRequestError(Exception):
    """A request that is not answered: it does not say which host it is for, or its client has too many connections."""


class Connection(MovableConnection):
    """Reads the requests of one client.

    It refuses requests whose head is too large (RFC 6585, section 5) or that are not sent in time (RFC 9110, section
    15.5.9), and connections beyond the limit. It drops clients that do not read their answer.

    Attributes:
        application: What answers short queries; `app` is uvicorn's, for all other requests.
        proxies: The proxies whose headers are believed.
        patience: Seconds allowed for the head of a request, for its body, and for each part of an answer.
        exchange: What takes a short query from here to its answer.
    """

    _in_head = _is_too_large = _is_refused = _is_answered = False
    _received = 0
    _begun = b""
    _fault = ""
    _status, _more = 400, ""
    parser: RequestParser
    _timer: asyncio.TimerHandle | None = None
    proxies: ClassVar[Proxies]
    patience: ClassVar[float]
    application: ClassVar[QueryService]
    exchange: ClassVar[type[Exchange]] = Exchange

    @classmethod
    def of(
        cls, app: QueryService, settings: ServerSettings, counts: ConnectionCounts | None = None, **more: object
    ) -> type[Self]:
        """The class of connections to an application; `more` are further attributes of the class."""
        endpoints = tuple(f"{root}/sparql?".encode() for root in dict.fromkeys(("", settings.root_path)))
        own = {
            "application": app,
            "proxies": Proxies(settings.proxies),
            "endpoints": endpoints,
            "line": first_line(endpoints),
            "most": settings.connections,
            "patience": settings.patience,
            "counts": counts or ConnectionCounts(),
            "heads": known_heads(),
            **more,
        }
        return type("ConnectionToAtlas", (cls,), own)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Open the connection, or refuse it if there are too many."""
        super().connection_made(transport)
        if self.adopted is None:  # else the process that handed it over has counted it for this one
            self.counts.opened()
        self.parser = RequestParser(self)
        self._client = plain(self.client[0]) if self.client else ""
        self._is_proxy = self.proxies.trusts(self._client)
        self._count_for("" if self._is_proxy else network(self._client))
        self._allow_time()
        self._timer = self.loop.call_later(self.patience, self._check_due)
        if self.counts.total() > self.most or self._has_too_many():
            self._refuse(503, _TOO_MANY, _LATER)
        elif self.adopted:
            self._stays = STAY
            self.data_received(self.adopted)
        elif self.adopted is None and self.peers is not None and (peer := self.peers.for_new()):
            self.leave(peer, b"")

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the connection."""
        if self._timer is not None:
            self._timer.cancel()
        self._count_for("")
        if not self._has_left:
            self.counts.opened(-1)
        super().connection_lost(exc)

    def _allow_time(self) -> None:
        self._due = self.loop.time() + self.patience

    def _check_due(self) -> None:
        """End the connection if the client is past its time."""
        left = self._due - self.loop.time()
        if left > 0:
            self._timer = self.loop.call_later(min(left, self.patience), self._check_due)
        elif self._is_refused or self.flow.write_paused or (self.cycle is not None and self.cycle.response_started):
            self.transport.abort()
        else:
            self._refuse(408, f"A request has to be sent within {self.patience:g} seconds.")

    def pause_writing(self) -> None:
        """Wait until the client reads, but not forever."""
        self._allow_time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on writing, as the client has read a part."""
        self._due = math.inf
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Receive bytes; the parser does not bound the size of a head, so it is measured here."""
        if self._is_refused:
            return
        if self.peers is not None and (peer := self._peer_for(data)):
            self.leave(peer, data)
            return
        if (found := self.known(data)) and self.takes(*found):
            return
        self.hold(data)
        self._received = self._received + len(data) if self._in_head else len(data)
        if not self._in_message:
            self._begun = data[:1024]
        super().data_received(data)
        if self._in_head and self._received > MAX_HEAD and not self._is_refused:
            self._is_too_large = True
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Start a request."""
        self._in_head, self._in_message, self._is_answered = True, True, False
        self._allow_time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Take the request on the fast path, or pass it on."""
        self._in_head = False
        if self._received > MAX_HEAD and self._head_size() > MAX_HEAD:
            self._is_too_large = True
            raise HeadTooLargeError
        if self.parser.is_offered_upgrade:
            return
        self._check_host()
        if self._is_proxy:
            self._count_forwarded()
        self._allow_time()
        self._is_answered = self._is_short() and self._begins()
        if not self._is_answered:
            self._pass_on()

    def _is_short(self) -> bool:
        """Whether the request at hand may be a short query: none before it waits, and the client reads its answers."""
        if not self.url.startswith(self.endpoints) or self.parser.get_method() != b"GET" or self.flow.write_paused:
            return False
        return (self.cycle is None or self.cycle.response_complete) and bool(self.parser.should_keep_alive())

    def _begins(self) -> bool:
        """Answer the request at hand now, or once its query has run. Returns whether it was taken."""
        head = Head(self.endpoints[-1][:-1].decode("ascii"), Headers(self.headers), self.headers)
        exchange = self.exchange(self, self.application, self._client, self.url.partition(b"?")[2], head)
        is_taken = exchange.begin_or_answer(is_proxied=self._is_proxy)
        if is_taken:
            self.remember(head)
        return is_taken

    def takes(self, query: bytes, head: Head) -> bool:
        """Answer a request with a known head. Returns whether it was taken."""
        self._due = math.inf
        return self.exchange(self, self.application, self._client, query, head).begin_or_answer(is_proxied=False)

    def _pass_on(self) -> None:
        """Have a request answered that is no short query."""
        super().on_headers_complete()

    def _check_host(self) -> None:
        """Refuse a request without one valid host; one in its target replaces that of the header (RFC 9112, 3.2.2)."""
        self._fault = host_fault(self.headers, self.parser.get_http_version())
        target = _ABSOLUTE.match(self.url)
        if target and not self._fault:
            self.headers[:] = [(b"host", target[2]), *(each for each in self.headers if each[0] != b"host")]
            self._fault = host_fault(self.headers, "")
            self.scope["scheme"] = target[1].decode().lower()
            self.url = self.url[target.end() :]
            self.url = self.url if self.url.startswith(b"/") else b"/" + self.url
        if self._fault:
            raise RefusedRequestError

    def _count_forwarded(self) -> None:
        """Count this request's connection for the client that the proxy names, or refuse it if that one has many."""
        self._client = self.proxies.client(self.client[0] if self.client else "", self.headers)
        self._count_for(network(self._client))
        if self._has_too_many():
            self._status, self._fault, self._more = 503, _TOO_MANY, _LATER
            raise RefusedRequestError

    def on_response_complete(self) -> None:
        """Go on with the next request; between requests, a connection of a proxy is nobody's."""
        if self._is_proxy:
            self._count_for("")
        super().on_response_complete()

    def on_body(self, body: bytes) -> None:
        """Receive a part of the body."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request, all of which has been received."""
        if self.parser.is_offered_upgrade:
            return
        self._in_message = False
        if not self.flow.write_paused:
            self._due = math.inf
        if not self._is_answered:
            super().on_message_complete()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def send_400_response(self, msg: str) -> None:
        """Answer that the request cannot be read, or that its head is too large, and close (RFC 9112, section 9.6)."""
        is_foreign = not self._begun.partition(b"\r\n")[0].isascii()  # which no request line may be (RFC 9112, 3.2)
        status, detail = self._status, self._fault or (_NOT_ASCII if is_foreign else msg)
        if self._is_too_large:
            is_address = 2 * len(self.url) > self._received  # most of the head (RFC 9110, section 15.5.15)
            status, detail = 414 if is_address else 431, f"Address and headers may have {MAX_HEAD:,} bytes together."
        self._refuse(status, detail, self._more)

    def _refuse(self, status: int, detail: str, more: str = "") -> None:
        from sandbox_atlas.api.web import problems  # with all that a page takes, which a front does without

        body = json.dumps(problems.document(status, detail)).encode()
        head = f"content-type: {problems.MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{more}\r\n"
        self._is_refused = True
        if self.transport.is_closing():
            return
        request = request_id(None)
        always = [*self.server_state.default_headers, *protected([], "", b""), (b"x-request-id", request.encode())]
        lines = [b"%s: %s\r\n" % header for header in always]
        self.transport.write(b"".join((STATUS_LINE[status], *lines, head.encode(), body)))
        self.application.recorder.record(RequestRecord(request, self._client, status, len(body)))
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)
