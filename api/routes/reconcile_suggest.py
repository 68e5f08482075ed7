"""Suggestions for reconciliation: things, types and properties while their name is typed (Reconciliation API 0.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import refuse_unknown, whole_number
from sandbox_atlas.api.routes.registers import NEEDS_REGISTER
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import TEXT, described, language, whole
from sandbox_atlas.api.web.reconciled import Named, id_of, property_label, type_of, types_of
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.naming.folding import words_of
from sandbox_atlas.graph.rdf.vocabulary import compact, expanded
from sandbox_atlas.graph.register.description import usage
from sandbox_atlas.graph.register.reconciliation import properties_of

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

_USUAL = "sbx:Institution"

router = APIRouter(prefix="/reconcile", tags=["reconciliation"], dependencies=[NEEDS_REGISTER])


@router.get(
    "/properties",
    summary="Properties to extend a table by",
    operation_id="reconcile-properties",
    response_class=Response,
    responses=answers("application/json", schema="ProposedProperties"),
    openapi_extra={
        "parameters": [
            described("type", "Id of a type", {**TEXT, "default": _USUAL}),
            described("limit", "How many at most", whole(50, 1, 100)),
            language(),
        ]
    },
)
async def properties(request: Request) -> Response:
    """The properties that things of a type have, the most frequent first; "^" reads one backwards."""
    atlas: Atlas = request.state.atlas
    refuse_unknown(request, ("type", "limit", "lang"))
    type_, lang = request.query_params.get("type", _USUAL), pages.language(request)
    limit = whole_number("limit", request.query_params.get("limit", "50"), 1, 100)
    known = types_of(atlas, lang)
    found = next((each["id"] for each in known if expanded(each["id"]) == expanded(type_)), None)
    if found is None:
        raise UnknownNameError("type", type_, [each["id"] for each in known][:5])
    listed = await properties_of(atlas.engine, atlas.style, expanded(found), lang)
    shown = [{"id": each.id, "name": each.label} for each in listed[:limit]]
    return JSONResponse({"type": type_, "limit": limit, "properties": shown})


# ── Suggestions ──────────────────────────────────────────────────────────────

_SUGGEST = {
    "response_class": Response,
    "responses": answers("application/json", schema="SuggestAnswer"),
    "openapi_extra": {
        "parameters": [
            described("prefix", "What was typed", TEXT),
            described("cursor", "How many to leave out", whole(0, 0, 1000)),
            language(),
        ]
    },
}


def _typed(request: Request) -> tuple[str, int]:
    refuse_unknown(request, ("prefix", "cursor", "lang"))
    given = request.query_params
    return given.get("prefix", ""), whole_number("cursor", given.get("cursor", "0"), 0, 1000)


@router.get("/suggest/entity", summary="Things by name", operation_id="suggest-entity", **_SUGGEST)  # type: ignore[arg-type]
async def suggest_entity(request: Request) -> Response:
    """Things with a name that is being typed."""
    atlas, lang, (prefix, cursor) = request.state.atlas, pages.language(request), _typed(request)
    found = await atlas.search(prefix, (), 10, cursor)
    results = [
        {
            "id": id_of(each.hit.name),
            "name": each.hit.name.label(lang),
            "description": ", ".join(name.label(lang) for name in each.about),
            "notable": type_of(each.hit.name, atlas, lang),
        }
        for each in found.results or found.guesses
    ]
    return JSONResponse({"result": results})


@router.get("/suggest/type", summary="Types by name", operation_id="suggest-type", **_SUGGEST)  # type: ignore[arg-type]
async def suggest_type(request: Request) -> Response:
    """Types with a name that is being typed."""
    prefix, cursor = _typed(request)
    return JSONResponse({"result": _named(prefix, types_of(request.state.atlas, pages.language(request)))[cursor:]})


@router.get("/suggest/property", summary="Properties by name", operation_id="suggest-property", **_SUGGEST)  # type: ignore[arg-type]
async def suggest_property(request: Request) -> Response:
    """Properties in use with a name that is being typed."""
    atlas, lang, (prefix, cursor) = request.state.atlas, pages.language(request), _typed(request)
    used = [compact(iri) for iri in await usage(atlas.engine, atlas.cache) if not atlas.names.number_of(iri)]
    known: list[Named] = [{"id": each, "name": property_label(atlas, each, lang)} for each in used]
    return JSONResponse({"result": _named(prefix, known)[cursor:]})


def _named(prefix: str, known: list[Named]) -> list[Named]:
    """Those of which the id or a word of the name begins so."""
    typed = "".join(words_of(prefix))

    def fits(each: Named) -> bool:
        words = words_of(each["name"])
        starts = ["".join(words[place:]) for place in range(len(words))]
        return any(form.startswith(typed) for form in (*starts, "".join(words_of(each["id"].partition(":")[2]))))

    return [each for each in known if fits(each)]
