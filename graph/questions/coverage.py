"""How much of what sources report the atlas can name. It counts batches; it does not guess what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.lookups import Given, ask
from sandbox_atlas.graph.rdf.results import Row

QUESTION = "coverage"


@dataclass(frozen=True)
class Coverage:
    """Coverage of a set of batches.

    Attributes:
        batches: Number of batches.
        complete: Batches of which every reported application is named.
        partial: Batches of which fewer are named than reported.
        unreported: Batches for which no source gives a number.
        reported: Applications reported over all batches with a number.
        named: Applications named in those batches.
    """

    batches: int
    complete: int
    partial: int
    unreported: int
    reported: int
    named: int


async def coverage(engine: Engine, names: Names, given: Given | None = None) -> Coverage:
    """The coverage of the batches that the parameters choose.

    Args:
        engine: Where to ask.
        names: What things are called.
        given: Parameters of any question; those that the question of coverage shares narrow the batches.
    """
    shared = {parameter.name for parameter in question(QUESTION).parameters}
    narrowed = {name: values for name, values in (given or {}).items() if name in shared}
    lookup = await ask(engine, names, QUESTION, narrowed)
    counts = [(_number(row, "reported"), _number(row, "named") or 0) for row in lookup.rows]
    known = [(reported, named) for reported, named in counts if reported is not None]
    return Coverage(
        batches=len(counts),
        complete=sum(named >= reported for reported, named in known),
        partial=sum(named < reported for reported, named in known),
        unreported=len(counts) - len(known),
        reported=sum(reported for reported, _ in known),
        named=sum(named for _, named in known),
    )


def _number(row: Row, name: str) -> int | None:
    cell = row[name]
    return int(cell.value) if isinstance(cell, ox.Literal) else None
