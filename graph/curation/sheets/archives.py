"""Archives: looks through a workbook before it is read, for what would fill the memory or be read wrongly.

An .xlsx or .ods is a ZIP archive of XML. Each member is unpacked once, piece by piece, and thrown away; what it unpacks
to is bounded, and so is the rectangle of its cells, since a reader keeps that in memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from sandbox_atlas.graph.errors import UnreadableFileError

MOST_BYTES: Final = 400 * 1024 * 1024
"""Bytes that a workbook may unpack to."""
MOST_CELLS: Final = 8_000_000
"""Cells that the rectangle of a worksheet may have."""
_PIECE: Final = 1 << 16
_LISTED: Final = 100
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Inspection:
    """What a worksheet has that a reader does not tell.

    Attributes:
        merged: Merged ranges: first row and column, last row and column, from 1.
        formulas: Cells with formulas: row and column, from 1; the first of them.
        failed: Cells with an error instead of a value, which a reader takes for empty; the first of them.
        hidden: Numbers of filled rows that are hidden; the first of them.
        is_hidden: Whether the worksheet itself is hidden.
        is_row_hidden: Whether the row that is looked at is hidden.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    failed: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    is_hidden: bool = False
    is_row_hidden: bool = False
    _rows: int = 0
    _columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """Note that a cell is filled.

        Raises:
            UnreadableFileError: The rectangle of cells has become too large.
        """
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self.is_row_hidden and len(self.hidden) < _LISTED and self.hidden[-1:] != [row]:
            self.hidden.append(row)
        if self._rows * self._columns > MOST_CELLS:
            raise UnreadableFileError(
                f"A worksheet reaches row {self._rows} and column {self._columns}, which is too large.",
                "Delete cells far outside of the table, or split it into several files.",
            )


def inspect(path: Path) -> dict[str, Inspection]:
    """What the worksheets of a workbook have, by name.

    Raises:
        UnreadableFileError: It is no workbook, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _assert_bounded(archive)
            if "content.xml" in archive.namelist():
                return _document(archive)
            return {name: _worksheet(archive, member, is_hidden) for name, member, is_hidden in _worksheets(archive)}
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(
            f"{path} is no workbook that can be read: {error}.",
            "Save it again as .xlsx or .csv, without a password.",
        ) from error


def _assert_bounded(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to more than is allowed, whatever it says of itself."""
    left = MOST_BYTES
    for member in archive.infolist():
        member.file_size = max(member.file_size, left + 1)  # read on to where the data end
        for piece in _pieces(archive, member):
            left -= len(piece)
            if left < 0:
                raise UnreadableFileError(
                    f"{archive.filename} unpacks to more than {MOST_BYTES >> 20} MiB.", "Split it into several files."
                )


def _pieces(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            yield piece


def _parse(archive: zipfile.ZipFile, member: str, starts: Callable[[str, dict[str, str]], None]) -> None:
    """Give the elements of a member to a handler; entities are refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = starts
    parser.StartDoctypeDeclHandler = _refuse
    for piece in _pieces(archive, member):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise expat.ExpatError("it declares a document type")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


# ── Office Open XML (ECMA-376, part 1, section 18.3) ─────────────────────────


def _worksheets(archive: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Name and member of each worksheet, and whether it is hidden."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str, bool]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = attributes["Target"]
            targets[attributes["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            found = next((value for key, value in attributes.items() if _local(key) == "id" and ":" in key), "")
            sheets.append((attributes["name"], found, attributes.get("state", "visible") != "visible"))

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    return [(name, targets[id_], hidden) for name, id_, hidden in sheets if "worksheets/" in targets.get(id_, "")]


def _worksheet(archive: zipfile.ZipFile, member: str, is_hidden: bool) -> Inspection:
    found = Inspection(is_hidden=is_hidden)
    at = (0, 0)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at
        local = _local(name)
        if local == "c":
            at = _cell(attributes["r"]) if "r" in attributes else (at[0], at[1] + 1)
            if attributes.get("t") == "e" and len(found.failed) < _LISTED:
                found.failed.append(at)
        elif local == "row":
            at = int(attributes.get("r", at[0] + 1)), 0
            found.is_row_hidden = attributes.get("hidden") in ("1", "true")
        elif local in ("v", "is", "f"):
            found.reach(*at)
            if local == "f" and len(found.formulas) < _LISTED:
                found.formulas.append(at)
        elif local == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            found.merged.append((*_cell(first), *_cell(last or first)))

    _parse(archive, member, start)
    return found


def _cell(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as "B12", from 1."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if not match:
        raise expat.ExpatError(f"“{reference}” is no cell")
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(match[2]), column


# ── OpenDocument (version 1.3, part 3, section 9) ────────────────────────────


class _Tables:
    """Follows rows and cells of an OpenDocument spreadsheet, which it counts by their repetitions."""

    def __init__(self) -> None:
        self.found: dict[str, Inspection] = {}
        self._now = Inspection()
        self._row = self._next_row = self._column = self._next_column = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        local = _local(name)
        if local == "table" and name.startswith("table:"):
            self._now = self.found.setdefault(attributes.get("table:name", ""), Inspection())
            self._next_row = 1
        elif local == "table-row":
            self._row = self._next_row
            self._next_row += int(attributes.get("table:number-rows-repeated", 1))
            self._next_column = 1
            self._now.is_row_hidden = attributes.get("table:visibility", "visible") != "visible"
        elif local in ("table-cell", "covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column = self._next_column
        self._next_column += int(attributes.get("table:number-columns-repeated", 1))
        if "office:value-type" in attributes or "table:formula" in attributes:
            self._now.reach(self._next_row - 1, self._next_column - 1)
        if "table:formula" in attributes and len(self._now.formulas) < _LISTED:
            self._now.formulas.append((self._row, self._column))
        rows = int(attributes.get("table:number-rows-spanned", 1))
        columns = int(attributes.get("table:number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            self._now.merged.append((self._row, self._column, self._row + rows - 1, self._column + columns - 1))


def _document(archive: zipfile.ZipFile) -> dict[str, Inspection]:
    tables = _Tables()
    _parse(archive, "content.xml", tables.start)
    return tables.found
