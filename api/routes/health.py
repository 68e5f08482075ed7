"""Health: says whether the process runs, and whether queries are answered."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.graph.rdf.formats import JSON

router = APIRouter(prefix="/health", tags=["health"])


@router.get(
    "/live",
    summary="Whether the process runs",
    operation_id="live",
    response_class=Response,
    responses=answers("application/json", schema="LiveAnswer"),
)
async def live() -> JSONResponse:
    """Answers as long as the process runs."""
    return JSONResponse({"status": "live"})


@router.get(
    "/ready",
    summary="Whether queries are answered",
    operation_id="ready",
    response_class=Response,
    responses=answers("application/json", schema="ReadyAnswer"),
)
async def ready(request: Request) -> JSONResponse:
    """Sends the engine a query; errors are problem documents with status 503 or 504.

    Where newer data could not be published, the answer says what is wrong with them. `pool` says how the processes
    that run queries are started, `walls` what keeps them apart: a network namespace of their own, and a memory limit;
    `findings` is the number of errors in spite of which the data are served, `processes` how many of several serve.
    """
    atlas = request.state.atlas
    published = request.app.state.served.report()  # before the query, so that both are of the same moment
    await atlas.sparql("ASK {}", JSON, deadline=2.0)
    report = {"status": "ready", "snapshot": atlas.snapshot, "statements": atlas.statements}
    if walls := atlas.engine.walls:
        limit = walls.memory // 2**20 if walls.memory else None
        report["pool"], report["walls"] = walls.pool, {"networkNamespace": walls.network, "memoryMiB": limit}
    if fronts := request.app.state.fronts:
        report["processes"] = fronts.report()
    if atlas.engine.findings:
        report["findings"] = len(atlas.engine.findings)
    return JSONResponse(report | published)
