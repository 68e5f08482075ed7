"""The first page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import pages
from api.routes.views import figure
from graph.catalogue import questions

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """What the atlas holds, the questions it answers, and the network of the whole register."""
    atlas = request.app.state.atlas
    return pages.render(
        request,
        "home.html",
        counts=[(atlas.style.look(iri), count) for iri, count in atlas.counts() if count],
        questions=questions(),
        figure=await figure(request, "register", {}),
    )
