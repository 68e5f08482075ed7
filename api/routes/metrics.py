"""Metrics: serves those of the service to Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sandbox_atlas.api.http.openapi import answers

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Figures of the service",
    operation_id="metrics",
    response_class=Response,
    responses=answers("text/plain"),
)
async def figures(request: Request) -> Response:
    """Requests, latencies, workers, caches and the snapshot, in the Prometheus text format."""
    metrics = request.app.state.metrics
    return Response(await metrics.text(), headers={"Content-Type": metrics.media_type, "Cache-Control": "no-store"})
