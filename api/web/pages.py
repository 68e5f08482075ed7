"""HTML pages: templates, the language of the reader, and what every page needs. It knows nothing of SPARQL."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from sandbox_atlas.api.http.negotiation import best_language
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.api.web.static_files import modules
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, compact


def language(request: Request) -> str:
    """The reader's language: as the address says, as chosen before, or as the browser asks."""
    for choice in (request.query_params.get("lang"), request.cookies.get("lang")):
        if choice in LANGUAGES:
            return choice
    return best_language(request.headers.get("accept-language"))


def links(request: Request) -> Links:
    """The addresses of this atlas, as this request reached it."""
    return Links(request.scope.get("root_path", "").rstrip("/"))


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page in the reader's language."""
    lang = language(request)
    atlas = getattr(request.app.state, "atlas", None)
    html = (
        environment()
        .get_template(template)
        .render(
            lang=lang,
            other_lang=next(each for each in LANGUAGES if each != lang),
            theme=request.cookies.get("theme", ""),
            _=translator(lang),
            links=links(request),
            embedded=request.query_params.get("embed") == "1",
            here=request.url.path,
            address=request.url,
            snapshot=atlas.snapshot if atlas else "",
            has_library=has_library,
            modules=modules,
            version=version("sandbox-atlas"),
            number=numbers(lang),
            **values,
        )
    )
    response = HTMLResponse(html, status, headers={"Vary": "Accept, Accept-Language, Cookie"})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("lang", lang, max_age=31_536_000, samesite="lax", httponly=True)
    return response


def has_library(name: str) -> bool:
    """Whether a library that npm brings is there; an editable install without a network lacks them."""
    return files("sandbox_atlas.api").joinpath("static", "vendor", name).is_file()


def numbers(lang: str) -> Callable[[int], str]:
    """Writes numbers as readers of a language do."""
    return lambda value: str(format_decimal(value, locale=_locale(lang)))


@cache
def environment() -> Environment:
    """The templates, with everything escaped and no silent blanks."""
    found = Environment(
        loader=PackageLoader("sandbox_atlas.api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["compact"] = compact
    found.filters["day"] = lambda value, lang: format_date(value, format="long", locale=_locale(lang))
    return found


@cache
def translator(lang: str) -> Callable[[str], str]:
    """Gives interface texts in a language; what is not translated stays English."""
    if lang == LANGUAGES[0]:
        return lambda text: text
    with files("sandbox_atlas.api").joinpath("locale", lang, "LC_MESSAGES", "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=_locale(lang))
    known = {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return lambda text: known.get(text, text)


def _locale(lang: str) -> str:
    return "zh_Hans_CN" if lang == "zh" else "en"
