"""Neighbourhood routes: the neighbours of a thing and the paths between two things, for networks that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import whole_number
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import described, language, one_of, whole
from sandbox_atlas.api.web.seen import MOST, drawn_part, found_paths, via_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.network.neighbourhood import VIA, along, neighbours
from sandbox_atlas.graph.rdf.vocabulary import compact

if TYPE_CHECKING:
    import networkx as nx

router = APIRouter(tags=["explorer"])


@router.get(
    "/neighbours",
    summary="The neighbours of a thing",
    operation_id="neighbours",
    response_class=Response,
    responses=answers("application/json", schema="NeighboursAnswer"),
    openapi_extra={
        "parameters": [
            described("limit", "How many at most", whole(50, 0, MOST)),
            described("offset", "How many to leave out at the beginning", whole(0, 0, 10**6)),
            language(),
        ]
    },
)
async def neighbours_of(
    request: Request,
    of: Annotated[str, Query(description="The thing: kind and slug, IRI or name")],
    relation: Annotated[str | None, Query(description="Only by this relation, such as sbx:applicant")] = None,
) -> JSONResponse:
    """Number of neighbours of a thing by relation, and the most linked of them with the links among them."""
    atlas: Atlas = request.state.atlas
    iri = await atlas.resolve(of)
    asked = request.query_params
    count = whole_number("limit", asked.get("limit", "50"), 0, MOST)
    skipped = whole_number("offset", asked.get("offset", "0"), 0, 10**6)
    register = await atlas.indexes.register()
    found = await run_in_threadpool(neighbours, register, iri, count, skipped, relation)
    by_relation = [
        {
            "relation": compact(key),
            "inverse": inverse,
            "label": atlas.style.look(key).label(pages.language(request), inverse=inverse),
            "count": number,
        }
        for (key, inverse), number in found.by_relation.items()
    ]
    return await _answer(
        request,
        found.graph,
        {"of": iri, "total": found.total, "shown": len(found.listed), "byRelation": by_relation},
    )


_ENDS = [
    {"name": name, "in": "query", "required": True, "schema": {"type": "string"}, "description": meaning}
    for name, meaning in (("from", "A thing: kind and slug, IRI or name"), ("to", "Another thing"))
]


@router.get(
    "/paths",
    summary="The shortest ways between two things",
    operation_id="paths",
    openapi_extra={
        "parameters": [
            *_ENDS,
            described("via", "What paths lead through first; where nothing does, the next is tried", one_of(VIA)),
        ]
    },
    response_class=Response,
    responses=answers("application/json", schema="PathsAnswer"),
)
async def paths(request: Request) -> JSONResponse:
    """The shortest paths from one thing to another, in any direction of links, and the network along them."""
    atlas: Atlas = request.state.atlas
    asked = request.query_params
    missing = next((name for name in ("from", "to") if not asked.get(name)), None)
    if missing:
        raise BadParameterError(
            Said("There is no '{name}'.", name=missing), Said("Give both ends, from=… and to=…: names or IRIs.")
        )
    ends = [await atlas.resolve(asked[name]) for name in ("from", "to")]
    register = await atlas.indexes.register()
    found, via = await run_in_threadpool(found_paths, request, register, ends, via_of(request))
    length = len(found[0]) - 1 if found else None
    about = {"from": ends[0], "to": ends[1], "length": length, "via": via, "paths": found}
    return await _answer(request, await run_in_threadpool(along, register, found), about)


async def _answer(request: Request, part: nx.MultiDiGraph[str], about: dict[str, Any]) -> JSONResponse:
    """A part of the register as data, drawn like any view."""
    atlas: Atlas = request.state.atlas

    def answered() -> JSONResponse:
        picture = drawn_part(request, part)
        return JSONResponse({**picture, "snapshot": atlas.snapshot, **about})  # "total" in `about` takes precedence

    return await run_in_threadpool(answered)
