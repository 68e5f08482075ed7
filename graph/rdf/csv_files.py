"""CSV files: write tables as RFC 4180 has them, in a form that spreadsheets read as text and never as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.results import Cell
from sandbox_atlas.graph.rdf.vocabulary import XSD

BOM = "\ufeff"
"""What a file begins with that Excel is to read as UTF-8."""

_HIDDEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""General categories of characters that nobody sees before a formula: controls, formats and blanks."""
_PLAIN_TYPES = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "date", "dateTime", "time", "gYear", "gYearMonth", "duration")
)
_PLAIN = re.compile(r"[+-]?(?:[\d.][\d.:TZ+-]*(?:[eE][+-]?\d+)?|INF|P[\dYMDTHS.]+)|NaN")


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell | str]], *, bom: bool = False) -> str:
    """A table as CSV, its lines ended by CRLF (RFC 4180).

    Args:
        header: Names of the columns.
        rows: Their cells: text, or an RDF term, of which the IRI or the lexical form is written.
        bom: Whether the file begins with a byte order mark, which Excel needs to read it as UTF-8.
    """
    out = io.StringIO(newline="")
    out.write(BOM if bom else "")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: such a one is preceded by an apostrophe (OWASP, "CSV Injection").

    A formula begins with = + - or @, full-width or not, also after blanks; tabs and line breaks at the start hide one.
    """
    first = next((sign for sign in text if unicodedata.category(sign) not in _HIDDEN), "")
    is_formula = unicodedata.normalize("NFKC", first) in {"=", "+", "-", "@"}
    return f"'{text}" if is_formula or text.startswith(("\t", "\r", "\n")) else text


def joined(labels: Iterable[str]) -> str:
    r"""The labels of a list in one cell, separated by "; "; a semicolon or backslash of a label follows a backslash."""
    return "; ".join(harmless(label).replace("\\", "\\\\").replace(";", "\\;") for label in labels)


def _written(cell: Cell | str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, ox.BlankNode):
        return str(cell)
    if isinstance(cell, ox.Literal) and cell.datatype.value in _PLAIN_TYPES and _PLAIN.fullmatch(cell.value):
        return cell.value
    return harmless(cell.value)
