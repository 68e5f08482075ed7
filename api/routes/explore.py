"""Explorer: shows the network that passes the filters, in one of several arrangements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import is_yes, own_pairs
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import TEXT, TEXTS, YES, described, language, of_question, one_of
from sandbox_atlas.api.web.downloads import FORMATS, SEEN, ExportRequest, menu, written
from sandbox_atlas.api.web.languages import Language, Languages, marked
from sandbox_atlas.api.web.seen import seen
from sandbox_atlas.api.web.tables import ROWS, table_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.arrangements import ARRANGEMENTS, Plan, arranged, with_batches
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.projection import LARGEST
from sandbox_atlas.graph.network.table import FIRST, ORDERS
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.register.exploration import Exploration, short
from sandbox_atlas.graph.register.facets import FACETS, Option

router = APIRouter(tags=["explorer"])

DRAWINGS = {
    "network": marked("Network"),
    "columns": marked("Columns"),
    "around": marked("Focus"),
    "partners": marked("Who works with whom"),
}
"""Names of the arrangements, by their value in the address."""

_BY_PAGE = ("whole", "uncut", "drawing", "class", "sort", "rows", "v", "embed", "bom", "lang")
_BY_SCRIPT = ("sel", "edge", "colour", "size", "hide", "pin", "open", "until", "undated", "from", "to")
"""Parameters besides the filters: the first are for the server, the second for the script of the page."""
_LISTS = {
    "hide": "Things that are hidden, by kind and slug or by IRI",
    "pin": "Things that stay whatever their class",
    "open": "Things whose neighbours are added, each with their number, as kind/slug~30",
}
_WORDS = {
    "until": "Only what came up to this dated batch of the timeline",
    "undated": "With until: yes shows things beside that are in no dated batch",
    "from": "A thing from which the shortest paths to another one are added",
    "to": "The other end of these paths",
    "sel": "The thing that is selected",
    "edge": "The link that is selected",
    "colour": "What colours mean: class, community or batch",
    "size": "What sizes mean: degree, betweenness or pagerank",
    "v": "The snapshot that a link was made from",
}
_NAMED = 3
"""Values of filters that a title names; it counts the others."""


@dataclass(frozen=True)
class Choice:
    """An option of a filter, as the form shows it."""

    value: str
    label: str
    count: int
    chosen: bool
    depth: int


_PARAMETERS = {
    "parameters": [
        *of_question(view("explore").parameters, several=True),
        described("entity", "A thing to show with all that it is linked to, in place of filters", TEXT),
        described("whole", "Whether the whole register is shown where no filter is set", YES),
        described("uncut", "Whether things beyond the most linked ones are kept", YES),
        described("drawing", "How the network is arranged", one_of(list(ARRANGEMENTS))),
        described("class", "Only things of these classes, such as Institution", TEXTS),
        *(described(name, meaning, TEXTS) for name, meaning in _LISTS.items()),
        *(described(name, meaning, TEXT) for name, meaning in _WORDS.items()),
        described("sort", "Order of the table", one_of(ORDERS)),
        described("rows", f"Rows of the table: the first {FIRST}, or all", one_of(ROWS)),
        language(),
    ]
}


@router.get(
    "/explore",
    response_class=HTMLResponse,
    summary="The explorer",
    operation_id="explore",
    openapi_extra=_PARAMETERS,
)
async def explore_page(request: Request) -> HTMLResponse:
    """The network that passes the filters, with the filters, the drawing and the table."""
    atlas: Atlas = request.state.atlas
    asked = request.query_params
    given = _filters(request, on_page=True)
    how = _arrangement(request)
    order = _one_of("sort", asked.get("sort") or ORDERS[0], ORDERS)
    found, drawn = await _network_and_picture(request, given, how)
    lang = pages.language(request)
    collate = await atlas.collation(lang)
    title = _title(atlas, found, pages.interface(request))
    classes = set(asked.getlist("class")) or {entry["id"] for entry in drawn["classes"]}
    visible = {name if ":" in name else f"sbx:{name}" for name in classes}
    return await pages.render(
        request,
        "embedded.html" if is_yes(request, "embed") else "explore.html",
        title=title,
        figure=await run_in_threadpool(drawing.figure, drawn, title=title, help="explorer-help"),
        drawn=drawn,
        found=found,
        filters=await run_in_threadpool(lambda: {name: _choices(atlas, found.facets[name], lang) for name in FACETS}),
        parameters={each.name: each for each in view("explore").parameters},
        given=given if not found.is_start else found.network.parameters,
        how=how,
        drawings=DRAWINGS,
        **await run_in_threadpool(table_of, request, _of_classes(drawn, visible), order, collate),
        starts=_starts(request, atlas, found, lang),
        largest=LARGEST,
        linked=asked.get("v", ""),
        downloads=menu(
            request,
            found.network.view.name,
            found.network.parameters,
            lambda suffix: pages.links(request).explore({}, suffix),
            (found.network.total, len(found.network.graph), found.network.graph.number_of_edges()),
        ),
    )


def _exporter(suffix: str) -> Callable[[Request], Awaitable[Response]]:
    async def handler(request: Request) -> Response:
        given, how = _filters(request), _arrangement(request)
        found, drawn = await _network_and_picture(request, given, how)
        visible = await seen(request, drawn)
        name, title = found.network.view.name, _title(request.state.atlas, found, pages.interface(request))
        if suffix in FORMATS:
            return await written(ExportRequest(request, name, found.network.parameters, visible, title), suffix)
        data = {key: value for key, value in visible.items() if key != "known"}
        return await run_in_threadpool(JSONResponse, {"view": name, "snapshot": request.state.atlas.snapshot, **data})

    return handler


for _label, _suffix in SEEN.items():
    router.add_api_route(
        f"/explore{_suffix}",
        _exporter(_suffix),
        summary=f"What the explorer shows, as {_label}",
        description="Parameters are those of the explorer: what they hide is not in the file, what they add is.",
        operation_id=f"explore-{_suffix[1:]}",
        response_class=Response,
        responses=answers(
            FORMATS[_suffix].media_type if _suffix in FORMATS else "application/json", schema="NetworkAnswer"
        ),
        openapi_extra=_PARAMETERS,
    )


async def explored(request: Request) -> tuple[str, Picture]:
    """The title of what the explorer shows at an address, and the picture with what a reader sees of it."""
    found, drawn = await _network_and_picture(request, _filters(request, on_page=True), _arrangement(request))
    return _title(request.state.atlas, found, pages.interface(request)), await seen(request, drawn)


async def _network_and_picture(request: Request, given: dict[str, list[str]], how: str) -> tuple[Exploration, Picture]:
    """The network and its picture, cached by the atlas unless they may be very large."""
    atlas: Atlas = request.state.atlas
    whole, uncut = (is_yes(request, name) for name in ("whole", "uncut"))
    filters = tuple((name, tuple(values)) for name, values in sorted(given.items()))
    key = ("explore", filters, how, whole, uncut, pages.links(request).base, pages.pinned(request))

    async def made() -> tuple[Exploration, Picture]:
        found = await atlas.explore(given, whole=whole, uncut=uncut)
        return found, await run_in_threadpool(_drawn, request, found, how)

    return await (made() if uncut else atlas.pictures.get(key, made))


def _filters(request: Request, *, on_page: bool = False) -> dict[str, list[str]]:
    """The filters in the address.

    Raises:
        BadParameterError: The explorer has no such parameter.
    """
    known = (*FACETS, "entity", *_BY_PAGE, *_BY_SCRIPT)
    given: dict[str, list[str]] = {}
    for name, value in own_pairs(request, on_page=on_page):
        if name not in known:
            raise BadParameterError(f"The explorer has no parameter '{name}'.", f"It has {', '.join(known)}.")
        if name in (*FACETS, "entity") and value.strip():
            given.setdefault(name, []).append(value)
    return {"entity": given["entity"]} if "entity" in given else given


def _arrangement(request: Request) -> str:
    """The arrangement that the address asks for, or the usual one."""
    asked = request.query_params
    return _one_of("drawing", asked.get("drawing") or ("around" if asked.get("entity") else "network"), ARRANGEMENTS)


def _one_of(name: str, value: str, known: Any) -> str:  # noqa: ANN401 - anything with names in it
    if value not in known:
        raise BadParameterError(f"'{name}' is one of {', '.join(known)}, not '{value}'.")
    return value


def _drawn(request: Request, found: Exploration, how: str) -> Picture:
    """The picture in an arrangement, with batches in order of time and measures of centrality."""
    from sandbox_atlas.graph.network.centrality import with_centrality

    atlas: Atlas = request.state.atlas
    picture = drawing.picture(found.network, atlas.names, atlas.style, pages.links(request).thing)
    order = [batch.iri for batch in found.batches]
    languages: Languages = request.app.state.languages
    shared = languages.labels("shared applications")
    plan = Plan(order, found.entity, shared)
    picture = with_centrality(arranged(with_batches(picture, order), how, plan))
    present = {iri for node in picture["nodes"] for iri in node.get("batches", ())}
    return {
        **picture,
        "how": how,
        "known": drawing.legend(atlas.style),
        "timeline": [
            {"id": each.iri, "label": atlas.names.get(each.iri).labels, "date": each.date}
            for each in found.batches
            if each.iri in present
        ],
    }


def _of_classes(drawn: Picture, classes: set[str]) -> Picture:
    """The part of a picture with nodes of some classes only."""
    kept = {node["id"] for node in drawn["nodes"] if node["class"] in classes}
    return {
        **drawn,
        "nodes": [node for node in drawn["nodes"] if node["id"] in kept],
        "edges": [edge for edge in drawn["edges"] if edge["from"] in kept and edge["to"] in kept],
    }


def _choices(atlas: Atlas, options: list[Option], lang: str) -> list[Choice]:
    def label(iri: str) -> str:
        return atlas.names.get(iri).label(lang) if iri in atlas.names else atlas.style.look(iri).label(lang)

    return [Choice(short(each.iri), label(each.iri), each.count, each.chosen, each.depth) for each in options]


def _title(atlas: Atlas, found: Exploration, reader: Language) -> str:
    """A short title of the network: the thing, the batches, or other values of filters."""
    if found.entity:
        return atlas.names.get(found.entity).label(reader.labels)
    rank = {batch.iri: number for number, batch in enumerate(found.batches)}
    chosen = [option.iri for name in FACETS for option in found.facets[name] if option.chosen]
    chosen.sort(key=lambda iri: rank.get(iri, -1))
    if not chosen:
        return reader.gettext("Everything")
    first = [Option(iri, 0, chosen=True) for iri in chosen[:_NAMED]]
    words = [choice.label for choice in _choices(atlas, first, reader.labels)]
    more = len(chosen) - len(words)
    return reader.listed([*words, reader.ngettext("{count} other", "{count} others", more)] if more else words)


def _starts(request: Request, atlas: Atlas, found: Exploration, lang: str) -> list[tuple[str, str]]:
    """Suggested starting points: addresses with their labels, from small networks to the whole register."""
    link, say = pages.links(request), pages.interface(request).gettext
    pair = {"batch": [short(iri) for iri in found.start]}
    labels = [atlas.names.get(iri).label(lang) for iri in found.start]
    starts = [(link.explore(pair), " + ".join(labels))] if found.start else []
    if found.start:
        starts.append((link.explore({"batch": pair["batch"][-1:], "drawing": "columns"}), labels[-1]))
    starts += [
        (link.explore({"sandbox": short(option.iri)}), f"{atlas.names.get(option.iri).label(lang)} ({option.count})")
        for option in found.sandboxes[:3]
    ]
    starts.append((link.explore({"whole": "yes", "drawing": "partners"}), say("Who works with whom, everywhere")))
    starts.append((link.explore({"whole": "yes"}), say("Everything")))
    return starts
