"""Numbers in addresses, refused in words when they are none."""

from __future__ import annotations

from sandbox_atlas.graph.errors import BadParameterError

_MOST_DIGITS = 9


def whole_number(name: str, text: str, smallest: int, largest: int) -> int:
    """The number that a parameter gives.

    Raises:
        BadParameterError: It is no whole number, or out of bounds.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and smallest <= int(text) <= largest:
        return int(text)
    raise BadParameterError(f"'{name}' takes a whole number from {smallest} to {largest}, not '{text}'.")
