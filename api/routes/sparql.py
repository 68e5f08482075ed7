"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation, section 2.1): three ways in, one way out."""

from __future__ import annotations

import json
import re
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
from graph.description import service_description
from graph.engine.base import GRAPH_TYPES, RESULT_TYPES, Graphs
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
_ALLOW = "GET, HEAD, POST, OPTIONS"
_OPEN = {"Access-Control-Allow-Origin": "*"}
_ABSOLUTE = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*$")
_SECONDS = re.compile(r"^[0-9]{1,6}(\.[0-9]{1,6})?$")


@dataclass(frozen=True)
class _Asked:
    """What a request asks.

    Attributes:
        query: The query, or None.
        graphs: The dataset to ask, if the request names one.
        deadline: Seconds that the client gives the query, if it does.
    """

    query: str | None
    graphs: Graphs | None = None
    deadline: float | None = None


@router.api_route("/sparql", methods=["GET", "HEAD"], operation_id="sparql-get", response_class=Response)
@router.post("/sparql", operation_id="sparql-post", response_class=Response)
@router.api_route("/sparql/", methods=["GET", "HEAD", "POST"], include_in_schema=False, response_class=Response)
async def sparql(request: Request) -> Response:
    """Answers SELECT and ASK as JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE in any RDF format.

    The query is the parameter `query` of a GET, of a form, or the body itself as application/sparql-query. The
    parameters `default-graph-uri` and `named-graph-uri` choose the dataset, `timeout` the seconds it may take. Without
    a query the answer is the service description.
    """
    asked = await _asked(request)
    if request.method != "POST" and _is_browser(request):
        return await _page(request, asked.query or "")
    if asked.query is None:
        return _description(request)
    atlas: Atlas = request.app.state.atlas
    media_type, sent = _media_type(request, asked.query)
    answer = await atlas.sparql(asked.query, media_type, asked.deadline, asked.graphs)
    charset = "; charset=utf-8" if sent.startswith("text/") else ""
    return Response(answer.body, headers={"Content-Type": f"{sent}{charset}", **_OPEN})


@router.options("/sparql", include_in_schema=False)
@router.options("/sparql/", include_in_schema=False)
async def options() -> Response:
    """What the address takes, for people and for scripts of other sites (Fetch, section 3.2)."""
    allowed = {"Access-Control-Allow-Methods": _ALLOW, "Access-Control-Allow-Headers": "Accept, Content-Type"}
    return Response(status_code=204, headers={"Allow": _ALLOW, "Access-Control-Max-Age": "86400", **_OPEN, **allowed})


def _is_browser(request: Request) -> bool:
    offered = [JSON, *GRAPH_TYPES, "text/html"]
    return best_type(request.headers.get("accept"), offered) == "text/html"


def _description(request: Request) -> Response:
    """The service description (SPARQL 1.1 Service Description, section 2), which a request without a query gets."""
    if request.method == "POST":
        raise MalformedQueryError("There is no query.", "Send it as the parameter 'query'.")
    found = best_type(request.headers.get("accept"), list(GRAPH_TYPES))
    if found is None:
        raise MalformedQueryError("There is no query.", "Send it as the parameter 'query'.")
    body = service_description(str(request.url.replace(query="", fragment="")), found)
    return Response(body, headers={"Content-Type": found, **_OPEN})


def _media_type(request: Request, query: str) -> tuple[str, str]:
    """The media type to ask the engine for, and the one to send: a client that asks for JSON is told it is JSON."""
    native = RESULT_TYPES if query_form(query) in ("SELECT", "ASK") else GRAPH_TYPES
    synonyms = [name for name, meant in _SYNONYMS.items() if meant in native]
    found = best_type(request.headers.get("accept"), [*native, *synonyms])
    if found is None:
        raise HTTPException(406, f"Answers to this query come as {', '.join(native)}.")
    return _SYNONYMS.get(found, found), found


async def _asked(request: Request) -> _Asked:
    """The query and its parameters (SPARQL 1.1 Protocol, section 2.1)."""
    pairs = _pairs(request.url.query)
    if request.method == "POST":
        body = await _body(request)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _FORM:
            pairs += _pairs(_text(body))
        elif kind == _DIRECT:
            pairs = [pair for pair in pairs if pair[0] != "query"] + [("query", _text(body))]
        elif kind == "application/sparql-update":
            pairs.append(("update", ""))
        elif body or not any(
            name == "query" for name, _ in pairs
        ):  # an empty POST with the query in the address is fine
            raise HTTPException(415, f"Send {_FORM} or {_DIRECT}.")
    if any(name == "update" for name, _ in pairs):
        raise ForbiddenQueryError(
            "This endpoint answers queries only.", "The atlas changes when its data are published, see data/README.md."
        )
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise MalformedQueryError("There is more than one query.", "Send exactly one.")
    return _Asked(queries[0] if queries else None, _graphs(pairs), _deadline(pairs))


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise MalformedQueryError("The parameters are not UTF-8.", "Send them in UTF-8.") from error


def _graphs(pairs: list[tuple[str, str]]) -> Graphs | None:
    """The dataset that the request names; it takes the place of FROM in the query (section 2.1.4)."""
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    for iri in default + named:
        if not _ABSOLUTE.match(iri):
            raise MalformedQueryError(f"'{iri}' is not an absolute IRI.", "Name graphs by their full IRI.")
    return Graphs(default, named) if default or named else None


def _deadline(pairs: list[tuple[str, str]]) -> float | None:
    given = [value for name, value in pairs if name == "timeout"]
    if not given:
        return None
    if len(given) > 1 or not _SECONDS.match(given[0]) or float(given[0]) <= 0:
        raise MalformedQueryError("'timeout' takes a number of seconds above 0.", "For example: timeout=2.5")
    return float(given[0])


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
