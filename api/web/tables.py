"""Tables on pages: their first rows, or all where the reader asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request

from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.naming.collation import Collate
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.table import FIRST, table_view
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row, text

ROWS = ("first", "all")
"""What the parameter `rows` takes."""

FIRST_ROWS: Final = 500
"""Rows of an answer that its page shows at first; more take longer to write and to draw than a reader waits."""

_MEMBERS, _FEWEST = 3_000, 5
"""Members that the lists of a table have together before long ones are cut, and those that a cut list keeps."""


def members_of_lists(lookup: Lookup, rows: Sequence[Row]) -> int | None:
    """How many members a list in a table shows, so that all together are not too many; None where all fit."""
    lengths = sorted(text(row[name]).count(" ") + 1 for row in rows for name in lookup.question.lists if row[name])
    left = _MEMBERS
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
        raise BadParameterError(f"'rows' is {' or '.join(ROWS)}, not '{asked}'.")
    return asked == "all"


def table_of(request: Request, picture: Picture, order: str, collate: Collate) -> dict[str, Any]:
    """What the template of a table view needs: its rows, the number of all rows, and their order.

    Raises:
        BadParameterError: `rows` is none of `ROWS`.
    """
    first = None if shows_all(request) else FIRST
    rows = table_view(picture, pages.language(request), order, collate, first)
    return {"rows": rows, "row_count": len(picture["nodes"]), "order": order}
