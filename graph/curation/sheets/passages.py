"""Passages: where the rows of a sheet are stated, and what is said of these passages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.columns import (
    PASSAGE,
    POSITION,
    QUOTE,
    SOURCE,
    column,
)
from sandbox_atlas.graph.curation.sheets.matching import Matching, question
from sandbox_atlas.graph.curation.sheets.reading import Row
from sandbox_atlas.graph.curation.sheets.values import ValueProblemError, item, items, tagged
from sandbox_atlas.graph.errors import Finding

Triple = tuple[ox.NamedNode | ox.BlankNode, str, ox.NamedNode | ox.BlankNode | ox.Literal]
"""Subject, prefixed name of the property, and object."""

OUTSIDE: Final = frozenset({"source", "publisher", "disagreement", "passage"})
"""Kinds of entries that are described outside of passages."""
_BY_EDITORS: Final = frozenset({"institution", "regulator", "sandbox", "place"})
"""Kinds that editors describe where the row names no source."""
NOTES: Final = {
    "en": ("What this source says of “{name}”.", "Names and kinds that the editors add."),
    "zh": ("该来源关于“{name}”的内容。", "编者补充的名称与类型。"),
}
"""Notes of passages where the sheet has none, by language: of a source, and of the editors."""


@dataclass(frozen=True)
class _Said:
    source: str
    certainty: str


class Passages:
    """The passages of an import.

    Attributes:
        findings: What was found.

    Args:
        matching: Decides on names of sources.
        source: Reference of the source of rows that name none.
        stem: Slug of the file, for the passage of the editors.
    """

    def __init__(self, matching: Matching, source: str, stem: str) -> None:
        self._matching, self._register = matching, matching.register
        self._source, self._stem = source, stem
        self._said: dict[str, _Said] = {}
        self._based: set[str] = set()
        self.findings: list[Finding] = []

    def of(self, row: Row, subject: str, called: Mapping[str, str]) -> tuple[str, list[Triple]] | None:
        """The passage of a row, and what is said of it and was not said before; empty IRI outside of passages.

        `called` has the name of the entry for a note in each language of `NOTES`.
        None where the row has none, which is a finding.
        """
        written = row.text(PASSAGE)
        if not written and (row.kind in OUTSIDE or row.kind in self._register.schemes):
            return "", []
        source = self._source_of(row)
        if source is None:
            return None
        if written:
            iri = self._matching.referred(item(written).reference or written, ("passage",))
        elif source == self._register.editors:
            iri = self._editors_passage()
        else:
            iri = f"{self._register.base}passage/{_slug(source)}-{_slug(subject)}"
        return self._described(row, iri, source, called)

    def lacks_basis(self, iri: str) -> bool:
        """Whether a passage that this import describes says nothing of how it was read."""
        return iri not in self._based and iri not in self._register.passages

    def of_editors(self, row: Row) -> tuple[str, list[Triple]] | None:
        """The passage of what the editors add to a row."""
        if not self._register.editors:
            place = next((cell.position for column, cell in row.cells.items() if column.is_ours), 0)
            message = "The register has no source for what its editors add."
            hint = "Describe one of the kind “what the editors add”, or name it with --editors."
            self.findings.append(row.find("no-editors", message, hint, place))
            return None
        return self._described(row, self._editors_passage(), self._register.editors, {}, is_ours=True)

    def _editors_passage(self) -> str:
        return f"{self._register.base}passage/{_slug(self._register.editors)}-{self._stem}"

    def _source_of(self, row: Row) -> str | None:
        """The source of a row; empty where its passage has been described; None where it is unknown."""
        text = row.text(SOURCE)
        if not text and row.text(PASSAGE):
            iri = self._matching.referred(item(row.text(PASSAGE)).reference or row.text(PASSAGE), ("passage",))
            if iri in self._said or iri in self._register.passages:
                return ""
        if not text and row.kind in _BY_EDITORS and self._register.editors:
            return self._register.editors
        text = text or self._source
        if not text:
            self._find(row, "no-source", "The row names no source.", "Fill in the column Source, or use --source.")
            return None
        named = item(text)
        if named.reference:
            iri = self._matching.referred(named.reference, ("source",))
            if self._matching.has(iri):
                return iri
            self._find(
                row, "source-unknown", f"There is no source {named.reference}.", "Describe it on the worksheet Sources."
            )
            return None
        decision = self._matching.decide(named, ("source",))
        if decision.iri:
            return decision.iri
        self._find(row, f"source-{decision.verdict}", *question(decision, self._register))
        return None

    def _described(
        self, row: Row, iri: str, source: str, called: Mapping[str, str], *, is_ours: bool = False
    ) -> tuple[str, list[Triple]] | None:
        certainty = self._certainty(row, source, is_ours=is_ours)
        if certainty is None:
            return None
        before = self._said.get(iri) or (
            _Said(*self._register.passages[iri]) if iri in self._register.passages else None
        )
        if before is None:
            self._said[iri] = _Said(source, certainty)
            return iri, self._statements(row, iri, source, certainty, called, is_ours=is_ours)
        given = row.text("Certainty") and not is_ours
        if (source and source != before.source) or (given and certainty != before.certainty):
            self._find(
                row, "passage-differs", f"The passage {_slug(iri)} has another source or certainty.",
                "Give the row a passage of its own, or leave Source and Certainty empty.",
            )  # fmt: skip
            return None
        return iri, []

    def _certainty(self, row: Row, source: str, *, is_ours: bool) -> str | None:
        expanded = self._register.values.expanded
        text = "" if is_ours else row.text("Certainty")
        if not text:
            return expanded("sbx:Inferred" if source == self._register.editors else "sbx:Stated")
        try:
            return self._register.values.read(column("Certainty"), text)[1].value
        except ValueProblemError as error:
            self._find(row, "value", str(error), error.hint, row.position("Certainty"))
            return None

    def _statements(
        self, row: Row, iri: str, source: str, certainty: str, called: Mapping[str, str], *, is_ours: bool
    ) -> list[Triple]:
        node, expanded = ox.NamedNode(iri), self._register.values.expanded
        found: list[Triple] = [
            (node, "rdf:type", ox.NamedNode(expanded("sbx:Passage"))),
            (node, "dcterms:isPartOf", ox.NamedNode(source)),
            (node, "sbx:certainty", ox.NamedNode(certainty)),
        ]
        by_editors = source == self._register.editors
        said = ((column, cell.text) for column, cell in row.cells.items() if column.about == "passage" and not is_ours)
        notes = {column.lang: text for column, text in said if column.property == "skos:note"}
        made = [lang for lang in NOTES if lang in self._register.languages]
        for lang in made or ([] if notes else ["en"]):
            notes.setdefault(lang, NOTES[lang][by_editors].format(name=called.get(lang, "")))
        found += [(node, "skos:note", ox.Literal(note, language=lang)) for lang, note in notes.items()]
        if by_editors and not self._register.is_marked:
            found.append((ox.NamedNode(source), "dcterms:type", ox.NamedNode(expanded("sbx:Editorial"))))
        if not is_ours:
            found += self._found_at(row, node, source)
            if row.text("Basis"):
                found += self._basis(row, node)
        return found

    def _basis(self, row: Row, node: ox.NamedNode) -> list[Triple]:
        try:
            stated: list[Triple] = [
                (node, "sbx:basis", self._register.values.read(column("Basis"), row.text("Basis"))[1])
            ]
            self._based.add(node.value)
            return stated
        except ValueProblemError as error:
            self._find(row, "value", str(error), error.hint, row.position("Basis"))
            return []

    def _found_at(self, row: Row, node: ox.NamedNode, source: str) -> list[Triple]:
        """Where the passage stands in its document: quotes and position (Web Annotation, section 4.2)."""
        found: list[Triple] = []
        expanded = self._register.values.expanded
        for number, text in enumerate(items(row.text(QUOTE))):
            quote, lang = tagged(text, self._register.values.tongue)
            selector = ox.BlankNode(f"{_label(node.value)}-q{number}")
            found.append((node, "oa:hasSelector", selector))
            found.append((selector, "rdf:type", ox.NamedNode(expanded("oa:TextQuoteSelector"))))
            found.append((selector, "oa:exact", ox.Literal(quote, language=lang)))
        place = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)", row.text(POSITION))
        if place:
            selector = ox.BlankNode(f"{_label(node.value)}-p")
            found.append((node, "oa:hasSelector", selector))
            found.append((selector, "rdf:type", ox.NamedNode(expanded("oa:TextPositionSelector"))))
            found += [
                (selector, "oa:start", ox.Literal(int(place[1]))),
                (selector, "oa:end", ox.Literal(int(place[2]))),
            ]
        elif row.text(POSITION):
            self._find(
                row,
                "value",
                f"“{row.text(POSITION)}” is no position.",
                "Write start-end, such as 415-483.",
                row.position(POSITION),
            )
        return [(node, "oa:hasSource", ox.NamedNode(source)), *found] if found else []

    def _find(self, row: Row, rule: str, message: str, hint: str, position: int = 0) -> None:
        self.findings.append(row.find(rule, message, hint, position or row.position(SOURCE)))


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _label(iri: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", _slug(iri))
