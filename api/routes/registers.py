"""Pages of registers: what other RDF has no counterpart for is not offered for it."""

from __future__ import annotations

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from sandbox_atlas.graph.rdf.vocabulary import REGISTER


def _of_a_register(request: Request) -> None:
    """Refuse a page that needs a register where the data are none.

    Raises:
        HTTPException: They are none.
    """
    if request.state.atlas.profile != REGISTER:
        raise HTTPException(404, "There is no such page for these data: it needs a register.")


NEEDS_REGISTER = Depends(_of_a_register)
"""What the routes depend on that need a register."""
