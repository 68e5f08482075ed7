"""Matrix: an answer as rows and columns of things, with a mark where two of them meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import iri

LARGEST = 60
"""Largest number of rows and of columns."""


@dataclass(frozen=True)
class Line:
    """One row of a matrix.

    Attributes:
        iri: The thing.
        marks: For each column, whether the two meet.
        first: Position of the first mark.
        last: Position of the last mark.
    """

    iri: str
    marks: tuple[bool, ...]
    first: int
    last: int


@dataclass(frozen=True)
class MatrixDrawing:
    """A matrix ready to be drawn.

    Attributes:
        columns: The things of the columns, in order.
        lines: The rows, in the order of the answer.
        left_out: Number of rows past the largest size.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: int


def matrix(lookup: Lookup, order: Mapping[str, str]) -> MatrixDrawing | None:
    """The matrix of an answer, or None when its question has no matrix, or it would be empty or too wide.

    Args:
        lookup: The answer.
        order: Sort key of each column, such as its date, by IRI; columns without a key come last.
    """
    wanted = lookup.question.presentation.matrix
    if wanted is None:
        return None
    pairs: list[tuple[str, set[str]]] = []
    for row in lookup.rows[:LARGEST]:
        thing = iri(row[wanted.rows])
        if thing:
            pairs.append((thing, set(lookup.members(row, wanted.columns))))
    met = {member for _, members in pairs for member in members}
    if not met or len(met) > LARGEST:
        return None
    columns = tuple(sorted(met, key=lambda column: (order.get(column, "9999"), column)))
    lines = tuple(_line(thing, members, columns) for thing, members in pairs if members)
    return MatrixDrawing(columns, lines, len(lookup.rows) - len(pairs))


def _line(thing: str, members: set[str], columns: tuple[str, ...]) -> Line:
    marks = tuple(column in members for column in columns)
    places = [position for position, marked in enumerate(marks) if marked]
    return Line(thing, marks, places[0], places[-1])
