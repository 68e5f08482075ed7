"""Scanning in a worker: a long text is read there, where it delays nobody and has its client's limits."""

from __future__ import annotations

from typing import Any

from sandbox_atlas.graph.engine.query import Query, QueryDataset, without_mark
from sandbox_atlas.graph.errors import ForbiddenQueryError, MalformedQueryError

IS_SCAN = "scan"
"""Key by which the head of a request to scan is told from others."""


def request(base: str) -> dict[str, Any]:
    """The head of the request, whose body is the text; the base as in `Query.read`."""
    return {IS_SCAN: True, "base": base}


def scan(text: str, base: str) -> dict[str, Any]:
    """The head of the reply in a worker: what `Query.read` finds, or why it refuses the text."""
    try:
        query = Query.read(text, base)
    except ForbiddenQueryError as error:
        return {"status": "forbidden", "message": error.message, "hint": error.hint}
    except MalformedQueryError as error:
        place = {"line": error.line, "column": error.column}
        return {"status": "unreadable", "message": error.message, "hint": error.hint, **place}
    dataset = query.dataset
    return {
        "status": "ok",
        "form": query.form,
        "dataset": {"default": dataset.default, "named": dataset.named} if dataset else None,
        "deterministic": query.deterministic,
        "base": query.base,
    }


def scanned(text: str, reply: dict[str, Any]) -> Query:
    """The query that a reply of `scan` describes; errors as in `Query.read`."""
    if reply["status"] == "forbidden":
        raise ForbiddenQueryError(reply["message"], reply["hint"])
    if reply["status"] == "unreadable":
        raise MalformedQueryError(reply["message"], reply["hint"], reply["line"], reply["column"])
    found = reply["dataset"]
    dataset = QueryDataset(tuple(found["default"]), tuple(found["named"])) if found else None
    return Query(without_mark(text), reply["form"], dataset, reply["deterministic"], reply["base"])
