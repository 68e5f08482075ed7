"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation, section 2.1): three ways in, one way out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api import pages
from api.negotiation import best_type
from graph.atlas import Atlas
from graph.catalogue import questions
from graph.engine.base import GRAPH_TYPES, RESULT_TYPES
from graph.engine.text import query_form
from graph.errors import ForbiddenQueryError, MalformedQueryError
from graph.names import JSON
from graph.vocabulary import PREFIXES

router = APIRouter(tags=["sparql"])

_SYNONYMS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_MAX_BODY = 2**18
_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


@dataclass(frozen=True)
class _Asked:
    """What a request asks."""

    query: str | None
    others: tuple[str, ...]


@router.get("/sparql", operation_id="sparql-get", summary="Ask a SPARQL query", response_class=Response)
@router.post("/sparql", operation_id="sparql-post", summary="Ask a SPARQL query", response_class=Response)
async def sparql(request: Request) -> Response:
    """Answers SELECT and ASK as JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE as Turtle, N-Triples, RDF/XML or JSON-LD.

    The query is the parameter `query` of a GET, of a form, or the body itself as application/sparql-query.
    """
    asked = await _asked(request)
    browser = request.method == "GET" and best_type(request.headers.get("accept"), [JSON, "text/html"]) == "text/html"
    if browser:
        return await _page(request, asked.query or "")
    if asked.query is None:
        raise MalformedQueryError("There is no query.", "Send it as the parameter 'query'.")
    if asked.others:
        raise HTTPException(400, f"The parameter '{asked.others[0]}' is not supported; name graphs with FROM instead.")
    atlas: Atlas = request.app.state.atlas
    media_type, sent = _media_type(request, asked.query)
    answer = await atlas.sparql(asked.query, media_type)
    charset = "; charset=utf-8" if sent.startswith("text/") else ""
    return Response(answer.body, headers={"Content-Type": f"{sent}{charset}", "Access-Control-Allow-Origin": "*"})


def _media_type(request: Request, query: str) -> tuple[str, str]:
    """The media type to ask the engine for, and the one to send: a client that asks for JSON is told it is JSON."""
    native = RESULT_TYPES if query_form(query) in ("SELECT", "ASK") else GRAPH_TYPES
    synonyms = [name for name, meant in _SYNONYMS.items() if meant in native]
    found = best_type(request.headers.get("accept"), [*native, *synonyms])
    if found is None:
        raise HTTPException(406, f"Answers to this query come as {', '.join(native)}.")
    return _SYNONYMS.get(found, found), found


async def _asked(request: Request) -> _Asked:
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        body = await _body(request)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _FORM:
            pairs += parse_qsl(_text(body), keep_blank_values=True)
        elif kind == _DIRECT:
            pairs.append(("query", _text(body)))
        elif kind == "application/sparql-update":
            pairs.append(("update", ""))
        else:
            raise HTTPException(415, f"Send {_FORM} or {_DIRECT}.")
    queries = [value for name, value in pairs if name == "query"]
    if any(name == "update" for name, _ in pairs):
        raise ForbiddenQueryError(
            "This endpoint answers queries only.", "The atlas changes when its data are published, see data/README.md."
        )
    if len(queries) > 1:
        raise MalformedQueryError("There is more than one query.", "Send exactly one.")
    others = tuple(name for name, _ in pairs if name in ("default-graph-uri", "named-graph-uri"))
    return _Asked(queries[0] if queries else None, others)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise HTTPException(413, f"A query may have {_MAX_BODY:,} bytes.")
    return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedQueryError("The query is not UTF-8.", "Send it in UTF-8.") from error


async def _page(request: Request, query: str) -> HTMLResponse:
    """A page with the query, its result, and examples; errors are shown beside the query, which is not lost."""
    from graph.errors import AtlasError

    result: dict[str, Any] = {}
    error: AtlasError | None = None
    if query:
        try:
            result = await _shown(request, query)
        except AtlasError as caught:
            error = caught
    return pages.render(
        request,
        "sparql.html",
        status=200 if error is None else 400,
        query=query,
        error=error,
        result=result,
        examples=questions(),
        prefixes=PREFIXES,
    )


async def _shown(request: Request, query: str) -> dict[str, Any]:
    """A result for the page: a table, or Turtle text."""
    atlas: Atlas = request.app.state.atlas
    if query_form(query) in ("CONSTRUCT", "DESCRIBE"):
        answer = await atlas.sparql(query, "text/turtle")
        return {"turtle": answer.body.decode()}
    answer = await atlas.sparql(query, JSON)
    document = json.loads(answer.body)
    if "boolean" in document:
        return {"boolean": document["boolean"]}
    link, lang = pages.links(request), pages.language(request)

    def cell(binding: dict[str, str] | None) -> dict[str, str]:
        if binding is None:
            return {"text": "", "href": "", "lang": ""}
        if binding["type"] == "uri":
            name = atlas.names.get(str(ox.NamedNode(binding["value"]).value))
            return {"text": name.label(lang), "href": link.thing(name.iri), "lang": name.label_language(lang)}
        return {"text": binding["value"], "href": "", "lang": binding.get("xml:lang", "")}

    names = document["head"]["vars"]
    rows = [[cell(binding.get(name)) for name in names] for binding in document["results"]["bindings"]]
    return {"names": names, "rows": rows}
