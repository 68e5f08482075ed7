"""The ontology: as a page to read, and as the Turtle and JSON-LD files it is."""

from __future__ import annotations

from importlib.resources import files

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from sandbox_atlas.api.http.negotiation import accepted_type
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas

router = APIRouter(prefix="/ontology", tags=["ontology"])

_GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_FILES = ("atlas.ttl", "alignments.ttl", "kinds.ttl", "technologies.ttl", "shapes.ttl", "context.jsonld")


@router.get(
    "",
    summary="The ontology",
    operation_id="ontology",
    response_class=Response,
    responses=answers("text/html", *_GRAPHS),
)
async def read(request: Request) -> Response:
    """Classes and properties with their meaning: a page, or RDF by the Accept header."""
    media_type = accepted_type(request, ["text/html", *_GRAPHS])
    if media_type in _GRAPHS:
        return Response(_as_rdf(_GRAPHS[media_type]), media_type=media_type)
    atlas: Atlas = request.state.atlas
    return pages.render(request, "ontology.html", sections=await atlas.ontology(), files=_FILES)


@router.get(
    "/{name}",
    summary="A file of the ontology",
    operation_id="ontology-file",
    response_class=Response,
    responses=answers("text/turtle", "application/ld+json"),
)
async def file(name: str) -> Response:
    """A file as it stands: the ontology, its alignments, the concept schemes, the shapes, the JSON-LD context."""
    if name not in _FILES:
        raise HTTPException(404, f"The files are {', '.join(_FILES)}.")
    media_type = "application/ld+json" if name.endswith(".jsonld") else "text/turtle; charset=utf-8"
    return Response(files("sandbox_atlas.ontology").joinpath(name).read_bytes(), headers={"Content-Type": media_type})


def _as_rdf(target: ox.RdfFormat) -> bytes:
    """The ontology and its alignments in an RDF format."""
    triples = [
        quad.triple
        for name in ("atlas.ttl", "alignments.ttl")
        for quad in ox.parse(files("sandbox_atlas.ontology").joinpath(name).read_bytes(), ox.RdfFormat.TURTLE)
    ]
    return ox.serialize(triples, format=target) or b""
