"""Views as pictures and figures in the address space of a request; pictures are kept ready for as long as the data."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Parameters


async def drawn(request: Request, name: str, parameters: Parameters, *, uncut: bool = False) -> dict[str, Any]:
    """A view as data, from before or computed off the event loop. Callers must not change it."""
    atlas: Atlas = request.app.state.atlas
    link = pages.links(request)

    async def make() -> dict[str, Any]:
        network = await atlas.network(name, parameters, uncut=uncut)
        return await run_in_threadpool(drawing.picture, network, atlas.names, atlas.style, link.thing)

    if uncut:  # may be large, and is asked for once
        return await make()
    return await atlas.pictures.get((name, keyed(parameters), link), make)


def keyed(parameters: Parameters) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Parameters as the key of a picture: their order decides nothing."""
    return tuple(sorted((name, tuple(sorted(values))) for name, values in parameters.items()))


async def figure(request: Request, name: str, parameters: Parameters) -> Markup:
    """A view as an HTML figure for a page."""
    data = await drawn(request, name, parameters)
    title = view(name).title[pages.language(request)]
    return await run_in_threadpool(drawing.figure, data, title=title)
