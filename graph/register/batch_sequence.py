"""Batch sequence: orders batches in time, with the numbers of applications reported and named for each.

Their labels are chosen like those of all things, in `graph.naming.labels`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.matrix import Column
from sandbox_atlas.graph.rdf.results import Row, integer, rows, text
from sandbox_atlas.graph.register.timeline import publication_dates


@dataclass(frozen=True)
class Batch:
    """One batch.

    Attributes:
        iri: The batch.
        sandbox: The sandbox it belongs to.
        place: The place of the batch; empty when none is known.
        ordinal: Number of the batch within sandbox and place, from 1; 0 when no source gives one.
        date: First known day of publication or registration (ISO 8601); empty when none is known.
        reported: Applications that sources report; None when none gives a number.
        named: Applications that the atlas names.
        described: Applications that it describes without a name.
        when: The same date as a source gives it, which may be a month, a year or a period.
    """

    iri: str
    sandbox: str
    place: str
    ordinal: int
    date: str
    reported: int | None
    named: int
    described: int = 0
    when: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether every reported application is named."""
        return self.reported is not None and self.named >= self.reported

    @property
    def is_partial(self) -> bool:
        """Whether sources report more applications than are named or described, as coverage counts it."""
        return self.reported is not None and self.named + self.described < self.reported


async def batches(engine: Engine) -> list[Batch]:
    """All batches: those with a date first, by date; then the others by sandbox, place and number."""
    return await engine.read(internal("batches"), _sorted)


def _sorted(body: bytes) -> list[Batch]:
    return sorted(
        map(_batch, rows(body)),
        key=lambda each: (each.date or "9999", each.sandbox, each.place, each.ordinal, each.iri),
    )


def _batch(row: Row) -> Batch:
    return Batch(
        iri=text(row["batch"]),
        sandbox=text(row["sandbox"]),
        place=text(row["place"]),
        ordinal=integer(row["number"]) or 0,
        date=text(row["date"]),
        reported=integer(row["reported"]),
        named=integer(row["named"]) or 0,
        described=integer(row["described"]) or 0,
        when=text(row["when"]),
    )


async def columns(engine: Engine, names: Names, cache: AsyncCache) -> Mapping[str, Column]:
    """Where each batch stands in a matrix, by IRI: beside those of its sandbox, in order of time, place and number."""
    known = await cache.get("batches", lambda: batches(engine))
    dates = await publication_dates(engine, names)

    def order(batch: Batch) -> str:
        return f"{dates.get(batch.iri) or batch.date or '9999'} {batch.place} {batch.ordinal:04}"

    return {each.iri: Column(each.sandbox, order(each)) for each in known}


def first_pair(known: Iterable[Batch]) -> tuple[str, ...]:
    """The two successive complete batches of one sandbox and place with the most named applications.

    Without such a pair, the one batch with the most named applications; none where no batch names any.
    """
    batches = list(known)
    runs: list[Sequence[Batch]] = [pair for pair in _pairs(batches) if all(each.is_complete for each in pair)]
    return _fullest(runs or [[batch] for batch in batches if batch.named])


def comparable_pair(known: Iterable[Batch]) -> tuple[str, ...]:
    """The same, or else the two successive batches that name the most, if each names any; none without such a pair."""
    batches = list(known)
    pair = first_pair(batches)
    return pair if len(pair) > 1 else _fullest([run for run in _pairs(batches) if all(each.named for each in run)])


def _pairs(known: Iterable[Batch]) -> list[Sequence[Batch]]:
    """Each batch with the one that follows it in its sandbox and place."""
    series: dict[tuple[str, str], list[Batch]] = {}
    for batch in known:
        series.setdefault((batch.sandbox, batch.place), []).append(batch)
    return [pair for each in series.values() for pair in pairwise(sorted(each, key=lambda batch: batch.ordinal))]


def _fullest(runs: Sequence[Sequence[Batch]]) -> tuple[str, ...]:
    """The batches of the run that names the most applications."""
    best = max(runs, key=lambda run: (sum(each.named for each in run), run[0].iri), default=())
    return tuple(each.iri for each in best)
