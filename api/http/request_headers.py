"""The request headers that an answer depends on."""

from __future__ import annotations

from functools import lru_cache

Header = tuple[bytes, bytes]


class Headers:
    """What a request's headers say; each is empty where there is none.

    Attributes:
        accept: Media types that the client takes.
        packed: Whether it takes gzip.
        if_none_match: Tags of the answers that it holds.
        content_type: Media type of the body.
        content_length: Bytes of the body, in digits.
    """

    __slots__ = ("accept", "content_length", "content_type", "if_none_match", "packed")

    def __init__(self, headers: list[Header]) -> None:
        self.accept = self.if_none_match = self.content_type = self.content_length = b""
        self.packed = False
        for name, value in headers:
            if name == b"accept":
                self.accept = _listed(self.accept, value)
            elif name == b"accept-encoding":
                self.packed = self.packed or _takes_gzip(value)
            elif name == b"if-none-match":
                self.if_none_match = _listed(self.if_none_match, value)
            elif name == b"content-type":
                self.content_type = value
            elif name == b"content-length":
                self.content_length = value


def _listed(before: bytes, value: bytes) -> bytes:
    """A header that may come in several lines, as one list (RFC 9110, section 5.3)."""
    return before + b"," + value if before else value


@lru_cache(maxsize=64)
def _takes_gzip(accept_encoding: bytes) -> bool:
    """Whether a client takes gzip, by name and with a weight above zero (RFC 9110, section 12.5.3)."""
    for element in accept_encoding.decode("latin-1").lower().split(","):
        coding, *parameters = (part.strip().replace(" ", "") for part in element.split(";"))
        if coding == "gzip":
            return not any(part.startswith("q=0") and not part.strip("q=0.") for part in parameters)
    return False
