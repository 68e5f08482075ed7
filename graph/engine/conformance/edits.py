"""Edits: changes to a text by position, and positions of the changed text in the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


class Edit(NamedTuple):
    """A replacement for `text[start:end]`."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits, which must not overlap; those at one position are made in the order given."""
    pieces, done = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    ends = [match.end() for match in _LINE_END.finditer(text, 0, offset)]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1


def original_position(text: str, edits: Sequence[Edit], line: int, column: int) -> tuple[int, int]:
    """Where something at a line and column of the edited text stands in the text before."""
    changed = edited(text, edits)
    starts = [0, *(match.end() for match in _LINE_END.finditer(changed))]
    offset = starts[min(line, len(starts)) - 1] + column - 1
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if offset <= start:
            break
        offset = max(start, offset - len(new) + end - start)
    return position(text, offset)
