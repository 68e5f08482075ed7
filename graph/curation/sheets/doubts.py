"""Doubts: a warning, once for a column, where its texts may be in several languages of the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.sheets.columns import Column, name_heading
from sandbox_atlas.graph.curation.sheets.matching import NEW, Matching
from sandbox_atlas.graph.curation.sheets.reading import Row
from sandbox_atlas.graph.curation.sheets.subjects import NAMES, PARTICIPATION, PRINTED
from sandbox_atlas.graph.curation.sheets.tongues import word
from sandbox_atlas.graph.curation.sheets.values import before_reference, is_tagged, item, items, things
from sandbox_atlas.graph.errors import Finding

_NAMES: Final = (*NAMES, "skos:altLabel")
_UNKNOWN: Final = ("", NEW)
"""References of what has no entry yet."""


class Doubts:
    """Finds them.

    Args:
        matching: Knows what names mean.
    """

    def __init__(self, matching: Matching) -> None:
        self._matching, self._register = matching, matching.register
        self._tongue = self._register.values.tongue
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
        """The names of a cell that do not say their language: those of an entry, and of institutions not yet known."""
        kinds = self._register.kinds_of(column.property, column.kinds)
        found: list[str] = []
        if not kinds and column.property in _NAMES:
            found = items(cell) if column.is_list else [cell]
        elif PRINTED & set(kinds):
            found = [before_reference(each) for each in things(cell) if not self._is_known(each, kinds)]
        elif kinds == PARTICIPATION:
            named = [(each.rpartition("=")[0] or each).strip() for each in things(cell)]
            found = [before_reference(each) for each in named if not self._is_known(each, tuple(PRINTED))]
        yield from (each for each in found if each and not is_tagged(each))

    def _is_known(self, text: str, kinds: tuple[str, ...]) -> bool:
        """Whether an item names something of the register or of the sheets."""
        named = item(text)
        return named.reference not in _UNKNOWN or bool(self._matching.decide(named, kinds).iri)
