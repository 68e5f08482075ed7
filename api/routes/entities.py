"""Things: answers with everything about one thing, as a page, as RDF, as JSON or as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.negotiation import accepted_type
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import is_yes
from sandbox_atlas.api.http.paths import iri_forms, raw_path_of
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.citations import citations, marks_of
from sandbox_atlas.api.web.families import citation_families
from sandbox_atlas.api.web.figures import picture
from sandbox_atlas.api.web.long_json import LongJSONResponse
from sandbox_atlas.api.web.serialisation import as_csv, cells, entity_json, fact_value, row_of
from sandbox_atlas.api.web.sidebar import Panel, further_questions, inline_questions, panels
from sandbox_atlas.api.web.strips import Strip, strip
from sandbox_atlas.api.web.structured import structured
from sandbox_atlas.api.web.tables import Table, answer_table
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, DeadlineError, Said, TooLargeError, UnknownNameError
from sandbox_atlas.graph.network import drawing
from sandbox_atlas.graph.network.style import Look
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf import results
from sandbox_atlas.graph.rdf.formats import CSV, GRAPH_TYPES, with_charset
from sandbox_atlas.graph.rdf.vocabulary import GENID, ID, REGISTER, SBX, kind_and_slug
from sandbox_atlas.graph.register.counts import reach
from sandbox_atlas.graph.register.entities import Entity, in_language
from sandbox_atlas.graph.register.saves import GENERATED, saves

router = APIRouter(prefix="/id", tags=["things"])

_SUFFIXES = {f".{suffix}": media_type for media_type, suffix in GRAPH_TYPES.items()} | {
    ".html": "text/html",
    ".json": "application/json",
    ".csv": CSV,
}
_WHOLE, _FACTS = 200, 100
"""Values of all properties up to which a page has them all, and those of each property of a thing with more: it leads
to the others."""
_KINDS = (f"{SBX}institutionKind", f"{SBX}applicationType")
"""Properties whose values say what a thing is."""
_WITH_WHOM = "who-works-with-whom"
_PARTNERS = 2
"""Partners that the first sentence names."""
_SAID = 2
"""Nodes of a network that says no more than the fact that links them."""
_DRAWN = ("sandbox", "place", "batch")
"""Kinds of things that are filters of the explorer."""
_OFFERED = ["text/html", *GRAPH_TYPES, "application/json", CSV]


@router.get(
    "",
    summary="One thing by its IRI",
    operation_id="thing-by-iri",
    response_class=Response,
    responses=answers(*_OFFERED, schema="ThingAnswer"),
)
async def by_iri(request: Request, iri: str, format: str = "") -> Response:  # noqa: A002 - the parameter's name
    """Everything that is stated about a thing by its IRI or kind/slug, in the format of a suffix, or by Accept."""
    atlas: Atlas = request.state.atlas
    if format and f".{format}" not in _SUFFIXES:
        raise BadParameterError(
            Said(
                "'{name}' is one of {known}, not '{value}'.",
                name="format",
                known=", ".join(suffix[1:] for suffix in _SUFFIXES),
                value=format,
            ),
            Said("Leave it out to choose by the Accept header."),
        )
    found = await atlas.find((iri, ID + iri))
    if found is None:
        raise UnknownNameError("thing", iri, [entry.reference or entry.iri for entry in await atlas.names.near(iri)])
    return await _answer(request, atlas, found, _SUFFIXES[f".{format}"] if format else "")


@router.get("/{kind}", include_in_schema=False)
@router.get(
    "/{kind}/{slug:path}",
    summary="One thing",
    operation_id="thing",
    response_class=Response,
    responses=answers(*_OFFERED, schema="ThingAnswer"),
)
async def one(request: Request, kind: str, slug: str = "") -> Response:
    """Everything that is stated about a thing: a page, RDF (Turtle, N-Triples, RDF/XML, JSON-LD) or JSON."""
    atlas: Atlas = request.state.atlas
    forms = iri_forms(raw_path_of(request.scope).removeprefix("/id/"))
    found, media_type = await atlas.find([ID + form for form in forms]), ""
    if found is None:
        suffix = next((each for each in _SUFFIXES if forms[-1].endswith(each)), "")
        media_type = _SUFFIXES.get(suffix, "")
        found = await atlas.find([ID + form.removesuffix(suffix) for form in forms]) if suffix else None
        found = found or await atlas.resolve(f"{kind}/{slug}".removesuffix(suffix))
    return await _answer(request, atlas, found, media_type)


async def _answer(request: Request, atlas: Atlas, iri: str, media_type: str) -> Response:
    """A thing in a format; without one, in that which the Accept header asks for."""
    media_type = media_type or accepted_type(request, _OFFERED)
    if media_type in GRAPH_TYPES:
        described = await atlas.description(iri, media_type)
        return Response(described.body, media_type=media_type)
    if media_type == CSV:
        facts = await atlas.ask("entity-facts", {"entity": [iri]}, pages.language(request))
        lang, bom = pages.language(request), is_yes(request, "bom")
        content = await run_in_threadpool(as_csv, facts, atlas.names, lang, bom=bom)
        return Response(content, media_type=with_charset(CSV))
    entity = await atlas.entity(iri, pages.language(request))
    if media_type == "application/json":
        link, reader = pages.links(request), pages.interface(request)
        return await run_in_threadpool(lambda: LongJSONResponse(entity_json(entity, atlas, link, reader)))
    return await _page(request, atlas, entity)


async def _page(request: Request, atlas: Atlas, entity: Entity) -> Response:
    lang = pages.language(request)
    look = atlas.style.look(entity.name.class_iri)
    iri = entity.name.iri
    said = entity if atlas.profile == REGISTER else entity.once()
    shown = said if request.app.state.copy or said.count <= _WHOLE else said.cut(_FACTS)
    marks = await citations(atlas, shown.passages, lang)
    link, reader = pages.links(request), pages.interface(request)
    return await pages.render(
        request,
        "entity.html",
        entity=shown,
        look=look,
        is_blank=iri.startswith(GENID),
        names=atlas.names,
        style=atlas.style,
        title=entity.name.label(lang),
        structured=lambda page: structured(entity, atlas, page, lang),
        rdf=GRAPH_TYPES,
        marks=marks,
        saves={GENERATED: await saves(atlas.engine, entity)},
        families=await run_in_threadpool(citation_families, marks.values()),
        show=lambda fact: fact_value(shown, fact, atlas, link, reader),
        marks_of=marks_of,
        by_language=partial(in_language, lang=lang),
        around=(around := await _around(entity, atlas)),
        strip=await _strip(atlas, iri, around),
        drawn_as=_explored(request, iri),
        insets=await _insets(request, iri) if atlas.profile == REGISTER else [],
        **(of_register := await _of_register(request, iri)),
        brief={**_brief(request, entity, of_register["panels"]), "only": _only(entity, around, atlas)},
        figure=await _neighbourhood(request, iri) if entity.linked else "",
    )


async def _strip(atlas: Atlas, iri: str, around: Sequence[tuple[Look, int]]) -> Strip | None:
    """The batches of a sandbox or place by year; None of other things, and of where nothing is tested."""
    counts = {look.iri: count for look, count in around}
    is_used = counts.keys() & {f"{SBX}{name}" for name in ("Batch", "Application", "Sandbox")}
    return await strip(atlas, iri, counts.get(f"{SBX}Batch", 0)) if atlas.profile == REGISTER and is_used else None


def _explored(request: Request, iri: str) -> str:
    """Where the explorer draws what is in a sandbox, place or batch; empty for others, or where no file has it."""
    kind, slug = kind_and_slug(iri) or ("", "")
    address = pages.links(request).explore({kind: slug}) if kind in _DRAWN else ""
    copy = request.app.state.copy
    return address if not copy or copy.has(address) else ""


def _brief(request: Request, entity: Entity, beside: Sequence[Panel]) -> dict[str, Any]:
    """What kind of institution or application a thing is, and with whom it works most, for its first sentence."""
    atlas: Atlas = request.state.atlas
    reader = pages.interface(request)
    kinds = [
        results.iri(fact.value)
        for group in entity.groups
        if group.property in _KINDS and not group.inverse
        for fact in group.facts
    ]
    partners = [item.iri for panel in beside if panel.question == _WITH_WHOM for item in panel.items]
    shown = [atlas.names.get(iri).label(reader.labels) for iri in partners[:_PARTNERS]]
    if len(partners) > _PARTNERS:
        more = len(partners) - _PARTNERS
        shown.append(reader.ngettext("{count} other institution", "{count} other institutions", more))
    return {
        "kinds": [atlas.names.get(iri).label(reader.labels) for iri in kinds],
        "partners": reader.listed(shown) if shown else "",
    }


def _only(entity: Entity, around: Sequence[tuple[Look, int]], atlas: Atlas) -> dict[str, str]:
    """The things that the first sentence names instead of counting them: the only one of its class, by class."""
    if atlas.profile != REGISTER:
        return {}
    linked: dict[str, list[str]] = {}
    for iri in sorted(entity.linked):
        linked.setdefault(atlas.names.get(iri).class_iri, []).append(iri)
    return {look.iri: linked[look.iri][0] for look, count in around if count == len(linked.get(look.iri, ())) == 1}


async def _of_register(request: Request, iri: str) -> dict[str, Any]:
    """What the page shows beside the facts, which only the things of a register have."""
    atlas: Atlas = request.state.atlas
    if atlas.profile != REGISTER:
        return {"panels": [], "events": [], "further": [], "disagreements": []}
    return {
        "panels": await panels(atlas, iri, pages.language(request)),
        "events": await atlas.events(iri),
        "further": further_questions(iri),
        "disagreements": await _disagreements(request, iri),
    }


async def _neighbourhood(request: Request, iri: str) -> Markup | None:
    """The figure of a thing and its neighbours; empty where at most one is drawn, None where they are too many."""
    try:
        drawn = await picture(request, "neighbourhood", {"entity": [iri]})
    except (DeadlineError, TooLargeError):
        return None
    lang = pages.language(request)
    title = view("neighbourhood", request.state.atlas.profile).title[lang]
    if len(drawn["nodes"]) <= _SAID:
        return Markup()
    return await run_in_threadpool(drawing.figure, drawn, lang, title=title)


async def _insets(request: Request, iri: str) -> list[tuple[Question, Table]]:
    """The questions whose whole answer is shown on the page of a thing, with their rows."""
    atlas: Atlas = request.state.atlas
    cell = cells(atlas.names, pages.links(request), pages.language(request))
    found = []
    for asked, parameter in inline_questions(iri):
        lookup = await atlas.ask(asked.name, {parameter: [iri]}, pages.language(request))
        found.append((asked, await run_in_threadpool(partial(answer_table, lookup, cell, whole=True))))
    return [(asked, table) for asked, table in found if table.rows]


async def _around(entity: Entity, atlas: Atlas) -> list[tuple[Look, int]]:
    """The number of things of each class that a thing has to do with, in order of the legend; no page counts itself.

    In a register these come through applications; what has none there, and other RDF, has what it is linked to.
    """
    reached = await reach(atlas.engine, entity.name.iri) if atlas.profile == REGISTER else {}
    counts = {each: count for each, count in reached.items() if each != entity.name.class_iri}
    linked = counts or await run_in_threadpool(
        lambda: Counter(atlas.names.get(iri).class_iri for iri in entity.linked if iri != entity.name.iri)
    )
    is_drawn = atlas.profile != REGISTER
    looks = (look for look in atlas.style.classes if is_drawn or look.role)
    return [(look, linked[look.iri]) for look in looks if linked.get(look.iri)]


async def _disagreements(request: Request, iri: str) -> list[list[dict[str, Any]]]:
    """The disagreements about a thing, each as the rows of what is said, those first that the editors follow."""
    atlas: Atlas = request.state.atlas
    answer = await atlas.ask("disagreements", {"concerns": [iri]}, pages.language(request))
    cell = cells(atlas.names, pages.links(request), pages.language(request))
    rows = await run_in_threadpool(lambda: [row_of(answer, row, cell) for row in answer.rows])
    return [list(said) for _, said in groupby(rows, key=lambda row: row["disagreement"]["iri"])]
