"""Batches in the order of time, with what is reported and named of each. It knows nothing of what they contain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import Row, rows


@dataclass(frozen=True)
class Batch:
    """One batch.

    Attributes:
        iri: The batch.
        sandbox: The sandbox it belongs to.
        place: Where it was published, or nothing.
        ordinal: Its number within sandbox and place, from 1; 0 when no source gives one.
        date: First known day of publication or registration (ISO 8601), or nothing.
        reported: Applications that sources report; None when none gives a number.
        named: Applications that the atlas names.
    """

    iri: str
    sandbox: str
    place: str
    ordinal: int
    date: str
    reported: int | None
    named: int

    @property
    def is_complete(self) -> bool:
        """Whether every reported application is named."""
        return self.reported is not None and self.named >= self.reported


async def batches(engine: Engine) -> list[Batch]:
    """All batches: those with a date first, by date; then the others by sandbox, place and number."""
    answer = await engine.query(internal("batches"), JSON, unlimited=True)
    found = [_batch(row) for row in rows(answer.body)]
    return sorted(found, key=lambda each: (each.date or "9999", each.sandbox, each.place, each.ordinal, each.iri))


def _batch(row: Row) -> Batch:
    def text(name: str) -> str:
        cell = row[name]
        return cell.value if isinstance(cell, ox.NamedNode | ox.Literal) else ""

    return Batch(
        iri=text("batch"),
        sandbox=text("sandbox"),
        place=text("place"),
        ordinal=int(text("number") or 0),
        date=text("date"),
        reported=int(text("reported")) if text("reported") else None,
        named=int(text("named") or 0),
    )


def first_pair(known: Iterable[Batch]) -> tuple[str, ...]:
    """The two successive batches of one sandbox and place that are known completely and name most applications.

    Where there is no such pair, the one batch that names most; where no batch names any, none.
    """
    series: dict[tuple[str, str], list[Batch]] = {}
    for batch in known:
        series.setdefault((batch.sandbox, batch.place), []).append(batch)
    runs: list[Sequence[Batch]] = [
        pair
        for members in series.values()
        for pair in pairwise(sorted(members, key=lambda each: each.ordinal))
        if all(each.is_complete for each in pair)
    ]
    runs = runs or [[batch] for members in series.values() for batch in members if batch.named]
    best = max(runs, key=lambda run: (sum(each.named for each in run), run[0].iri), default=())
    return tuple(each.iri for each in best)
