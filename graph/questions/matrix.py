"""Matrix: an answer as rows and columns of things, with a mark or a number where two of them meet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.presentation import Matrix
from sandbox_atlas.graph.rdf.results import integer, iri

LARGEST = 60
"""Largest number of rows, and of columns of marks."""
_MOST_ROWS, _MOST_COLUMNS = 30, 120
"""The same where numbers are drawn."""
_LEAST_GROUP = 3
"""Columns from which on a group has a name of its own; smaller ones stand together."""
_STEPS = 5
"""Number of shades."""


@dataclass(frozen=True)
class Column:
    """Where a column stands.

    Attributes:
        group: The thing that its neighbours share with it; empty for none.
        order: Its order among them, such as its date.
    """

    group: str = ""
    order: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a matrix.

    Attributes:
        iri: The thing.
        values: For each column, the number; 1 for a mark, 0 where the two do not meet.
        total: The number for the whole row; 0 where only marks are drawn.
    """

    iri: str
    values: tuple[int, ...]
    total: int = 0

    @property
    def first(self) -> int:
        """Position of the first mark."""
        return next(at for at, value in enumerate(self.values) if value)

    @property
    def last(self) -> int:
        """Position of the last mark."""
        return len(self.values) - 1 - next(at for at, value in enumerate(reversed(self.values)) if value)


@dataclass(frozen=True)
class MatrixDrawing:
    """A matrix ready to be drawn.

    Attributes:
        columns: The things of the columns, in order; empty text for what has none.
        groups: What successive columns share, each with the number of these.
        lines: The rows.
        left_out: Number of rows past the largest size.
        counts: Whether numbers are drawn, not marks.
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    left_out: int
    counts: bool = False

    @property
    def most(self) -> int:
        """The largest number."""
        return max(value for line in self.lines for value in line.values)

    def shade(self, value: int) -> int:
        """The shade of a number, from 1 to 5 for the largest, by its square root; 0 for nothing."""
        return math.ceil(_STEPS * math.sqrt(value / self.most))


def matrix(lookup: Lookup, known: Mapping[str, Column]) -> MatrixDrawing | None:
    """The matrix of an answer, or None when its question has no matrix, or it would be empty or too wide.

    Args:
        lookup: The answer.
        known: Where each column stands, by IRI; others come last.
    """
    wanted = lookup.question.presentation.matrix
    if wanted is None:
        return None
    return _numbers(lookup, wanted, known) if wanted.value or wanted.both else _marks(lookup, wanted, known)


def _marks(lookup: Lookup, wanted: Matrix, known: Mapping[str, Column]) -> MatrixDrawing | None:
    """A dot where a row has a member of a list."""
    pairs: list[tuple[str, set[str]]] = []
    for row in lookup.rows[:LARGEST]:
        thing = iri(row[wanted.rows])
        if thing:
            pairs.append((thing, set(lookup.members(row, wanted.columns))))
    met = {member for _, members in pairs for member in members}
    if not met or len(met) > LARGEST:
        return None
    # Things that stay for some time are followed through all groups: what matters is the time.
    columns = sorted(met, key=lambda column: (known.get(column, Column()).order or "9999", column))
    lines = (Line(thing, tuple(int(each in members) for each in columns)) for thing, members in pairs if members)
    return MatrixDrawing(tuple(columns), (), tuple(lines), len(lookup.rows) - len(pairs))


def _numbers(lookup: Lookup, wanted: Matrix, known: Mapping[str, Column]) -> MatrixDrawing | None:
    """The number of each pair, which rows give or which rows are counted; the rows with most come first."""
    values: dict[str, dict[str, int]] = {}
    members: dict[str, set[str]] = {}
    for row in lookup.rows:
        number = (integer(row.get(wanted.value)) or 0) if wanted.value else 1
        one, other = iri(row.get(wanted.rows)), iri(row.get(wanted.columns))
        for line, column in {(one, other), (other, one)} if wanted.both else {(one, other)}:
            if number > 0:
                values.setdefault(line, {}).setdefault(column, 0)
                values[line][column] += number
                members.setdefault(line, set()).update(lookup.members(row, wanted.distinct) if wanted.distinct else ())
    total = {line: len(members[line]) if wanted.distinct else sum(each.values()) for line, each in values.items()}
    ranked = sorted(values, key=lambda line: (not line, -total[line], line))
    met = {each for line in values.values() for each in line}
    groups = [("", ranked)] if wanted.both else _grouped(met, known)
    columns = [column for _, group in groups for column in group]
    if not columns or len(columns) > _MOST_COLUMNS:
        return None
    lines = (Line(line, tuple(values[line].get(each, 0) for each in columns), total[line]) for line in ranked)
    kept = tuple(lines)[:_MOST_ROWS]
    spans = tuple((name, len(group)) for name, group in groups)
    return MatrixDrawing(tuple(columns), spans, kept, len(ranked) - len(kept), counts=True)


def _grouped(columns: Iterable[str], known: Mapping[str, Column]) -> list[tuple[str, list[str]]]:
    """The columns by group, each in order, the largest group first; those of small groups together, without a name."""
    found: dict[str, list[str]] = {}
    for each in sorted(columns, key=lambda column: (known.get(column, Column()).order or "9999", column)):
        found.setdefault(known.get(each, Column()).group, []).append(each)
    large = {name for name, group in found.items() if name and len(group) >= _LEAST_GROUP}
    ranked = sorted(((name, found[name]) for name in large), key=lambda pair: (-len(pair[1]), pair[0]))
    others = sorted(
        (column for name, group in found.items() if name not in large for column in group),
        key=lambda column: (known.get(column, Column()).order or "9999", column),
    )
    return [*ranked, ("", others)] if others else ranked
