"""HTTP validators: makes and compares entity tags, and sends 304 Not Modified (RFC 9110, sections 8.8 and 13.1)."""

from __future__ import annotations

from collections.abc import Hashable
from hashlib import blake2b

from starlette.types import Send

from sandbox_atlas.api.http.request_headers import Header

_DIGEST = 16
"""Bytes of a digest: too many for anybody to find two variants with the same one."""


def digest(*parts: Hashable) -> str:
    """A short cryptographic digest of everything that an answer depends on, for its entity tag.

    Args:
        parts: Strings, bytes, numbers and tuples of these, whose representation tells them apart.
    """
    return blake2b(repr(parts).encode(), digest_size=_DIGEST).hexdigest()


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names a tag, by weak comparison; a tag is quoted, so no other tag can contain it."""
    return etag.removeprefix(b"W/") in if_none_match


async def not_modified(send: Send, headers: list[Header]) -> None:
    """Send 304 with the headers that an answer with 200 would have had (RFC 9110, section 15.4.5)."""
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
