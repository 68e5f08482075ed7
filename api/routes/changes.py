"""Changes: what each publication added, removed and changed, as a page, as JSON and as an Atom feed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.errors import NotKeptError
from sandbox_atlas.api.http.parameters import refuse_unknown
from sandbox_atlas.api.http.validators import digest, matches
from sandbox_atlas.api.http.version import VERSION
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.changes import Entry, as_json, concerns, entries, record_of
from sandbox_atlas.api.web.feeds import MEDIA_TYPE, Feed, FeedEntry, atom
from sandbox_atlas.api.web.publication import in_language, publication_of, site_name
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError, Said, UnknownNameError
from sandbox_atlas.graph.loading.archive import Publication, publications
from sandbox_atlas.graph.rdf.vocabulary import ID

router = APIRouter(include_in_schema=False)

_LEAST_DIGITS = 8
_NAMES = ("thing", "since", "lang", "embed")


async def published(request: Request) -> list[Publication]:
    """The publications in the archive of the server, the newest first.

    Raises:
        NotKeptError: The server has no archive.
    """
    settings: ServerSettings = request.app.state.settings
    folder: Path | None = settings.archive
    if folder is None:
        raise NotKeptError(
            Said("This server keeps no earlier states of the data."), Said("It would with `serve --archive`.")
        )
    return await asyncio.to_thread(publications, folder)


@router.get("/changes")
async def page(request: Request, thing: str = "", since: str = "") -> Response:
    """What each publication changed, the newest first; of one thing, or since one snapshot."""
    found, iri = await _entries(request, thing, since)
    current = unchanged(request, _key(found))
    if current:
        return current
    names = request.state.atlas.names
    shown = await pages.render(
        request,
        "changes.html",
        entries=found,
        thing=iri,
        label=names.get(iri).label(pages.language(request)) if iri else "",
        feed=pages.links(request).changes({"thing": thing}, ".atom"),
        since=since,
    )
    return tagged(request, shown, _key(found))


@router.get("/changes.json")
async def data(request: Request, thing: str = "", since: str = "") -> Response:
    """The same as data."""
    found, _ = await _entries(request, thing, since)
    body = {"snapshot": request.state.atlas.snapshot, "publications": await run_in_threadpool(as_json, found)}
    return unchanged(request, _key(found)) or tagged(request, JSONResponse(body), _key(found))


@router.get("/changes.atom")
async def feed(request: Request, thing: str = "", since: str = "") -> Response:
    """The same as a feed, in which each publication that changed something is an entry."""
    found, iri = await _entries(request, thing, since)
    current = unchanged(request, _key(found))
    if current:
        return current
    atlas: Atlas = request.state.atlas
    reader, known = pages.interface(request), await published(request)
    say, label = reader.gettext, atlas.names.get(iri).label(reader.labels) if iri else ""
    title = f"{say('Changes')}{say(': ')}{label}" if label else say("Changes")
    about = Feed(
        title=f"{title} · {site_name(await publication_of(atlas), reader)}",
        address=str(request.url),
        page=str(request.url.replace(path=pages.links(request).changes())),
        author=await author(request),
        language=reader.tag,
        updated=found[0].publication.published if found else _beginning(known),
        rights="; ".join(each.name for each in (await publication_of(atlas)).licences),
    )
    written = [_entry(request, each) for each in found if each.count]
    body = await run_in_threadpool(atom, about, written)
    return tagged(request, Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8"), _key(found))


async def author(request: Request) -> str:
    """Who publishes the data, or where they do not say, the name of the site."""
    publication = await publication_of(request.state.atlas)
    lang = pages.language(request)
    return ", ".join(in_language(each, lang) for each in publication.publishers) or request.url.netloc


def _entry(request: Request, entry: Entry) -> FeedEntry:
    reader, link = pages.interface(request), pages.links(request)
    html = pages.environment().get_template("changed.html").module  # only macros are in it
    return FeedEntry(
        key=f"{entry.publication.published.isoformat()} {entry.publication.snapshot}",
        title=reader.ngettext("{count} change", "{count} changes", entry.count),
        updated=entry.publication.published,
        address=str(request.url.replace(path=link.changes(), fragment=entry.publication.snapshot[:12])),
        html=str(html.facts_of(entry, str(request.url.replace(path="", query="")), reader.gettext)),  # type: ignore[attr-defined]
    )


def _beginning(known: list[Publication]) -> datetime:
    return known[-1].published if known else datetime.fromtimestamp(0).astimezone()


async def _entries(request: Request, thing: str, since: str) -> tuple[list[Entry], str]:
    """The publications that are asked for, and the IRI of the thing that is.

    Raises:
        NotKeptError: The server has no archive, or knows no publication of the snapshot.
        UnknownNameError: There is no such thing, and no publication has changed one.
    """
    refuse_unknown(request, _NAMES)
    known = await published(request)
    if since:
        if len(since) < _LEAST_DIGITS:
            raise BadParameterError(Said("'since' is a digest of at least {count} digits.", count=_LEAST_DIGITS))
        start = next((each for each in known if each.snapshot.startswith(since.lower())), None)
        if start is None:
            raise NotKeptError(
                Said("No snapshot '{name}' was published here.", name=since), Said("See /changes without 'since'.")
            )
        known = [each for each in known if each.published > start.published]
    iri = await _thing(request, thing, known) if thing else ""
    link, reader = pages.links(request), pages.interface(request)
    return await run_in_threadpool(entries, known, request.state.atlas, link, reader, iri), iri


async def _thing(request: Request, thing: str, known: list[Publication]) -> str:
    """The IRI of a thing that there is, or that there was."""
    atlas: Atlas = request.state.atlas
    found = await atlas.find((thing, ID + thing)) or atlas.names.resolve(thing)
    if found:
        return found

    def gone() -> str:
        changes = (change for each in known for change in record_of(each)["changes"])
        return next((iri for change in changes for iri in (ID + thing, thing) if concerns(change, iri)), "")

    found = await run_in_threadpool(gone)
    if not found:
        raise UnknownNameError("thing", thing, [entry.reference for entry in await atlas.names.near(thing)])
    return found


def unchanged(request: Request, key: str) -> Response | None:
    """The answer 304 where the client has this answer; arguments as those of `tagged`."""
    tag = _tag(request, key)
    asked = request.headers.get("if-none-match", "")
    return Response(status_code=304, headers={"ETag": tag}) if matches(asked.encode(), tag.encode()) else None


def tagged(request: Request, answer: Response, key: str) -> Response:
    """An answer with an entity tag of its own: a publication is in the archive a little later than it is served.

    Args:
        request: The request.
        answer: The answer.
        key: What it depends on besides the address, the reader and the current snapshot.
    """
    answer.headers["ETag"] = _tag(request, key)
    return answer


def _tag(request: Request, key: str) -> str:
    reader = pages.interface(request)
    parts = (request.state.atlas.snapshot, key, str(request.url), pages.pinned(request), reader.code)
    return f'W/"{digest((*parts, pages.theme(request), VERSION))}"'


def _key(found: list[Entry]) -> str:
    """What tells entries apart: the newest publication, and which of them are kept."""
    newest = found[0].publication.record.name if found else ""
    return newest + "".join("01"[each.publication.file is not None] for each in found)
