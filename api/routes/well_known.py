"""Well-known addresses: the data set described in VoID, and the questions as example queries."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sandbox_atlas.api.http.negotiation import accepted_type
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.examples import queries_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES
from sandbox_atlas.graph.register.description import dataset_description, examples

router = APIRouter(prefix="/.well-known", tags=["description"])


@router.get(
    "/void",
    summary="The data set described in VoID",
    operation_id="void",
    response_class=Response,
    responses=answers(*GRAPH_TYPES),
)
async def void(request: Request) -> Response:
    """Numbers of statements, and of things and uses by class and property (VoID, section 4)."""
    atlas: Atlas = request.state.atlas
    found = accepted_type(request, list(GRAPH_TYPES))
    link = pages.links(request)
    dumps = [
        _absolute(request, link.download(suffix)) for suffix in GRAPH_TYPES.values() if atlas.downloads.holds(suffix)
    ]
    body = await dataset_description(atlas.engine, atlas.cache, _absolute(request, link.sparql()), found, dumps)
    return Response(body, headers={"Content-Type": found})


@router.get(
    "/sparql-examples",
    summary="The questions as examples",
    operation_id="examples",
    response_class=Response,
    responses=answers(*GRAPH_TYPES),
)
async def sparql_examples(request: Request) -> Response:
    """Every question and view as a SHACL executable, which SPARQL editors can offer."""
    found = accepted_type(request, list(GRAPH_TYPES))
    link = pages.links(request)
    below = {"SELECT": _absolute(request, link.lookup("")), "CONSTRUCT": _absolute(request, link.view(""))}
    atlas: Atlas = request.state.atlas
    body = examples(await queries_of(atlas), _absolute(request, link.sparql()), below, found, atlas.profile)
    return Response(body, headers={"Content-Type": found})


def _absolute(request: Request, path: str) -> str:
    return str(request.url.replace(path=path, query="", fragment=""))
