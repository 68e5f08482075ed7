"""HTML pages: renders templates in the reader's language, with what every page needs."""

from __future__ import annotations

import os
import re
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL

from sandbox_atlas.api.http.host import is_loopback
from sandbox_atlas.api.http.negotiation import best_language, field
from sandbox_atlas.api.http.parameters import is_yes, says_yes
from sandbox_atlas.api.http.paths import root_path_of
from sandbox_atlas.api.http.security_headers import CONTENT_POLICY
from sandbox_atlas.api.http.version import VERSION
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web.cards import opening
from sandbox_atlas.api.web.contexts import EmptyingTemplate, NotedContext
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.head import head
from sandbox_atlas.api.web.languages import Language, Languages
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.api.web.publication import (
    in_language,
    known_publication,
    licence_line,
    names_in,
    publication_of,
    site_name,
)
from sandbox_atlas.api.web.structured import day_of, of_dataset
from sandbox_atlas.graph.rdf.vocabulary import REGISTER, compact
from sandbox_atlas.graph.register.publication import Publication

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

_SUBTAG = re.compile("[-_]")
_DATE = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?(?!\d|-)", re.ASCII)


def interface(request: Request) -> Language:
    """The reader's language: that of the address, else of the cookie, else the one that the browser prefers."""
    known: Languages = request.app.state.languages
    for choice in (request.query_params.get("lang"), request.cookies.get("lang")):
        code = _SUBTAG.split(choice or "", maxsplit=1)[0].lower()  # zh of zh-Hant, as Accept-Language is read
        if code in known:
            return known[code]
    return known[best_language(field(request, "accept-language"), known.codes)]


def has_copies(request: Request) -> bool:
    """Whether pages show the words of passages from copies of documents on this machine; it may change at any time."""
    settings: ServerSettings = request.app.state.settings
    if not is_loopback(settings.host):
        return False
    try:
        with os.scandir(settings.copies) as found:
            return any(not each.name.startswith(".") for each in found)
    except OSError:
        return False


THEMES = ("", "light", "dark")
"""Values of the cookie `theme`; any other counts as the first, the theme of the system."""


def theme(request: Request) -> str:
    """The reader's choice of a theme, one of `THEMES`."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def language(request: Request) -> str:
    """The language of labels and of what questions say: the reader's, or English where the register has none in it."""
    return interface(request).labels


def links(request: Request) -> Links:
    """The links of the atlas below the path at which the request reached it."""
    atlas = getattr(request.state, "atlas", None)
    return Links(root_path_of(request.scope), atlas.names if atlas else None, pinned(request))


def pinned(request: Request) -> str:
    """The digest of the snapshot that the address names; empty where it means the current one, whichever it is."""
    found: str = getattr(request.state, "pinned", "")
    return found


async def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page in the reader's language, written in a thread: a page about a large register has many rows.

    Raises:
        BadParameterError: `embed` says neither yes nor no.
    """
    is_yes(request, "embed")  # a page of a problem shows whatever it says
    atlas = getattr(request.state, "atlas", None)
    found = await publication_of(atlas) if atlas else Publication()
    return await run_in_threadpool(rendered, request, template, status, values, found)


def rendered(
    request: Request, template: str, status: int, values: dict[str, Any], found: Publication | None = None
) -> HTMLResponse:
    """The same at once, for pages that are always short."""
    atlas: Atlas | None = getattr(request.state, "atlas", None)
    found = found or (known_publication(atlas) if atlas else Publication())
    html = environment().get_template(template).render(**_common(request, atlas, found), status=status, **values)
    response = HTMLResponse(html, status, headers={"Vary": "Accept, Accept-Language, Cookie"})
    _remember_language(request, response, interface(request).code)
    return response


def _common(request: Request, atlas: Atlas | None, found: Publication) -> dict[str, Any]:
    """What every template is given."""
    reader, link = interface(request), links(request)
    return {
        "lang": reader.labels,
        "reader": reader,
        "languages": request.app.state.languages,
        "gettext": reader.gettext,
        "ngettext": reader.ngettext,
        "number": reader.number,
        "theme": theme(request),
        "links": link,
        "head": head(request, request.app.state.languages, link.static("page/card.png")),
        "embedded": says_yes(request.query_params.get("embed", "")) is True,
        "here": request.url.path,
        "is_whole": says_yes(request.query_params.get("uncut", "")) is True,
        "address": _own_address(request),
        "snapshot": atlas.snapshot if atlas else "",
        "pinned": pinned(request),
        "is_register": atlas is None or atlas.profile == REGISTER,
        "findings": len(atlas.engine.findings) if atlas else 0,
        "copy": request.app.state.copy,
        "content_policy": CONTENT_POLICY,
        "has_archive": request.app.state.settings.archive is not None,
        "is_edited": request.app.state.settings.edit,
        "has_library": has_library,
        "has_copies": has_copies(request),
        "coverage_sentence": partial(coverage_sentence, reader=reader),
        "publication": found,
        "names_in": names_in(found),
        "site": site_name(found, reader, atlas),
        "licence": licence_line(found, reader),
        "in_language": in_language,
        "version": VERSION,
    }


def _remember_language(request: Request, response: HTMLResponse, code: str) -> None:
    """Keep the language for a year if the address has chosen it."""
    if request.query_params.get("lang") == code:
        home = links(request).current.home()
        response.set_cookie("lang", code, max_age=31_536_000, path=home, samesite="lax", httponly=True)


def _own_address(request: Request) -> URL:
    """The address of a page without scheme and host, which a proxy in front may not have told."""
    found = URL(scope={**request.scope, "headers": [], "server": None})
    return found.include_query_params(snapshot=pinned(request)) if pinned(request) else found


def has_library(name: str) -> bool:
    """Whether a library from npm is installed; an editable install without a network lacks them."""
    return files("sandbox_atlas.api").joinpath("static", "vendor", name).is_file()


def prepare() -> None:
    """Compile the templates of problem pages, the only ones that are written on the event loop."""
    for name in ("problem.html", "base.html", "skeleton.html", "search.html"):
        environment().get_template(name)


def with_dates(text: str) -> Markup:
    """A sentence whose dates are marked as such, so that none is broken at the end of a line."""
    return Markup(_DATE.sub(r"<time>\g<0></time>", str(escape(text))))  # noqa: S704 - the text is escaped


@cache
def environment() -> Environment:
    """The templates; values are escaped, and an undefined one is an error."""
    found = Environment(
        loader=PackageLoader("sandbox_atlas.api", "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.context_class, found.template_class = NotedContext, EmptyingTemplate
    found.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    found.filters |= {"compact": compact, "opening": opening, "with_dates": with_dates}
    found.globals |= {"day_of": day_of, "of_dataset": of_dataset}
    return found
