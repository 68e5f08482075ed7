"""SPARQL page: shows a query, its result and examples to browsers; `api.sparql` answers all other clients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import perf_counter
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.paths import address_of
from sandbox_atlas.api.routes.cited import absolute
from sandbox_atlas.api.sparql.openapi import BODY, PARAMETERS, RESPONSES
from sandbox_atlas.api.sparql.request import ProtocolRequest
from sandbox_atlas.api.web import pages, problems
from sandbox_atlas.api.web.examples import alike, queries_of
from sandbox_atlas.api.web.fetching import Fetched, lines
from sandbox_atlas.api.web.mistakes import Mistake, Say, advice, mistake, written
from sandbox_atlas.api.web.serialisation import result_table
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.base import Answer
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.errors import AtlasError
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.projection import Network, from_turtle
from sandbox_atlas.graph.questions.catalogue import first_steps, questions, views
from sandbox_atlas.graph.questions.groups import offered
from sandbox_atlas.graph.questions.lookups import bind_parameters
from sandbox_atlas.graph.questions.presentation import GROUPS, Words
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.formats import JSON, TURTLE
from sandbox_atlas.graph.rdf.vocabulary import BASE, PREFIXES, REGISTER, compact
from sandbox_atlas.graph.register.description import usage

router = APIRouter(tags=["sparql"])

_MOST_ROWS = 1000
"""Rows shown on the page; browsers are slow with more, and programs do not need the page."""
_MOST_THINGS = 1000
"""Largest number of things in a network that is drawn; a larger one is unreadable."""
_LONGEST_TEXT = 500_000
"""Bytes of Turtle that a page shows."""
_TABLE_FORMATS = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_GRAPH_FORMATS = (("Turtle", "ttl"), ("N-Triples", "nt"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))
"""Formats of an answer, with their short names."""
_DRAWN = Question("result", "", "CONSTRUCT", {}, {})
"""Stands for the reader's own query where a network names its question; it has no title."""


@router.get(
    "/sparql", operation_id="sparql-get", response_class=Response, responses=RESPONSES, openapi_extra=PARAMETERS
)
@router.post("/sparql", operation_id="sparql-post", response_class=Response, responses=RESPONSES, openapi_extra=BODY)
@router.api_route("/sparql/", methods=["GET", "POST"], include_in_schema=False, response_class=Response)
async def sparql(request: Request) -> Response:
    """Answers SELECT and ASK as JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE in any RDF format.

    The query is the parameter `query` of a GET, of a form, or the body itself as application/sparql-query. The
    parameters `default-graph-uri` and `named-graph-uri` choose the dataset, `timeout` the seconds it may take, `format`
    the format of the answer. Without a query the answer is the service description.
    """
    return await _page(request, ProtocolRequest.by_get(request.scope["query_string"]))


async def _page(request: Request, asked: ProtocolRequest) -> HTMLResponse:
    """The page with the query, its result or its error, and examples."""
    atlas: Atlas = request.state.atlas
    began = perf_counter()
    result: dict[str, Any] = {}
    error: AtlasError | None = None
    if asked.query:
        try:
            result = await _shown(request, asked)
        except AtlasError as caught:
            error = caught
    seconds = perf_counter() - began
    query = asked.query or ""
    page = await pages.render(
        request,
        "sparql.html",
        status=200 if error is None else problems.status(error),
        query=query,
        **_told(error, query, pages.interface(request).gettext),
        result=result,
        figure=result.get("figure"),
        seconds=max(0.01, round(seconds, 2)),
        downloads=_TABLE_FORMATS if "rows" in result else _GRAPH_FORMATS if "turtle" in result else (),
        lines=lines(_fetched(request, query, result)),
        first=[(each, await _worded(each, atlas, pages.language(request))) for each in first_steps(atlas.profile)],
        examples=await _examples(atlas),
        like=await _like(atlas, query) if result else [],
        prefixes=_prefixes(atlas),
        vocabulary=await _vocabulary(atlas),
        rules=written(pages.interface(request).gettext) if request.app.state.copy else None,
        editor=pages.has_library("yasqe.min.js"),
    )
    if not result.get("deterministic", True):
        page.headers["Cache-Control"] = "no-store"
    return page


async def _like(atlas: Atlas, query: str) -> list[Question]:
    """The questions and views that are made of the same terms as a query."""
    known = {**questions(atlas.profile), **views(atlas.profile)}
    return [known[name] for name in alike(query, {name: known[name].query for name in await queries_of(atlas)})]


def _told(error: AtlasError | None, query: str, say: Say) -> dict[str, Any]:
    """Why a query was refused, as the page says it."""
    found = mistake(error, query, say) if error else Mistake()
    return {"error": error, "mistake": found, "advice": advice(error, say) if error else ""}


async def _examples(atlas: Atlas) -> list[tuple[Words, list[tuple[Question, str]]]]:
    """The questions that have an example in the register, by group, and the views, each with its query."""
    queries = await queries_of(atlas)
    known = await atlas.cache.get("offered", lambda: offered(atlas.engine))
    groups = [(GROUPS[name], members) for name, members in known.items()]
    listed = [
        (title, [(each, queries[each.name]) for each in members if each.name in queries])
        for title, members in (*groups, ({}, views(atlas.profile).values()))
    ]
    return [(title, members) for title, members in listed if members]


async def _worded(asked: Question, atlas: Atlas, lang: str) -> str:
    """A small query with names in the reader's language; its header is not for the editor."""
    text = (await bind_parameters(asked, atlas.names, {}, lang)).text if asked.localised else asked.text
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))


def _fetched(request: Request, query: str, result: Mapping[str, Any]) -> Fetched:
    """The answer to a query as programs fetch it."""
    link = pages.links(request)

    def at(form: str) -> str:
        return absolute(request, link.sparql(query, form))

    table = at("csv") if "rows" in result else ""
    return Fetched(table, at("jsonld" if "turtle" in result else "json"), absolute(request, link.sparql()))


def _prefixes(atlas: Atlas) -> dict[str, str]:
    """The prefixes that the page shows: those of registers only where the data are one."""
    return {name: iri for name, iri in PREFIXES.items() if atlas.profile == REGISTER or not iri.startswith(BASE)}


async def _vocabulary(atlas: Atlas) -> list[str]:
    """Words that the editor completes: prefixes, and the terms of the ontology, or else those that the data use."""
    if atlas.profile == REGISTER:
        terms = [term.iri for section in (await atlas.ontology()).values() for term in section]
    else:
        terms = list(await usage(atlas.engine, atlas.cache))
    shown = {compact(iri) for iri in terms}
    return sorted(
        {*(f"{name}:" for name in _prefixes(atlas)), *(f"<{each}>" if "/" in each else each for each in shown)}
    )


async def _shown(request: Request, asked: ProtocolRequest) -> dict[str, Any]:
    """A result for the page: yes or no, a table, or statements as text and network."""
    atlas: Atlas = request.state.atlas
    query = await atlas.scan(asked.query or "", asked.deadline, address_of(request.scope))
    kept = {"deterministic": query.deterministic}
    if JSON not in query.media_types:
        body = (await atlas.sparql(query, TURTLE, asked.deadline, asked.dataset)).body
        return kept | await run_in_threadpool(_statements, request, query, body)
    answer = await atlas.sparql(query, JSON, asked.deadline, asked.dataset, first=_MOST_ROWS)
    return kept | await run_in_threadpool(_table, request, answer)


def _table(request: Request, answer: Answer) -> dict[str, Any]:
    """Yes or no, or the first rows and the number of all."""
    document = json.loads(answer.body)
    if "boolean" in document:
        return {"boolean": document["boolean"]}
    known, link, lang = request.state.atlas.names, pages.links(request), pages.language(request)
    table = result_table(document["head"]["vars"], document["results"]["bindings"], known, link, lang)
    return {**table, "total": answer.total}


def _statements(request: Request, query: Query, body: bytes) -> dict[str, Any]:
    """Statements as Turtle, and as a network of the things among them if it is small enough to be read."""
    atlas: Atlas = request.state.atlas
    links, things, count = from_turtle(body, _MOST_THINGS)
    turtle = body[:_LONGEST_TEXT].decode("utf-8", "ignore")
    is_cut = len(body) > _LONGEST_TEXT
    shown = {
        "turtle": turtle.rpartition("\n")[0] if is_cut else turtle,
        "is_cut": is_cut,
        "statements": count,
        "things": things,
        "most": _MOST_THINGS,
        "figure": None,
    }
    if links:
        network = Network(_DRAWN, {}, query.text, links)
        drawn = drawing.picture(network, atlas.names, atlas.style, pages.links(request).thing)
        shown["figure"] = drawing.figure(
            drawn, pages.language(request), title=pages.interface(request).gettext("Result")
        )
    return shown
