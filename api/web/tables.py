"""Tables on pages: their first rows, or all where the reader asks for them."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request

from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.naming.collation import Collate
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.table import FIRST, table_view

ROWS = ("first", "all")
"""What the parameter `rows` takes."""

FIRST_ROWS: Final = 1_000
"""Rows of an answer that its page shows at first; more take longer to write and to draw than a reader waits."""


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
