"""The parameters in an address: which belong to a question, and which to the page that shows it."""

from __future__ import annotations

from fastapi import Request

RESERVED = frozenset({"lang", "embed", "sort", "uncut"})
"""Names that concern the page; no question has a parameter of such a name."""


def question_parameters(request: Request) -> dict[str, list[str]]:
    """The parameters of the question, in the order of the address."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in RESERVED:
            values.setdefault(name, []).append(value)
    return values
