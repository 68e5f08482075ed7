"""A client's connection: HTTP/1.1 as uvicorn speaks it by `httptools`, with a bound on the head of a request."""

from __future__ import annotations

import json

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api import problems

MAX_HEAD = 65_536
"""Bytes of address and headers together that one request may have."""
_LINGER = 1.0
"""Seconds for which a refused client is listened to; closed at once, it might never read why it was refused."""


class HeadTooLargeError(Exception):
    """The head of a request is past its bound."""


class Connection(HttpToolsProtocol):
    """Reads requests from one client, and refuses those whose head is too large (RFC 6585, section 5)."""

    _in_head = _is_too_large = _is_refused = False
    _received = 0

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
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let the request be answered, now that its head is there."""
        self._in_head = False
        if self._received > MAX_HEAD and self._head() > MAX_HEAD:
            self._is_too_large = True
            raise HeadTooLargeError
        super().on_headers_complete()

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
