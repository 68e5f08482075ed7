"""First page: counts, questions with their answers, and a network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.cards import cards, unanswered
from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.api.web.publication import in_language, publication_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import DeadlineError, TooLargeError
from sandbox_atlas.graph.naming.derived import is_bare
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.projection import Network, cut
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import REGISTER, SBX
from sandbox_atlas.graph.register.counts import foremost

router = APIRouter(include_in_schema=False)


_ROW, _WIDER = 110.0, 1.4
"""Pixels from one part of the picture down to the next; how much wider than usual each is drawn."""
_NAMED = 2
"""Sandboxes up to which the headline names them."""
_DRAWN, _BETWEEN = 400, 120
"""Largest number of things in the picture, and in that between sandboxes; of more, the most linked ones are drawn."""
_LISTED = 6
"""Institutions that a narrow screen lists in place of the picture, those in most sandboxes first."""
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
    if atlas.profile != REGISTER:
        return await _of_any(request, atlas)
    counted = [(atlas.style.look(iri), count) for iri, count in await atlas.counts()]
    return await _rendered(
        request,
        "home.html",
        headline=_headline(atlas, pages.interface(request)),
        counts=[(look, count) for look, count in counted if count and look.rank <= _COUNTED],
        coverage=await atlas.coverage(),
        **await _network(request),
    )


async def _rendered(request: Request, template: str, **values: Any) -> HTMLResponse:  # noqa: ANN401 - as templates take
    """The page with its cards. A large register's may still lack their answers; then nobody keeps the page."""
    atlas: Atlas = request.state.atlas
    lang, number = pages.language(request), pages.interface(request).number
    found = await cards(atlas, lang, number, waits=request.app.state.copy is not None)
    page = await pages.render(
        request, template, cards=await unanswered(atlas, lang) if found is None else found, **values
    )
    if found is None:
        page.headers["Cache-Control"] = "no-store"
    return page


async def _network(request: Request) -> dict[str, Any]:
    """What the page shows of the network; nothing where it is too much for the limits on queries."""
    atlas: Atlas = request.state.atlas
    lang = pages.language(request)
    name = OVERVIEW
    try:
        drawn = await _overview(request, name)
        if not drawn["nodes"]:
            name = "register"
            drawn = await _overview(request, name)
    except (DeadlineError, TooLargeError):
        return {"view": view(OVERVIEW), "figure": "", "linking": []}
    shown = view(name)
    return {
        "view": shown,
        "figure": await run_in_threadpool(drawing.figure, drawn, lang, title=shown.title[lang]),
        "linking": _linking(atlas, drawn, lang) if name == OVERVIEW else [],
        "drawn": drawn,
    }


async def _overview(request: Request, name: str) -> Picture:
    """The picture of a view, cut to what has room on the page.

    Between sandboxes, regulators stay out, as every name that is drawn has to find room.
    """
    atlas: Atlas = request.state.atlas
    link = pages.links(request)

    async def make() -> Picture:
        network = await atlas.network(name)
        return await run_in_threadpool(lambda: drawn(network))

    def drawn(network: Network) -> Picture:
        if name != OVERVIEW:
            return drawing.picture(cut(network, _DRAWN), atlas.names, atlas.style, link.thing)
        regulators = {each for each in network.graph if atlas.names.get(each).class_iri == f"{SBX}Regulator"}
        kept = replace(network, graph=network.graph.subgraph(set(network.graph) - regulators))
        return _in_rows(drawing.picture(cut(kept, _BETWEEN), atlas.names, atlas.style, link.thing))

    return await atlas.pictures.get((name, "home", link), make)


def _linking(atlas: Atlas, overview: Picture, lang: str) -> list[tuple[Name, list[Name]]]:
    """Who links which sandboxes, for a screen that is too narrow for the picture with its names."""
    found: dict[str, list[Name]] = {}
    for edge in overview["edges"]:
        if atlas.names.get(edge["to"]).class_iri == f"{SBX}Institution":
            found.setdefault(edge["to"], []).append(atlas.names.get(edge["from"]))
    most = sorted(found, key=lambda iri: (-len(found[iri]), iri))[:_LISTED]
    return sorted(((atlas.names.get(iri), found[iri]) for iri in most), key=lambda pair: pair[0].label(lang))


def _in_rows(picture: Picture) -> Picture:
    """The picture with its parts below each other, each as wide as the widest, so that names have room beside them."""
    import networkx as nx

    whole: nx.Graph[str] = nx.Graph((edge["from"], edge["to"]) for edge in picture["edges"])
    parts = sorted(nx.connected_components(whole), key=lambda part: (-len(part), min(part)))
    nodes = {node["id"]: node for node in picture["nodes"]}
    bottom, widest = 0.0, 0.0
    for part in parts:
        own = [nodes[each] for each in part]
        left, top = min(node["x"] for node in own), min(node["y"] for node in own)
        wide = max(node["x"] for node in own) - left
        widest = max(widest, wide)
        for node in own:
            node["x"] = (node["x"] - left) * _WIDER * (widest / wide if wide else 1.0)
            node["y"] += bottom - top
        bottom = max(node["y"] for node in own) + _ROW
    return picture


def _headline(atlas: Atlas, reader: Language) -> str:
    """What the register is about: its sandboxes by name where they are few, else their number."""
    sandboxes = atlas.names.of_class(f"{SBX}Sandbox")
    if not sandboxes:
        return reader.gettext("Who tests what in financial regulatory sandboxes, and who says so")
    if len(sandboxes) <= _NAMED:
        return reader.gettext("{sandboxes}: who tests what, and who says so").format(
            sandboxes=reader.listed([name.label(reader.labels) for name in sandboxes])
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
    degrees = await atlas.indexes.links()
    return await _rendered(
        request,
        "home-any.html",
        counts=largest[:_LARGEST],
        examples=await run_in_threadpool(
            lambda: [(look, _named(foremost(atlas.names, look.iri, degrees))) for look, _ in largest[:_SHOWN]]
        ),
        about=in_language(said, lang),
        names=atlas.names,
        figure=await run_in_threadpool(
            drawing.figure, drawn, lang, title=pages.interface(request).gettext("What is linked most")
        ),
    )


def _named(things: list[Name]) -> list[Name]:
    """Those of some things that say something as examples."""
    return [each for each in things if not is_bare(each)]
