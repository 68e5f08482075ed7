"""About pages: describe the atlas and its sources, and help to suggest a correction."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sandbox_atlas.api.routes.cited import absolute
from sandbox_atlas.api.routes.registers import NEEDS_REGISTER
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.fetching import beginnings
from sandbox_atlas.api.web.languages import marked
from sandbox_atlas.api.web.operations import operations
from sandbox_atlas.api.web.question_page import page_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.curation.sheets.columns import described_by
from sandbox_atlas.graph.errors import DeadlineError, TooLargeError
from sandbox_atlas.graph.network.style import Look
from sandbox_atlas.graph.questions.catalogue import first_steps
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES
from sandbox_atlas.graph.rdf.results import integer
from sandbox_atlas.graph.rdf.vocabulary import REGISTER

router = APIRouter(include_in_schema=False)

_DOWNLOADS = (
    (marked("All facts, merged"), ("ttl", "nt", "rdf", "jsonld")),
    (marked("With a graph for each passage"), ("trig", "nq")),
)
"""Contents of the files of the whole data set, with their suffixes."""


@router.get("/about")
async def about(request: Request) -> HTMLResponse:
    """The contents of the atlas, its coverage, licence and limits."""
    atlas: Atlas = request.state.atlas
    return await pages.render(
        request,
        "about.html",
        counts=[(look, count) for look, count in await _counted(atlas) if count],
        coverage=await atlas.coverage(),
        statements=atlas.statements if atlas.profile == REGISTER else await _stated(atlas),
        checked=atlas.settings.check in (None, "strict") and not atlas.settings.endpoint,
        dataset_files=_files(request),
        downloads=[(label, suffixes) for label, suffixes in _DOWNLOADS if atlas.downloads.holds(suffixes[0])],
    )


@router.get("/about/developers")
async def developers(request: Request) -> HTMLResponse:
    """How programs use the atlas: the endpoint, lines to begin with, and every address."""
    link = pages.links(request)
    asked = first_steps(request.state.atlas.profile)[1]
    query = asked.query.strip()
    table = absolute(request, link.sparql(query, "csv"))
    return await pages.render(
        request,
        "developers.html",
        endpoint=absolute(request, link.sparql()),
        snippets=beginnings(table, absolute(request, link.sparql(query, "json"))),
        groups=operations(request.app.openapi()),
    )


@router.get("/sources", dependencies=[NEEDS_REGISTER])
async def sources(request: Request) -> HTMLResponse:
    """Every source with its passages, the facts it supports and those that it alone supports."""
    return await page_of(request, "sources", "sources.html")


@router.get("/suggest")
async def suggest(request: Request, thing: str) -> HTMLResponse:
    """A text with which to suggest a correction of one thing, with its file and line, and a form for a proposal."""
    atlas: Atlas = request.state.atlas
    iri = await atlas.resolve(thing)
    name, lang = atlas.names.get(iri), pages.language(request)
    kind = name.reference.partition("/")[0]
    fields = [(each.heading, each.titled(lang)) for each in described_by(kind)]
    place = await atlas.place(iri)
    return await pages.render(request, "suggest.html", name=name, place=place, kind=kind, fields=fields)


def _files(request: Request) -> dict[str, str]:
    """Absolute addresses of the files of the whole data set, by media type."""
    link, site, held = pages.links(request), str(request.url.replace(path="", query="")), request.state.atlas.downloads
    return {kind: site + link.download(suffix) for kind, suffix in GRAPH_TYPES.items() if held.holds(suffix)}


async def _counted(atlas: Atlas) -> list[tuple[Look, int]]:
    return [(atlas.style.look(iri), count) for iri, count in await atlas.counts()]


async def _stated(atlas: Atlas) -> int | None:
    """How many statements data that are no register hold, the description that is added to them left out."""
    try:
        properties = await atlas.ask("properties")
    except (DeadlineError, TooLargeError):
        return None
    return sum(integer(row["statements"]) or 0 for row in properties.rows)
