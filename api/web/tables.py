"""Tables on pages: their first rows, or all where the reader asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.families import families
from sandbox_atlas.api.web.serialisation import CellWriter, Order, numeric, row_of
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.naming.collation import Collate
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.table import FIRST, table_view
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row, text

ROWS = ("first", "all", "none")
"""What the parameter `rows` takes; `none` leaves the picture alone, as for another site."""

_WHOLE, _FIRST_ROWS = 500, 200
"""Rows up to which the page of an answer shows all, and those that it shows at first of more: they take longer to
write and to draw than a reader waits."""

_MEMBERS, _FIRST_MEMBERS, _FEWEST = 3_000, 1_000, 5
"""Members that the lists of a table may have together, those that they share where they have more, and those that each
keeps."""


@dataclass(frozen=True)
class Table:
    """What a page shows of an answer.

    Attributes:
        rows: Its first rows, or all; each has under "copies" those that only repeat it.
        count: Number of all rows that stand by themselves.
        numeric: Names of the columns that hold numbers only.
    """

    rows: list[dict[str, Any]]
    count: int
    numeric: set[str]


def answer_table(lookup: Lookup, cell: CellWriter, *, whole: bool = False, order: Order | None = None) -> Table:
    """An answer as a page shows it: whole where it is not long or the reader asks for that, else its first rows.

    Args:
        lookup: The answer.
        cell: Writes its cells.
        whole: Whether the reader asks for all rows.
        order: As in `serialisation.row_of`.
    """
    found = families(lookup)
    shown = found if whole or len(found) <= _WHOLE else found[:_FIRST_ROWS]
    held = [row for first, copies in shown for row in (first, *copies)]
    members = None if whole else members_of_lists(lookup, held)
    rows = [
        {
            **row_of(lookup, first, cell, members, order),
            "copies": [row_of(lookup, each, cell, members, order) for each in copies],
        }
        for first, copies in shown
    ]
    numbers = numeric([{name: row[name] for name in lookup.question.columns} for row in rows])
    return Table(rows, len(found), numbers)


def members_of_lists(lookup: Lookup, rows: Sequence[Row]) -> int | None:
    """How many members a list in a table shows, so that all together are not too many; None where all fit."""
    shown = [name for name in lookup.question.lists if name not in lookup.question.files]
    lengths = sorted(text(row[name]).count(" ") + 1 for row in rows for name in shown if row[name])
    if sum(lengths) <= _MEMBERS:
        return None
    left = _FIRST_MEMBERS
    for position, length in enumerate(lengths):
        share = left // (len(lengths) - position)
        if length > share:
            return max(share, _FEWEST)
        left -= length
    return None


def shows_all(request: Request) -> bool:
    """Whether the reader asks for all rows.

    Raises:
        BadParameterError: `rows` is none of `ROWS`.
    """
    asked = request.query_params.get("rows") or ROWS[0]
    if asked not in ROWS:
        raise BadParameterError(
            Said("'{name}' is one of {known}, not '{value}'.", name="rows", known=tuple(ROWS), value=asked)
        )
    return asked == "all"


def table_of(request: Request, picture: Picture, order: str, collate: Collate) -> dict[str, Any]:
    """What the template of a table view needs: its rows, the number of all rows, and their order.

    Raises:
        BadParameterError: `rows` is none of `ROWS`.
    """
    first = None if shows_all(request) else 0 if request.query_params.get("rows") == "none" else FIRST
    rows = table_view(picture, pages.language(request), order, collate, first)
    return {"rows": rows, "row_count": len(picture["nodes"]), "order": order}
