"""Request headers: reads those that an answer of the SPARQL endpoint depends on."""

from __future__ import annotations

from sandbox_atlas.api.http.negotiation import takes_gzip

Header = tuple[bytes, bytes]

_NOT_PLAIN = frozenset({b"content-length", b"transfer-encoding", b"x-forwarded-prefix"})
_FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})


class Headers:
    """Values of request headers; each is empty where the request has no such header.

    Attributes:
        accept: Media types that the client accepts.
        gzip: Whether the client accepts gzip.
        if_none_match: Entity tags of the answers that the client has.
        content_type: Media type of the body.
        content_encoding: Codings of the body.
        content_length: Bytes of the body, in digits.
        request_id: Id that the client or a proxy has given to the request.
        is_plain: Whether there is no header of a body, and none that says below which path a proxy has the atlas.
        is_forwarded: Whether a proxy, or somebody like one, says for whom it asks.
    """

    __slots__ = (
        "accept",
        "content_encoding",
        "content_length",
        "content_type",
        "gzip",
        "if_none_match",
        "is_forwarded",
        "is_plain",
        "request_id",
    )

    def __init__(self, headers: list[Header]) -> None:
        self.accept = self.if_none_match = self.content_type = self.content_length = b""
        self.content_encoding = self.request_id = b""
        self.gzip, self.is_plain, self.is_forwarded = False, True, False
        for name, value in headers:
            if name == b"accept":
                self.accept = _joined(self.accept, value)
            elif name == b"accept-encoding":
                self.gzip = self.gzip or takes_gzip(value)
            elif name == b"if-none-match":
                self.if_none_match = _joined(self.if_none_match, value)
            elif name == b"content-type":
                self.content_type = value
            elif name == b"content-encoding":
                self.content_encoding = _joined(self.content_encoding, value)
            elif name == b"x-request-id":
                self.request_id = self.request_id or value
            elif name in _FORWARDED:
                self.is_forwarded = True
            elif name in _NOT_PLAIN:
                self.is_plain = False
                if name == b"content-length":
                    self.content_length = value


def _joined(before: bytes, value: bytes) -> bytes:
    """A header that may come in several lines, as one list (RFC 9110, section 5.3)."""
    return before + b"," + value if before else value
