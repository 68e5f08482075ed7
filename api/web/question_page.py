"""The page of a question: its answer with what is drawn of it, or its form with what is missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import question_parameters
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.corrections import corrections
from sandbox_atlas.api.web.drawings import Drawings, drawings, notes
from sandbox_atlas.api.web.figures import figure
from sandbox_atlas.api.web.file_names import stem_of
from sandbox_atlas.api.web.problems import status
from sandbox_atlas.api.web.serialisation import Order, cells
from sandbox_atlas.api.web.tables import Table, answer_table, shows_all
from sandbox_atlas.api.web.titles import as_written, title_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import (
    AtlasError,
    DeadlineError,
    Said,
    TooLargeError,
)
from sandbox_atlas.graph.questions.examples import example_values
from sandbox_atlas.graph.questions.lookups import Lookup, bind_parameters
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.questions.sentences import sentence


async def question_page(
    request: Request,
    asked: Question,
    lookup: Lookup | None,
    parameters: dict[str, list[str]],
    problem: AtlasError | None = None,
) -> HTMLResponse:
    """The page of a question: its answer, or its form with what is missing, wrong, or too much for the limits."""
    if isinstance(problem, DeadlineError | TooLargeError):
        problem = _too_much(problem, asked)
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
        written=partial(as_written, names=atlas.names, lang=lang),
        corrections=corrections(
            problem, asked, parameters, partial(pages.links(request).lookup, asked.name), atlas.names, lang
        ),
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


async def page_of(request: Request, name: str, template: str) -> HTMLResponse:
    """The answer to a question without parameters, on a page with a template of its own."""
    atlas: Atlas = request.state.atlas
    lang = pages.language(request)
    lookup = await atlas.ask(name, {}, lang)
    table = await _table(request, lookup)
    summary = await run_in_threadpool(sentence, lookup, atlas.names, lang, pages.interface(request).number)
    return await pages.render(request, template, question=lookup.question, table=table, sentence=summary)


def _too_much(error: AtlasError, asked: Question) -> AtlasError:
    """The error of an answer that exceeds a limit on queries, for who asks a question and writes no query."""
    is_late = isinstance(error, DeadlineError)
    said = Said("It takes too long to find this answer.") if is_late else Said("This answer is too large to be shown.")
    return type(error)(said, Said("Narrow it with the fields above.") if asked.parameters else "")


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
