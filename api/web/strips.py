"""Strips: the batches of a sandbox or a place by year, as its page shows them at a glance, or that none has a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.results import iri, text
from sandbox_atlas.graph.rdf.vocabulary import kind_in

QUESTION = "batches-by-date"
_KINDS = ("sandbox", "place")
_MOST_YEARS = 40
"""Years in a row without a gap; what spans more leaves the empty ones out."""


@dataclass(frozen=True)
class Batch:
    """A batch with the date of its publication, as text that sorts."""

    iri: str
    date: str


@dataclass(frozen=True)
class Strip:
    """The batches of a thing whose year is known, and how many there are beside them.

    Attributes:
        years: The years in order, none left out, each with its batches in order of their dates.
        parameters: What the question is asked with that has them all.
        count: How many batches have a date.
        undated: How many have none.
    """

    years: Mapping[str, tuple[Batch, ...]]
    parameters: Mapping[str, str]
    count: int
    undated: int


async def strip(atlas: Atlas, thing: str, batches: int) -> Strip | None:
    """The batches of a sandbox or a place by year; None of other things.

    Args:
        atlas: Has the batches.
        thing: The sandbox or place.
        batches: How many it has, with a date or without.
    """
    kind = kind_in(thing)
    if kind not in _KINDS:
        return None
    answer = await atlas.ask(QUESTION, {kind: [thing]})
    found = sorted({(text(row["published"]), iri(row["batch"])) for row in answer.rows})
    by_year: dict[str, list[Batch]] = {}
    for date, batch in found:
        if date[:4].isdigit():
            by_year.setdefault(date[:4], []).append(Batch(batch, date))
    years = _without_gaps(sorted(by_year))
    undated = max(0, batches - len(found))
    return Strip({year: tuple(by_year.get(year, ())) for year in years}, {kind: thing}, len(found), undated)


def _without_gaps(known: Sequence[str]) -> Sequence[str]:
    """The years from the first to the last, unless these are too many."""
    span = range(int(known[0]), int(known[-1]) + 1) if known else ()
    return known if len(span) > _MOST_YEARS else [str(year) for year in span]
