"""Handouts: an answer as one HTML file with table, figure, query and passages; it needs no network and no script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.citations import Citation, citations
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.drawings import drawings, stills
from sandbox_atlas.api.web.serialisation import cells, fact_value, row_of
from sandbox_atlas.api.web.stills import Still as Drawing
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.network.picture import Picture
from sandbox_atlas.graph.network.still import Still, still
from sandbox_atlas.graph.questions.evidence import Statement, evidence_of, stated
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.rdf.vocabulary import expanded

MOST_ASKED = 100
"""Rows and members of lists whose evidence is looked up for one file; a question for each takes milliseconds."""
_AT_ONCE = 8

Cell = Sequence[tuple[str, str]]
"""Texts, each with the absolute address that it leads to or nothing."""


@dataclass(frozen=True)
class Row:
    """A row: its cells and the passages that support it; None where they were not looked up."""

    cells: Sequence[Cell]
    passages: tuple[str, ...] | None = ()


@dataclass(frozen=True)
class Handout:
    """What is in the file.

    Attributes:
        said: Sentences below the title.
        columns: Titles of the columns.
        rows: The rows.
        marks: The passages by IRI, numbered.
        query: The SPARQL query; empty where there is none.
        legend: The classes and relations of the network: their label and colour.
        network: The network as a drawing.
        stills: The chart, matrix and map of the answer.
    """

    said: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Row]
    marks: Mapping[str, Citation] = field(default_factory=dict)
    query: str = ""
    legend: Sequence[tuple[str, str]] = ()
    network: Still | None = None
    stills: Sequence[Drawing] = ()


async def of_lookup(request: Request, lookup: Lookup) -> Handout:
    """The answer to a question, with the passages behind its rows."""
    atlas: Atlas = request.state.atlas
    reader = pages.interface(request)
    lang, asked = reader.labels, lookup.question
    cell = cells(atlas.names, pages.links(request), lang)
    supported = await _evidence(atlas, lookup, lang)

    def shaped() -> list[Row]:
        table = (row_of(lookup, row, cell) for row in lookup.rows)
        return [
            Row([cell_of(request, row[name]) for name in asked.columns], passages)
            for row, passages in zip(table, supported, strict=True)
        ]

    rows = await run_in_threadpool(shaped)
    drawn = await drawings(request, lookup)
    said = (
        sentence(lookup, atlas.names, lang, reader.number) or asked.description[lang],
        coverage_sentence(await atlas.coverage_of(lookup), reader),
    )
    return Handout(
        said,
        [label[lang] for label in asked.columns.values()],
        rows,
        await citations(atlas, _all_passages(rows), lang),
        lookup.text,
        stills=await run_in_threadpool(stills, request, drawn),
    )


async def _evidence(atlas: Atlas, lookup: Lookup, lang: str) -> list[tuple[str, ...] | None]:
    """The passages of each row; None for the rows after those whose evidence takes `MOST_ASKED` questions."""
    left, wanted = MOST_ASKED, 0
    for row in lookup.rows:
        left -= max(len(lookup.evidence(row)), 1)
        if left < 0:
            break
        wanted += 1
    gate = asyncio.Semaphore(_AT_ONCE)

    async def passages(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row of a result
        async with gate:
            return (await evidence_of(atlas.engine, atlas.names, lookup, row, lang)).passages

    found = await asyncio.gather(*(passages(row) for row in lookup.rows[:wanted]))
    return [*found, *([None] * (len(lookup.rows) - wanted))]


async def of_thing(request: Request, iri: str, picture: Picture | None) -> Handout:
    """The facts about a thing, and the picture of what it is linked to."""
    atlas: Atlas = request.state.atlas
    reader, link = pages.interface(request), pages.links(request)
    lang = reader.labels
    entity = await atlas.entity(iri, lang)

    def shaped() -> list[Row]:
        rows = []
        for group in (*entity.names, *entity.groups):
            label = atlas.style.look(group.property).label(lang, inverse=group.inverse)
            for number, fact in enumerate(group.facts):
                value = fact_value(entity, fact, atlas, link, reader)
                cell = [(value["text"], _absolute(request, value["href"]))]
                rows.append(Row([[("" if number else label, "")], cell], fact.passages))
        return rows

    labels = [label for label in entity.name.labels.values() if label != entity.name.label(lang)]
    said = (atlas.style.look(entity.name.class_iri).label(lang), *labels)
    columns = (reader.gettext("Property"), reader.gettext("Value"))
    rows, drawn = await run_in_threadpool(lambda: (shaped(), _network(picture, lang) if picture else {}))
    marks = await citations(atlas, _all_passages(rows), lang)
    return Handout(said, columns, rows, marks, **drawn)


async def of_network(request: Request, picture: Picture, said: Sequence[str], query: str) -> Handout:
    """A network: its drawing, and each link with the passages that state it."""
    atlas: Atlas = request.state.atlas
    reader = pages.interface(request)
    lang = reader.labels
    passages_of = await stated(atlas.engine, sorted({edge["from"] for edge in picture["edges"]}))
    rows = await run_in_threadpool(_links, request, picture, passages_of)
    say = reader.gettext
    columns = (say("From"), say("Relation"), say("To"))
    marks = await citations(atlas, _all_passages(rows), lang)
    return Handout(said, columns, rows, marks, query, **await run_in_threadpool(_network, picture, lang))


def _links(request: Request, picture: Picture, passages_of: Mapping[Statement, tuple[str, ...]]) -> list[Row]:
    """The links of a network, each with the passages that state it, or a narrower one from which it follows."""
    lang = pages.language(request)
    things = {node["id"]: (node["label"][lang], _absolute(request, node["href"])) for node in picture["nodes"]}
    relations = {entry["id"]: entry["label"][lang] for entry in picture["relations"]}
    narrower = _narrower(request.state.atlas, {key[1] for key in passages_of})
    rows = []
    for edge in picture["edges"]:
        relation = expanded(edge["relation"])
        kinds = (relation, *narrower.get(relation, ()))
        found = (each for kind in kinds for each in passages_of.get((edge["from"], kind, edge["to"]), ()))
        ends = [things[edge["from"]]], [(relations[edge["relation"]], "")], [things[edge["to"]]]
        rows.append(Row(ends, tuple(dict.fromkeys(found))))
    return rows


def _narrower(atlas: Atlas, used: Iterable[str]) -> dict[str, list[str]]:
    """The properties that passages use below each broader one, which follows from them."""
    found: dict[str, list[str]] = {}
    for each in sorted(used):
        for broader in atlas.style.broader_properties(each):
            found.setdefault(broader, []).append(each)
    return found


async def of_rows(
    request: Request, said: Sequence[str], columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]
) -> Handout:
    """A table of cells as `api.web.serialisation` gives them, such as the result of an analysis."""
    found = await run_in_threadpool(lambda: [Row([cell_of(request, row[name]) for name in columns]) for row in rows])
    return Handout(said, list(columns.values()), found)


def _network(picture: Picture, lang: str) -> dict[str, Any]:
    entries = (*picture["classes"], *picture["relations"])
    legend = [(f"{each['label'][lang]} ({each['count']})", each["colour"]["light"]) for each in entries]
    return {"network": still(picture, lang), "legend": legend}


def _all_passages(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for row in rows for each in row.passages or ()))


def cell_of(request: Request, value: Any) -> Cell:  # noqa: ANN401 - any JSON value
    """A cell of JSON, as `api.web.serialisation` gives it, as texts with addresses; several things are several."""
    say: Callable[[str], str] = pages.interface(request).gettext
    if value is None:
        return [("–", "")]
    if isinstance(value, bool):
        return [(say("yes") if value else say("no"), "")]
    if isinstance(value, list):
        return [part for each in value for part in cell_of(request, each)]
    if isinstance(value, dict):
        return [(value["label"] or value["iri"], _absolute(request, value["href"]))]
    if isinstance(value, int | float):
        return [(pages.interface(request).number(value), "")]
    return [(value, pages.links(request).external(value))]


def _absolute(request: Request, href: str) -> str:
    return urljoin(str(request.url), href) if href else ""
