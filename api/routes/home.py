"""The first page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.figures import figure
from sandbox_atlas.graph.questions.catalogue import view

router = APIRouter(include_in_schema=False)


OVERVIEW = "between-sandboxes"
"""The view of the first page; a register with one sandbox has nothing to show there and is drawn whole."""


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """What the atlas holds, the questions it answers, and the network of the whole register."""
    atlas = request.app.state.atlas
    lang = pages.language(request)
    overview = await atlas.network(OVERVIEW)
    shown = view(OVERVIEW if overview.graph else "register")
    return pages.render(
        request,
        "home.html",
        counts=[(atlas.style.look(iri), count) for iri, count in atlas.counts() if count],
        cards=await request.app.state.cards.get(atlas, lang, pages.interface(request).number),
        coverage=await atlas.coverage(),
        view=shown,
        figure=await figure(request, shown.name, {}),
    )
