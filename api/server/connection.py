"""Connection: uvicorn's HTTP/1.1 protocol with limits on size, time and number, and a fast path to queries."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
from typing import ClassVar, Self

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from sandbox_atlas.api.http.access_log import RequestRecord, request_id
from sandbox_atlas.api.http.connection_counts import ConnectionCounts
from sandbox_atlas.api.http.host import host_fault
from sandbox_atlas.api.http.proxies import Proxies, plain
from sandbox_atlas.api.http.rate_limit import MAX_HEAD, network
from sandbox_atlas.api.http.security_headers import protected
from sandbox_atlas.api.server.fast_path import Exchange
from sandbox_atlas.api.server.parser import RequestParser
from sandbox_atlas.api.server.peers import Peer, Peers
from sandbox_atlas.api.server.query_service import QueryService
from sandbox_atlas.api.server.repeats import HEAD_END, RepeatingConnection, known_requests
from sandbox_atlas.api.settings import ServerSettings

_ABSOLUTE = re.compile(rb"(https?)://([^/?#]*)", re.I)
"""How a request target in absolute form begins: its scheme, and its host with an optional port."""
_TOO_MANY, _LATER = "Too many connections are open.", "retry-after: 5\r\n"
_SHARE = 4
"""One client may have this part of all connections, as a divisor."""
_STAY = 16
"""Requests for which a connection stays that another process has given here because it could not answer."""
_PAUSE = 0.005
"""Seconds after which one that leaves looks again whether the client has read everything."""
_LINGER = 1.0
"""Seconds before a refused connection is closed; closed at once, the client might never read the answer."""


class HeadTooLargeError(Exception):
    """The head of a request is too large."""


class RefusedRequestError(Exception):
    """A request is not answered: it does not say which host it is for, or its client has too many connections."""


class Connection(RepeatingConnection):
    """Reads the requests of one client.

    It refuses requests whose head is too large (RFC 6585, section 5) or that are not sent in time (RFC 9110, section
    15.5.9), and connections beyond the limit. It drops clients that do not read their answer.

    Attributes:
        proxies: The proxies whose headers are believed.
        endpoints: How addresses of queries begin, up to the question mark.
        most: Connections that may be open at once; one client may have a quarter of them.
        counts: Open connections by client; one of a proxy counts for the client whose request it carries.
        patience: Seconds allowed for the head of a request, for its body, and for each part of an answer.
        peers: Other processes that serve the same address, if there are any.
        exchange: What takes a short query from here to its answer.
        adopted: What another process has read of the connection before it gave it here; None for a new one.
    """

    _in_head = _is_too_large = _is_refused = _is_answered = False
    _is_leaving = _has_left = False
    _received = _of_client = _stays = 0

    _name = _fault = ""
    _status, _more = 400, ""
    parser: RequestParser
    _timer: asyncio.TimerHandle | None = None
    proxies: ClassVar[Proxies]
    endpoints: ClassVar[tuple[bytes, ...]]
    most: ClassVar[int]
    patience: ClassVar[float]
    counts: ClassVar[ConnectionCounts]
    peers: ClassVar[Peers | None] = None
    exchange: ClassVar[type[Exchange]] = Exchange
    adopted: bytes | None = None

    @classmethod
    def of(
        cls, app: QueryService, settings: ServerSettings, counts: ConnectionCounts | None = None, **more: object
    ) -> type[Self]:
        """The class of connections to an application; `more` are attributes of the class."""
        own = {
            "application": app,
            "proxies": Proxies(settings.proxies),
            "endpoints": tuple(f"{root}/sparql?".encode() for root in dict.fromkeys(("", settings.root_path))),
            "most": settings.connections,
            "patience": settings.patience,
            "counts": counts or ConnectionCounts(),
            "repeats": known_requests(),
            **more,
        }
        return type("ConnectionToAtlas", (cls,), own)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Open the connection, or refuse it if there are too many."""
        super().connection_made(transport)
        if self.adopted is None:  # else whoever gave it away has counted it for this process
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
            self._stays = _STAY
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

    def leave(self, peer: Peer, data: bytes) -> None:
        """Give the connection to another process, with what has been read and not answered."""
        if not self._is_leaving:
            self._is_leaving = True
            self.transport.pause_reading()
            self._leave(peer, data)

    def _leave(self, peer: Peer, data: bytes) -> None:
        """Leave once the client has read the answers before."""
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size():
            self.loop.call_later(_PAUSE, self._leave, peer, data)
            return
        self._has_left = True
        self._count_for("")
        peer.take(os.dup(self.transport.get_extra_info("socket").fileno()), data)
        self.transport.close()

    def _count_for(self, name: str) -> None:
        """Count the connection for a client, no longer for the one before; for nobody if the name is empty."""
        if self._name:
            self.counts.count(self._name, -1)
        self._name = name
        self._of_client = self.counts.count(name) if name else 0

    def _has_too_many(self) -> bool:
        return self._of_client > self.most // _SHARE

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
        """Wait for the client to read, but not for ever."""
        self._allow_time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Continue, as the client has read a part."""
        self._due = math.inf
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Receive bytes; the parser does not bound the size of a head, so it is measured here."""
        if self._is_refused:
            return
        if self.peers is not None and (peer := self._peer_for(data)):
            self.leave(peer, data)
            return
        if self.answers_again(data):
            return
        self.hold(data)
        self._received = self._received + len(data) if self._in_head else len(data)
        super().data_received(data)
        if self._in_head and self._received > MAX_HEAD and not self._is_refused:
            self._is_too_large = True
            self.send_400_response("")

    def _peer_for(self, data: bytes) -> Peer | None:
        """Who answers a request better that has nothing before it and is a small query, if anybody."""
        if self._stays or self._in_message or not data.endswith(HEAD_END) or b"&" in data:
            self._stays = max(0, self._stays - 1)
            return None
        if (self.cycle and not self.cycle.response_complete) or data.find(HEAD_END) + len(HEAD_END) < len(data):
            return None
        is_query = data.startswith(b"GET ") and data.startswith(self.endpoints, 4)
        return self.peers.for_query(self._client) if self.peers and is_query else None

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
        self._is_answered = self.exchange.takes(
            self, self.application, self.endpoints, self._client, self.remember, proxied=self._is_proxy
        )
        if not self._is_answered:
            self._pass_on()

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
        status, detail = self._status, self._fault or msg
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
