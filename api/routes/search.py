"""Search: finds things by name, as data while the reader types, and as a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from sandbox_atlas.api.http.negotiation import best_type, field
from sandbox_atlas.api.http.openapi import answers
from sandbox_atlas.api.http.parameters import refuse_unknown, whole_number
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.described import described, language, whole
from sandbox_atlas.api.web.serialisation import classed
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.folding import words_of
from sandbox_atlas.graph.rdf.vocabulary import REGISTER, expanded
from sandbox_atlas.graph.register.interpretation import Asked
from sandbox_atlas.graph.register.search import MOST, SearchResult, SearchResults, class_of, kind_of

router = APIRouter(tags=["search"])

_ON_A_PAGE = 40
"""Results on a page whose address gives no limit."""
_FARTHEST = 10_000_000
_PARAMETERS = ("q", "kind", "limit", "offset", "lang")


@dataclass(frozen=True)
class _Part:
    """A part of the results of a search.

    Attributes:
        text: What was typed.
        kinds: The kinds that are asked for; empty for all.
        most: How many results it may have.
        start: How many come before it.
    """

    text: str
    kinds: tuple[str, ...]
    most: int
    start: int

    def starting_at(self, request: Request, first: int) -> str:
        """The address of the part that begins elsewhere."""
        kept = {name: request.query_params.get(name, "") for name in ("limit", "lang")}
        return pages.links(request).search(self.text, {**kept, "kind": self.kinds, "offset": first or None})

    def before(self, request: Request, total: int) -> str | None:
        """The address of the part before it, if there is one; past the end, that is the last one."""
        last = max(0, total - 1) // self.most * self.most
        return self.starting_at(request, max(0, min(self.start - self.most, last))) if self.start else None


@router.get(
    "/search",
    summary="Find things by name",
    operation_id="search",
    response_class=Response,
    responses=answers("application/json", "text/html", schema="SearchAnswer"),
    openapi_extra={
        "parameters": [
            described("limit", "How many at most", whole(10, 1, MOST)),
            described("offset", "How many to leave out at the beginning", whole(0, 0, _FARTHEST)),
            language(),
        ]
    },
)
async def search(
    request: Request,
    q: Annotated[str, Query(description="What was typed, finished or not; or the address of a thing")] = "",
    kind: Annotated[list[str] | None, Query(description="Only these kinds, such as institution")] = None,
    limit: Annotated[str, Query(description="How many at most", json_schema_extra=whole(10, 1, MOST))] = "10",
    offset: Annotated[
        str, Query(description="How many to leave out at the beginning", json_schema_extra=whole(0, 0, _FARTHEST))
    ] = "0",
) -> Response:
    """Things by any of their names in any language, also by a prefix or by pinyin; exact matches first.

    `total` is the number of things found, `next` the address of those after these. Things with similar names are
    `suggestions`, where nothing is found. `questions` are those that the text asks, with the things that it names.
    """
    atlas, asked = request.state.atlas, request.query_params
    as_page = best_type(field(request, "accept"), ["application/json", "text/html"]) == "text/html"
    if not as_page:
        refuse_unknown(request, _PARAMETERS, ("kind",))
    most = whole_number("limit", asked.get("limit", str(_ON_A_PAGE if as_page else 10)), 1, MOST)
    start = whole_number("offset", asked.get("offset", "0"), 0, _FARTHEST)
    part = _Part(q, tuple(filter(None, kind or ())), most, start)
    found = await atlas.search(q, part.kinds, most, start)
    shaped = _shaped(request, part, found)
    if not as_page:
        shaped |= {"words": words_of(q), "count": len(found.results), "snapshot": atlas.snapshot}
        return JSONResponse(shaped)
    shaped |= {"query": q.strip(), "is_cut": shaped.pop("isCut"), "previous": part.before(request, found.total)}
    return await pages.render(request, "found.html", **shaped, **await _by_kind(request, q, part.kinds, found))


def _shaped(request: Request, part: _Part, found: SearchResults) -> dict[str, Any]:
    """What was found, as JSON has it."""
    atlas, end = request.state.atlas, part.start + part.most
    return {
        "query": part.text,
        "offset": part.start,
        "total": found.total,
        "isCut": found.is_cut,
        "next": part.starting_at(request, end) if end < found.total else None,
        "results": [_result(request, atlas, each) for each in found.results],
        "suggestions": [_result(request, atlas, each) for each in found.guesses],
        "questions": [_question(request, each) for each in found.asked],
    }


async def _by_kind(request: Request, text: str, chosen: tuple[str, ...], found: SearchResults) -> dict[str, Any]:
    """What a page needs to offer the kinds of what was found; nothing where too many things were to be counted."""
    atlas, wanted = request.state.atlas, [kind_of(each) for each in chosen]
    is_countable = found.total and not found.is_cut and atlas.profile == REGISTER
    counts: dict[str, int] = await atlas.search_counts(text) if is_countable else {}
    return {"kinds": _kinds(request, text, counts), "chosen": wanted, "of_all_kinds": sum(counts.values())}


def _kinds(request: Request, text: str, counts: dict[str, int]) -> list[tuple[str, str, str, int]]:
    """Kinds of what was found: path segment, name, address of the results of this kind, and their number."""
    lang, style = pages.language(request), request.state.atlas.style
    kept = {"lang": request.query_params.get("lang", "")}

    def named(kind: str) -> str:
        look = style.look(expanded(class_of(kind)))
        return str(look.plurals.get(lang) or look.label(lang))

    link = pages.links(request)
    return [(kind, named(kind), link.search(text, {**kept, "kind": kind}), count) for kind, count in counts.items()]


def _result(request: Request, atlas: Atlas, found: SearchResult) -> dict[str, Any]:
    lang, name = pages.language(request), found.hit.name
    shaped = classed(name, atlas, pages.links(request), lang)
    others = [text for text in (*name.labels.values(), *name.others) if text != shaped["label"]]
    facts = [shaped["kind"], *(each.label(lang) for each in found.about)]
    return {
        **shaped,
        "matched": found.hit.matched,
        "names": list(dict.fromkeys(others)),
        "facts": " · ".join(fact for fact in facts if fact),
        "degree": found.degree,
    }


def _question(request: Request, asked: Asked) -> dict[str, Any]:
    reader, question = pages.interface(request), asked.question
    lang, colon = reader.labels, reader.gettext(": ")
    return {
        "name": question.name,
        "title": question.title[lang],
        "href": pages.links(request).lookup(question.name, {name: of.reference for name, of in asked.values.items()}),
        "facts": " · ".join(
            f"{question.parameter(name).label[lang]}{colon}{of.label(lang)}" for name, of in asked.values.items()
        ),
    }
