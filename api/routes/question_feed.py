"""Feed of a question: the rows that came and went with the last publications, as Atom; parameters are its filters.

The question is asked of the kept snapshots themselves, so that exactly what changed in its answer is told. They are
opened on demand, a few at once, so the feed goes back two publications; readers of feeds keep what they have read.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urljoin

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.errors import NotKeptError
from sandbox_atlas.api.http.parameters import question_parameters
from sandbox_atlas.api.routes.changes import author, published, tagged, unchanged
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.feeds import MEDIA_TYPE, Feed, FeedEntry, atom
from sandbox_atlas.api.web.handouts import cell_of
from sandbox_atlas.api.web.publication import publication_of, site_name
from sandbox_atlas.api.web.serialisation import cells, row_of
from sandbox_atlas.api.web.titles import title_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.loading.archive import Publication
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.lookups import Lookup, Parameters
from sandbox_atlas.graph.questions.question import Question

router = APIRouter(include_in_schema=False)

_BACK: Final = 2
"""Publications in the feed: as many kept snapshots are opened, which is how many may be open at once."""

Rows = Mapping[Hashable, Sequence[str]]
"""The rows of an answer as texts by column, by what makes a row the same in two answers."""


@dataclass(frozen=True)
class Step:
    """A publication, and the rows that came and went with it."""

    publication: Publication
    added: Sequence[Sequence[str]]
    removed: Sequence[Sequence[str]]


@router.get("/lookups/{name}.atom")
async def feed(request: Request, name: str) -> Response:
    """The rows of an answer that came and went with each publication.

    Raises:
        UnknownNameError: There is no such question.
        BadParameterError: A parameter is wrong, or one is missing.
        NotKeptError: The server has no archive, or has not kept the current snapshot yet.
    """
    asked, given, known = (
        question(name, request.state.atlas.profile),
        question_parameters(request),
        await published(request),
    )
    if not known:
        raise NotKeptError("The current snapshot is not kept yet.", "Ask again in a few seconds.")
    key = known[0].record.name
    current = unchanged(request, key)
    if current:
        return current
    atlas: Atlas = request.state.atlas
    reader = pages.interface(request)
    await atlas.ask(name, given, reader.labels)  # refuses what is wrong
    steps = await _steps(request, asked, given, known[: _BACK + 1])
    title = title_of(asked, given, atlas.names, reader)
    page = str(request.url.replace(path=request.url.path.removesuffix(".atom")))
    about = Feed(
        title=f"{title} · {site_name(await publication_of(atlas), reader)}",
        address=str(request.url),
        page=page,
        author=await author(request),
        language=reader.tag,
        updated=known[0].published,
    )
    entries = [_entry(request, asked, step, page) for step in steps if step.added or step.removed]
    body = await run_in_threadpool(atom, about, entries)
    return tagged(request, Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8"), key)


async def _steps(request: Request, asked: Question, given: Parameters, known: Sequence[Publication]) -> list[Step]:
    """What changed in the answer with each publication whose snapshot is kept, as that before it is."""
    found: list[Step] = []
    answers = [await _answer(request, asked, given, each) for each in known]
    for (publication, rows), (_, before) in pairwise(zip(known, answers, strict=True)):
        if rows is None or before is None:
            break
        added = [row for key, row in rows.items() if key not in before]
        removed = [row for key, row in before.items() if key not in rows]
        found.append(Step(publication, added, removed))
    return found


async def _answer(request: Request, asked: Question, given: Parameters, publication: Publication) -> Rows | None:
    """The answer in a snapshot; None where it is not kept. What a parameter names may not have been there yet."""
    served: Atlas = request.state.atlas
    if publication.snapshot == served.snapshot:
        return await _rows(request, served, asked, given)
    if publication.file is None:
        return None
    async with request.app.kept.lease(publication.snapshot, publication.file) as atlas:
        try:
            return await _rows(request, atlas, asked, given)
        except BadParameterError:
            return {}


async def _rows(request: Request, atlas: Atlas, asked: Question, given: Parameters) -> Rows:
    lookup = await atlas.ask(asked.name, given, pages.language(request))
    return await run_in_threadpool(_written, request, atlas, lookup)


def _written(request: Request, atlas: Atlas, lookup: Lookup) -> Rows:
    cell = cells(atlas.names, pages.links(request), pages.language(request))
    found: dict[Hashable, Sequence[str]] = {}
    for row in lookup.rows:
        lists = lookup.question.lists
        key = tuple(tuple(lookup.members(row, name)) if name in lists else str(term) for name, term in row.items())
        shaped: dict[str, Any] = row_of(lookup, row, cell)
        found[key] = ["; ".join(text for text, _ in cell_of(request, shaped[name])) for name in lookup.question.columns]
    return found


def _entry(request: Request, asked: Question, step: Step, page: str) -> FeedEntry:
    reader = pages.interface(request)
    added = reader.ngettext("{count} new row", "{count} new rows", len(step.added))
    removed = reader.ngettext("{count} row gone", "{count} rows gone", len(step.removed))
    macros: Any = pages.environment().get_template("changed.html").module
    labels = [label[reader.labels] for label in asked.columns.values()]
    snapshot = step.publication.snapshot
    return FeedEntry(
        key=f"{step.publication.published.isoformat()} {snapshot}",
        title=reader.listed([text for text, rows in ((added, step.added), (removed, step.removed)) if rows]),
        updated=step.publication.published,
        address=urljoin(page, pages.links(request).current.lookup(asked.name, _pinned(request, snapshot))),
        html=str(macros.rows_of(labels, step.added, step.removed)),
    )


def _pinned(request: Request, snapshot: str) -> dict[str, list[str]]:
    return {**question_parameters(request), "snapshot": [snapshot]}
