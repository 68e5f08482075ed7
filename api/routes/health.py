"""Whether the service runs, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Whether the process runs")
async def live() -> JSONResponse:
    """Answers as long as the process runs."""
    return JSONResponse({"status": "live"})


@router.get("/ready", summary="Whether queries are answered")
async def ready(request: Request) -> JSONResponse:
    """Asks the engine a question; errors are problem documents with status 503 or 504.

    Where newer data could not be taken up, the old ones are served and the answer says what is wrong with the new.
    """
    atlas = request.app.state.atlas
    publisher = getattr(request.app.state, "publisher", None)
    published = publisher.report() if publisher else {}  # before the answer, so that it is of the same moment
    await atlas.sparql("ASK {}", "application/sparql-results+json", deadline=2.0)
    report = {"status": "ready", "snapshot": atlas.snapshot, "statements": atlas.statements}
    return JSONResponse(report | published)
