"""First page: counts, questions with their answers, and a network."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.cards import cards
from sandbox_atlas.api.web.figures import figure
from sandbox_atlas.graph.questions.catalogue import view

router = APIRouter(include_in_schema=False)


OVERVIEW = "between-sandboxes"
_COUNTED = 10
"""Rank in legends of the last class that is counted: what comes after are records behind the facts."""
"""The view on the first page; it is empty for a register with one sandbox, whose whole network is shown instead."""


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """Counts by class, the most asked questions with their answers, and the network."""
    atlas = request.state.atlas
    lang = pages.language(request)
    overview = await atlas.network(OVERVIEW)
    counted = [(atlas.style.look(iri), count) for iri, count in await atlas.counts()]
    shown = view(OVERVIEW if overview.graph else "register")
    return await pages.render(
        request,
        "home.html",
        counts=[(look, count) for look, count in counted if count and look.rank <= _COUNTED],
        cards=await cards(atlas, lang, pages.interface(request).number),
        coverage=await atlas.coverage(),
        view=shown,
        figure=await figure(request, shown.name, {}),
    )
