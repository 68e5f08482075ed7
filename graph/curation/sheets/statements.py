"""Statements: what each row of a sheet states, passage by passage."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.columns import AREA, ENTRY, Column, name_heading, our_heading
from sandbox_atlas.graph.curation.sheets.matching import Matching, question
from sandbox_atlas.graph.curation.sheets.passages import NOTES, Passages, Triple
from sandbox_atlas.graph.curation.sheets.reading import Row
from sandbox_atlas.graph.curation.sheets.subjects import PARTICIPATION, PRINTED, Subjects, names
from sandbox_atlas.graph.curation.sheets.tongues import word
from sandbox_atlas.graph.curation.sheets.values import Item, ValueProblemError, item, items, role, things
from sandbox_atlas.graph.errors import Finding

_NO_BASIS: Final = (
    "A field of finance needs a basis: how it is known.",
    "Fill in the column “Basis”: “words of the source”, “read from a description”, “read from a name” …",
)
"""What is said of a field of finance without one, and what to do."""
_TYPE: Final = "rdf:type"
_ROLES: Final = "participation"
_APPLIES: Final = frozenset({"applicant", "lead-applicant", "joint-applicant", "supervised-entity"})


@dataclass
class Block:
    """What a row states.

    Attributes:
        row: The row.
        subject: The IRI of its entry.
        outside: Statements outside of passages.
        graphs: Statements by passage.
    """

    row: Row
    subject: str
    outside: list[Triple] = field(default_factory=list)
    graphs: dict[str, list[Triple]] = field(default_factory=dict)

    def add(self, passage: str, triple: Triple) -> None:
        """Add a statement once; an empty passage is outside."""
        kept = self.graphs.setdefault(passage, []) if passage else self.outside
        if triple not in kept:
            kept.append(triple)


@dataclass(frozen=True)
class Defaults:
    """What holds for rows that do not say otherwise.

    Attributes:
        batch: Reference of their batch.
        sandbox: Reference of their sandbox, where they have no batch.
    """

    batch: str = ""
    sandbox: str = ""


class Statements:
    """Turns rows into statements.

    Attributes:
        findings: What was found.
        labelled: Languages in which each new entry was given a label, with the place of its first row.
    """

    def __init__(
        self, matching: Matching, subjects: Subjects, passages: Passages, placed: Container[str], defaults: Defaults
    ) -> None:
        self._matching, self._register = matching, matching.register
        self._subjects, self._passages, self._placed, self._defaults = subjects, passages, placed, defaults
        self.findings: list[Finding] = []
        self.labelled: dict[str, tuple[Finding, set[str]]] = {}

    def of(self, row: Row) -> Block | None:
        """What a row states; None where a finding says why it cannot be read."""
        subject = self._subjects.of(row)
        self._subjects.forget(row)
        if not subject:
            return None
        place = self._passages.of(row, subject, self._called(row, subject))
        if place is None:
            return None
        passage, described = place
        if row.text(AREA) and self._passages.lacks_basis(passage):
            self.findings.append(row.find("area-without-basis", *_NO_BASIS, row.position(AREA)))
        block = Block(row, subject, list(described))
        node = ox.NamedNode(subject)
        if subject in self._subjects.made:
            self.labelled.setdefault(subject, (row.find("name-missing", "", "", row.position(ENTRY)), set()))
        if _TYPE not in row.headings:
            block.add(passage, (node, _TYPE, self._class(subject, row.kind)))
            if row.kind in self._register.schemes and subject not in self._register.known:
                block.add(passage, (node, "skos:inScheme", ox.NamedNode(self._register.schemes[row.kind])))
        for column, cell in row.cells.items():
            if column.property and column.about == "entry":
                try:
                    self._cell(block, passage, node, column, cell.text)
                except ValueProblemError as error:
                    self.findings.append(row.find("value", str(error), error.hint, cell.position))
        self._default(block, passage, node)
        return block

    def _called(self, row: Row, subject: str) -> dict[str, str]:
        """The name of an entry for each language of notes: in that language if there is one, else another."""
        said = {lang: text for text, lang, _ in reversed([*names(row, self._register.values.tongue)])}
        known = {lang: self._matching.label(subject, lang) for lang in (*NOTES, *self._register.languages)}
        other = next(filter(None, (*reversed(said.values()), *known.values())), _end(subject))
        return {lang: said.get(lang) or known[lang] or other for lang in NOTES}

    def missing_labels(self) -> Iterator[Finding]:
        """Findings on new entries without a label in a language of the register."""
        for place, found in self.labelled.values():
            for lang in self._register.languages:
                if lang not in found:
                    message = f"The entry is new and has no name in {word(lang)}, which this register needs."
                    yield replace(place, message=message, hint=f"Fill in {name_heading(lang)} or {our_heading(lang)}.")

    def _class(self, subject: str, kind: str) -> ox.NamedNode:
        within = subject.removeprefix(self._register.base).partition("/")
        kind = within[0] if within[2] and within[0] in self._register.kinds else kind
        local = "".join(word.capitalize() for word in kind.split("-"))
        return ox.NamedNode(self._register.values.expanded(f"sbx:{local}"))

    def _default(self, block: Block, passage: str, node: ox.NamedNode) -> None:
        """Batch or sandbox of an application whose row names neither."""
        row = block.row
        is_new = row.kind == "application" and node.value in self._subjects.made
        if not is_new or row.text("Batch") or row.text("Sandbox") or node.value in self._placed:
            return
        kind, property_ = ("batch", "sbx:inBatch") if self._defaults.batch else ("sandbox", "sbx:inSandbox")
        text = self._defaults.batch or self._defaults.sandbox
        if not text:
            self.findings.append(
                row.find("no-batch", "The application has neither batch nor sandbox.", "Fill in Batch, or use --batch.")
            )
            return
        iri = self._thing(row, Item("", "", text), (kind,), 0)
        if iri:
            block.add(passage, (node, property_, ox.NamedNode(iri)))

    def _cell(self, block: Block, passage: str, node: ox.NamedNode, column: Column, text: str) -> None:
        kinds = self._register.kinds_of(column.property, column.kinds)
        texts = (things(text) if kinds else items(text)) if column.is_list else [text]
        if column.property in ("rdfs:label", "skos:prefLabel"):
            self._label(block, passage, node, column, text)
            return
        tongue = self._register.values.tongue
        for each in texts:
            named, role_ = role(each, tongue) if kinds == PARTICIPATION else (item(each, tongue), None)
            if role_:
                self._role(block, passage, node, (named, role_), column)
            elif kinds and not (column.property == "dcterms:publisher" and not self._is_known(named, kinds)):
                iri = self._thing(block.row, named, kinds, block.row.cells[column].position)
                if iri:
                    block.add(passage, (node, column.property, ox.NamedNode(iri)))
                    self._print(block, passage, iri, named, kinds)
            else:
                property_, term = self._register.values.read(column, each)
                block.add(passage, (node, self._register.values.compact(property_), term))

    def _is_known(self, named: Item, kinds: tuple[str, ...]) -> bool:
        """Whether a publisher is a thing; a text is one too."""
        return bool(named.reference or self._matching.decide(named, kinds).iri)

    def _thing(self, row: Row, named: Item, kinds: tuple[str, ...], position: int) -> str:
        """The thing that an item names; empty where it is not decided, which is a finding."""
        if named.reference or (not named.name):
            iri = self._matching.referred(named.reference, kinds)
            if self._matching.has(iri) or not iri.startswith(self._register.base):
                return iri
            message = f"There is no {' or '.join(kinds)} “{named.reference}”."
            self.findings.append(
                row.find("unknown-reference", message, "Check the slug, or describe it in a row of its own.", position)
            )
            return ""
        decision = self._matching.decide(named, kinds)
        if not decision.iri:
            self.findings.append(row.find(decision.verdict, *question(decision, self._register), position))
        return decision.iri

    def _print(self, block: Block, passage: str, iri: str, named: Item, kinds: tuple[str, ...]) -> None:
        """State the name of an institution as the cell prints it."""
        if not (named.name and passage and PRINTED & set(kinds)) or iri.endswith(f"/{named.name}"):
            return
        node = ox.NamedNode(iri)
        kind = iri.removeprefix(self._register.base).partition("/")[0]
        block.add(passage, (node, _TYPE, self._class(iri, kind)))
        is_label = self._matching.label(iri, named.lang) == named.name
        block.add(
            passage, (node, "rdfs:label" if is_label else "sbx:asPrinted", ox.Literal(named.name, language=named.lang))
        )

    def _label(self, block: Block, passage: str, node: ox.NamedNode, column: Column, text: str) -> None:
        """State a name: as the label where there is none yet or the same, else as printed."""
        row, literal = block.row, ox.Literal(text, language=column.lang or self._register.values.tongue.of(text))
        lang = literal.language or ""
        if node.value in self.labelled:
            self.labelled[node.value][1].add(lang)
        place = self._passages.of_editors(row) if column.is_ours else (passage, [])
        if place is None:
            return
        block.outside += place[1]
        known = self._register.label(node.value, lang)
        is_concept = row.kind in self._register.schemes
        property_ = "skos:prefLabel" if is_concept or column.property == "skos:prefLabel" else "rdfs:label"
        if known and known != text:
            property_ = "sbx:asPrinted" if passage and not column.is_ours else "skos:altLabel"
            message = f"The register calls this “{known}”: “{text}” is kept as another name."
            self.findings.append(row.find("other-name", message, "", row.cells[column].position, "note"))
        block.add(place[0], (node, property_, literal))

    def _role(self, block: Block, passage: str, node: ox.NamedNode, said: tuple[Item, Item], column: Column) -> None:
        """State what an institution does, as a participation with a caption by the editors."""
        position = block.row.cells[column].position
        iri = self._thing(block.row, said[0], ("institution",), position)
        role_ = self._thing(block.row, said[1], ("role",), position)
        if not (iri and role_):
            return
        own = ox.NamedNode(f"{self._register.base}{_ROLES}/{_end(node.value)}-{_end(iri)}")
        applies = _end(role_) in _APPLIES
        block.add(passage, (node, "sbx:participation", own))
        block.add(passage, (own, _TYPE, self._class(own.value, _ROLES)))
        block.add(passage, (own, "sbx:applyingInstitution" if applies else "sbx:joiningInstitution", ox.NamedNode(iri)))
        block.add(passage, (own, "sbx:role", ox.NamedNode(role_)))
        place = self._passages.of_editors(block.row)
        if place is None:
            return
        block.outside += place[1]
        called = {lang: text for text, lang, _ in names(block.row, self._register.values.tongue)}
        for lang in self._register.languages:
            parts = [self._matching.label(each, lang) or _end(each) for each in (iri, role_)]
            name = called.get(lang) or self._register.label(node.value, lang) or _end(node.value)
            caption = f"{parts[0]}（{parts[1]}）：{name}" if lang == "zh" else f"{parts[0]}, {parts[1]}: {name}"
            block.add(place[0], (own, "rdfs:label", ox.Literal(caption, language=lang)))


def _end(iri: str) -> str:
    return iri.rpartition("/")[2]
