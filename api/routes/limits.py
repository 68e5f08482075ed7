"""Limits: shows those in force, as a page and as data."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sandbox_atlas.api.http.negotiation import best_type, field
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.rate_limit import MAX_HEAD, WAITING_FACTOR
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.sparql.endpoint import MAX_BODY
from sandbox_atlas.api.web import pages

router = APIRouter(tags=["limits"])


@router.get(
    "/about/limits",
    operation_id="limits",
    response_class=Response,
    responses=answers("application/json", "text/html", schema="LimitsAnswer"),
)
async def limits(request: Request) -> Response:
    """What one client may request, and what one query may use."""
    found = in_force(request.app.state.settings)
    if best_type(field(request, "accept"), ["application/json", "text/html"]) == "text/html":
        return await pages.render(request, "limits.html", limits=found)
    return JSONResponse(found, headers={"Vary": "Accept"})


def in_force(settings: ServerSettings) -> dict[str, float]:
    """The limits by name: seconds, bytes, or numbers of things."""
    return {
        "seconds_per_query": settings.deadline,
        "seconds_until_slow": settings.trial,
        "rows_per_answer": settings.max_rows,
        "bytes_per_answer": settings.max_bytes,
        "memory_bytes_per_query": settings.memory * 2**20,
        "query_bytes": MAX_BODY,
        "head_bytes": MAX_HEAD,
        "requests_per_second": settings.rate,
        "requests_at_once": settings.burst,
        "parallel_requests": settings.parallel,
        "waiting_requests": settings.parallel * WAITING_FACTOR,
        "slow_queries": settings.slow,
        "waiting_queries": settings.queue,
        "connections": settings.connections,
        "seconds_to_send_or_receive": settings.patience,
    }
