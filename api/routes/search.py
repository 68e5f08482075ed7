"""Search: finds things by name, as data while the reader types, and as a page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from sandbox_atlas.api.http.negotiation import best_type, field
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import whole_number
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.serialisation import classed
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.register.search import MOST, SearchResult

router = APIRouter(tags=["search"])

_ON_A_PAGE = 40
"""Results on a page whose address gives no limit."""


@router.get(
    "/search",
    summary="Find things by name",
    operation_id="search",
    response_class=Response,
    responses=answers("application/json", "text/html"),
)
async def search(
    request: Request,
    q: Annotated[str, Query(description="What was typed, finished or not")] = "",
    kind: Annotated[list[str] | None, Query(description="Only these kinds, such as institution")] = None,
    limit: Annotated[str, Query(description="How many at most, 1 to 100")] = "10",
) -> Response:
    """Things by any of their names in any language, also by a prefix or with a typing error; exact matches first."""
    atlas: Atlas = request.state.atlas
    as_page = best_type(field(request, "accept"), ["application/json", "text/html"]) == "text/html"
    most = _ON_A_PAGE if as_page and "limit" not in request.query_params else whole_number("limit", limit, 1, MOST)
    kinds = tuple(each for each in kind or () if each)
    results = [_result(request, atlas, each) for each in await atlas.search(q, kinds, most)]
    if as_page:
        return await pages.render(request, "found.html", query=q.strip(), results=results)
    return JSONResponse({"query": q, "count": len(results), "snapshot": atlas.snapshot, "results": results})


def _result(request: Request, atlas: Atlas, found: SearchResult) -> dict[str, Any]:
    lang, name = pages.language(request), found.hit.name
    shaped = classed(name, atlas, pages.links(request), lang)
    others = [text for text in (*name.labels.values(), *name.others) if text != shaped["label"]]
    facts = [shaped["kind"], *(each.label(lang) for each in found.about)]
    return {
        **shaped,
        "matched": found.hit.matched,
        "names": list(dict.fromkeys(others)),
        "facts": " · ".join(fact for fact in facts if fact),
        "degree": found.degree,
    }
