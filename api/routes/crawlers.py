"""Crawlers: what search engines may fetch, the list of pages, and the icon that browsers ask for unasked."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import whole_number
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.static_files import FOLDER
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network.analysis.catalogue import analyses
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.vocabulary import REGISTER, kind_and_slug
from sandbox_atlas.graph.register.counts import unused

router = APIRouter(include_in_schema=False)

_MOST = 50_000
"""Largest number of addresses in one list (sitemaps.org, protocol)."""
_PREVIEWS = ("facebookexternalhit", "Twitterbot", "LinkedInBot", "Slackbot-LinkExpanding", "WhatsApp", "TelegramBot")
"""Programs that fetch one page because somebody has passed on its address, whatever its filters."""
_CLOSED = ("cite", "suggest", "neighbours", "paths", "data", "timemap")
"""Beginnings of paths, below that of the atlas, which crawlers need not fetch."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "application/xml"


@router.get("/robots.txt")
async def robots(request: Request) -> PlainTextResponse:
    """What crawlers may fetch (RFC 9309): pages, but not every filter of them, no data and no queries."""
    link = pages.links(request)
    below = link.home()
    closed = [
        *(link.sparql(), link.search(), *(f"{below}{name}" for name in _CLOSED)),
        *(f"{link.explore()}?", f"{link.explore()}.", f"{link.compare()}?", f"{link.compare()}.", link.views()),
        *(f"{link.analyses()}/*?", f"{link.analyses()}/*.", f"{link.changes()}?"),
        *(f"{link.lookups()}/*?", f"{link.lookups()}/*.", f"{below}id/*/*."),
        *(f"{below}*{name}=" for name in ("embed", "snapshot")),
    ]
    groups = [("*", closed), *((name, [link.sparql(), f"{below}data"]) for name in _PREVIEWS)]
    lines = [
        line for name, paths in groups for line in (f"User-agent: {name}", *(f"Disallow: {each}" for each in paths), "")
    ]
    return PlainTextResponse("\n".join([*lines, f"Sitemap: {_absolute(request, below)}sitemap.xml", ""]))


@router.get("/sitemap.xml")
async def sitemap(request: Request, part: str = "") -> Response:
    """The pages of the site (sitemaps.org, protocol); where they are too many for one list, the list of lists."""
    atlas: Atlas = request.state.atlas
    is_register = atlas.profile == REGISTER
    idle = await atlas.cache.get("unused", lambda: unused(atlas.engine)) if is_register else frozenset()

    def written() -> str:
        paths = [
            *_of_site(request, atlas),
            *(pages.links(request).record(iri) for iri in _things(atlas) if iri not in idle),
        ]
        root = _absolute(request, "/")[:-1]
        parts = -(-len(paths) // _MOST)
        if parts > 1 and not part:
            here = f"{root}{pages.links(request).home()}sitemap.xml?part="
            return _listed("sitemapindex", "sitemap", [f"{here}{number + 1}" for number in range(parts)])
        first = (whole_number("part", part or "1", 1, max(parts, 1)) - 1) * _MOST
        return _listed("urlset", "url", [root + path for path in paths[first : first + _MOST]])

    return Response(await run_in_threadpool(written), media_type=_XML)


@router.get("/favicon.ico")
async def favicon() -> FileResponse:
    """The icon, for what does not read the links of pages."""
    return FileResponse(FOLDER / "page" / "favicon.ico", media_type="image/x-icon")


@router.get("/apple-touch-icon.png")
async def touch_icon() -> FileResponse:
    """The icon of a bookmark on the screen of a phone."""
    return FileResponse(FOLDER / "page" / "touch-icon.png", media_type="image/png")


def _of_site(request: Request, atlas: Atlas) -> list[str]:
    """The paths of the pages of the site, and of each question that needs no parameter."""
    link = pages.links(request)
    site = [link.home(), link.explore(), link.lookups(), link.about()]
    if atlas.profile == REGISTER:
        site += [link.compare(), link.sources(), link.ontology(), link.analyses()]
        site += [link.analysis(name) for name, each in analyses().items() if not each.parameters]
    asked = [each for each in questions(atlas.profile).values() if not any(each.required for each in each.parameters)]
    return [*site, *(link.lookup(each.name) for each in asked)]


def _things(atlas: Atlas) -> list[str]:
    """The things that have a page; of other RDF all."""
    return sorted(name.iri for name in atlas.names if kind_and_slug(name.iri) or atlas.profile != REGISTER)


def _listed(root: str, entry: str, addresses: Sequence[str]) -> str:
    lines = [f"<{entry}><loc>{escape(each)}</loc></{entry}>" for each in addresses]
    begin = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">'
    return "\n".join([begin, *lines, f"</{root}>", ""])


def _absolute(request: Request, path: str) -> str:
    return str(request.url.replace(path=path, query="", fragment=""))
