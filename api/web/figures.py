"""Figures: draw views as pictures and HTML figures with the addresses of a request; pictures are cached."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Parameters


async def picture(request: Request, name: str, parameters: Parameters, *, uncut: bool = False) -> Picture:
    """The picture of a view, from the cache or computed in a thread. Callers must not change it."""
    atlas: Atlas = request.state.atlas
    link = pages.links(request)

    async def make() -> Picture:
        network = await atlas.network(name, parameters, uncut=uncut)
        return await run_in_threadpool(drawing.picture, network, atlas.names, atlas.style, link.thing)

    if uncut:  # it may be large, and is seldom asked for twice
        return await make()
    return await atlas.pictures.get((name, picture_key(parameters), link), make)


def picture_key(parameters: Parameters) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Parameters as a key of the cache, whatever their order."""
    return tuple(sorted((name, tuple(sorted(values))) for name, values in parameters.items()))


async def figure(request: Request, name: str, parameters: Parameters) -> Markup:
    """A view as an HTML figure for a page."""
    found = await picture(request, name, parameters)
    lang = pages.language(request)
    title = view(name, request.state.atlas.profile).title[lang]
    return await run_in_threadpool(drawing.figure, found, lang, title=title)
