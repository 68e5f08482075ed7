"""Ontology: shows the ontology as a page, and serves it as RDF and as its files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from sandbox_atlas.api.http.negotiation import accepted_type
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.routes.registers import NEEDS_REGISTER
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.class_diagram import class_diagram
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.formats import DATASET_SUFFIXES, GRAPH_TYPES, JSON_LD, TURTLE, with_charset
from sandbox_atlas.graph.register.description import usage
from sandbox_atlas.graph.register.ontology import ontology_file, serialized_ontology

router = APIRouter(prefix="/ontology", tags=["ontology"], dependencies=[NEEDS_REGISTER])

_TYPES = [media_type for media_type, suffix in GRAPH_TYPES.items() if suffix not in DATASET_SUFFIXES]
_FILES = (
    "atlas.ttl",
    "alignments.ttl",
    "kinds.ttl",
    "technologies.ttl",
    "areas.ttl",
    "schemes.ttl",
    "shapes.ttl",
    "context.jsonld",
)


@router.get(
    "",
    summary="The ontology",
    operation_id="ontology",
    response_class=Response,
    responses=answers("text/html", *_TYPES),
)
async def read(request: Request) -> Response:
    """Classes and properties with their meaning: a page, or RDF by the Accept header."""
    media_type = accepted_type(request, ["text/html", *_TYPES])
    if media_type in _TYPES:
        return Response(serialized_ontology(media_type), media_type=media_type)
    atlas: Atlas = request.state.atlas
    used = await usage(atlas.engine, atlas.cache)
    sections = await atlas.ontology()
    diagram = class_diagram(sections, pages.language(request))
    return await pages.render(request, "ontology.html", sections=sections, used=used, files=_FILES, diagram=diagram)


@router.get(
    "/{name}",
    summary="A file of the ontology",
    operation_id="ontology-file",
    response_class=Response,
    responses=answers(TURTLE, JSON_LD),
)
async def file(name: str) -> Response:
    """A file of the repository: the ontology, its alignments, the concept schemes, the shapes, the JSON-LD context."""
    if name not in _FILES:
        raise HTTPException(404, f"The files are {', '.join(_FILES)}.")
    media_type = JSON_LD if name.endswith(".jsonld") else with_charset(TURTLE)
    return Response(ontology_file(name), headers={"Content-Type": media_type})
