"""Lookups: answers each question of the catalogue at an address of its name, as JSON, CSV, a workbook or a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.negotiation import accepted_type
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import is_yes, question_parameters
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.cards import answers as answers_of_today
from sandbox_atlas.api.web.described import language, of_question
from sandbox_atlas.api.web.drawings import SVG, is_drawn, picture
from sandbox_atlas.api.web.file_names import stem_of
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.api.web.long_json import LongJSONResponse, let_go
from sandbox_atlas.api.web.question_page import question_page
from sandbox_atlas.api.web.serialisation import as_csv, as_json, as_xlsx
from sandbox_atlas.api.web.titles import examples_in_words
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import (
    BadParameterError,
    DeadlineError,
    TooLargeError,
    UnknownNameError,
)
from sandbox_atlas.graph.network.analysis.catalogue import analyses
from sandbox_atlas.graph.questions.catalogue import question, questions, views
from sandbox_atlas.graph.questions.examples import example_values, required_examples
from sandbox_atlas.graph.questions.groups import offered
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.presentation import GROUPS
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.formats import CSV, XLSX, with_charset
from sandbox_atlas.graph.rdf.vocabulary import REGISTER

router = APIRouter(prefix="/lookups", tags=["lookups"])

FORMATS = {".json": "application/json", ".csv": CSV, ".xlsx": XLSX, ".html": "text/html"}
PICTURES = {".svg": SVG}
"""The format of what a question draws; those that draw nothing have none."""


@router.get(
    "",
    summary="The questions that can be asked",
    operation_id="lookups",
    response_class=Response,
    responses=answers("application/json", "text/html", schema="QuestionList"),
)
async def catalogue(request: Request) -> Response:
    """Every question with its title, description and parameters."""
    if accepted_type(request, ["application/json", "text/html"]) == "text/html":
        return await _listed(request)
    link = pages.links(request)
    atlas: Atlas = request.state.atlas
    asked = questions(atlas.profile).values()
    listed = [_described(each, link, await example_values(each, atlas.names)) for each in asked]
    return JSONResponse({"questions": listed})


async def _listed(request: Request) -> HTMLResponse:
    """The page of all questions by group, and of the networks."""
    atlas: Atlas = request.state.atlas
    known = (*questions(atlas.profile).values(), *views(atlas.profile).values())
    groups = await atlas.cache.get("offered", lambda: offered(atlas.engine))
    reader, waits = pages.interface(request), request.app.state.copy is not None
    found = await answers_of_today(atlas, reader.labels, reader.number, waits=waits)
    examples = {each.name: await required_examples(each, atlas.names) for each in known}
    page = await pages.render(
        request,
        "lookups.html",
        groups=[(name, GROUPS[name], members) for name, members in groups.items() if members],
        answers=found or {},
        is_waiting=found is None,
        views=list(views(atlas.profile).values()),
        analyses=list(analyses().values()) if atlas.profile == REGISTER else [],
        examples=examples,
        said={each.name: examples_in_words(each, examples[each.name], atlas, reader.labels) for each in known},
    )
    if found is None:
        page.headers["Cache-Control"] = "no-store"
    return page


async def answer(request: Request, name: str, suffix: str = "") -> Response:
    """The answer to a question, in the format of the suffix or the one that the client prefers."""
    media_type = _format(request, suffix)
    if media_type == "text/html":
        return await _page(request, name)
    atlas: Atlas = request.state.atlas
    asked = question(name, atlas.profile)
    lookup = await atlas.ask(asked.name, question_parameters(request, on_page=False), pages.language(request))
    return await _WRITERS[media_type](request, lookup)


async def _page(request: Request, name: str) -> HTMLResponse:
    """The page of a question, which also says what is missing or wrong."""
    atlas: Atlas = request.state.atlas
    asked, parameters = question(name, atlas.profile), question_parameters(request, on_page=True)
    if _lacks_required(asked, parameters):
        return await question_page(request, asked, None, parameters)
    try:
        lookup = await atlas.ask(name, parameters, pages.language(request))
    except (BadParameterError, DeadlineError, TooLargeError) as error:
        return await question_page(request, asked, None, parameters, error)
    return await question_page(request, lookup.question, lookup, lookup.parameters)


async def _csv(request: Request, lookup: Lookup) -> Response:
    atlas, lang = request.state.atlas, pages.language(request)
    content = await run_in_threadpool(as_csv, lookup, atlas.names, lang, bom=is_yes(request, "bom"))
    await run_in_threadpool(let_go, lookup.rows)
    disposition = {"Content-Disposition": f'inline; filename="{stem_of(lookup)}.csv"'}
    return Response(content, media_type=with_charset(CSV), headers=disposition)


async def _xlsx(request: Request, lookup: Lookup) -> Response:
    book = await run_in_threadpool(as_xlsx, lookup, request.state.atlas, pages.language(request))
    disposition = {"Content-Disposition": f'attachment; filename="{stem_of(lookup)}.xlsx"'}
    return Response(book, media_type=XLSX, headers=disposition)


async def _json(request: Request, lookup: Lookup) -> Response:
    atlas: Atlas = request.state.atlas
    covered = asdict(await atlas.coverage_of(lookup))
    link, lang = pages.links(request), pages.language(request)

    def written() -> Response:
        body = {**as_json(lookup, atlas, link, lang), "coverage": covered}
        found = LongJSONResponse(body)
        for each in (body["rows"], lookup.rows):
            let_go(each)
        return found

    return await run_in_threadpool(written)


_WRITERS: dict[str, Callable[[Request, Lookup], Awaitable[Response]]] = {
    "application/json": _json,
    CSV: _csv,
    XLSX: _xlsx,
    SVG: picture,
}


def _lacks_required(asked: Question, parameters: dict[str, list[str]]) -> bool:
    return any(each.required and not any(parameters.get(each.name, ())) for each in asked.parameters)


def _format(request: Request, suffix: str) -> str:
    if suffix:
        return (FORMATS | PICTURES)[suffix]
    return accepted_type(request, list(FORMATS.values()))


def _described(each: Question, link: Links, examples: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": each.name,
        "group": each.presentation.group,
        "title": each.title,
        "description": each.description,
        "keywords": each.keywords,
        "href": link.lookup(each.name),
        "parameters": [_parameter(parameter, examples[parameter.name]) for parameter in each.parameters],
    }


def _parameter(parameter: Parameter, example: str) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "kinds": parameter.kinds,
        "choices": list(parameter.choices),
        "default": parameter.default,
        "required": parameter.required,
        "minimum": parameter.minimum,
        "label": parameter.label,
        "description": parameter.description,
        "example": example,
    }


# ── One route for each question, which describes it, and one for all addresses with a suffix ──


def _handler(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def handler(request: Request) -> Response:
        return await answer(request, name)

    return handler


for _question in questions().values():
    router.add_api_route(
        f"/{_question.name}",
        _handler(_question.name),
        summary=_question.title["en"],
        description=_question.description["en"],
        operation_id=_question.name,
        openapi_extra={"parameters": [*of_question(_question.parameters), language()]},
        response_class=Response,
        responses=answers(*FORMATS.values(), schema="LookupAnswer"),
    )


@router.get("/{name}", include_in_schema=False)
async def in_format(request: Request, name: str) -> Response:
    """Answers a question in the format of the suffix, or a question of another profile.

    Raises:
        UnknownNameError: There is no such question or format; similar ones are named.
    """
    known, dot, suffix = name.rpartition(".")
    if dot and known in questions(request.state.atlas.profile):
        formats = FORMATS | (PICTURES if is_drawn(question(known, request.state.atlas.profile)) else {})
        if f".{suffix}" in formats:
            return await answer(request, known, f".{suffix}")
        raise UnknownNameError("format of answers", f".{suffix}", list(formats))
    return await answer(request, name)
