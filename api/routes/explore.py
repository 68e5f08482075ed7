"""Explorer: shows the network that passes the filters, in one of several arrangements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import is_yes
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import TEXT, TEXTS, YES, described, language, of_question
from sandbox_atlas.api.web.described import one_of as choice
from sandbox_atlas.api.web.downloads import FORMATS, SEEN, ExportRequest, Menu, menu, written
from sandbox_atlas.api.web.exploring import (
    GROUPS,
    OF_ANY,
    Asked,
    label_of,
    measured,
    needs_measures,
    network_and_picture,
    one_of,
    title_of,
)
from sandbox_atlas.api.web.languages import marked
from sandbox_atlas.api.web.seen import seen
from sandbox_atlas.api.web.tables import ROWS, table_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.belonging import BY
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.projection import LARGEST, Network
from sandbox_atlas.graph.network.table import FIRST, ORDERS
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.vocabulary import REGISTER
from sandbox_atlas.graph.register.exploration import Exploration, short
from sandbox_atlas.graph.register.facets import Option

router = APIRouter(tags=["explorer"])

DRAWINGS = {
    "groups": marked("Groups"),
    "network": marked("Network"),
    "columns": marked("Columns"),
    "around": marked("Focus"),
    "partners": marked("Who works with whom"),
}
"""Names of the arrangements, by their value in the address."""

_LISTS = {
    "links": "Relations that are shown, such as sbx:applicant",
    "kinds": "Kinds of institutions that are shown, by kind and slug or by IRI; other for those without one",
    "hide": "Things that are hidden, by kind and slug or by IRI",
    "keep": "The only things that are shown, by kind and slug or by IRI",
    "pick": "Things that are selected together",
    "stand": "Where things were moved to, as kind/slug~x~y",
    "pin": "Things that stay whatever their class",
    "open": "Things whose neighbours are added: kind/slug~30, or with a relation kind/slug~30~sbx:applicant",
}
_WORDS = {
    "since": "Only what is in this dated batch of the timeline or a later one",
    "until": "Only what came up to this dated batch of the timeline",
    "undated": "With since or until: yes shows things beside that are in no dated batch",
    "without": "A source that is left out, with all that no other one states",
    "only": "A source beside which all others are left out",
    "from": "A thing from which the shortest paths to another one are added",
    "via": "What these paths lead through: applications, technologies or anything",
    "path": "Which of these paths is shown, from 0",
    "to": "The other end of these paths",
    "sel": "The thing that is selected",
    "edge": "The link that is selected",
    "colour": "What colours mean: class, community or batch",
    "area": "What areas stand for: batch, sandbox, place or none",
    "names": "How many things have a name, from 0, few, to 3, all",
    "at": "The part of the network that is shown: middle and zoom, as x~y~zoom",
    "size": "What sizes mean: degree, betweenness or pagerank",
    "v": "The snapshot that a link was made from",
}
_MEASURED = (".json", ".graphml", ".gexf")
"""Files that have the measures of things."""
_KINDS = 3
"""Classes that the explorer suggests to start from where the data are no register."""


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
        described("drawing", "How the network is arranged", choice(list(DRAWINGS))),
        described("by", "What makes the groups of the drawing 'groups'; what fits best without this", choice(BY)),
        described("opened", "Groups that are open, by kind and slug or by IRI", TEXTS),
        described("class", "Only things of these classes, such as Institution", TEXTS),
        *(described(name, meaning, TEXTS) for name, meaning in _LISTS.items()),
        *(described(name, meaning, TEXT) for name, meaning in _WORDS.items()),
        described("sort", "Order of the table", choice(ORDERS)),
        described("rows", f"Rows of the table: the first {FIRST}, all, or none", choice(ROWS)),
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
    exploring = Asked(request, on_page=True)
    given = exploring.filters
    order = one_of("sort", asked.get("sort") or ORDERS[0], ORDERS)
    found, drawn = await network_and_picture(request, exploring)
    if needs_measures(request):
        drawn = await measured(request, exploring, drawn)
    lang = pages.language(request)
    title = title_of(atlas, found, pages.interface(request))
    return await pages.render(
        request,
        "embedded.html" if is_yes(request, "embed") else "explore.html",
        title=title,
        figure=await run_in_threadpool(drawing.figure, drawn, lang, title=title, help="explorer-help"),
        drawn=drawn,
        found=found,
        filters=await run_in_threadpool(
            lambda: {name: _choices(atlas, found.facets[name], lang) for name in found.facets}
        ),
        parameters={each.name: each for each in view("explore", atlas.profile).parameters},
        given=given if not found.is_start else found.network.parameters,
        how=drawn["how"],
        by=exploring.by,
        drawings=_drawings(atlas),
        **await _table(request, found, drawn, order),
        starts=_starts(request, atlas, found, lang),
        largest=LARGEST,
        linked=asked.get("v", ""),
        downloads=_downloads(request, found.network),
    )


async def _table(request: Request, found: Exploration, drawn: Picture, order: str) -> dict[str, Any]:
    """The table of what is drawn, or of all that groups stand for; of the classes that the address names, if any."""
    collate = await request.state.atlas.indexes.collation(pages.language(request))
    listed = drawn if drawn["how"] != GROUPS else await run_in_threadpool(_all_of, request, found)
    classes = set(request.query_params.getlist("class")) or {entry["id"] for entry in listed["classes"]}
    visible = {name if ":" in name else f"sbx:{name}" for name in classes}
    return await run_in_threadpool(table_of, request, _of_classes(listed, visible), order, collate)


def _downloads(request: Request, network: Network) -> Menu:
    size = (network.total, len(network.graph), network.graph.number_of_edges())
    address = pages.links(request).explore
    return menu(request, network.view.name, network.parameters, lambda suffix: address({}, suffix), size)


def _drawings(atlas: Atlas) -> dict[str, str]:
    """The drawings that fit the data, with their names."""
    return {name: label for name, label in DRAWINGS.items() if atlas.profile == REGISTER or name in OF_ANY}


def _exporter(suffix: str) -> Callable[[Request], Awaitable[Response]]:
    async def handler(request: Request) -> Response:
        asked = Asked(request)
        found, drawn = await network_and_picture(request, asked)
        if suffix in _MEASURED:
            drawn = await measured(request, asked, drawn)
        visible = await seen(request, drawn)
        name, title = found.network.view.name, title_of(request.state.atlas, found, pages.interface(request))
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


def _all_of(request: Request, found: Exploration) -> Picture:
    """A picture of all things of a network, for the table beside a drawing that shows groups of them."""
    atlas: Atlas = request.state.atlas
    return drawing.picture(found.network, atlas.names, atlas.style, pages.links(request).thing, is_placed=False)


def _of_classes(drawn: Picture, classes: set[str]) -> Picture:
    """The part of a picture with nodes of some classes only."""
    kept = {node["id"] for node in drawn["nodes"] if node["class"] in classes}
    return {
        **drawn,
        "nodes": [node for node in drawn["nodes"] if node["id"] in kept],
        "edges": [edge for edge in drawn["edges"] if edge["from"] in kept and edge["to"] in kept],
    }


def _choices(atlas: Atlas, options: list[Option], lang: str) -> list[Choice]:
    return [
        Choice(short(each.iri), label_of(atlas, each.iri, lang), each.count, each.chosen, each.depth)
        for each in options
    ]


def _starts(request: Request, atlas: Atlas, found: Exploration, lang: str) -> list[tuple[str, str]]:
    """Suggested starting points: addresses with their labels, from small networks to the whole register."""
    link, say = pages.links(request), pages.interface(request).gettext
    pair = {"batch": [short(iri) for iri in found.start]}
    labels = [atlas.names.get(iri).label(lang) for iri in found.start]
    starts = [(link.explore(pair), " + ".join(labels))] if found.start else []
    if found.start:
        columns = link.explore({"batch": pair["batch"][-1:], "drawing": "columns"})
        starts.append((columns, say("{name}, in columns").format(name=labels[-1])))
    starts += [
        (link.explore({"sandbox": short(option.iri)}), f"{atlas.names.get(option.iri).label(lang)} ({option.count})")
        for option in found.sandboxes[:3]
    ]
    if atlas.profile == REGISTER:
        partners = link.explore({"whole": "yes", "drawing": "partners"})
        starts.append((partners, say("Who works with whom, everywhere")))
    else:
        starts.append((link.explore(), say("What is linked most")))
        kinds = [option.iri for option in found.facets["type"][:_KINDS]]
        starts += [(link.explore({"type": short(iri)}), label_of(atlas, iri, lang)) for iri in kinds]
    starts.append((link.explore({"whole": "yes"}), say("Everything")))
    return starts
