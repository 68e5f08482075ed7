"""Editing, on a server that does not: every address of the desk says how it would be there."""

from __future__ import annotations

from fastapi import APIRouter, Request

from sandbox_atlas.api.http.editing import assert_edited_here

router = APIRouter(prefix="/edit", include_in_schema=False)


@router.api_route("", methods=["GET"])
@router.api_route("/{path:path}", methods=["GET", "POST"])
async def refused(request: Request) -> None:
    """Refuse.

    Raises:
        NotEditedHereError: Always.
    """
    assert_edited_here(request, request.app.state.settings)
