"""Reading: the rows of a CSV file, an Excel workbook or an OpenDocument spreadsheet, cells by column.

Nothing is guessed: formulas, merged cells, unknown headings and a guessed encoding are findings with their place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from sandbox_atlas.graph.curation.drafting.encodings import decoded
from sandbox_atlas.graph.curation.sheets.archives import Inspection, inspect
from sandbox_atlas.graph.curation.sheets.columns import KIND, Column, column_of, folded, kind_of_worksheet
from sandbox_atlas.graph.errors import Finding, Severity, UnreadableFileError, reason_of

SUFFIXES: Final = (".csv", ".tsv", ".xlsx", ".ods")
"""Suffixes of the files that are read."""
LARGEST: Final = 200 * 1024 * 1024
"""Bytes of the largest file that is read."""
_HEADING_WITHIN: Final = 20
_OWN: Final = frozenset(folded(name) for name in ("Explanations", "说明", "Lists", "列表"))
"""Worksheets of a template that hold no data."""
_DELIMITERS: Final = ",;\t"
_ERRORS: Final = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
"""What a spreadsheet program shows in place of a value that it could not compute."""
_FAILED: Final = ("failed", "The cell holds an error instead of a value.", "Write the value, or clear the cell.")
_HIDDEN: Final = ("hidden", "What is hidden here is read too.", "Show it to see what is imported, or delete it.")
_HIDES_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠ \u00a0\u200b\ufeff")


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        position: Number of its column, from 1.
        text: Its text, without blanks around it.
    """

    position: int
    text: str


@dataclass(frozen=True)
class Row:
    """One row of a sheet.

    Attributes:
        file: Name of the file, with the worksheet in brackets.
        number: Its number, from 1.
        kind: The kind of entry it is about, where no cell says so.
        cells: Its cells that are not empty, by column.
        headings: The headings of its table, as `Column.heading` has them.
    """

    file: str
    number: int
    kind: str
    cells: Mapping[Column, Cell]
    headings: frozenset[str] = frozenset()

    def text(self, heading: str) -> str:
        """The text under a heading of `columns.yaml`; empty where there is none."""
        return next((cell.text for column, cell in self.cells.items() if column.heading == heading), "")

    def position(self, heading: str) -> int:
        """The number of the column under a heading; 0 where its cell is empty."""
        return next((cell.position for column, cell in self.cells.items() if column.heading == heading), 0)

    def find(self, rule: str, message: str, hint: str, position: int = 0, severity: Severity = "error") -> Finding:
        """A finding on the row, or on a cell of it."""
        return Finding(self.file, self.number, position, rule, message, hint, severity)


@dataclass
class Sheet:
    """One table with a heading row.

    Attributes:
        name: Name of the file, with the worksheet in brackets.
        kind: The kind of its rows.
        rows: Its rows with their numbers, from the first on.
        inspection: Its merged cells and formulas.
        width: Number of the last column that has a heading; 0 before the headings were read.
    """

    name: str
    kind: str
    rows: Iterator[tuple[int, Sequence[object]]]
    inspection: Inspection
    width: int = 0


class SheetFile:
    """A file of tables, which may be read several times.

    Attributes:
        findings: What was found while it was read for the last time.

    Args:
        path: The file.

    Raises:
        UnreadableFileError: It cannot be read, is of another kind, or is too large.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []
        if path.suffix.lower() not in SUFFIXES:
            raise UnreadableFileError(f"{path} is no sheet.", f"Sheets end in {', '.join(SUFFIXES)}.")
        try:
            size = path.stat().st_size
            path.open("rb").close()
        except OSError as error:
            raise UnreadableFileError(f"{path} cannot be read: {reason_of(error)}.") from error
        if size > LARGEST:
            raise UnreadableFileError(
                f"{path} has {size >> 20} MiB.", f"Split it into files below {LARGEST >> 20} MiB."
            )
        self._is_text = path.suffix.lower() in (".csv", ".tsv")
        self._inspections = {} if self._is_text else inspect(path)

    def rows(self) -> Iterator[Row]:
        """Its rows from the one after the headings on, without empty ones."""
        self.findings = []
        found = 0
        for sheet in self._text() if self._is_text else self._workbook():
            for row in self._table(sheet):
                found += 1
                yield row
        if not found and not any(each.severity == "error" for each in self.findings):
            self._find(str(self.path), 0, 0, "no-rows", "The sheet has no rows.", "Fill in rows below the headings.")

    def _find(
        self, file: str, row: int, column: int, rule: str, message: str, hint: str, severity: Severity = "error"
    ) -> None:
        self.findings.append(Finding(file, row, column, rule, message, hint, severity))

    def _text(self) -> Iterator[Sheet]:
        """The table of a CSV file; the delimiter is the one that finds the most headings."""
        text, encoding, is_sure = decoded(self.path.read_bytes())
        name = str(self.path)
        if not is_sure:
            message = f"The encoding was guessed: {encoding}."
            self._find(name, 0, 0, "encoding-guessed", message, "Look at the names, or save it as UTF-8.", "warning")
        head = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(
            _DELIMITERS, key=lambda sign: sum(column_of(part.strip('" ')) is not None for part in head.split(sign))
        )
        csv.field_size_limit(10_000_000)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

        def numbered() -> Iterator[tuple[int, Sequence[object]]]:
            before = 0
            for cells in lines:
                yield before + 1, cells
                before = lines.line_num

        yield Sheet(name, "application", numbered(), Inspection())

    def _workbook(self) -> Iterator[Sheet]:
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            book = CalamineWorkbook.from_path(self.path)
            for name in book.sheet_names:
                if folded(name) in _OWN:
                    continue
                sheet = book.get_sheet_by_name(name)
                rows = enumerate(sheet.iter_rows(), 1)
                file = f"{self.path}[{name}]"
                yield Sheet(file, kind_of_worksheet(name), rows, self._inspections.get(name, Inspection()))
        except CalamineError as error:
            raise UnreadableFileError(
                f"{self.path} cannot be read: {error}.", "Save it again as .xlsx or .csv."
            ) from error

    def _table(self, sheet: Sheet) -> Iterator[Row]:
        columns: dict[int, Column] = {}
        for number, cells in sheet.rows:
            if columns:
                row = self._row(sheet, number, cells, columns)
                if row:
                    yield row
            elif number <= _HEADING_WITHIN:
                columns = self._headings(sheet, number, cells)
                if columns:
                    sheet.width = max(position for position, cell in enumerate(cells, 1) if _as_text(cell))
                    self._assert_plain(sheet, number, columns)
        if not columns:
            self._find(
                sheet.name, 1, 0, "no-headings", "No row has headings that are known.",
                "Take them from `sandbox-atlas template`: Name (English), Name (Chinese), Batch, Applicants …",
                "warning" if self._inspections and len(self._inspections) > 1 else "error",
            )  # fmt: skip

    def _headings(self, sheet: Sheet, number: int, cells: Sequence[object]) -> dict[int, Column]:
        """The columns of the row of headings, by their position; empty if this row has none."""
        texts = {position: text for position, cell in enumerate(cells, 1) if (text := _as_text(cell))}
        known = {position: column for position, text in texts.items() if (column := column_of(text))}
        if len(known) < min(2, len(texts)) or not known:
            return {}
        taken: dict[Column, int] = {}
        for position, text in texts.items():
            if position not in known:
                self._find(
                    sheet.name, number, position, "heading-unknown", f"The column “{text}” is not read.",
                    "Give it a heading of the template, or the prefixed name of a property.", "warning",
                )  # fmt: skip
            elif known[position] in taken:
                message = f"The column “{text}” is there twice."
                self._find(sheet.name, number, position, "heading-twice", message, "Delete one, or join them with “;”.")
            else:
                taken[known[position]] = position
        return known

    def _assert_plain(self, sheet: Sheet, number: int, columns: Mapping[int, Column]) -> None:
        """Report formulas, errors, merged cells and what is hidden, below the headings."""
        for row, position in sheet.inspection.formulas:
            if row > number and position in columns:
                self._find(
                    sheet.name, row, position, "formula", "The cell holds a formula, which is not computed here.",
                    "Copy the column and paste its values.",
                )  # fmt: skip
        for row, position in {*sheet.inspection.failed} - {*sheet.inspection.formulas}:
            if row > number and position in columns:
                self._find(sheet.name, row, position, *_FAILED)
        hidden = [row for row in sheet.inspection.hidden if row > number]
        if sheet.inspection.is_hidden or hidden:
            self._find(sheet.name, 0 if sheet.inspection.is_hidden else hidden[0], 0, *_HIDDEN, "warning")
        for first, left, last, right in sheet.inspection.merged:
            if last > number and any(left <= position <= right for position in columns):
                self._find(
                    sheet.name, max(first, number), left, "merged",
                    f"Cells are merged down to row {last} and column {right}: only the first of them holds the value.",
                    "Unmerge them, and write the value into each cell that it is for.",
                )  # fmt: skip

    def _row(self, sheet: Sheet, number: int, cells: Sequence[object], columns: Mapping[int, Column]) -> Row | None:
        filled: dict[Column, Cell] = {}
        for position, cell in enumerate(cells, 1):
            text = _as_text(cell) if cell not in ("", None) else ""
            if text in _ERRORS and position in columns:
                self._find(sheet.name, number, position, *_FAILED)
            if text and position in columns:
                filled[columns[position]] = Cell(position, text)
            elif text and position > sheet.width:
                message = f"“{text[:40]}” stands to the right of the headings and is not read."
                self._find(sheet.name, number, position, "outside", message, "Give its column a heading.", "warning")
        if not filled:
            return None
        written = next((cell.text for column, cell in filled.items() if column.heading == KIND), "")
        kind = kind_of_worksheet(written) or written.lower() or sheet.kind or "application"
        return Row(sheet.name, number, kind, filled, frozenset(column.heading for column in columns.values()))


def _is_heading(text: str) -> bool:
    return column_of(text.strip('" ')) is not None


def _as_text(cell: object) -> str:
    """The text of a cell: dates as YYYY-MM-DD, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else _unguarded(str(cell).strip())


def _unguarded(text: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet program from taking it for a formula."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _HIDES_FORMULA else text
