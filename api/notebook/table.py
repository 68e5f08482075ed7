"""Tables: answers as rows with their evidence, which become CSV and data frames of pandas and polars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, overload

from sandbox_atlas.api.notebook import frames
from sandbox_atlas.api.notebook.columns import Column
from sandbox_atlas.api.notebook.values import Thing, Value, written
from sandbox_atlas.graph.errors import BadParameterError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SHOWN = 20
"""Rows that a notebook or terminal shows."""
_WIDEST = 40
"""Characters of a cell in a terminal."""
_EVIDENCE = "evidence"


class Row(Mapping[str, Value]):
    """A row: its values by the names of the columns, and the evidence for it.

    `row.evidence` is a table of the passages that support the row, with certainty, source and address; it is looked up
    when it is first used. `row["evidence"]` is the same, as in JSON answers, but is not among the columns.
    """

    def __init__(self, values: Mapping[str, Value], find: Callable[[], Table] | None = None) -> None:
        self._values, self._find = dict(values), find

    @cached_property
    def evidence(self) -> Table:
        """The passages that support the row; empty where the question knows none."""
        return self._find() if self._find else Table((), ())

    @property
    def passages(self) -> list[str]:
        """IRIs of the passages that support the row, each once."""
        cells = (cell for row in self.evidence for name, cell in row.items() if name in ("passage", "passages"))
        things = (each for cell in cells for each in (cell if isinstance(cell, list) else [cell]))
        return list(dict.fromkeys(each.iri for each in things if isinstance(each, Thing)))

    def __getitem__(self, name: str) -> Value:
        if name in self._values:
            return self._values[name]
        if name == _EVIDENCE:
            return self.evidence  # type: ignore[return-value] # for those who know the JSON answers
        raise KeyError(f"There is no column {name!r}. The columns are {', '.join(self._values)}.")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={written(cell)!r}' for name, cell in self._values.items())})"


def _in_english(shown: int, count: int) -> str:
    """The number of rows of a table that no atlas has made."""
    return f"{f'{shown} of ' if shown < count else ''}{count} row{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class Origin:
    """Where a table comes from.

    Attributes:
        title: What was asked.
        question: Name of the question; empty for a query.
        parameters: The values used.
        query: The SPARQL query that was run.
        snapshot: Identifier of the state of the data.
        sentence: Gives the answer in one sentence, where the question has one.
        coverage: Gives how much of what sources report is in the answer.
        licence: Gives the licence of the data.
        state: Gives the number of rows that are shown and of all, and the snapshot, in the language of the table.
    """

    title: str = ""
    question: str = ""
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    query: str = ""
    snapshot: str = ""
    sentence: Callable[[], str] = str
    coverage: Callable[[], str] = str
    licence: Callable[[], str] = str
    state: Callable[[int, int], str] = _in_english


class Table(Sequence[Row]):
    """An answer: a sequence of rows.

    Attributes:
        rows: The rows.
        title: What was asked.
        question: Name of the question; empty for a query.
        parameters: The values used.
        query: The SPARQL query that was run.
        snapshot: Identifier of the state of the data: equal ones have equal answers.
        labels: Labels of the columns by name.
    """

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], origin: Origin | None = None) -> None:
        self._columns, self._origin = tuple(columns), origin or Origin()
        self.rows = tuple(rows)
        self.title, self.question = self._origin.title, self._origin.question
        self.parameters, self.query = self._origin.parameters, self._origin.query
        self.snapshot = self._origin.snapshot
        self.labels = {column.name: column.label for column in self._columns}

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self._columns]

    @cached_property
    def sentence(self) -> str:
        """The answer in one sentence, where the question has one."""
        return self._origin.sentence()

    @cached_property
    def coverage(self) -> str:
        """How much of what sources report is in the register, as a sentence; empty for queries."""
        return self._origin.coverage()

    @cached_property
    def licence(self) -> str:
        """The licence of the data, as a sentence."""
        return self._origin.licence()

    def to_pandas(self) -> pd.DataFrame:
        """A data frame of pandas: a column of things holds IRIs and is followed by one with labels, as in CSV.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        return frames.to_pandas(self._columns, self.rows)

    def to_polars(self) -> pl.DataFrame:
        """A data frame of polars, with the columns of `to_pandas`.

        Raises:
            ModuleNotFoundError: polars is not installed.
        """
        return frames.to_polars(self._columns, self.rows)

    @overload
    def to_csv(self, path: None = None) -> str: ...
    @overload
    def to_csv(self, path: str | Path) -> None: ...
    def to_csv(self, path: str | Path | None = None) -> str | None:
        """The table as CSV, the same as the web API gives: returned, or written to a file in UTF-8.

        Args:
            path: The file; an existing one is replaced.
        """
        text = frames.to_csv(self._columns, self.rows)
        if path is None:
            return text
        Path(path).write_text(text, encoding="utf-8", newline="")
        return None

    def column(self, name: str) -> list[Value]:
        """The values of one column.

        Raises:
            BadParameterError: There is no such column.
        """
        if name not in self.labels:
            raise BadParameterError(f"There is no column '{name}'.", f"There are {', '.join(self.labels)}.")
        return [row[name] for row in self.rows]

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Table: ...
    def __getitem__(self, index: int | slice) -> Row | Table:
        if isinstance(index, slice):
            return Table(self._columns, self.rows[index], self._origin)
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        shown = [list(self.labels.values()), *([written(row[name]) for name in self.labels] for row in self[:_SHOWN])]
        cut = [[text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…" for text in line] for line in shown]
        widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
        lines = [
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cut
        ]
        return "\n".join([*filter(None, [self.sentence or self.title]), *lines, self._count()])

    def _count(self) -> str:
        return self._origin.state(min(len(self), _SHOWN), len(self))

    def _repr_html_(self) -> str:
        """The table in a notebook, with what it rests on; all text is escaped."""
        head = "".join(f"<th>{escape(label)}</th>" for label in self.labels.values())
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(written(row[name]))}</td>' for name in self.labels)}</tr>"
            for row in self[:_SHOWN]
        )
        about = [self._count(), self.coverage, self.licence, self.snapshot[:12]]
        said = f"<b>{escape(self.title)}</b> {escape(self.sentence)}".strip()
        return (
            f"<p>{said if self.title or self.sentence else ''}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p><small>{escape(' · '.join(filter(None, about)))}</small></p>"
        )
