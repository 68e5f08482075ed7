"""Importing: reads sheets twice, first for the names in them, then for what each row states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from sandbox_atlas.graph.curation.sheets.columns import ENTRY, KIND, LANGUAGES, SOURCE, columns_of, name_heading
from sandbox_atlas.graph.curation.sheets.doubts import Doubts
from sandbox_atlas.graph.curation.sheets.matching import Decision, Matching, Register
from sandbox_atlas.graph.curation.sheets.passages import Passages
from sandbox_atlas.graph.curation.sheets.reading import Row
from sandbox_atlas.graph.curation.sheets.statements import Block, Defaults, Statements
from sandbox_atlas.graph.curation.sheets.subjects import Subjects, Survey
from sandbox_atlas.graph.curation.sheets.values import Item
from sandbox_atlas.graph.errors import Finding

MOST_FINDINGS: Final = 1_000
"""Findings that are kept; more help nobody."""
_UNPROPOSED: Final = ((), ("application",), ("publisher",))
"""Kinds of what needs no description: applications have rows of their own, and a publisher may be a text."""


@dataclass
class Report:
    """What an import found.

    Attributes:
        rows: How many rows were read.
        statements: How many statements they make.
        decisions: What each name was taken for.
        made: The new entries, with the names that they were made of.
        findings: What was found, in order of file and row.
        left_out: How many findings more there are.
    """

    rows: int = 0
    statements: int = 0
    decisions: list[Decision] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0

    @property
    def has_errors(self) -> bool:
        """Whether nothing may be written."""
        return any(each.severity == "error" for each in self.findings)

    def add(self, findings: Sequence[Finding]) -> None:
        """Add findings, up to `MOST_FINDINGS`."""
        room = MOST_FINDINGS - len(self.findings)
        self.findings += findings[:room]
        self.left_out += max(0, len(findings) - room)


class Table(Protocol):
    """What has rows: a file of sheets, or the accepted part of a review."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What was found while the rows were read for the last time."""

    def rows(self) -> Iterator[Row]:
        """The rows; they may be read several times."""


@dataclass(frozen=True)
class Sheets:
    """Sheets that are imported together.

    Attributes:
        files: The files.
        register: What is known of the register.
        defaults: What holds for rows that do not say otherwise.
        source: Reference of the source of rows that name none.
        stem: Slug for the passage of the editors.
    """

    files: Sequence[Table]
    register: Register
    defaults: Defaults
    source: str
    stem: str

    def survey(self) -> Survey:
        """The names in the sheets."""
        return Survey(self._rows(), self.register)

    def imported(
        self, survey: Survey, matching: Matching, write: Callable[[Block], None], progress: Callable[[], None]
    ) -> Report:
        """Write what the rows state, one by one, and report.

        Args:
            survey: What `survey` found.
            matching: Decides on names.
            write: Takes what a row states.
            progress: Called after each row.
        """
        report, subjects = Report(), Subjects(matching, self.defaults.batch)
        survey.declare(matching, subjects)
        passages = Passages(matching, self.source, self.stem)
        statements = Statements(matching, subjects, passages, survey.placed, self.defaults)
        doubts = Doubts(matching)
        for row in self._rows():
            block = statements.of(row)
            report.rows += 1
            report.add(doubts.of(row))
            for part in (subjects, passages, statements):
                report.add(part.findings)
                part.findings.clear()
            if block:
                report.statements += len(block.outside) + sum(map(len, block.graphs.values()))
                write(block)
            progress()
        for kinds, name in sorted(survey.wanted):
            if kinds != ("application",):
                matching.decide(Item(name, "", ""), kinds)
        report.add([finding for file in self.files for finding in file.findings])
        report.add(list(statements.missing_labels()))
        kept = (each for (kinds, _), each in matching.decisions.items() if each.iri or kinds != ("application",))
        report.decisions, report.made = list(kept), subjects.made
        report.findings.sort()
        return report

    def _rows(self) -> Iterator[Row]:
        for file in self.files:
            yield from file.rows()


def proposals(matching: Matching) -> tuple[list[str], list[list[str]]]:
    """The headings that what is new needs, and a row for each name that the register does not know, to be completed."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    languages = matching.register.languages
    for (kinds, name), decision in matching.decisions.items():
        if decision.verdict == "unknown" and not decision.iri and kinds not in _UNPROPOSED:
            slug = matching.register.slug(name)
            called = name_heading(_language(matching.register.values.tongue.of(name), languages))
            found.setdefault((kinds[0], slug), {ENTRY: slug, KIND: kinds[0], called: name})
    listed = columns_of({kind for kind, _ in found}, languages)
    headings = [each.heading for each in listed if each.about == "entry" or each.heading == SOURCE]
    headings += dict.fromkeys(each for row in found.values() for each in row if each not in headings)
    return headings, [[row.get(heading, "") for heading in headings] for row in found.values()]


def _language(found: str, languages: Sequence[str]) -> str:
    """The language of a column for a name; for Latin letters in a register that has none its first language."""
    others = [each for each in languages if each not in LANGUAGES]
    return others[0] if found == "en" and others and "en" not in languages else found
