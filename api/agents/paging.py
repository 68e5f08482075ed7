"""Paging: packs rows into answers of bounded size, and gives a token for the next ones."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sandbox_atlas.graph.errors import BadParameterError

T = TypeVar("T")

MOST_BYTES = 8_000
"""Bytes that one answer may have, so that it leaves an agent room to think."""
_ROOM = 400
"""Bytes left for what is known only at the end: status, count and token."""
_AT_ONCE = 6
"""Rows whose evidence is looked up at the same time."""
_LONGEST_TEXT = 400
_LONGEST_LIST = 8


@dataclass(frozen=True)
class Found(Generic[T]):
    """What a tool found.

    Attributes:
        rows: The rows from `offset` on, or more of them than fit.
        shape: Makes the JSON of a row.
        total: Number of all rows.
        head: Members of the answer beside the rows.
        offset: Number of rows before the first of `rows`.
    """

    rows: Sequence[T]
    shape: Callable[[T], Awaitable[dict[str, Any]]]
    total: int
    head: Mapping[str, Any] = field(default_factory=dict)
    offset: int = 0


async def packed(found: Found[T], key: str) -> dict[str, Any]:
    """The answer of a tool with as many rows as fit.

    Its status is "empty" where there are none, "cut" where there are more, with a token for these, and else "complete".

    Args:
        found: What the tool found.
        key: Names the question, so that a token fits no other.
    """
    rows: list[dict[str, Any]] = []
    left = MOST_BYTES - _ROOM - size(found.head)
    for start in range(0, len(found.rows), _AT_ONCE):
        shaped = await asyncio.gather(*map(found.shape, found.rows[start : start + _AT_ONCE]))
        for row in shaped:
            left -= size(row) + 1
            if left < 0 and rows:
                return _answer(found, rows, key)
            rows.append(row if left >= 0 else shortened(row))
    return _answer(found, rows, key)


def _answer(found: Found[T], rows: list[dict[str, Any]], key: str) -> dict[str, Any]:
    end = found.offset + len(rows)
    status = "empty" if not found.total else "cut" if end < found.total else "complete"
    first = f"{found.offset + 1} to {end}" if found.offset else str(len(rows))
    more = {"next": token(key, end)} if status == "cut" else {}
    return {"status": status, "shown": f"{first} of {found.total}", **more, **found.head, "rows": rows}


def shortened(row: dict[str, Any]) -> dict[str, Any]:
    """A row that is too large for an answer by itself, with its texts and lists cut further."""
    return {name: _short(cell) for name, cell in row.items()}


def _short(cell: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(cell, str):
        return clipped(cell, _LONGEST_TEXT // 4)
    return cell[:2] if isinstance(cell, list) else cell


def clipped(text: str, longest: int = _LONGEST_TEXT) -> str:
    """A text, cut with an ellipsis where it is longer than so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def listed(items: Sequence[Any]) -> list[Any]:
    """The first members of a list; the last says how many there are where some are left out."""
    if len(items) <= _LONGEST_LIST:
        return list(items)
    return [*items[:_LONGEST_LIST], f"… {len(items)} in all"]


def size(value: object) -> int:
    """The bytes that a value takes in an answer."""
    return len(encoded(value).encode())


def encoded(value: object) -> str:
    """A value as JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


# ── Tokens ───────────────────────────────────────────────────────────────────


def token(key: str, offset: int) -> str:
    """The token for the rows of a question from an offset on."""
    return base64.urlsafe_b64encode(f"{_digest(key)}.{offset}".encode()).decode().rstrip("=")


def offset_of(page: str, key: str) -> int:
    """The offset that a token stands for; 0 without one.

    Raises:
        BadParameterError: It is no token, or one of another question or of an earlier state of the data.
    """
    if not page:
        return 0
    try:
        text = base64.b64decode(page + "=" * (-len(page) % 4), altchars=b"-_", validate=True).decode("ascii")
        digest, _, offset = text.partition(".")
        position = int(offset)
    except (binascii.Error, ValueError):
        raise BadParameterError("'page' is no token of this server.", "Give the `next` of an answer.") from None
    if digest != _digest(key) or position < 0:
        raise BadParameterError(
            "'page' belongs to other arguments, or the data have changed since.", "Ask again without 'page'."
        )
    return position


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]
