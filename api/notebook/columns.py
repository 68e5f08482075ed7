"""Columns: name, label and kind of what is below them in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: Its name.
        label: Its label for readers.
        kind: "thing" or "list" for one or several things in each cell, "plain" for numbers, dates and texts.
    """

    name: str
    label: str
    kind: Literal["thing", "list", "plain"] = "plain"
