"""Composing: turns a review into the TriG file that is saved, the same way as a sheet is imported."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sandbox_atlas.graph.curation.review.rows import FILE, ReviewSheet
from sandbox_atlas.graph.curation.sheets.importing import Report, Sheets
from sandbox_atlas.graph.curation.sheets.matching import Decision, Key, Match, Matching, Register
from sandbox_atlas.graph.curation.sheets.provenance import Save, stated
from sandbox_atlas.graph.curation.sheets.statements import Block, Defaults
from sandbox_atlas.graph.curation.sheets.subjects import Survey
from sandbox_atlas.graph.curation.sheets.trig import Writer
from sandbox_atlas.graph.errors import Finding

_OF_REVIEWS: Final = frozenset({"no-source", "no-batch"})
"""Rules of which a review has one finding, and not one for each application."""
_OF_ROW: Final = re.compile(r"of row \d+(?= too\.$)")


@dataclass(frozen=True)
class Composition:
    """A review as a file.

    Attributes:
        text: Its text.
        report: What was found while it was made; the file of a finding is its place in the review.
        decisions: What each name was taken for, by kinds and name.
        writer: Knows which row each line of the text comes from.
        sheet: The rows.
    """

    text: str
    report: Report
    decisions: Mapping[Key, Decision]
    writer: Writer
    sheet: ReviewSheet

    def placed(self, finding: Finding) -> Finding:
        """A finding on the text as one on the part of the review that the line comes from."""
        row = self.writer.row_of(finding.line)
        return replace(finding, file=self.sheet.places.get(row[1], "") if row else "", line=0, column=0)


def sheets_of(sheet: ReviewSheet, register: Register) -> Sheets:
    """A review as what is imported."""
    return Sheets((sheet,), register, Defaults(), "", sheet.review.file or "review")


def composed(
    sheet: ReviewSheet,
    register: Register,
    survey: Survey,
    matches: Mapping[Key, Sequence[Match]],
    prefixes: Mapping[str, str],
    saves: Sequence[Save],
) -> Composition:
    """The file of a review.

    Args:
        sheet: The accepted part of the review.
        register: The register without what an earlier save of this review says.
        survey: The names in it.
        matches: What these names may mean.
        prefixes: Namespaces by prefix.
        saves: Who saved it, this time and before.
    """
    file = io.StringIO()
    title = f"From “{' '.join(sheet.review.document.split()) or 'an announcement'}”, reviewed at the curator's desk."
    writer = Writer(file, prefixes, title)
    passages: dict[str, None] = {}

    def write(block: Block) -> None:
        passages.update(dict.fromkeys(block.graphs))
        writer.write(block)

    matching = Matching(register, matches)
    report = sheets_of(sheet, register).imported(survey, matching, write, lambda: None)
    places = sheet.places
    told = {each.rule for each in sheet.findings} & _OF_REVIEWS
    report.findings = [
        replace(each, file=places.get(each.line, ""), line=0, column=0, message=_message(each), hint=_hint(each))
        if each.file == FILE
        else each
        for each in report.findings
        if each.file != FILE or each.rule not in told
    ]
    writer.state(stated(saves, passages))
    return Composition(file.getvalue(), report, matching.decisions, writer, sheet)


def _message(finding: Finding) -> str:
    """What a finding says at the desk, where rows have no numbers."""
    if finding.rule == "same-name":
        return _OF_ROW.sub("of another entry in this review", finding.message)
    return finding.message


def _hint(finding: Finding) -> str:
    """What to do about a finding at the desk, where names are answered otherwise than in a sheet."""
    if finding.rule in ("unknown", "near", "ambiguous", "unknown-reference") and "column Entry" not in finding.hint:
        return "Choose what it means, or make a new entry of it."
    if finding.rule == "no-editors":
        return "Choose the source of what the editors add."
    if finding.rule == "same-name":
        return "Write another slug for one of them, or the same if they are one."
    return finding.hint
