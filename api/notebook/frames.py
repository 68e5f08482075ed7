"""Data frames: tables as CSV, as data frames of pandas and of polars; both libraries are optional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from sandbox_atlas.api.notebook.values import Thing, Value, plain
from sandbox_atlas.graph.rdf.csv_files import csv_file, joined
from sandbox_atlas.graph.rdf.results import Cell

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from sandbox_atlas.api.notebook.columns import Column

Rows = Sequence[Mapping[str, Value]]


def library(name: str) -> Any:  # noqa: ANN401 - a module
    """An optional library.

    Raises:
        ModuleNotFoundError: It is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:  # it is there, and lacks something itself
            raise
        raise ModuleNotFoundError(f"{name} is not installed. Install it: pip install {name}", name=name) from None


def to_pandas(columns: Sequence[Column], rows: Rows) -> pd.DataFrame:
    """A data frame of pandas; whole numbers that lack somewhere are `Int64`, dates `datetime64`."""
    pandas = library("pandas")
    frame = pandas.DataFrame({name: pandas.Series(cells, dtype=object) for name, cells in _columns(columns, rows)})
    for name, cells in _columns(columns, rows):
        kinds = {type(cell) for cell in cells if cell is not None}
        if kinds == {date}:
            frame[name] = pandas.to_datetime(frame[name])
        elif len(kinds) == 1:
            dtype = {int: "Int64", bool: "boolean", float: "Float64", str: "string"}.get(kinds.pop(), object)
            frame[name] = frame[name].astype(dtype)
    return frame


def to_polars(columns: Sequence[Column], rows: Rows) -> pl.DataFrame:
    """A data frame of polars."""
    polars = library("polars")
    return polars.DataFrame(dict(_columns(columns, rows)))  # type: ignore[no-any-return]


def _columns(columns: Sequence[Column], rows: Rows) -> Iterator[tuple[str, list[Any]]]:
    """Names and cells of the columns of a data frame, each of one type."""
    for column in columns:
        cells = [row[column.name] for row in rows]
        if column.kind == "list":
            things = [cell if isinstance(cell, list) else [] for cell in cells]
            yield column.name, [[each.iri for each in cell] for cell in things]
            yield f"{column.name}Label", [[each.label for each in cell] for cell in things]
        else:
            yield column.name, _of_one_type([plain(cell) for cell in cells])
            if column.kind == "thing":
                yield f"{column.name}Label", _of_one_type([_label(cell) for cell in cells])


def _label(cell: Value) -> str | int | float | bool | date | None:
    return cell.label if isinstance(cell, Thing) else plain(cell)


def _of_one_type(cells: list[str | int | float | bool | date | None]) -> list[Any]:
    """Cells of one type: numbers as float where some are whole; all as text where types differ otherwise."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int, float}:
        return [None if cell is None else float(cell) for cell in cells]  # type: ignore[arg-type]
    return cells if len(kinds) <= 1 else [None if cell is None else str(cell) for cell in cells]


def to_csv(columns: Sequence[Column], rows: Rows) -> str:
    """The table as CSV, as `graph.rdf.csv_files` writes it."""
    header = [name for column in columns for name in _header(column)]
    return csv_file(header, ([cell for column in columns for cell in _cells(column, row)] for row in rows))


def _header(column: Column) -> list[str]:
    return [column.name] if column.kind == "plain" else [column.name, f"{column.name}Label"]


def _cells(column: Column, row: Mapping[str, Value]) -> Iterator[Cell | str]:
    cell = row[column.name]
    yield _written(plain(cell))
    if column.kind == "list":
        yield joined(each.label for each in cell) if isinstance(cell, list) else ""
    elif column.kind == "thing":
        yield _written(_label(cell))


def _written(cell: str | int | float | bool | date | None) -> Cell | str:
    """A cell for the writer of CSV; numbers and dates are never taken for formulas."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        kind = "dateTime" if isinstance(cell, datetime) else "date"
        return ox.Literal(cell.isoformat(), datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))
    return ox.Literal(cell)
