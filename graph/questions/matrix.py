"""An answer as a matrix: things against things, with a mark where they meet. It knows order, not looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.questions.lookups import Lookup

LARGEST = 60
"""Rows and columns up to which a matrix can still be read at a glance."""


@dataclass(frozen=True)
class Line:
    """One row of a matrix.

    Attributes:
        iri: The thing.
        marks: For each column, whether they meet.
        first: Position of the first mark.
        last: Position of the last mark.
    """

    iri: str
    marks: tuple[bool, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Drawn:
    """A matrix ready to be drawn.

    Attributes:
        columns: The things of the columns, in order.
        lines: The rows, in the order of the answer.
        left_out: Number of rows past the largest size.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: int


def matrix(lookup: Lookup, order: Mapping[str, str]) -> Drawn | None:
    """The matrix of an answer, or nothing when its question has none or it would be empty or too wide.

    Args:
        lookup: The answer.
        order: A key to sort a column by, such as its date, by IRI; columns without one come last.
    """
    asked = lookup.question.presentation.matrix
    if asked is None:
        return None
    pairs: list[tuple[str, set[str]]] = []
    for row in lookup.rows[:LARGEST]:
        thing = row[asked.rows]
        if isinstance(thing, ox.NamedNode):
            pairs.append((thing.value, set(lookup.members(row, asked.columns))))
    met = {member for _, members in pairs for member in members}
    if not met or len(met) > LARGEST:
        return None
    columns = tuple(sorted(met, key=lambda iri: (order.get(iri, "9999"), iri)))
    lines = tuple(_line(iri, members, columns) for iri, members in pairs if members)
    return Drawn(columns, lines, len(lookup.rows) - len(pairs))


def _line(iri: str, members: set[str], columns: tuple[str, ...]) -> Line:
    marks = tuple(column in members for column in columns)
    places = [position for position, marked in enumerate(marks) if marked]
    return Line(iri, marks, places[0], places[-1])
