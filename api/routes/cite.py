"""Cite and re-use: an answer of this site as a citation, as lines that fetch it, and as one file to hand on."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import refuse_unknown
from sandbox_atlas.api.routes.cited import Cited, absolute, cited
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.analyses import as_json
from sandbox_atlas.api.web.citations import marks_of
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.fetching import Fetched, lines
from sandbox_atlas.api.web.figures import picture
from sandbox_atlas.api.web.handouts import Handout, of_lookup, of_network, of_rows, of_thing
from sandbox_atlas.api.web.publication import in_language, publication_of
from sandbox_atlas.api.web.references import FORMATS, Reference, text
from sandbox_atlas.api.web.serialisation import thing
from sandbox_atlas.api.web.structured import dated
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.rdf.formats import with_charset
from sandbox_atlas.graph.rdf.vocabulary import compact

router = APIRouter(include_in_schema=False)

_NAMES = ("of", "lang", "embed")
_DIGITS = 12
"""Digits of a digest in an address that people copy."""


@router.get("/cite")
async def page(request: Request, of: str) -> HTMLResponse:
    """How to cite an answer, and how to fetch it again."""
    refuse_unknown(request, _NAMES, on_page=True)
    found = await cited(request, of)
    reference, reader = await _reference(found), pages.interface(request)
    return await pages.render(
        request,
        "cite.html",
        title=found.title,
        page=found.address(),
        of=of,
        citation=text(reference, reader),
        formats={suffix: label for suffix, (label, _, _) in FORMATS.items()},
        lines=lines(_fetched(found)),
    )


@router.get("/cite.html")
async def handout(request: Request, of: str) -> Response:
    """The answer as one file, which opens without a network and without scripts."""
    refuse_unknown(request, _NAMES, on_page=True)
    found = await cited(request, of)
    atlas: Atlas = request.state.atlas
    reader, reference = pages.interface(request), await _reference(found)
    content = await _HANDOUTS[found.kind](found)
    written = await run_in_threadpool(
        lambda: (
            pages.environment()
            .get_template("handout.html")
            .render(
                handout=content,
                marks_of=marks_of,
                title=found.title,
                address=found.address(),
                cut=_cut(found),
                reference=reference,
                citation=text(reference, reader),
                names=atlas.names,
                style=atlas.style,
                lang=reader.labels,
                reader=reader,
                gettext=reader.gettext,
                ngettext=reader.ngettext,
                number=reader.number,
                links=pages.links(found.request),
                absolute=lambda path: absolute(found.request, path) if path.startswith("/") else path,
            )
        )
    )
    return _file(written, "text/html", f"{reference.key}.html")


def _cut(found: Cited) -> str:
    """How many of the things of a network are in its drawing, where that is not all of them."""
    reader, drawn = pages.interface(found.request), found.picture
    if drawn is None or len(drawn["nodes"]) >= drawn["total"]:
        return ""
    shown, total = reader.number(len(drawn["nodes"])), reader.number(drawn["total"])
    return reader.gettext("Showing {shown} of {all} entries").replace("{shown}", shown).replace("{all}", total)


def _file(content: str, media_type: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=with_charset(media_type), headers=disposition)


def _citation(suffix: str) -> Callable[[Request, str], Awaitable[Response]]:
    _, media_type, write = FORMATS[suffix]

    async def handler(request: Request, of: str) -> Response:
        refuse_unknown(request, _NAMES)
        reference = await _reference(await cited(request, of))
        return _file(write(reference), media_type, f"{reference.key}{suffix}")

    return handler


for _suffix in FORMATS:
    router.add_api_route(f"/cite{_suffix}", _citation(_suffix))


async def _reference(found: Cited) -> Reference:
    """What a citation of an answer says: title, publishers and licences are those that the data give."""
    atlas: Atlas = found.request.state.atlas
    reader, publication = pages.interface(found.request), await publication_of(atlas)
    lang = reader.labels
    name = compact(found.name) if found.kind == "thing" else found.name
    return Reference(
        name=re.sub(r"^\w+:", "", name),
        title=found.title,
        dataset=in_language(publication.titles, lang),
        publishers=tuple(in_language(each, lang) for each in publication.publishers),
        licences=publication.licences,
        snapshot=atlas.snapshot,
        dated=dated(publication),
        address=found.address(snapshot=_stable(found.request)),
        accessed=datetime.now(UTC).date(),
        language=reader.tag,
    )


def _stable(request: Request) -> str:
    """The snapshot that a citation leads to: the one of the page, or where snapshots are kept, the current one."""
    settings: ServerSettings = request.app.state.settings
    return pages.pinned(request) or (request.state.atlas.snapshot[:_DIGITS] if settings.archive else "")


def _fetched(found: Cited) -> Fetched:
    request = found.request
    atlas: Atlas = request.state.atlas
    name = (atlas.names.get(found.name).reference or found.name) if found.kind == "thing" else found.name
    return Fetched(
        table=found.address(".csv") if found.has_table else "",
        data=found.address(".json"),
        endpoint=absolute(request, pages.links(request).sparql()),
        call=found.call,
        name=name,
        parameters={each: values for each, values in found.parameters.items() if each not in ("class", "uncut")},
    )


# ── What is in the file, by kind ─────────────────────────────────────────────


async def _of_lookup(found: Cited) -> Handout:
    atlas: Atlas = found.request.state.atlas
    lookup = await atlas.ask(found.name, found.parameters, pages.language(found.request))
    return await of_lookup(found.request, lookup)


async def _of_thing(found: Cited) -> Handout:
    drawn = await picture(found.request, "neighbourhood", {"entity": [found.name]})
    return await of_thing(found.request, found.name, drawn if drawn["nodes"] else None)


async def _of_view(found: Cited) -> Handout:
    atlas: Atlas = found.request.state.atlas
    lang, given = pages.language(found.request), _fetched(found).parameters
    drawn = found.picture or await picture(found.request, found.name, given)
    reader = pages.interface(found.request)
    said = (view(found.name, atlas.profile).description[lang], coverage_sentence(await atlas.coverage(given), reader))
    query = (await atlas.network(found.name, given)).text if found.kind == "view" else ""
    return await of_network(found.request, drawn, said, query)


async def _of_analysis(found: Cited) -> Handout:
    atlas: Atlas = found.request.state.atlas
    link, reader = pages.links(found.request), pages.interface(found.request)
    analysed = await atlas.analyse(found.name, found.parameters)
    shaped = await run_in_threadpool(as_json, analysed, atlas, link, reader.labels)
    columns = {each["name"]: each["label"] for each in shaped["columns"]}
    covered = coverage_sentence(await atlas.coverage(), reader)
    said = [shaped["meaning"], shaped["definition"], shaped["limits"], covered]
    return await of_rows(found.request, said, columns, shaped["rows"])


async def _of_comparison(found: Cited) -> Handout:
    atlas: Atlas = found.request.state.atlas
    link, lang, say = pages.links(found.request), pages.language(found.request), pages.interface(found.request).gettext
    compared = await atlas.compare(found.parameters["a"][0], found.parameters["b"][0])
    columns = {"entry": say("Name"), **{side: atlas.names.get(getattr(compared, side)).label(lang) for side in "ab"}}
    rows = [
        {"entry": thing(atlas.names.get(item.iri), link, lang), "a": item.first, "b": item.second}
        for aspect in compared.aspects
        for item in (*aspect.new, *aspect.continuing, *aspect.gone)
    ]
    said = [say("“Only in” means that no source in this register says the same of the other.")]
    return await of_rows(found.request, said, columns, rows)


_HANDOUTS: dict[str, Callable[[Cited], Awaitable[Handout]]] = {
    "lookup": _of_lookup,
    "thing": _of_thing,
    "view": _of_view,
    "explorer": _of_view,
    "analysis": _of_analysis,
    "comparison": _of_comparison,
}
