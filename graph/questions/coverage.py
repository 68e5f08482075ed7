"""Coverage: compares the applications that sources report for batches with those that the atlas names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.rdf.results import integer, rows

QUESTION = "coverage"


@dataclass(frozen=True)
class Coverage:
    """Coverage of a set of batches.

    Attributes:
        batches: Number of batches.
        complete: Batches of which every reported application is named or described.
        partial: Batches of which fewer are named or described than reported.
        unreported: Batches for which no source gives a number.
        reported: Applications reported over all batches with a number.
        missing: Those of them that are neither named nor described.
        named: Applications named in those batches.
        described: Applications that sources describe without a name, in all batches and in none.
        uncounted: Applications named elsewhere: in batches without a number, and in none.
    """

    batches: int
    complete: int
    partial: int
    unreported: int
    reported: int
    missing: int
    named: int
    described: int
    uncounted: int

    @property
    def recorded(self) -> int:
        """All applications that the atlas has, with a name or without."""
        return self.named + self.uncounted + self.described


async def coverage(engine: Engine, terms: Mapping[str, Sequence[str]], *, patient: bool = False) -> Coverage:
    """The coverage of the batches that the parameters of a question select.

    Args:
        engine: Where to ask.
        terms: Bound parameters of any question, as serialised RDF terms; those that the coverage question shares
            narrow the batches.
        patient: As in `Engine.query`.
    """
    asked = question(QUESTION)
    shared = {parameter.name: terms.get(parameter.name, ()) for parameter in asked.parameters}
    outside = await engine.read(bind(internal("uncounted"), shared), _numbers, patient=patient)
    counted = partial(_counted, outside)
    return await engine.read(bind(asked.text, shared), counted, patient=patient)  # however many batches there are


def _numbers(body: bytes) -> tuple[int, int]:
    """How many applications outside of batches have a name, and how many have none."""
    found = [(integer(row["named"]) or 0, integer(row["described"]) or 0) for row in rows(body)]
    return sum(named for named, _ in found), sum(described for _, described in found)


def _counted(outside: tuple[int, int], body: bytes) -> Coverage:
    counts = [
        (integer(row["reported"]), integer(row["named"]) or 0, integer(row["described"]) or 0) for row in rows(body)
    ]
    known = [(reported, named, described) for reported, named, described in counts if reported is not None]
    return Coverage(
        batches=len(counts),
        complete=sum(named + described >= reported for reported, named, described in known),
        partial=sum(named + described < reported for reported, named, described in known),
        unreported=len(counts) - len(known),
        reported=sum(reported for reported, _, _ in known),
        missing=sum(max(reported - named - described, 0) for reported, named, described in known),
        named=sum(named for _, named, _ in known),
        described=outside[1] + sum(described for _, _, described in counts),
        uncounted=outside[0] + sum(named for reported, named, _ in counts if reported is None),
    )
