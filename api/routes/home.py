"""First page: counts, questions with their answers, and a network."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.cards import cards
from sandbox_atlas.api.web.figures import figure, picture
from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.api.web.publication import in_language, publication_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import REGISTER, SBX
from sandbox_atlas.graph.register.counts import foremost

router = APIRouter(include_in_schema=False)


_NAMED = 2
"""Sandboxes up to which the headline names them."""
_LARGEST, _SHOWN = 8, 4
"""Classes that the first page of other data counts, and those of which it names things."""
OVERVIEW = "between-sandboxes"
"""The view on the first page; it is empty for a register with one sandbox, whose whole network is shown instead."""
_COUNTED = 10
"""Rank in legends of the last class that is counted: what comes after are records behind the facts."""


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """Counts by class, the most asked questions with their answers, and the network."""
    atlas = request.state.atlas
    lang = pages.language(request)
    if atlas.profile != REGISTER:
        return await _of_any(request, atlas)
    shown = view(OVERVIEW if (await picture(request, OVERVIEW, {}))["nodes"] else "register")
    counted = [(atlas.style.look(iri), count) for iri, count in await atlas.counts()]
    return await pages.render(
        request,
        "home.html",
        headline=_headline(atlas, pages.interface(request)),
        counts=[(look, count) for look, count in counted if count and look.rank <= _COUNTED],
        cards=await cards(atlas, lang, pages.interface(request).number),
        coverage=await atlas.cache.get("coverage", atlas.coverage),
        view=shown,
        figure=await figure(request, shown.name, {}),
    )


def _headline(atlas: Atlas, reader: Language) -> str:
    """What the register is about: its sandboxes by name where they are few, else their number."""
    sandboxes = [name.label(reader.labels) for name in atlas.things(f"{SBX}Sandbox")]
    if not sandboxes:
        return reader.gettext("Who tests what in financial regulatory sandboxes, and who says so")
    if len(sandboxes) <= _NAMED:
        return reader.gettext("Who tests what in {sandboxes}, and who says so").format(
            sandboxes=reader.listed(sandboxes)
        )
    text = reader.gettext("Who tests what in {count} financial regulatory sandboxes, and who says so")
    return text.format(count=reader.number(len(sandboxes)))


async def _of_any(request: Request, atlas: Atlas) -> HTMLResponse:
    """The first page of data that are no register: their largest classes, what can be asked, what is linked most."""
    lang = pages.language(request)
    found = await atlas.explore({})
    link = pages.links(request)
    drawn = await run_in_threadpool(drawing.picture, found.network, atlas.names, atlas.style, link.thing)
    said = (await publication_of(atlas)).descriptions
    largest = [(atlas.style.look(iri), count) for iri, count in await atlas.counts() if count]
    degrees = dict((await atlas.register()).degree())
    return await pages.render(
        request,
        "home-any.html",
        counts=largest[:_LARGEST],
        examples=[(look, foremost(atlas.names, look.iri, degrees)) for look, _ in largest[:_SHOWN]],
        cards=await cards(atlas, lang, pages.interface(request).number),
        about=in_language(said, lang),
        names=atlas.names,
        figure=await run_in_threadpool(
            drawing.figure, drawn, title=pages.interface(request).gettext("What is linked most")
        ),
    )
