"""Sheets for tests: how one is written, and what an import of it states and asks."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pyoxigraph as ox

from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.sheets.importing import Report, Sheets
from sandbox_atlas.graph.curation.sheets.matching import Match, Matching
from sandbox_atlas.graph.curation.sheets.reading import SheetFile
from sandbox_atlas.graph.curation.sheets.statements import Defaults
from sandbox_atlas.graph.curation.sheets.trig import Writer
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES


def plain(quads: Iterable[ox.Quad]) -> set[tuple[str, ...]]:
    """Statements; a selector is named by what is said of it."""
    kept = [*quads]
    said: dict[ox.BlankNode, set[str]] = {}
    for quad in kept:
        if isinstance(quad.subject, ox.BlankNode):
            said.setdefault(quad.subject, set()).add(f"{quad.predicate} {quad.object}")

    def named(term: object) -> str:
        return " ".join(sorted(said[term])) if isinstance(term, ox.BlankNode) else str(term)

    return {(named(each.subject), str(each.predicate), named(each.object), str(each.graph_name)) for each in kept}


def imported(path: Path, view: RegisterView, found: dict[str, list[Match]] | None = None) -> tuple[Report, str]:
    """What the rows of a sheet state, as TriG; `found` has what names may mean."""
    sheets = Sheets((SheetFile(path),), view.register("keepers"), Defaults("lake-2"), "lake-gazette", "sheet")
    survey = sheets.survey()
    matches = {key: found.get(key[1], []) for key in survey.wanted} if found else {}
    text = io.StringIO()
    writer = Writer(text, dict(PREFIXES), "A test.")
    return sheets.imported(survey, Matching(sheets.register, matches), writer.write, lambda: None), text.getvalue()


def rules(path: Path, view: RegisterView, found: dict[str, list[Match]] | None = None) -> list[tuple[int, int, str]]:
    """Row, column and rule of each finding on a sheet."""
    return [(each.line, each.column, each.rule) for each in imported(path, view, found)[0].findings]


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook of one worksheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path
