"""Lookups: answers each question of the catalogue at an address of its name, as JSON, CSV, a workbook or a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import cache, partial
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
from sandbox_atlas.api.web.drawings import SVG, Drawings, drawings, is_drawn, notes, picture
from sandbox_atlas.api.web.figures import figure
from sandbox_atlas.api.web.file_names import stem_of
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.api.web.long_json import LongJSONResponse, let_go
from sandbox_atlas.api.web.problems import status
from sandbox_atlas.api.web.serialisation import Order, as_csv, as_json, as_xlsx, cells
from sandbox_atlas.api.web.tables import Table, answer_table, shows_all
from sandbox_atlas.api.web.titles import as_written, examples_in_words, title_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import (
    AtlasError,
    BadParameterError,
    DeadlineError,
    Said,
    TooLargeError,
    UnknownNameError,
    UnknownValueError,
)
from sandbox_atlas.graph.network.analysis.catalogue import analyses
from sandbox_atlas.graph.questions.catalogue import question, questions, views
from sandbox_atlas.graph.questions.examples import example_values, required_examples
from sandbox_atlas.graph.questions.groups import offered
from sandbox_atlas.graph.questions.lookups import Lookup, bind_parameters
from sandbox_atlas.graph.questions.presentation import GROUPS
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.questions.sentences import sentence
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
    atlas: Atlas = request.state.atlas
    asked, lang = question(name, atlas.profile), pages.language(request)
    parameters = question_parameters(request, on_page=media_type == "text/html")
    if media_type == "text/html" and _lacks_required(asked, parameters):
        return await _page(request, asked, None, parameters)
    try:
        lookup = await atlas.ask(name, parameters, lang)
    except BadParameterError as error:
        if media_type != "text/html":
            raise
        return await _page(request, asked, None, parameters, error)
    except (DeadlineError, TooLargeError) as error:
        if media_type != "text/html":
            raise
        return await _page(request, asked, None, parameters, _too_much(error, asked))
    if media_type == "text/html":
        return await _page(request, lookup.question, lookup, lookup.parameters)
    if media_type == SVG:
        return await picture(request, lookup)
    if media_type == CSV:
        disposition = {"Content-Disposition": f'inline; filename="{stem_of(lookup)}.csv"'}
        content = await run_in_threadpool(as_csv, lookup, atlas.names, lang, bom=is_yes(request, "bom"))
        await run_in_threadpool(let_go, lookup.rows)
        return Response(content, media_type=with_charset(CSV), headers=disposition)
    if media_type == XLSX:
        disposition = {"Content-Disposition": f'attachment; filename="{stem_of(lookup)}.xlsx"'}
        book = await run_in_threadpool(as_xlsx, lookup, atlas, lang)
        return Response(book, media_type=XLSX, headers=disposition)
    covered = asdict(await atlas.coverage_of(lookup))
    link = pages.links(request)

    def written() -> Response:
        body = {**as_json(lookup, atlas, link, lang), "coverage": covered}
        found = LongJSONResponse(body)
        for each in (body["rows"], lookup.rows):
            let_go(each)
        return found

    return await run_in_threadpool(written)


def _too_much(error: AtlasError, asked: Question) -> AtlasError:
    """The error of an answer that exceeds a limit on queries, for who asks a question and writes no query."""
    is_late = isinstance(error, DeadlineError)
    said = Said("It takes too long to find this answer.") if is_late else Said("This answer is too large to be shown.")
    return type(error)(said, Said("Narrow it with the fields above.") if asked.parameters else "")


async def page_of(request: Request, name: str, template: str) -> HTMLResponse:
    """The answer to a question without parameters, on a page with a template of its own."""
    atlas: Atlas = request.state.atlas
    lang = pages.language(request)
    lookup = await atlas.ask(name, {}, lang)
    table = await _table(request, lookup)
    summary = await run_in_threadpool(sentence, lookup, atlas.names, lang, pages.interface(request).number)
    return await pages.render(request, template, question=lookup.question, table=table, sentence=summary)


async def _table(request: Request, lookup: Lookup) -> Table:
    """An answer as its page shows it: the whole in a copy, which cannot be asked for more."""
    atlas: Atlas = request.state.atlas
    lang = pages.language(request)
    cell = cells(atlas.names, pages.links(request), lang)
    whole = shows_all(request) or request.app.state.copy is not None
    order = await _order_of_lists(atlas, lang) if lookup.question.lists else None
    return await run_in_threadpool(partial(answer_table, lookup, cell, whole=whole, order=order))


async def _order_of_lists(atlas: Atlas, lang: str) -> Order:
    """The members of lists by their names, as readers of a language look for them."""
    collate = await atlas.indexes.collation(lang)
    return cache(lambda iri: collate(atlas.names.get(iri).label(lang)))


async def _page(
    request: Request,
    asked: Question,
    lookup: Lookup | None,
    parameters: dict[str, list[str]],
    problem: AtlasError | None = None,
) -> HTMLResponse:
    """The page of a question: its answer, or its form with what is missing or was not recognised."""
    atlas: Atlas = request.state.atlas
    lang = pages.language(request)
    table = await _table(request, lookup) if lookup else Table([], 0, set())
    drawn = await drawings(request, lookup) if lookup else Drawings()
    examples = await example_values(asked, atlas.names)
    number = pages.interface(request).number
    return await pages.render(
        request,
        "lookup.html",
        status(problem) if problem else 200,
        problem=problem,
        corrections=_corrections(problem, parameters),
        written=partial(as_written, names=atlas.names, lang=lang),
        title=title_of(asked, question_parameters(request, on_page=True), atlas.names, pages.interface(request)),
        question=asked,
        lookup=lookup,
        table=table,
        names=atlas.names,
        parameters=parameters,
        examples=examples,
        whole_query=await _whole_query(request, asked, parameters, examples) if request.app.state.copy else "",
        sentence=await run_in_threadpool(sentence, lookup, atlas.names, lang, number) if lookup else "",
        drawings=drawn,
        stem=stem_of(lookup) if lookup else "",
        notes=notes(drawn, asked, pages.interface(request)),
        coverage=await atlas.coverage_of(lookup) if lookup else None,
        covering={name: parameters[name] for name in ("sandbox", "place", "batch") if name in parameters},
        as_network=_for_network(asked, parameters),
        figure=await _figure(request, asked, parameters) if table.rows else "",
    )


async def _whole_query(
    request: Request, asked: Question, given: dict[str, list[str]], examples: Mapping[str, str]
) -> str:
    """The query of a page with every other filter as a comment, which readers of a copy change in place of a form."""
    required = [each.name for each in asked.parameters if each.required and each.name not in given]
    if not all(examples[name] for name in required):
        return ""
    given = {**given, **{name: [examples[name]] for name in required}}
    offered = {name: value for name, value in examples.items() if value and name not in given}
    names, lang = request.state.atlas.names, pages.language(request)
    return (await bind_parameters(asked, names, given, lang, offered)).text


def _corrections(problem: AtlasError | None, given: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """The parameters with a similar name in place of the one that is unknown, by the reference of that name."""
    if not isinstance(problem, UnknownValueError):
        return {}

    def corrected(near: str) -> list[str]:
        return [near if value.strip() == problem.value else value for value in given[problem.parameter]]

    return {near: {**given, problem.parameter: corrected(near)} for near in problem.near}


def _for_network(asked: Question, parameters: dict[str, list[str]]) -> dict[str, list[str]]:
    """The parameters that a question shares with its view."""
    shared = asked.presentation.network.parameters if asked.presentation.network else ()
    return {name: parameters[name] for name in shared if name in parameters}


async def _figure(request: Request, asked: Question, parameters: dict[str, list[str]]) -> str:
    """The network on the page of an answer, if the question shows one there; empty otherwise."""
    network = asked.presentation.network
    if network is None or not network.inline:
        return ""
    return await figure(request, network.view, _for_network(asked, parameters))


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
