"""Short queries: reads a GET request that is a query and nothing else, so that text and Accept decide about the answer.

It is read once, on the event loop. Whatever is wrong with it, and all that other requests may have, such as a dataset,
a deadline, a format or a snapshot, is left to the endpoint.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException

from sandbox_atlas.api.http.request_headers import Headers
from sandbox_atlas.api.sparql.media_types import media_types
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.errors import AtlasError

_NAME: Final = b"query="
_LONGEST = 4_096
"""Bytes of a query string above which a request is none of these; a longer text may have to be scanned by a worker."""
_SIGNS: Final = tuple((f"%{ord(sign):02X}".encode(), sign.encode()) for sign in ' \n"#(),./:;<=>?[]{}|')
"""The usual escapes and what they stand for; no sign is a part of another escape."""


class ShortQuery(NamedTuple):
    """What such a request asks.

    Attributes:
        query: The query; equal data give equal answers, and nothing in it depends on a base IRI.
        native: The media type to ask the engine for.
        sent: The media type to send, which may be a synonym.
    """

    query: Query
    native: str
    sent: str


def short_query(query_string: bytes, headers: Headers) -> ShortQuery | None:
    """The query of a request; None if the request has anything else to it, or anything wrong."""
    if not query_string.startswith(_NAME) or b"&" in query_string or len(query_string) > _LONGEST:
        return None
    if not headers.is_plain or headers.if_none_match or b"text/html" in headers.accept.lower():
        return None
    try:
        query = Query.read(_text(query_string[len(_NAME) :]), "")
        if query.base or not query.deterministic:
            return None
        return ShortQuery(query, *media_types(headers.accept, query.form))
    except (AtlasError, HTTPException, UnicodeDecodeError):
        return None


def _text(encoded: bytes) -> str:
    """The value of a parameter (URL Standard, section 5.1), as `parse_qsl` reads it, in a third of the time."""
    encoded = encoded.replace(b"+", b" ")
    if b"%" in encoded:
        for escape, sign in _SIGNS:
            encoded = encoded.replace(escape, sign)
        if b"%" in encoded:
            encoded = unquote_to_bytes(encoded)
    return encoded.decode("utf-8")
