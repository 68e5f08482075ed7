"""Workbooks: write tables as Excel files (ISO/IEC 29500), numbers and days as such, and no text as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.csv_files import harmless
from sandbox_atlas.graph.rdf.results import Cell
from sandbox_atlas.graph.rdf.vocabulary import XSD

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST: Final = 32_767
"""Characters that a cell can have, by Excel's own limit."""
_LONGEST_NAME: Final = 31
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHOLE: Final = re.compile(r"[+-]?\d{1,15}")
"""Whole numbers that a cell holds exactly: it has 15 digits."""
_DECIMAL: Final = re.compile(r"[+-]?\d*\.?\d+(?:[eE][+-]?\d+)?")
_DAY: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_TIME: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The date of all members of an archive that has none."""


def xlsx_file(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell | str]], about: Mapping[str, str]
) -> bytes:
    """A table as a workbook, with a second worksheet that says what it is.

    Args:
        name: Name of the worksheet.
        header: Names of the columns.
        rows: Their cells, as `csv_file` takes them; a text longer than `LONGEST` is cut, and ends in an ellipsis.
        about: What the second worksheet says, by name.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet(name[:_LONGEST_NAME])
    page.freeze_panes = "A2"
    page.append([_text(page, title) for title in header])
    for row in rows:
        page.append([_cell(page, cell) for cell in row])
    page = book.create_sheet("About")
    for title, text in about.items():
        page.append([_text(page, title), _text(page, text)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def without_time(book: bytes) -> bytes:
    """A workbook without the time of its writing, so that the same tables give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in found.namelist():
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(member, _TIME.sub(rb"\g<1>1980-01-01T00:00:00Z", found.read(name)))
    return out.getvalue()


def harmless_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that XML can hold: other characters become U+FFFD."""
    return _NOT_XML.sub("\ufffd", harmless(text))


def _cell(page: Worksheet, cell: Cell | str) -> WriteOnlyCell | None:
    from openpyxl.cell import WriteOnlyCell

    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _text(page, cell)
    if not isinstance(cell, ox.Literal):
        return _text(page, cell.value if isinstance(cell, ox.NamedNode) else str(cell))
    value = _number_or_day(cell)
    return _text(page, cell.value) if value is None else WriteOnlyCell(page, value)


def _number_or_day(literal: ox.Literal) -> bool | int | float | date | None:
    """The value of a literal that a cell can hold exactly; None for any other."""
    kind, text = literal.datatype.value.removeprefix(XSD), literal.value
    if kind == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    if kind in ("decimal", "double", "float") and _DECIMAL.fullmatch(text):
        return float(text)
    if kind == "boolean":
        return text == "true"
    return date.fromisoformat(text) if kind == "date" and _DAY.fullmatch(text) else None


def _text(page: Worksheet, text: str) -> WriteOnlyCell:
    """A cell that holds a text, whatever it looks like."""
    from openpyxl.cell import WriteOnlyCell

    whole = harmless_text(text)
    cell = WriteOnlyCell(page)
    cell.data_type = "s"  # setting `value` would make a formula of "=…", and an error of "#N/A"
    cell._value = whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"
    return cell
