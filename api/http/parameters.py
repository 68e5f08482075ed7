"""Parameters: reads those of a question from an address, and checks whole numbers."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from fastapi import Request

from sandbox_atlas.graph.errors import BadParameterError

RESERVED = frozenset({"lang", "embed", "sort", "uncut", "bom", "class"})
"""Names that concern the page; no question has a parameter of such a name."""

_MOST_DIGITS = 9


def question_parameters(request: Request) -> dict[str, list[str]]:
    """The parameters of the question, in the order of the address."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in RESERVED:
            values.setdefault(name, []).append(value)
    return values


def is_yes(request: Request, name: str) -> bool:
    """Whether a parameter that takes yes or no says yes; without one, no.

    Raises:
        BadParameterError: It says neither.
    """
    text = request.query_params.get(name, "").strip().lower()
    if text in ("yes", "1", "true"):
        return True
    if text in ("", "no", "0", "false"):
        return False
    raise BadParameterError(f"'{name}' is yes or no, not '{text}'.")


def refuse_unknown(request: Request, known: Sequence[str]) -> None:
    """Refuse a request with parameters that its address does not have.

    Raises:
        BadParameterError: There is one.
    """
    for name in request.query_params:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"It has {', '.join(known)}."
            raise BadParameterError(f"'{request.url.path}' has no parameter '{name}'.", hint)


def whole_number(name: str, text: str, smallest: int, largest: int) -> int:
    """The value of a parameter that takes a whole number.

    Raises:
        BadParameterError: The text is no whole number, or out of bounds.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and smallest <= int(text) <= largest:
        return int(text)
    raise BadParameterError(f"'{name}' takes a whole number from {smallest} to {largest}, not '{text}'.")
