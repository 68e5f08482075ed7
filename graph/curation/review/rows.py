"""Rows of a review: the accepted claims as rows of a sheet, so that a review and a sheet make the same statements.

A claim that no words of the text support is a finding, and nothing is saved before it is answered.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sandbox_atlas.graph.curation.review.review import (
    APPLICANT,
    PARTICIPANT,
    NewEntry,
    Review,
    ReviewedApplication,
    ReviewedBatch,
    ReviewedClaim,
    Span,
)
from sandbox_atlas.graph.curation.sheets.columns import (
    ENTRY,
    POSITION,
    QUOTE,
    SOURCE,
    Column,
    column_of,
    name_heading,
    our_heading,
)
from sandbox_atlas.graph.curation.sheets.letters import Tongue
from sandbox_atlas.graph.curation.sheets.matching import NEW
from sandbox_atlas.graph.curation.sheets.reading import Cell, Row
from sandbox_atlas.graph.curation.sheets.values import joined
from sandbox_atlas.graph.errors import Finding

FILE: Final = "review"
"""Stands for the file in findings on rows; their line is the number of the row."""
DIGEST: Final = "schema:sha256"
_LONGEST_QUOTE: Final = 8
"""Words of a quote."""
_WIDEST_QUOTE: Final = {"en": 80, "zh": 40}
"""Characters of a quote."""
_LONGEST_HULL: Final = 2_000
"""Code points from the first to the last word of a passage; those of one that is wider are found by its quotes."""


@dataclass
class ReviewSheet:
    """The accepted part of a review as a sheet.

    Attributes:
        review: The review.
        known_digests: SHA-256 of the documents of sources, by slug of the source.
        tongue: Tells the languages of names.
        findings: What was found while the rows were read for the last time.
        places: Where in the review each row comes from, as a JSON Pointer (RFC 6901), by the number of the row.
    """

    review: Review
    known_digests: Mapping[str, str] = field(default_factory=dict)
    tongue: Tongue = field(default_factory=Tongue)
    findings: list[Finding] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the text as UTF-8."""
        return hashlib.sha256(self.review.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def _has_positions(self) -> bool:
        """Whether positions in this text are those in the document of the source."""
        return self.known_digests.get(self.review.source, self.digest) == self.digest

    def rows(self) -> Iterator[Row]:
        """The rows: new entries first, then the batch, then the applications."""
        self.findings, self.places = [], {}
        self._assert_complete()
        review = self.review
        for number, entry in enumerate(review.entries):
            yield self._row(f"/entries/{number}", entry.kind, self._entry(f"/entries/{number}", entry))
        if review.source and not self.known_digests.get(review.source):
            yield self._row("/source", "source", {ENTRY: review.source, DIGEST: f"{self.digest}^^xsd:string"})
        if review.batch.entry:
            cells = self._batch(review.batch)
            if cells:
                yield self._row("/batch", "batch", cells)
        for number, application in enumerate(review.applications):
            if application.state == "accepted":
                place = f"/applications/{number}"
                yield self._row(place, "application", self._application(place, application))

    def _row(self, place: str, kind: str, texts: Mapping[str, str]) -> Row:
        number = len(self.places) + 1
        self.places[number] = place
        cells: dict[Column, Cell] = {}
        for heading, text in texts.items():
            column = column_of(heading)
            if column is None:
                self._find(
                    place, "heading-unknown", f"There is no column “{heading}”.", "Use a heading of the template."
                )
            elif text.strip():
                cells[column] = Cell(0, text.strip())
        if self.review.source and (kind in _SAID_BY_TEXTS or QUOTE in texts):
            cells[_column(SOURCE)] = Cell(0, f"[{self.review.source}]")
        return Row(FILE, number, kind, cells, frozenset(column.heading for column in cells))

    def _assert_complete(self) -> None:
        """Report what every review must say."""
        review = self.review
        if not review.by.strip():
            self._find("/by", "no-curator", "The review has no name of who saves it.", "Write your name.")
        if not review.source:
            hint = "Choose the source that the document is, or describe a new one."
            self._find("/source", "no-source", "The review names no source.", hint)
        accepted = [each for each in review.applications if each.state == "accepted"]
        if accepted and not (review.batch.entry or review.sandbox):
            hint = "Choose the batch that admitted them, or the sandbox where there are no batches."
            self._find("/batch", "no-batch", "The applications have neither batch nor sandbox.", hint)
        if not accepted and not review.entries and not self._batch(review.batch, is_silent=True):
            self._find("/applications", "nothing-accepted", "Nothing is accepted yet.", "Accept what the text says.")
        number = sum(each.state == "open" for each in review.applications)
        if accepted and number:
            message = f"{number} of {len(review.applications)} applications are undecided and will not be saved."
            self._find("/applications", "undecided", message, "Accept or reject them.", "warning")

    def _batch(self, batch: ReviewedBatch, *, is_silent: bool = False) -> dict[str, str]:
        """The cells of the batch; empty where the review says nothing about it."""
        cells = {heading: text for heading, text in batch.cells.items() if text.strip()}
        claims: list[ReviewedClaim] = []
        for heading, name in _OF_BATCH.items():
            claim: ReviewedClaim | None = getattr(batch, name)
            if claim and claim.value.strip():
                cells[heading] = claim.value
                claims.append(claim)
        if batch.institutions:
            cells["sbx:namedInstitution"] = listed(map(self._printed, batch.institutions))
        if batch.technologies:
            cells["sbx:focusTechnology"] = listed(map(_named, batch.technologies))
        claims += (*batch.institutions, *batch.technologies)
        if not cells:
            return {}
        if is_silent:
            return cells
        for claim in claims:
            self._assert_shown("/batch", claim, is_name=claim in (*batch.institutions, *batch.technologies))
        if not claims and batch.position is None:
            hint = "Select the words of the text that speak of the batch."
            self._find("/batch", "no-passage", "What is said of the batch has no passage.", hint)
        return {ENTRY: batch.entry, **cells, **self._shown(batch.position, claims)}

    def _entry(self, place: str, entry: NewEntry) -> Mapping[str, str]:
        """The cells of an entry; what only a document can say needs its words."""
        if entry.position is None:
            if entry.kind in _SAID_BY_TEXTS:
                hint = "Select the words of the text that say so."
                self._find(place, "no-passage", "What is said of the entry has no passage.", hint)
            return entry.cells
        return {**entry.cells, **self._shown(entry.position, [])}

    def _application(self, place: str, each: ReviewedApplication) -> dict[str, str]:
        """The cells of an application."""
        cells = {ENTRY: each.entry if not each.is_described or each.entry else NEW}
        if each.is_described:
            cells["Without a name"] = "yes"
            if each.position is None:
                hint = "Select the words of the text that describe it."
                self._find(place, "no-passage", "The application has no passage.", hint)
        elif each.name is None or not each.name.value.strip():
            hint = "Write its name as the text prints it, or mark it as described, not named."
            self._find(place, "nameless", "The application has no name.", hint)
        else:
            self._assert_shown(f"{place}/name", each.name, is_name=True)
            lang = self.review.lang or self.tongue.of(each.name.value)
            cells[name_heading(lang)] = each.name.value
        for lang, text in each.ours.items():
            if text.strip():
                cells[our_heading(lang)] = text
        cells["Batch" if self.review.batch.entry else "Sandbox"] = f"[{self.review.batch.entry or self.review.sandbox}]"
        self._involve(place, each, cells)
        claims = [*([each.name] if each.name and not each.is_described else []), *each.institutions, *each.technologies]
        cells |= {heading: text for heading, text in each.cells.items() if text.strip()}
        return {**cells, **self._shown(each.position, claims)}

    def _involve(self, place: str, each: ReviewedApplication, cells: dict[str, str]) -> None:
        """Fill the cells of who is involved, of technologies and of the type."""
        for number, institution in enumerate(each.institutions):
            self._assert_shown(f"{place}/institutions/{number}", institution, is_name=True)
        for heading, role in (("Applicants", APPLICANT), ("Participants", PARTICIPANT)):
            cells[heading] = listed(self._printed(one) for one in each.institutions if one.role == role)
        others = [one for one in each.institutions if one.role not in (APPLICANT, PARTICIPANT)]
        cells["Roles"] = listed(f"{self._printed(one)} = {one.role}" for one in others)
        for number, technology in enumerate(each.technologies):
            self._assert_shown(f"{place}/technologies/{number}", technology, is_name=True)
        cells["Technologies"] = listed(map(_named, each.technologies))
        if each.type:
            self._assert_shown(f"{place}/type", each.type, is_name=False)
            cells["Type"] = each.type.value

    def _printed(self, claim: ReviewedClaim) -> str:
        """An institution as an item of a cell, with the language of its name where the name would not tell it."""
        lang = self.review.lang
        told = lang in self.tongue.doubt(claim.value) and not (claim.entity and self.tongue.of(claim.value) == lang)
        name = f"{claim.value.strip()}@{lang}" if told else claim.value.strip()
        return f"{name} [{claim.entity}]" if claim.entity else name

    def _assert_shown(self, place: str, claim: ReviewedClaim, *, is_name: bool) -> None:
        """Report a claim without a passage, and a name that is not what the text prints there."""
        text = self.review.text
        if claim.position is None or not 0 <= claim.position[0] < claim.position[1] <= len(text):
            hint = "Select the words of the text that say so, and press P."
            self._find(place, "no-passage", f"“{claim.value}” has no passage.", hint)
        elif is_name and _letters(claim.value) not in _letters(text[slice(*claim.position)]):
            there = " ".join(text[slice(*claim.position)].split())[:80]
            hint = "Write the name as it is printed there, or select the words that print it."
            self._find(place, "not-in-text", f"The text says “{there}” there, not “{claim.value}”.", hint)

    def _shown(self, position: Span | None, claims: Iterable[ReviewedClaim]) -> dict[str, str]:
        """The cells that lead to the words: quotes as printed, and a position where the document is this text."""
        text, shown = self.review.text, [each for each in claims if each.position]
        quotes = dict.fromkeys(_quote(text[slice(*each.position)]) for each in shown if each.position)
        spans = [each.position for each in shown if each.position] + ([position] if position else [])
        if not quotes and position:
            quotes[_quote(text[slice(*position)])] = None
        cells = {QUOTE: joined(quote for quote in quotes if quote)}
        if spans and self._has_positions:
            start, end = min(span[0] for span in spans), max(span[1] for span in spans)
            if end - start <= _LONGEST_HULL:
                cells[POSITION] = f"{start}-{end}"
        return cells

    def _find(self, place: str, rule: str, message: str, hint: str, severity: str = "error") -> None:
        self.findings.append(Finding(place, 0, 0, rule, message, hint, "error" if severity == "error" else "warning"))


_OF_BATCH: Final = {
    "Published": "published",
    "Applications announced": "announced",
    "sbx:reportedFinancialServices": "services",
    "sbx:reportedTechnologyProducts": "products",
}
"""Claims about a batch by the heading of what they state."""
_SAID_BY_TEXTS: Final = frozenset({"application", "batch"})
"""Kinds of entries that editors add nothing about without a document."""


def _column(heading: str) -> Column:
    found = column_of(heading)
    assert found is not None  # noqa: S101 - a heading of columns.yaml
    return found


def _named(claim: ReviewedClaim) -> str:
    """A claim as an item of a cell: its name as printed, and what it means."""
    return f"{claim.value.strip()} [{claim.entity}]" if claim.entity else claim.value.strip()


def listed(items: Iterable[str]) -> str:
    """Things as one cell; a sign that would separate two is part of a name."""
    return "; ".join(re.sub(r"([\\;；、])", r"\\\1", " ".join(each.split())) for each in items)


def _quote(words: str) -> str:
    """The beginning of some words, short enough to be a fact about where they stand."""
    line = next((each for each in words.splitlines() if each.strip()), "").strip()
    if Tongue().of(line) == "zh":
        return line[: _WIDEST_QUOTE["zh"]]
    found = ""
    for word in line.split()[:_LONGEST_QUOTE]:
        longer = f"{found} {word}".strip()
        if len(longer) > _WIDEST_QUOTE["en"]:
            break
        found = longer
    return found or line[: _WIDEST_QUOTE["en"]]


def _letters(text: str) -> str:
    """A text without what printing changes: width, case, blanks and marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
