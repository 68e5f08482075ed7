"""Network views: a page, data, and files to download for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import question_parameters
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import TEXTS, YES, described, language, of_question, one_of
from sandbox_atlas.api.web.downloads import FORMATS, ExportRequest, menu, wants_all, written
from sandbox_atlas.api.web.figures import picture
from sandbox_atlas.api.web.long_json import LongJSONResponse
from sandbox_atlas.api.web.seen import is_narrowed, seen
from sandbox_atlas.api.web.tables import ROWS, table_of
from sandbox_atlas.api.web.titles import as_written, title_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.table import FIRST, ORDERS
from sandbox_atlas.graph.questions.catalogue import view, views
from sandbox_atlas.graph.questions.examples import example_values
from sandbox_atlas.graph.questions.question import Question

router = APIRouter(prefix="/views", tags=["views"])


_OF_VIEWS = {each.name: each for asked in views().values() for each in asked.parameters}
_PARAMETERS = {
    "parameters": [
        *of_question(_OF_VIEWS.values(), several=True),
        described("class", "Only things of these classes, such as Institution", TEXTS),
        described("uncut", "Whether things beyond the most linked ones are kept", YES),
        described("rows", f"Rows of the table of a page: the first {FIRST}, all, or none", one_of(ROWS)),
        language(),
    ]
}
"""The parameters of all views; each view has some of them, and says which where another one is given."""


@router.get(
    "/{name}.json",
    summary="A network as data",
    operation_id="view-json",
    response_class=Response,
    responses=answers("application/json", schema="NetworkAnswer"),
    openapi_extra=_PARAMETERS,
)
async def view_data(request: Request, name: str) -> JSONResponse:
    """Nodes with their positions, edges, and a legend of classes and relations."""
    data = await picture(request, name, question_parameters(request), uncut=wants_all(request))
    data = await seen(request, data) if is_narrowed(request) else data
    return await run_in_threadpool(LongJSONResponse, {"view": name, "snapshot": request.state.atlas.snapshot, **data})


def _exporter(suffix: str) -> Callable[[Request, str], Awaitable[Response]]:
    async def handler(request: Request, name: str) -> Response:
        view(name, request.state.atlas.profile)
        parameters = question_parameters(request)
        data = await picture(request, name, parameters, uncut=wants_all(request)) if is_narrowed(request) else None
        return await written(ExportRequest(request, name, parameters, data and await seen(request, data)), suffix)

    return handler


for _suffix, _format in FORMATS.items():
    router.add_api_route(
        f"/{{name}}{_suffix}",
        _exporter(_suffix),
        summary=f"A network as {_format.label}",
        description="Parameters are those of the view; `uncut=yes` keeps things beyond the most linked ones.",
        operation_id=f"view-{_suffix[1:]}",
        response_class=Response,
        responses=answers(_format.media_type),
        openapi_extra=_PARAMETERS,
    )


@router.get(
    "/{name}",
    response_class=HTMLResponse,
    summary="A network as a page",
    operation_id="view",
    openapi_extra=_PARAMETERS,
)
async def view_page(request: Request, name: str) -> HTMLResponse:
    """The network with a legend, search, and the facts about the selected thing."""
    atlas: Atlas = request.state.atlas
    _refuse_suffix(name, atlas.profile)
    asked = view(name, atlas.profile)
    parameters = question_parameters(request, on_page=True)
    shown = {} if _unanswered(asked, parameters) else await _shown(request, asked, parameters)
    return await pages.render(
        request,
        "view.html",
        view=asked,
        title=title_of(asked, parameters, atlas.names, pages.interface(request)),
        parameters=parameters,
        written=partial(as_written, names=atlas.names, lang=pages.language(request)),
        examples=await example_values(asked, atlas.names),
        **shown,
    )


def _unanswered(asked: Question, parameters: Mapping[str, list[str]]) -> bool:
    """Whether a view still has to be told what it is about: its page is then a form, as that of a question is."""
    return any(each.required and not any(parameters.get(each.name, ())) for each in asked.parameters)


async def _shown(request: Request, asked: Question, parameters: dict[str, list[str]]) -> dict[str, Any]:
    """What the page of a network shows: the network, its table, its files."""
    lang, name = pages.language(request), asked.name
    data = await picture(request, name, parameters, uncut=wants_all(request))
    collate = await request.state.atlas.indexes.collation(lang)
    order = request.query_params.get("sort", ORDERS[0])
    size = (data["total"], len(data["nodes"]), len(data["edges"]))
    return {
        "figure": await run_in_threadpool(drawing.figure, data, lang, title=asked.title[lang]),
        **await run_in_threadpool(table_of, request, data, order if order in ORDERS else ORDERS[0], collate),
        "drawn": data,
        "downloads": menu(
            request, name, parameters, lambda suffix: pages.links(request).view(name, parameters, suffix), size
        ),
    }


def _refuse_suffix(name: str, profile: str) -> None:
    """Refuse an unknown format of a view.

    Raises:
        UnknownNameError: It ends in a suffix that is none of the formats.
    """
    known, _, suffix = name.rpartition(".")
    if known in views(profile):
        raise UnknownNameError("format of networks", f".{suffix}", [".json", *FORMATS])
