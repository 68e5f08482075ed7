"""Network analysis: answers each analysis at an address of its name, as JSON, CSV or a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.negotiation import accepted_type
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import is_yes, question_parameters
from sandbox_atlas.api.routes.registers import NEEDS_REGISTER
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.analyses import as_csv, as_json
from sandbox_atlas.api.web.described import TEXT, described, language
from sandbox_atlas.api.web.file_names import stem
from sandbox_atlas.api.web.long_json import LongJSONResponse
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.network.analysis.catalogue import Analysis, analyses, analysis
from sandbox_atlas.graph.rdf.formats import CSV, with_charset
from sandbox_atlas.graph.register.analyses import Analysed

router = APIRouter(prefix="/analysis", tags=["analysis"], dependencies=[NEEDS_REGISTER])

FORMATS = {".json": "application/json", ".csv": CSV, ".html": "text/html"}
_SHOWN = 500
"""Rows on a page; JSON and CSV have all."""


@router.get(
    "",
    summary="The network analyses",
    operation_id="analyses",
    response_class=Response,
    responses=answers("application/json", "text/html", schema="AnalysisList"),
)
async def catalogue(request: Request) -> Response:
    """Every analysis with its title, how it is computed, what it means, and how coverage limits it."""
    if accepted_type(request, ["application/json", "text/html"]) == "text/html":
        return await pages.render(request, "analyses.html", analyses=list(analyses().values()))
    link = pages.links(request)
    listed = [{**asdict(each), "href": link.analysis(each.name)} for each in analyses().values()]
    return JSONResponse({"analyses": listed})


async def answer(request: Request, name: str, suffix: str = "") -> Response:
    """The result of an analysis, in the format of the suffix or the one that the client prefers."""
    media_type = FORMATS[suffix] if suffix else accepted_type(request, list(FORMATS.values()))
    atlas: Atlas = request.state.atlas
    asked = analysis(name)
    given = question_parameters(request, on_page=media_type == "text/html")
    if media_type == "text/html":
        return await _page(request, asked, given)
    found = await atlas.analyse(name, given)
    lang, link = pages.language(request), pages.links(request)
    if media_type == CSV:
        content = await run_in_threadpool(as_csv, found, atlas.names, lang, bom=is_yes(request, "bom"))
        things = [atlas.names.resolve(value.strip()) or value for values in given.values() for value in values]
        disposition = {"Content-Disposition": f'inline; filename="{stem(name, things)}.csv"'}
        return Response(content, media_type=with_charset(CSV), headers=disposition)
    covered = asdict(await atlas.coverage())
    return await run_in_threadpool(lambda: LongJSONResponse({**as_json(found, atlas, link, lang), "coverage": covered}))


async def _page(request: Request, asked: Analysis, given: dict[str, list[str]]) -> HTMLResponse:
    """The page of an analysis: its result, or its form with what is missing or was not recognised."""
    atlas: Atlas = request.state.atlas
    found: Analysed | None = None
    problem: BadParameterError | UnknownNameError | None = None
    if not asked.parameters or any(any(values) for values in given.values()):
        try:
            found = await atlas.analyse(asked.name, given)
        except (BadParameterError, UnknownNameError) as error:
            problem = error
    lang, link = pages.language(request), pages.links(request)
    result = await run_in_threadpool(_shown, found, atlas, link, lang) if found else None
    return await pages.render(
        request,
        "analysis.html",
        400 if problem else 200,
        analysis=asked,
        written=_written(atlas, given, lang),
        problem=problem,
        result=result,
        numeric={name for row in result["rows"] for name, cell in row.items() if isinstance(cell, int | float)}
        if result
        else set(),
        parameters=found.parameters if found else {},
        total=len(found.result["rows"]) if found else 0,
        coverage=await atlas.coverage(),
    )


def _written(atlas: Atlas, given: dict[str, list[str]], lang: str) -> dict[str, str]:
    """What the form has: each institution by its label, where that means no other thing."""
    found: dict[str, str] = {}
    for name, values in given.items():
        iri = atlas.names.resolve(values[0].strip(), ("institution",))
        label = atlas.names.get(iri).label(lang) if iri else ""
        found[name] = label if label and atlas.names.resolve(label, ("institution",)) == iri else values[0]
    return found


def _shown(found: Analysed, atlas: Atlas, link: Any, lang: str) -> dict[str, Any]:  # noqa: ANN401
    cut = Analysed(found.analysis, found.parameters, {**found.result, "rows": found.result["rows"][:_SHOWN]})
    return as_json(cut, atlas, link, lang)


# ── One route for each analysis, which describes it, and one for all addresses with a suffix ──


def _handler(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def handler(request: Request) -> Response:
        return await answer(request, name)

    return handler


for _analysis in analyses().values():
    router.add_api_route(
        f"/{_analysis.name}",
        _handler(_analysis.name),
        summary=_analysis.title["en"],
        description=_analysis.definition["en"],
        operation_id=f"analysis-{_analysis.name}",
        openapi_extra={
            "parameters": [
                *(
                    {**described(each, label["en"], TEXT), "required": True}
                    for each, label in _analysis.parameters.items()
                ),
                language(),
            ]
        },
        response_class=Response,
        responses=answers(*FORMATS.values(), schema="AnalysisAnswer"),
    )


@router.get("/{name}", include_in_schema=False)
async def in_format(request: Request, name: str) -> Response:
    """Answers an analysis in the format of the suffix.

    Raises:
        UnknownNameError: There is no such analysis or format; similar ones are named.
    """
    known, dot, suffix = name.rpartition(".")
    if not dot or known not in analyses():
        return await answer(request, name)
    if f".{suffix}" not in FORMATS:
        raise UnknownNameError("format of answers", f".{suffix}", list(FORMATS))
    return await answer(request, known, f".{suffix}")
