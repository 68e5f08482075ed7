"""Network views: as a page and as data."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from api import pages
from api.parameters import given
from graph.atlas import Atlas
from graph.catalogue import view
from graph.lookups import Given
from graph.network import drawing
from graph.network.twin import ORDERS, twin

router = APIRouter(prefix="/views", tags=["views"])


async def drawn(request: Request, name: str, parameters: Given) -> dict[str, Any]:
    """A view as data, computed off the event loop."""
    atlas: Atlas = request.app.state.atlas
    network = await atlas.network(name, parameters)
    link = pages.links(request).thing
    return await run_in_threadpool(drawing.picture, network, atlas.names, atlas.style, link)


async def figure(request: Request, name: str, parameters: Given) -> Markup:
    """A view as an HTML figure for a page."""
    data = await drawn(request, name, parameters)
    title = view(name).title[pages.language(request)]
    return await run_in_threadpool(drawing.figure, data, title=title)


@router.get("/{name}.json", summary="A network as data", operation_id="view-json")
async def view_data(request: Request, name: str) -> JSONResponse:
    """Nodes with their places, edges, and a legend of classes and relations."""
    data = await drawn(request, name, given(request))
    return JSONResponse({"view": name, "snapshot": request.app.state.atlas.snapshot, **data})


@router.get("/{name}", response_class=HTMLResponse, summary="A network as a page", operation_id="view")
async def view_page(request: Request, name: str) -> HTMLResponse:
    """The network with a legend, search, and the facts of what is selected."""
    parameters = given(request)
    data = await drawn(request, name, parameters)
    lang = pages.language(request)
    order = request.query_params.get("sort", ORDERS[0])
    return pages.render(
        request,
        "view.html",
        view=view(name),
        parameters=parameters,
        figure=await run_in_threadpool(drawing.figure, data, title=view(name).title[lang]),
        rows=twin(data, lang, order if order in ORDERS else ORDERS[0]),
        order=order,
    )
