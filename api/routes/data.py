"""Data: one graph by the Graph Store Protocol, or the whole data set as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from sandbox_atlas.api.http.negotiation import accepted_type, accepts_gzip
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.rdf.formats import DATASET_SUFFIXES, GRAPH_TYPES, with_charset
from sandbox_atlas.graph.register.graphs import default_graph

router = APIRouter(prefix="/data", tags=["data"])

NAMES = tuple(f"atlas.{suffix}" for suffix in GRAPH_TYPES.values())
"""File names of the downloads."""

_BY_SUFFIX = {suffix: media_type for media_type, suffix in GRAPH_TYPES.items()}
_PARAMETERS = [
    {
        "name": "default",
        "in": "query",
        "required": False,
        "allowEmptyValue": True,
        "description": "Asks for the default graph.",
        "schema": {"type": "string"},
    },
    {
        "name": "graph",
        "in": "query",
        "required": False,
        "description": "Asks for the graph with this IRI.",
        "schema": {"type": "string", "format": "iri"},
    },
]


@router.get(
    "",
    summary="One graph",
    operation_id="graph",
    response_class=Response,
    openapi_extra={"parameters": _PARAMETERS},
    responses=answers(*GRAPH_TYPES),
)
async def graph(request: Request) -> Response:
    """A graph of the data set (SPARQL 1.1 Graph Store HTTP Protocol, section 5.2): `?default`, or `?graph=` its IRI."""
    found = accepted_type(request, list(GRAPH_TYPES))
    atlas: Atlas = request.state.atlas
    names = request.query_params.getlist("graph")
    wants_default = "default" in request.query_params
    if len(names) + wants_default != 1:
        raise BadParameterError(
            "Exactly one graph can be asked for.",
            f"Add ?default, or ?graph= and its IRI; {pages.links(request).download('trig')} has all.",
        )
    if wants_default:
        return await _default(request, atlas, found)
    answer = await atlas.graph(names[0], found)
    return Response(answer.body, headers={"Content-Type": with_charset(found)})


@router.get(
    "/{file}",
    summary="The whole data set as one file",
    operation_id="download",
    response_class=Response,
    responses=answers(*GRAPH_TYPES),
)
async def download(request: Request, file: Annotated[str, Path(json_schema_extra={"enum": [*NAMES]})]) -> Response:
    """The merged default graph as Turtle, N-Triples, RDF/XML or JSON-LD; with all passages as TriG or N-Quads."""
    if file not in NAMES:
        raise UnknownNameError("download", file, NAMES)
    return await _file(request, file.removeprefix("atlas."), {"Content-Disposition": f'attachment; filename="{file}"'})


async def _default(request: Request, atlas: Atlas, media_type: str) -> Response:
    suffix = GRAPH_TYPES[media_type]
    if atlas.downloads.holds(suffix) and suffix not in DATASET_SUFFIXES:  # those hold the passages too
        return await _file(request, suffix, {})
    return Response(
        (await default_graph(atlas.engine, media_type)).body, headers={"Content-Type": with_charset(media_type)}
    )


async def _file(request: Request, suffix: str, headers: dict[str, str]) -> Response:
    atlas: Atlas = request.state.atlas
    dump = await atlas.downloads.get(suffix)
    headers = {**headers, "Content-Type": with_charset(_BY_SUFFIX[suffix]), "Vary": "Accept, Accept-Encoding"}
    body: AsyncIterator[bytes] = dump.plain()
    if accepts_gzip(request.scope["headers"]):
        body = dump.compressed()
        headers |= {"Content-Encoding": "gzip", "Content-Length": str(dump.size)}
    return StreamingResponse(body, headers=headers)
