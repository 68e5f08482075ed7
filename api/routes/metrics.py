"""Figures of the service, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.middleware.metrics import MEDIA_TYPE

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Figures of the service",
    operation_id="metrics",
    response_class=Response,
    responses=answers("text/plain"),
)
async def metrics(request: Request) -> Response:
    """Requests, latencies, workers, caches and the snapshot, in the Prometheus text format."""
    return Response(request.app.state.metrics.text(), headers={"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"})
