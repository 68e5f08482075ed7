"""A client's connection: HTTP/1.1 as uvicorn speaks it, with a bound, and a short way for answers that are ready."""

from __future__ import annotations

import json
from time import perf_counter
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api import problems
from api.app import Application
from api.logs import request_id

MAX_HEAD = 65_536
"""Bytes of address and headers together that one request may have."""
_ENDPOINT = b"/sparql?"
_LINGER = 1.0
"""Seconds for which a refused client is listened to; closed at once, it might never read why it was refused."""


class HeadTooLargeError(Exception):
    """The head of a request is past its bound."""


class Connection(HttpToolsProtocol):
    """Reads requests from one client, and refuses those whose head is too large (RFC 6585, section 5).

    An answer of the endpoint that is kept ready is written at once. Setting up a request for an ASGI application, with
    a task of its own, costs twice as much as all the rest of such an answer.
    """

    _in_head = _is_too_large = _is_refused = _is_answered = False
    _received = 0

    app_before: ClassVar[Application]

    @classmethod
    def of(cls, app: Application) -> type[Connection]:
        """Connections to an application."""
        return type("ConnectionToAtlas", (cls,), {"app_before": app})

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
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let the request be answered, now that its head is there."""
        self._in_head = False
        if self._received > MAX_HEAD and self._head() > MAX_HEAD:
            self._is_too_large = True
            raise HeadTooLargeError
        if not self._answer_at_once():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in a part of the body."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take note that the request is whole."""
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
            status, detail = 431, f"Address and headers may have {MAX_HEAD:,} bytes together."
        body = json.dumps(problems.document(status, detail)).encode()
        head = f"content-type: {problems.MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self._is_refused = True
        self.transport.write(STATUS_LINE[status] + head.encode() + body)
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)
