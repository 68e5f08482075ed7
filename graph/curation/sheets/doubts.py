"""Doubts: a warning, once for a column, where its texts may be in several languages of the register."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.columns import QUOTE, Column, name_heading
from sandbox_atlas.graph.curation.sheets.matching import Register
from sandbox_atlas.graph.curation.sheets.reading import Row
from sandbox_atlas.graph.curation.sheets.subjects import NAMES, PARTICIPATION, PRINTED
from sandbox_atlas.graph.curation.sheets.tongues import word
from sandbox_atlas.graph.curation.sheets.values import (
    ValueProblemError,
    before_reference,
    is_tagged,
    items,
    role,
    things,
)
from sandbox_atlas.graph.errors import Finding


class Doubts:
    """Finds them.

    Args:
        register: The register.
    """

    def __init__(self, register: Register) -> None:
        self._register, self._tongue = register, register.values.tongue
        self._told: set[tuple[str, Column]] = set()

    def of(self, row: Row) -> list[Finding]:
        """The warnings about a row."""
        if not self._tongue.shares:
            return []
        return [found for column in row.cells for found in self._in_column(row, column)]

    def _in_column(self, row: Row, column: Column) -> Iterator[Finding]:
        if column.lang or (row.file, column) in self._told:
            return
        for text in self._texts(column, row.cells[column].text):
            languages = self._tongue.doubt(text)
            if languages:
                self._told.add((row.file, column))
                taken = self._tongue.of(text)
                other = next(each for each in languages if each != taken)
                message = f"“{text}” may be in {' or '.join(map(word, languages))}: it is taken for {word(taken)}."
                hint = f"Write @{other} after what is in {word(other)}, or a name under {name_heading(other)}."
                yield row.find("language-not-told", message, hint, row.cells[column].position, "warning")
                return

    def _texts(self, column: Column, cell: str) -> Iterator[str]:
        """The texts of a cell that become literals with a language that they do not say."""
        kinds = self._register.kinds_of(column.property, column.kinds)
        is_list = column.is_list or column.heading == QUOTE
        for each in things(cell) if kinds else items(cell) if is_list else [cell]:
            if not kinds:
                text = each if self._is_text(column, each) else ""
            elif PRINTED & set(kinds) or kinds == PARTICIPATION:
                text = before_reference(role(each)[0].name if kinds == PARTICIPATION else each)
            else:
                text = ""
            if text and not is_tagged(text):
                yield text

    def _is_text(self, column: Column, text: str) -> bool:
        if column.property in NAMES or column.heading == QUOTE:
            return True
        try:
            term = self._register.values.read(column, text)[1] if column.property else None
        except ValueProblemError:
            return False
        return isinstance(term, ox.Literal) and bool(term.language)
