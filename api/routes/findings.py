"""Findings: what the checks found in the data that are served in spite of it, as a page and as data."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.negotiation import best_type, field
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.web import pages
from sandbox_atlas.graph.atlas import Atlas

router = APIRouter(tags=["findings"])

_SHOWN = 500
"""Findings on the page; programs get them all."""


@router.get(
    "/about/findings",
    summary="What the checks found in the data",
    operation_id="findings",
    response_class=Response,
    responses=answers("application/json", "text/html", schema="FindingsAnswer"),
)
async def findings(request: Request) -> Response:
    """The errors of the data by file and line, each with what to do; none where data with errors are refused."""
    atlas: Atlas = request.state.atlas
    if best_type(field(request, "accept"), ["application/json", "text/html"]) == "text/html":
        shown = atlas.engine.findings[:_SHOWN]
        return await pages.render(request, "findings.html", shown=shown, mode=request.app.state.settings.check)

    def written() -> JSONResponse:
        listed = [asdict(each) for each in atlas.engine.findings]
        return JSONResponse({"snapshot": atlas.snapshot, "count": len(listed), "findings": listed})

    answer = await run_in_threadpool(written)
    answer.headers["Vary"] = "Accept"
    return answer
