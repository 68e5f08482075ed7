"""Media types of answers: chosen by the parameter `format`, for clients that cannot send headers, or by Accept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from starlette.exceptions import HTTPException

from sandbox_atlas.api.http.negotiation import best_type
from sandbox_atlas.api.http.request_headers import Header
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, JSON, JSON_LD, RDF_XML, RESULT_SYNONYMS, RESULT_TYPES, TURTLE

_LONGEST_ACCEPT = 512
"""Bytes above which the meaning of an Accept header is not cached."""
_LONGEST_NAME = 80
"""Characters of a wrong name that are repeated."""

_PAGE_OR_DATA = (JSON, *GRAPH_TYPES, "text/html")
_MEANT = {tuple(RESULT_TYPES): RESULT_SYNONYMS, tuple(GRAPH_TYPES): {"application/json": JSON_LD}}
"""For the formats of each kind, other names that clients use for some of them."""
_OFFERED = {native: (*native, *names) for native, names in _MEANT.items()}
_OTHER_NAMES: Final = {
    tuple(RESULT_TYPES): {"srj": JSON},
    tuple(GRAPH_TYPES): {
        "turtle": TURTLE,
        "n3": TURTLE,
        "ntriples": "application/n-triples",
        "n-triples": "application/n-triples",
        "rdfxml": RDF_XML,
        "rdf+xml": RDF_XML,
        "rdf/xml": RDF_XML,
        "xml": RDF_XML,
        "json": JSON_LD,
        "json-ld": JSON_LD,
        "ld+json": JSON_LD,
        "nquads": "application/n-quads",
        "n-quads": "application/n-quads",
    },
}
"""Names of formats besides their suffixes and media types."""
_FORMAT = re.compile(rb"(?:^|&)format=")


def names_format(query_string: bytes) -> bool:
    """Whether the address of a request has the parameter `format`, so that a browser, too, gets a file."""
    return bool(_FORMAT.search(query_string))


def named_type(name: str, form: str) -> tuple[str, str]:
    """The media type to ask the engine for, and the one to send, for the name of a format and a form of queries.

    Args:
        name: A suffix, a common name or a media type, in any case; a plus sign may have become a space. Several names
            of one format have commas between them; those that are not known are passed over.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        BadParameterError: There is no such format, or answers to queries of that form do not have it, or the names
            are those of several formats.
    """
    native = _native(form)
    suffixes = {
        suffix: media_type for media_type, suffix in (RESULT_TYPES | GRAPH_TYPES).items() if media_type in native
    }
    wanted = [each.strip().lower().replace(" ", "+") for each in name.split(",")]
    found = [types for each in wanted if (types := _types(each, native, suffixes))]
    if len({types[0] for types in found}) == 1:
        return found[0]
    if found:
        raise BadParameterError("'format' names more than one format.", "Name one format, such as format=csv.")
    said = f"'{name[:_LONGEST_NAME]}'" if any(wanted) else "empty"
    raise BadParameterError(
        f"'format' is {said}; the answer to this query has one of {', '.join(suffixes)}.",
        "Leave it out to choose by the Accept header.",
    )


def _types(wanted: str, native: tuple[str, ...], suffixes: Mapping[str, str]) -> tuple[str, str] | None:
    """The media types of `named_type` for one name; None if it is not known."""
    found = suffixes.get(wanted) or _OTHER_NAMES[native].get(wanted)
    if found:
        return found, found
    return (_MEANT[native].get(wanted, wanted), wanted) if wanted in _OFFERED[native] else None


def file_name(media_type: str) -> Header:
    """The header by which a browser that saves an answer names the file (RFC 6266, section 4)."""
    suffix = (RESULT_TYPES | GRAPH_TYPES)[media_type]
    return b"content-disposition", f'inline; filename="sparql.{suffix}"'.encode()


def media_types(accept: bytes, form: str) -> tuple[str, str]:
    """The media type to ask the engine for, and the one to send, which may be a synonym such as application/json.

    Raises:
        HTTPException: 406, as the client accepts none that fits the form of the query.
    """
    native = _native(form)
    found = best(accept, _OFFERED[native])
    if found is None:
        raise HTTPException(406, f"Answers to this query come as {', '.join(native)}.")
    return _MEANT[native].get(found, found), found


def is_browser(accept: bytes) -> bool:
    """Whether a client would rather have a page than data."""
    return b"text/html" in accept.lower() and best(accept, _PAGE_OR_DATA) == "text/html"


def best(accept: bytes, offered: tuple[str, ...]) -> str | None:
    """See `api.http.negotiation.best_type`."""
    if len(accept) > _LONGEST_ACCEPT:
        return best_type(accept.decode("latin-1"), offered)
    return _remembered_best(accept, offered)


@lru_cache(maxsize=512)
def _remembered_best(accept: bytes, offered: tuple[str, ...]) -> str | None:
    return best_type(accept.decode("latin-1"), offered)


def _native(form: str) -> tuple[str, ...]:
    return tuple(RESULT_TYPES if form in ("SELECT", "ASK") else GRAPH_TYPES)
