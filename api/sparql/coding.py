"""Content codings of request bodies: gzip is read, others are refused (RFC 9110, sections 8.4 and 15.5.16)."""

from __future__ import annotations

import zlib

from starlette.exceptions import HTTPException

_GZIP = frozenset({b"gzip", b"x-gzip"})
_GZIP_WINDOW = 31
"""Largest window, in a gzip wrapper, as zlib names it."""


def decoded_body(body: bytes, coding: bytes, largest: int) -> bytes:
    """A body without its content coding.

    Args:
        body: The body as it was sent.
        coding: Content-Encoding of the request.
        largest: Bytes that it may have once it is decoded.

    Raises:
        HTTPException: 400, as it is not what the header says; 413, as it is too large; 415, as the coding is another.
    """
    coding = coding.strip().lower()
    if coding in (b"", b"identity"):
        return body
    if coding not in _GZIP:
        raise HTTPException(
            415, "The body has a coding that is not read here; send it plain or as gzip.", {"Accept-Encoding": "gzip"}
        )
    found = b""
    try:
        while body:  # a body may have several members (RFC 1952, section 2.2)
            member = zlib.decompressobj(_GZIP_WINDOW)
            found += member.decompress(body, largest + 1 - len(found))
            if len(found) > largest:
                raise too_large(largest)
            if not member.eof:
                raise HTTPException(400, "The body ends before its gzip data do.")
            body = member.unused_data
    except zlib.error as error:
        raise HTTPException(400, "The body is not gzip data, as its Content-Encoding says.") from error
    return found


def too_large(largest: int) -> HTTPException:
    """The error of a body that is too large (RFC 9110, section 15.5.14)."""
    return HTTPException(413, f"A query may have {largest:,} bytes.")
