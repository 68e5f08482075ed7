"""The page of the SPARQL endpoint, for browsers; `api.endpoint` answers everybody else before a request comes here."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api import pages
from api.endpoint.asked import Asked
from graph.atlas import Atlas
from graph.catalogue import questions
from graph.engine.text import QueryText
from graph.errors import AtlasError
from graph.names import JSON
from graph.vocabulary import PREFIXES

router = APIRouter(tags=["sparql"])


@router.api_route("/sparql", methods=["GET", "HEAD"], operation_id="sparql-get", response_class=Response)
@router.post("/sparql", operation_id="sparql-post", response_class=Response)
@router.api_route("/sparql/", methods=["GET", "HEAD", "POST"], include_in_schema=False, response_class=Response)
async def sparql(request: Request) -> Response:
    """Answers SELECT and ASK as JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE in any RDF format.

    The query is the parameter `query` of a GET, of a form, or the body itself as application/sparql-query. The
    parameters `default-graph-uri` and `named-graph-uri` choose the dataset, `timeout` the seconds it may take. Without
    a query the answer is the service description.
    """
    asked = Asked.by_get(request.scope["query_string"])
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
    read = await QueryText.soon(query)
    if JSON not in read.media_types:
        answer = await atlas.sparql(read, "text/turtle")
        return {"turtle": answer.body.decode()}
    answer = await atlas.sparql(read, JSON)
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
