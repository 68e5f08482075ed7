"""The page of the SPARQL endpoint, for browsers; `api.endpoint` answers everybody else before a request comes here."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.sparql.openapi import BODY, PARAMETERS, RESPONSES
from sandbox_atlas.api.sparql.request import ProtocolRequest
from sandbox_atlas.api.web import pages, problems
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.errors import AtlasError, MalformedQueryError
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.projection import Network, from_triples
from sandbox_atlas.graph.questions.catalogue import Question, questions, views
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, compact

router = APIRouter(tags=["sparql"])

_MOST_ROWS = 1000
"""Rows that a page shows; a browser is slow with more, and programs ask without a page."""
_MOST_THINGS = 1000
"""Things that a page draws; a network with more tells nobody anything."""
_N_TRIPLES = "application/n-triples"
_DRAWN = Question("result", "", "CONSTRUCT", {}, {})
"""The question that a reader's own query stands for; it has no title."""


@router.get(
    "/sparql", operation_id="sparql-get", response_class=Response, responses=RESPONSES, openapi_extra=PARAMETERS
)
@router.post("/sparql", operation_id="sparql-post", response_class=Response, responses=RESPONSES, openapi_extra=BODY)
@router.api_route("/sparql/", methods=["GET", "POST"], include_in_schema=False, response_class=Response)
async def sparql(request: Request) -> Response:
    """Answers SELECT and ASK as JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE in any RDF format.

    The query is the parameter `query` of a GET, of a form, or the body itself as application/sparql-query. The
    parameters `default-graph-uri` and `named-graph-uri` choose the dataset, `timeout` the seconds it may take. Without
    a query the answer is the service description.
    """
    asked = ProtocolRequest.by_get(request.scope["query_string"])
    return await _page(request, asked.query or "")


async def _page(request: Request, query: str) -> HTMLResponse:
    """A page with the query, its result, and examples; errors are shown beside the query, which is not lost."""
    result: dict[str, Any] = {}
    error: AtlasError | None = None
    if query:
        try:
            result = await _shown(request, query)
        except AtlasError as caught:
            error = caught
    found = error if isinstance(error, MalformedQueryError) else None
    return pages.render(
        request,
        "sparql.html",
        status=200 if error is None else problems.status(error),
        query=query,
        error=error,
        mistake={"line": found.line if found else None, "column": found.column if found else None},
        result=result,
        figure=result.get("figure"),
        questions=questions(),
        views=views(),
        prefixes=PREFIXES,
        vocabulary=await _vocabulary(request.state.atlas),
        editor=pages.has_library("yasqe.min.js"),
    )


async def _vocabulary(atlas: Atlas) -> list[str]:
    """The words that the editor completes: prefixes, and the terms of the ontology."""
    terms = [compact(term.iri) for section in (await atlas.ontology()).values() for term in section]
    return sorted({*(f"{prefix}:" for prefix in PREFIXES), *terms})


async def _shown(request: Request, query: str) -> dict[str, Any]:
    """A result for the page: yes or no, a table, or statements as text and network."""
    atlas: Atlas = request.state.atlas
    read = await Query.read_off_loop(query)
    if JSON not in read.media_types:
        return await _statements(request, read)
    answer = await atlas.sparql(read, JSON)
    document = json.loads(answer.body)
    if "boolean" in document:
        return {"boolean": document["boolean"]}
    return _table(request, document["head"]["vars"], document["results"]["bindings"])


def _table(request: Request, names: list[str], bindings: list[dict[str, dict[str, str]]]) -> dict[str, Any]:
    atlas: Atlas = request.state.atlas
    link, lang = pages.links(request), pages.language(request)

    def cell(binding: dict[str, str] | None) -> dict[str, str]:
        if binding is None:
            return {"text": "", "href": "", "lang": ""}
        if binding["type"] == "uri":
            name = atlas.names.get(str(ox.NamedNode(binding["value"]).value))
            return {"text": name.label(lang), "href": link.thing(name.iri), "lang": name.label_language(lang)}
        return {"text": binding["value"], "href": "", "lang": binding.get("xml:lang", "")}

    rows = [[cell(binding.get(name)) for name in names] for binding in bindings[:_MOST_ROWS]]
    return {"names": names, "rows": rows, "total": len(bindings)}


async def _statements(request: Request, read: Query) -> dict[str, Any]:
    """Statements as Turtle, and as a network of the things among them if it is small enough to be read."""
    atlas: Atlas = request.state.atlas
    turtle = (await atlas.sparql(read, "text/turtle")).body.decode()
    triples = (await atlas.sparql(read, _N_TRIPLES)).body
    links = from_triples(triples)
    count = triples.count(b"\n")
    shown = {"turtle": turtle, "statements": count, "things": len(links), "most": _MOST_THINGS, "figure": None}
    if 0 < len(links) <= _MOST_THINGS:
        shown["figure"] = await _figure(request, Network(_DRAWN, {}, read.text, links))
    return shown


async def _figure(request: Request, network: Network) -> Markup:
    atlas: Atlas = request.state.atlas
    link = pages.links(request).thing
    drawn = await run_in_threadpool(drawing.picture, network, atlas.names, atlas.style, link)
    return await run_in_threadpool(drawing.figure, drawn, title=pages.interface(request).gettext("Result"))
