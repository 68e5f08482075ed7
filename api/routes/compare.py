"""Comparison: shows two batches, sandboxes or places side by side, in words, as tables, and as one network."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.routes.registers import NEEDS_REGISTER
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.corrections import corrections
from sandbox_atlas.api.web.problems import status
from sandbox_atlas.api.web.serialisation import thing
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.naming.collation import Collate
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.style import Look
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.coverage import Coverage
from sandbox_atlas.graph.rdf.vocabulary import SBX
from sandbox_atlas.graph.register.comparison import Aspect, Comparison, Item, suggested

router = APIRouter(tags=["compare"], dependencies=[NEEDS_REGISTER])

_WHOLES = ("Batch", "Sandbox", "Place")
_CHOICES = 1_000
"""Things up to which the form lists all; where there are more, it takes names."""


@router.get("/compare", summary="Two compared", operation_id="compare", response_class=HTMLResponse)
async def compare_page(request: Request, a: str = "", b: str = "") -> HTMLResponse:
    """What two batches, sandboxes or places have in common, and what is recorded in one of them only."""
    atlas: Atlas = request.state.atlas
    lang = pages.language(request)
    compared, problem = None, None
    try:
        compared = await _compared(atlas, a, b, lang) if a and b else None
    except BadParameterError as error:
        problem = error
    asked, given = question("comparison"), {"a": [a], "b": [b]}
    collate = await atlas.indexes.collation(lang)
    drawn = await run_in_threadpool(_drawn, request, compared) if compared else None
    return await pages.render(
        request,
        "compare.html",
        status(problem) if problem else 200,
        problem=problem,
        corrections=corrections(problem, asked, given, pages.links(request).compare, atlas.names, lang),
        wholes=await run_in_threadpool(_choices, atlas, lang, collate),
        kinds=[kind.lower() for kind in _WHOLES],
        chosen=(_chosen(atlas, a), _chosen(atlas, b)),
        compared=compared,
        suggested=[] if compared else await suggested(atlas.engine, atlas.cache),
        names=atlas.names,
        style=atlas.style,
        coverage=await _coverages(atlas, compared) if compared else [],
        figure=await run_in_threadpool(_figure, drawn, lang, asked.title[lang]) if drawn and drawn["nodes"] else "",
    )


@router.get(
    "/compare.json",
    summary="Two compared, as data",
    operation_id="compare-json",
    response_class=Response,
    responses=answers("application/json", schema="ComparisonAnswer"),
)
async def compare_data(request: Request, a: str, b: str) -> JSONResponse:
    """The same as data: for each aspect what only the second has ("new"), only the first, and both; and the network."""
    atlas: Atlas = request.state.atlas
    compared = await atlas.compare(a, b)
    lang, link = pages.language(request), pages.links(request)

    def shaped(item: Item) -> dict[str, Any]:
        return {**thing(atlas.names.get(item.iri), link, lang), "first": item.first, "second": item.second}

    def aspect(each: Aspect) -> dict[str, Any]:
        parts = {"new": each.new, "gone": each.gone, "continuing": each.continuing}
        return {name: [shaped(item) for item in items] for name, items in parts.items()}

    def answered() -> JSONResponse:
        return JSONResponse(
            {
                "a": thing(atlas.names.get(compared.a), link, lang),
                "b": thing(atlas.names.get(compared.b), link, lang),
                "snapshot": atlas.snapshot,
                "aspects": {each.name: aspect(each) for each in compared.aspects},
                "network": _drawn(request, compared),
            }
        )

    return await run_in_threadpool(answered)


async def _compared(atlas: Atlas, a: str, b: str, lang: str) -> Comparison:
    """Two compared, for a page.

    Raises:
        BadParameterError: One of them is no batch, sandbox or place, or both are the same.
    """
    found = await atlas.compare(a, b)
    if found.a == found.b:
        said = Said("Both are {name}.", name=atlas.names.get(found.a).label(lang))
        raise BadParameterError(said, Said("Choose another one to compare it with."))
    return found


def _choices(atlas: Atlas, lang: str, collate: Collate) -> list[tuple[Look, list[Name]]]:
    """The things that can be compared, of each class by name; none where they are too many to choose from."""
    found = [(atlas.style.look(SBX + kind), atlas.names.of_class(SBX + kind)) for kind in _WHOLES]
    if sum(len(things) for _, things in found) > _CHOICES:
        return []
    return [(look, sorted(things, key=lambda name: collate(name.label(lang)))) for look, things in found]


def _chosen(atlas: Atlas, reference: str) -> str:
    """Kind and slug, or else the IRI, of a thing that the address names, as the form has them; empty for none."""
    iri = atlas.names.resolve(reference) if reference else None
    return atlas.names.get(iri).reference or iri if iri else ""


async def _coverages(atlas: Atlas, compared: Comparison) -> list[tuple[str, Coverage]]:
    """The coverage of each side that is known only in part, or of which nobody knows how much there is."""
    found = []
    for iri in dict.fromkeys((compared.a, compared.b)):
        kind = atlas.names.get(iri).class_iri.removeprefix(SBX).lower()
        covered = await atlas.coverage({kind: [iri]})
        if covered.partial or covered.uncounted or covered.described:
            found.append((iri, covered))
    return found


def _drawn(request: Request, compared: Comparison) -> Picture:
    """Both sides in one layout; each node and edge says on which side it is."""
    atlas: Atlas = request.state.atlas
    picture = drawing.picture(compared.network, atlas.names, atlas.style, pages.links(request).thing)
    sides = compared.sides()
    for node in picture["nodes"]:
        node["side"] = sides[node["id"]]
    for edge in picture["edges"]:  # every edge leads from an application, which says where it is
        edge["side"] = sides[edge["from"]]
    _in_order(picture)
    return picture


def _in_order(picture: Picture) -> None:
    """Turns a picture over where the first of the two would stand on the right, as sentences name it first."""
    first, second = ([node["x"] for node in picture["nodes"] if node["side"] == side] for side in "ab")
    if first and second and fmean(first) > fmean(second):
        for node in picture["nodes"]:
            node["x"] = -node["x"]


def _figure(drawn: Picture, lang: str, title: str) -> Markup:
    return drawing.figure(drawn, lang, title=title)
