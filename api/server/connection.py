"""A client's connection: HTTP/1.1 as uvicorn speaks it, with bounds, and a short way to ready answers."""

from __future__ import annotations

import asyncio
import json
import math
from collections import Counter
from time import perf_counter
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from sandbox_atlas.api import problems
from sandbox_atlas.api.app import Application
from sandbox_atlas.api.http.access_log import request_id
from sandbox_atlas.api.http.rate_limit import MAX_HEAD, network
from sandbox_atlas.api.http.security_headers import protected

_SHARE = 4
"""What part of all connections one client may have, as a divisor."""
_ENDPOINT = b"/sparql?"
_LINGER = 1.0
"""Seconds for which a refused client is listened to; closed at once, it might never read why it was refused."""


class HeadTooLargeError(Exception):
    """The head of a request is past its bound."""


class Connection(HttpToolsProtocol):
    """Reads requests from one client.

    Refused are those whose head is too large (RFC 6585, section 5), those that are not sent in time (RFC 9110, section
    15.5.9), and connections beyond the bound. Dropped are clients that do not take their answer.

    An answer of the endpoint that is kept ready is written at once. Setting up a request for an ASGI application, with
    a task of its own, costs twice as much as all the rest of such an answer.

    Attributes:
        app_before: The application.
        most: Connections that may be open at once; one client may have a quarter of them.
        open: How many connections each client has.
        patience: Seconds that the head of a request may take, its body, and each part of an answer.
    """

    _in_head = _is_too_large = _is_refused = _is_answered = False
    _received = 0

    _name = ""
    _due = math.inf
    _timer: asyncio.TimerHandle | None = None
    app_before: ClassVar[Application]
    most: ClassVar[int]
    patience: ClassVar[float]
    open: ClassVar[Counter[str]]

    @classmethod
    def of(cls, app: Application, most: int, patience: float) -> type[Connection]:
        """Connections to an application; the arguments are as the attributes."""
        bounds = {"most": most, "patience": patience, "open": Counter()}
        return type("ConnectionToAtlas", (cls,), {"app_before": app, **bounds})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless there are too many connections."""
        super().connection_made(transport)
        self._name = network(self.client[0]) if self.client else ""
        self.open[self._name] += 1
        self._expect()
        self._timer = self.loop.call_later(self.patience, self._look)
        if len(self.connections) > self.most or self.open[self._name] > self.most // _SHARE:
            self._refuse(503, "Too many connections are open.", "retry-after: 5\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._timer is not None:
            self._timer.cancel()
        self.open[self._name] -= 1
        if not self.open[self._name]:
            del self.open[self._name]
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._due = self.loop.time() + self.patience

    def _look(self) -> None:
        """End the connection if what is due has not come."""
        left = self._due - self.loop.time()
        if left > 0:
            self._timer = self.loop.call_later(min(left, self.patience), self._look)
        elif self._is_refused or self.flow.write_paused or (self.cycle is not None and self.cycle.response_started):
            self.transport.abort()
        else:
            self._refuse(408, f"A request has to be sent within {self.patience:g} seconds.")

    def pause_writing(self) -> None:
        """Wait for the client to take the next part of an answer, but not for ever."""
        self._expect()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on, now that the client has taken a part."""
        self._due = math.inf
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Take in the next bytes; the parser keeps a head that does not end, so it is measured here."""
        if self._is_refused:
            return
        self._received = self._received + len(data) if self._in_head else len(data)
        if self._in_head and self._received > MAX_HEAD:
            self._is_too_large = True
            self.send_400_response("")
        else:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._in_head, self._is_answered = True, False
        self._expect()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let the request be answered, now that its head is there."""
        self._in_head = False
        if self._received > MAX_HEAD and self._head() > MAX_HEAD:
            self._is_too_large = True
            raise HeadTooLargeError
        self._expect()
        if not self._answer_at_once():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in a part of the body."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take note that the request is whole."""
        if not self.flow.write_paused:
            self._due = math.inf
        if not self._is_answered:
            super().on_message_complete()

    def _answer_at_once(self) -> bool:
        """Write the answer, if it is kept ready, nobody waits before, and the client reads what it gets."""
        if not self.url.startswith(_ENDPOINT) or self.parser.get_method() != b"GET" or self.flow.write_paused:
            return False
        if (self.cycle and not self.cycle.response_complete) or not self.parser.should_keep_alive():
            return False
        begun, query_string = perf_counter(), self.url[len(_ENDPOINT) :]
        found = self.app_before.endpoint.ready(query_string, self.headers)
        if found is None:
            return False
        reply, if_none_match = found
        is_held = bool(if_none_match) and reply.is_held(if_none_match)
        status, head, body = (304, reply.short_head, b"") if is_held else (200, reply.head, reply.body)
        request = request_id(next((value for name, value in self.headers if name == b"x-request-id"), None))
        lines = [b"%s: %s\r\n" % header for header in self.server_state.default_headers]
        named = b"x-request-id: %s\r\n" % request.encode()
        self.transport.write(b"".join((STATUS_LINE[status], *lines, named, head, body)))
        self._is_answered = True
        client = self.client[0] if self.client else ""
        self.app_before.envelope.record_ready(request, query_string, status, len(body), client, perf_counter() - begun)
        self.on_response_complete()
        return True

    def _head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def send_400_response(self, msg: str) -> None:
        """Say that the request cannot be read, or that its head is too large, and close (RFC 9112, section 9.6)."""
        status, detail = 400, msg
        if self._is_too_large:
            is_address = 2 * len(self.url) > self._received  # most of it is (RFC 9110, section 15.5.15)
            status, detail = 414 if is_address else 431, f"Address and headers may have {MAX_HEAD:,} bytes together."
        self._refuse(status, detail)

    def _refuse(self, status: int, detail: str, more: str = "") -> None:
        body = json.dumps(problems.document(status, detail)).encode()
        head = f"content-type: {problems.MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{more}\r\n"
        self._is_refused = True
        if self.transport.is_closing():
            return
        request = request_id(None)
        always = [*self.server_state.default_headers, *protected([], "", b""), (b"x-request-id", request.encode())]
        lines = [b"%s: %s\r\n" % header for header in always]
        self.transport.write(b"".join((STATUS_LINE[status], *lines, head.encode(), body)))
        self.app_before.envelope.record_refused(request, status, len(body), self.client[0] if self.client else "")
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)
