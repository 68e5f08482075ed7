"""Head of a page: the addresses by which search engines know it, and which a link to it is shown with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import URL

from sandbox_atlas.api.http.parameters import own_pairs
from sandbox_atlas.api.web.languages import Languages

_NOT_THE_PAGE = frozenset(
    {
        "embed",
        "v",
        "sort",
        "rows",
        "sel",
        "edge",
        "colour",
        "size",
        "hide",
        "pin",
        "open",
        "until",
        "undated",
        "class",
    }
)
"""Parameters that say how a page is shown, or what of it; it is the same page without them."""
_ADDED = frozenset({"from", "to"})
"""The same for pages of networks, to which they add a path; elsewhere they are what is asked."""


@dataclass(frozen=True)
class Head:
    """Absolute addresses of a page.

    Attributes:
        canonical: Its own, without what others appended and what only changes how it looks.
        languages: The same in each language, by language tag; "x-default" is in the language that the reader prefers.
        image: A picture for those who show links with one.
        site: Scheme and host, to which a path is added.
    """

    canonical: str
    languages: dict[str, str]
    image: str
    site: str


def head(request: Request, languages: Languages, image: str) -> Head:
    """The head of the page that a request asks for.

    Args:
        request: The request.
        languages: Languages of the interface.
        image: Path of the picture.
    """
    passed_over = _NOT_THE_PAGE if "/analysis/" in request.url.path else _NOT_THE_PAGE | _ADDED
    pairs = [pair for pair in own_pairs(request, on_page=True) if pair[0] not in passed_over and pair[1]]
    page = request.url.replace(query="", fragment="")
    others = [pair for pair in pairs if pair[0] != "lang"]
    alternates = {each.tag: str(_with(page, [*others, ("lang", each.code)])) for each in languages}
    return Head(
        canonical=str(_with(page, pairs)),
        languages={**alternates, "x-default": str(_with(page, others))},
        image=str(page.replace(path=image)),
        site=str(page.replace(path="")),
    )


def _with(page: URL, pairs: list[tuple[str, str]]) -> URL:
    return page.replace(query=urlencode(pairs, safe="/:"))
