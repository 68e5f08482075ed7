"""Evidence of rows: the passages behind a row of any answer, by the question that its question names for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.lookups import EvidenceLink, Lookup, ask
from sandbox_atlas.graph.rdf.results import Row, iri, rows

_PASSAGES = "passages"
_COLUMNS = ("passage", _PASSAGES)
"""Columns with the passages of a row itself: one, or a list."""
_AT_ONCE = 8
"""Most questions that are asked at the same time for one row or page."""


@dataclass(frozen=True)
class Evidence:
    """What supports one row.

    Attributes:
        links: The questions that give it; none where the row names its passages itself.
        answers: The answers to these, or to the first of them.
        passages: IRIs of the passages, each once, in order of the answers.
    """

    links: tuple[EvidenceLink, ...]
    answers: tuple[Lookup, ...]
    passages: tuple[str, ...]


async def evidence_of(
    engine: Engine, names: Names, lookup: Lookup, row: Row, lang: str = "en", most: int | None = None
) -> Evidence:
    """The evidence for a row of an answer; empty where its question names none.

    Args:
        engine: Where to ask.
        names: Names of things.
        lookup: The answer.
        row: One of its rows.
        lang: Language of labels.
        most: Largest number of questions to ask, where there is one for each member of a list; None asks all.

    Raises:
        AtlasError: As `graph.engine.base.Engine.query` does.
    """
    own = named_passages(lookup, row)
    if own:
        return Evidence((), (await passages(engine, names, own, lang),), own)
    links = tuple(lookup.evidence(row))
    gate = asyncio.Semaphore(_AT_ONCE)

    async def answered(link: EvidenceLink) -> Lookup:
        async with gate:
            return await ask(engine, names, link.question, link.parameters, lang)

    answers = tuple(await asyncio.gather(*map(answered, links[:most])))
    found = (each for answer in answers for line in answer.rows for each in named_passages(answer, line))
    return Evidence(links, answers, tuple(dict.fromkeys(found)))


def named_passages(lookup: Lookup, row: Row) -> tuple[str, ...]:
    """The passages that a row names in a column of its own."""
    found: list[str] = []
    for column in _COLUMNS:
        if column in lookup.question.lists:
            found += lookup.members(row, column)
        elif column in row and iri(row[column]):
            found.append(iri(row[column]))
    return tuple(found)


async def passages(engine: Engine, names: Names, references: Iterable[str], lang: str = "en") -> Lookup:
    """Passages with their source, certainty, note and address.

    Args:
        engine: Where to ask.
        names: Names of things.
        references: The passages, as IRI, kind/slug or slug; at least one, since none would give all.
        lang: Language of labels and notes.

    Raises:
        ValueError: No passage is named.
        UnknownValueError: There is no such passage.
    """
    wanted = list(dict.fromkeys(references))
    if not wanted:
        raise ValueError("no passage is named")
    return await ask(engine, names, _PASSAGES, {"passage": wanted}, lang)


Statement = tuple[str, str, str]
"""A statement between two things: the IRIs of its subject, property and object."""


async def stated(engine: Engine, subjects: Iterable[str]) -> Mapping[Statement, tuple[str, ...]]:
    """The passages of each statement that links one of some things to another, as they make it, without consequences.

    Args:
        engine: Where to ask.
        subjects: IRIs of the things; at least one.

    Raises:
        AtlasError: As `graph.engine.base.Engine.query` does.
    """
    terms = [str(ox.NamedNode(each)) for each in subjects]
    if not terms:
        return {}

    def read(body: bytes) -> dict[Statement, tuple[str, ...]]:
        found: dict[Statement, tuple[str, ...]] = {}
        for row in rows(body):
            key = (iri(row["subject"]), iri(row["property"]), iri(row["object"]))
            found[key] = (*found.get(key, ()), iri(row["passage"]))
        return found

    return await engine.read(bind(internal("stated", engine.profile), {"subject": terms}), read)
