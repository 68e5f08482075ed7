"""Request parser: httptools' parser, which reads requests that offer another protocol as if they did not.

A server may ignore such an offer (RFC 9110, section 7.8), as this one does. httptools leaves out the body of the
request instead, and takes what follows for the next one.
"""

from __future__ import annotations

from typing import Protocol

from httptools import HttpParserUpgrade, HttpRequestParser

_CONNECT = b"CONNECT"
_OFFER = b"upgrade"


class Receiver(Protocol):
    """What the parser calls, as far as it reads it back itself: address and headers of the request at hand."""

    url: bytes
    headers: list[tuple[bytes, bytes]]


class RequestParser(HttpRequestParser):
    """Parser of the requests of one connection."""

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(receiver)
        self._receiver = receiver
        self.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's, for the sake of pipelining

    @property
    def is_offered_upgrade(self) -> bool:
        """Whether the request at hand offers another protocol; it is read once more, without the offer."""
        return self.should_upgrade() and self.get_method() != _CONNECT

    def feed_data(self, data: bytes) -> None:  # type: ignore[override]
        """Read bytes; errors as in httptools."""
        while True:
            try:
                super().feed_data(data)
            except HttpParserUpgrade as offer:
                if not self.is_offered_upgrade:
                    raise
                data = self._head() + data[offer.args[0] :]
            else:
                return

    def _head(self) -> bytes:
        """The head of the request at hand, without the offer."""
        version = self.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.get_method(), self._receiver.url, version)]
        lines += [b"%s: %s" % header for header in self._receiver.headers if header[0] != _OFFER]
        return b"\r\n".join((*lines, b"", b""))
