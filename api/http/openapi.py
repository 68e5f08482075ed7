"""OpenAPI responses: describes the formats of answers and the errors that any address may answer with."""

from __future__ import annotations

from typing import Any, Final

from sandbox_atlas.graph.rdf.formats import XLSX

Responses = dict[int | str, dict[str, Any]]

_TEXT: Final = {"schema": {"type": "string"}}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "hint": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
    },
}
"""Members of a problem document (RFC 9457, section 3.1), and extension members."""


def answers(*media_types: str, schema: str = "") -> Responses:
    """An answer with status 200 in one of several formats.

    Args:
        media_types: The formats.
        schema: Name of the schema of the answer as JSON; JSON-LD has none, whose form its `@context` gives.
            A workbook is bytes.
    """
    known = {"schema": {"$ref": f"#/components/schemas/{schema}"}} if schema else {}

    def content(media_type: str) -> dict[str, Any]:
        if media_type in ("application/ld+json", XLSX):
            return {}
        return known if "json" in media_type else _TEXT

    return {200: {"description": "The answer", "content": {each: content(each) for each in media_types}}}


def errors(*meanings: tuple[int, str]) -> Responses:
    """Problem documents, which browsers get as a page, from pairs of status and meaning."""
    content = {"application/problem+json": {"schema": _PROBLEM}, "text/html": _TEXT}
    return {status: {"description": meaning, "content": content} for status, meaning in meanings}


_UNAVAILABLE: Final = (
    (429, "This client is past its limits; Retry-After says how long to wait"),
    (503, "The service is full, or its engine is not there; Retry-After says how long to wait"),
    (504, "The query did not finish in time and was stopped"),
)
UNAVAILABLE: Final = errors(*_UNAVAILABLE)
"""Errors of addresses about the service itself."""

ERRORS: Final = errors(
    (400, "The request is not well formed"),
    (404, "There is no such thing, question, view, graph or file"),
    (406, "The answer has none of the formats that the client accepts"),
    (422, "The answer would be larger than one may be"),
    *_UNAVAILABLE,
)
"""Errors of addresses that answer with data."""
