"""Reconciliation: matches the names of a table against the register, as OpenRefine does (Reconciliation API 0.2)."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import refuse_unknown, whole_number
from sandbox_atlas.api.routes.registers import NEEDS_REGISTER
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import TEXT, described, language
from sandbox_atlas.api.web.publication import publication_of, site_name
from sandbox_atlas.api.web.reconciled import Rows, candidate_json, cells_of, property_label, types_of
from sandbox_atlas.graph.errors import BadParameterError, UnknownNameError
from sandbox_atlas.graph.rdf.vocabulary import ID, KINDS, SBX, compact, expanded
from sandbox_atlas.graph.register.description import usage
from sandbox_atlas.graph.register.reconciliation import NameParts, adjusted, candidates, is_sure
from sandbox_atlas.graph.register.search import class_of, kind_of

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.register.search import SearchResults

router = APIRouter(prefix="/reconcile", tags=["reconciliation"], dependencies=[NEEDS_REGISTER])

_MOST_BODY = 1_000_000
_MOST_NAMES, _MOST_IDS, _MOST_PROPERTIES = 200, 200, 20
_BATCH = 50
_LOOKED_AT, _WEIGHED = 20, 60
"""Candidates among which the best are chosen; where other columns weigh in, more."""
_FOREMOST = (
    "sbx:Institution",
    "sbx:Technology",
    "sbx:Regulator",
    "sbx:Place",
    "sbx:Sandbox",
    "sbx:Application",
    "sbx:Batch",
)
"""Types that tables have, in the order in which they are offered."""
_TYPES = frozenset({*KINDS, *KINDS.values(), *(class_of(kind) for kind in KINDS.values())})
_FORM = "application/x-www-form-urlencoded"
_BODY = {
    "requestBody": {
        "content": {
            _FORM: {"schema": {"type": "object", "properties": {"queries": TEXT, "extend": TEXT, "lang": TEXT}}}
        }
    }
}
_PARAMETERS = {
    "parameters": [
        described("queries", "Names to match, as a JSON object of queries by name", TEXT),
        described("extend", "Things and properties to extend a table by, as a JSON object", TEXT),
        language(),
    ]
}
_ANSWERS = answers("application/json", schema="ReconciliationAnswer") | {
    413: {"description": "The request is too large", "content": {"application/problem+json": {}, "text/html": {}}},
    415: {"description": "The body is no form", "content": {"application/problem+json": {}, "text/html": {}}},
}


@router.get(
    "",
    summary="Match names of a table",
    operation_id="reconcile",
    response_class=Response,
    responses=answers("application/json", schema="ReconciliationAnswer"),
    openapi_extra=_PARAMETERS,
)
async def by_get(request: Request) -> Response:
    """The manifest of the service; with `queries` the candidates for names, with `extend` values of properties."""
    refuse_unknown(request, ("queries", "extend", "lang"))
    return await _answer(request, dict(request.query_params))


@router.post(
    "",
    summary="Match names of a table, in a form",
    operation_id="reconcile-post",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def by_post(request: Request) -> Response:
    """The same for a form, which has room for more names."""
    return await _answer(request, {**dict(request.query_params), **await _form(request)})


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form.

    Raises:
        HTTPException: 413 or 415, as the body is too large or no form.
        BadParameterError: The body is not UTF-8.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, f"Send {_FORM}.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BODY:
            raise HTTPException(413, f"A request may have {_MOST_BODY:,} bytes.")
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=10))
    except ValueError as error:
        raise BadParameterError("The form cannot be read.", "Send `queries` or `extend` in UTF-8.") from error


async def _answer(request: Request, fields: dict[str, str]) -> Response:
    given = [name for name in ("queries", "extend") if name in fields]
    if not given:
        return JSONResponse(await _manifest(request))
    if len(given) > 1:
        raise BadParameterError("A request has either 'queries' or 'extend'.", "Send two requests.")
    asked = _object(given[0], fields[given[0]])
    work = _reconciled if given[0] == "queries" else _extended
    return JSONResponse(await work(request.state.atlas, asked, pages.language(request)))


def _object(name: str, text: str) -> dict[str, Any]:
    """The JSON object in a field.

    Raises:
        BadParameterError: There is none.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadParameterError(f"'{name}' is no JSON object.", 'For example: {"q0": {"query": "ICBC"}}')
    return found


# ── Manifest ─────────────────────────────────────────────────────────────────


async def _manifest(request: Request) -> dict[str, Any]:
    """What the service offers (section 3.2)."""
    atlas: Atlas = request.state.atlas
    link = pages.links(request)
    base = str(request.url.replace(path=link.reconcile(), query="", fragment=""))
    site = base.removesuffix("/reconcile")
    lang = pages.language(request)
    types = {each["id"]: each for each in types_of(atlas, lang)}
    return {
        "versions": ["0.2"],
        "name": site_name(await publication_of(atlas), pages.interface(request)),
        "identifierSpace": ID,
        "schemaSpace": SBX,
        "documentation": f"{site}/openapi.json",
        "serviceVersion": atlas.snapshot[:12],
        "defaultTypes": [types[each] for each in _FOREMOST if each in types],
        "view": {"url": f"{site}/id?iri={{{{id}}}}"},
        "preview": {"url": f"{site}/id?iri={{{{id}}}}&embed=1", "width": 480, "height": 320},
        "suggest": {
            kind: {"service_url": base, "service_path": f"/suggest/{kind}"} for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [
                {"name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "Most values; 0: all"}
            ],
        },
        "batchSize": _BATCH,
    }


# ── Names ────────────────────────────────────────────────────────────────────


async def _reconciled(atlas: Atlas, queries: dict[str, Any], lang: str) -> dict[str, Any]:
    """The candidates of each name (section 4)."""
    if len(queries) > _MOST_NAMES:
        raise BadParameterError(f"{len(queries)} names are too many for one request.", f"Send up to {_MOST_NAMES}.")
    checked = {key: _checked(key, query) for key, query in queries.items()}
    return {key: {"result": await _matched(atlas, query, lang)} for key, query in checked.items()}


def _checked(key: str, query: Any) -> dict[str, Any]:  # noqa: ANN401 - decoded JSON
    """A query whose members are of the types that they must have (section 4.3).

    Raises:
        BadParameterError: One is not.
    """
    if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
        raise BadParameterError(f"'{key}' is no query: its member 'query' is a name.")
    kinds = query.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise BadParameterError(f"'{key}': 'type' is an id or a list of ids.")
    for kind in kinds:
        if compact(expanded(kind)) not in _TYPES:
            raise BadParameterError(f"'{key}': there is no type '{kind}'.", "/reconcile/suggest/type lists them.")
    limit = query.get("limit", 10)
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise BadParameterError(f"'{key}': 'limit' is a number, not '{limit}'.")
    wanted: dict[str, list[str]] = {}
    properties = query.get("properties", [])
    for each in properties if isinstance(properties, list) else [None]:
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise BadParameterError(f"'{key}': each of 'properties' has 'pid' and 'v'.")
        wanted.setdefault(each["pid"], []).extend(_values(each["v"]))
    return {"name": query.get("query", ""), "kinds": kinds, "limit": min(max(int(limit), 1), 100), "wanted": wanted}


def _values(value: Any) -> list[str]:  # noqa: ANN401 - decoded JSON
    if isinstance(value, list):
        return [each for part in value for each in _values(part)]
    if isinstance(value, dict):
        return [str(value.get("id", ""))]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


async def _matched(atlas: Atlas, query: dict[str, Any], lang: str) -> list[Any]:
    kinds = tuple(kind_of(compact(expanded(kind))) for kind in query["kinds"])
    about: dict[str, str] = {}

    async def find(text: str) -> SearchResults:
        found = await atlas.search(text, kinds, _WEIGHED if query["wanted"] else _LOOKED_AT)
        for each in (*found.results, *found.guesses):
            about[each.hit.name.iri] = ", ".join(name.label(lang) for name in each.about)
        return found

    parts = NameParts(await atlas.indexes.index())
    ranked = await candidates(find, query["name"], parts, kinds)
    if query["wanted"]:
        entities = await asyncio.gather(*(atlas.entity(each.name.iri, lang) for each in ranked))
        pairs = zip(ranked, entities, strict=True)
        ranked = sorted(
            (adjusted(each, entity, query["wanted"], atlas.names) for each, entity in pairs),
            key=lambda each: -each.score,
        )
    sure = is_sure(ranked)
    return [
        candidate_json(each, sure and not number, about.get(each.name.iri, ""), atlas, lang)
        for number, each in enumerate(ranked[: query["limit"]])
    ]


# ── Values ───────────────────────────────────────────────────────────────────


async def _extended(atlas: Atlas, asked: dict[str, Any], lang: str) -> dict[str, Any]:
    """Values of properties of things (section 7); a thing that does not exist has none."""
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or not all(isinstance(each, str) for each in ids):
        raise BadParameterError("'extend' has 'ids' and 'properties', two lists.")
    if len(ids) > _MOST_IDS or len(properties) > _MOST_PROPERTIES:
        raise BadParameterError("The table is too large.", f"Send {_MOST_IDS} ids and {_MOST_PROPERTIES} properties.")
    used = await usage(atlas.engine, atlas.cache)
    limits = dict(_limited(each) for each in properties)
    for each in limits:
        if expanded(each.removeprefix("^")) not in used:
            raise UnknownNameError("property in use", each)
    rows: Rows = {each: await _row(atlas, each, limits, lang) for each in dict.fromkeys(ids)}
    return {"meta": [{"id": each, "name": property_label(atlas, each, lang)} for each in limits], "rows": rows}


def _limited(asked: Any) -> tuple[str, int]:  # noqa: ANN401 - decoded JSON
    """The id of a property, and how many values are wanted."""
    if not isinstance(asked, dict) or not isinstance(asked.get("id"), str):
        raise BadParameterError("Each of 'properties' has an 'id'.")
    settings = asked.get("settings")
    limit = str(settings.get("limit") or 0) if isinstance(settings, dict) else "0"
    return asked["id"], whole_number("limit", limit, 0, 1_000)


async def _row(atlas: Atlas, id_: str, limits: dict[str, int], lang: str) -> dict[str, list[dict[str, Any]]]:
    iri = await atlas.find((id_, ID + id_))
    if iri is None:
        return {each: [] for each in limits}
    entity = await atlas.entity(iri, lang)
    return {each: cells_of(entity, each, atlas, lang, limit) for each, limit in limits.items()}
