"""Subjects: which entry of the register each row is about, and which rows are about something new."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from sandbox_atlas.graph.curation.sheets.columns import ENTRY, PASSAGE, Column
from sandbox_atlas.graph.curation.sheets.letters import Tongue
from sandbox_atlas.graph.curation.sheets.matching import NEW, Decision, Key, Matching, Register, question
from sandbox_atlas.graph.curation.sheets.reading import Row
from sandbox_atlas.graph.curation.sheets.values import Item, item, items, role, tagged, things
from sandbox_atlas.graph.errors import Finding

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NAMES: Final = ("rdfs:label", "skos:prefLabel", "sbx:asPrinted")
_LONGEST_SLUG: Final = 60
PRINTED: Final = frozenset({"institution"})
"""Kinds of things whose names are kept as the source prints them."""
PARTICIPATION: Final = ("participation",)
"""Kinds of the column of roles."""


def names(row: Row, tongue: Tongue) -> Iterator[tuple[str, str, Column]]:
    """The names that a row gives its entry: text, language, column."""
    for column, cell in row.cells.items():
        if column.property in NAMES and column.about == "entry":
            for text in items(cell.text) if column.is_list else [cell.text]:
                yield (text, column.lang, column) if column.lang else (*tagged(text, tongue), column)


def named_things(row: Row, register: Register) -> Iterator[tuple[tuple[str, ...], Item]]:
    """The things that the cells of a row name, with the kinds that are wanted."""
    for column, cell in row.cells.items():
        kinds = register.kinds_of(column.property, column.kinds)
        for text in things(cell.text) if column.is_list else [cell.text]:
            if kinds == PARTICIPATION:
                named, role_ = role(text)
                if role_:
                    yield from ((("institution",), named), (("role",), role_))
            elif kinds and text:
                yield kinds, item(text)


class Survey:
    """What the rows of sheets name, before anything is decided.

    Attributes:
        wanted: The names to look for in the register.
        rows: Rows without an explicit entry that others may name.
        declared: IRIs of explicit entries.
        placed: Those of which some row gives batch or sandbox.
        count: Number of all rows.
    """

    def __init__(self, rows: Iterable[Row], register: Register) -> None:
        self.wanted: set[Key] = set()
        self.rows: list[Row] = []
        self.declared: set[str] = set()
        self.placed: set[str] = set()
        self._explicit: list[tuple[str, str, list[str]]] = []
        self._labels: dict[tuple[str, str], str] = {}
        self.count = 0
        for row in rows:
            self.count += 1
            self._take(row, register)

    def _take(self, row: Row, register: Register) -> None:
        self.wanted |= {(kinds, named.name) for kinds, named in named_things(row, register) if not named.reference}
        passage = row.text(PASSAGE)
        if passage:
            self.declared.add(_explicit(item(passage).reference or passage, "passage", register))
        entry = reference_of(row)
        called = [text for text, _, _ in names(row, register.values.tongue)]
        if entry and entry != NEW:
            iri = _explicit(entry, row.kind, register)
            self.declared.add(iri)
            if row.text("Batch") or row.text("Sandbox"):
                self.placed.add(iri)
            self._explicit += [(row.kind, iri, called)]
            self._label(iri, row, register.values.tongue)
        else:
            self.wanted |= {((row.kind,), text) for text in called}
            if row.kind != "application":
                self.rows.append(row)

    def declare(self, matching: Matching, subjects: Subjects) -> None:
        """Tell the matching which entries the sheets themselves describe."""
        matching.declared |= self.declared
        for kind, iri, called in self._explicit:
            _name(matching, kind, iri, called)
        for row in self.rows:
            iri = subjects.of(row)
            if iri:
                self._label(iri, row, matching.register.values.tongue)
                matching.declared.add(iri)
                _name(matching, row.kind, iri, [text for text, *_ in names(row, matching.register.values.tongue)])
        matching.labels = self._labels
        matching.decisions.clear()  # they were made before these entries were known

    def _label(self, iri: str, row: Row, tongue: Tongue) -> None:
        """Keep the labels that a row gives to what other rows may name."""
        for text, lang, column in names(row, tongue) if row.kind != "application" else ():
            if column.property == "rdfs:label":
                self._labels[iri, lang] = text


def _name(matching: Matching, kind: str, iri: str, called: list[str]) -> None:
    for text in called:
        known = matching.named.setdefault((kind, matching.register.folded(text)), [])
        if iri not in known:
            known.append(iri)


def reference_of(row: Row) -> str:
    """The reference in the cell of the entry, without brackets; empty where the cell is."""
    text = row.text(ENTRY)
    return item(text).reference or text


def _explicit(entry: str, kind: str, register: Register) -> str:
    if ":" in entry:
        return register.values.expanded(entry)
    return register.base + (entry if "/" in entry else f"{kind}/{entry}")


class Subjects:
    """Decides which entry each row is about.

    Attributes:
        findings: What was found.
        made: The new entries, with the names that they were made of.

    Args:
        matching: Decides on names.
        batch: Reference of the batch of rows that name none.
    """

    def __init__(self, matching: Matching, batch: str) -> None:
        self._matching, self._default_batch = matching, batch
        self._register = matching.register
        self._decided: dict[tuple[str, int], str] = {}
        self._new: dict[tuple[str, str, str], tuple[str, int]] = {}
        self._numbers: defaultdict[str, int] = defaultdict(lambda: 1)
        self.findings: list[Finding] = []
        self.made: dict[str, str] = {}

    def of(self, row: Row) -> str:
        """The IRI of the entry; empty where that is not decided, which is a finding."""
        key = row.file, row.number
        if key not in self._decided:
            self._decided[key] = self._subject(row)
        return self._decided[key]

    def forget(self, row: Row) -> None:
        """Forget a row that is done with."""
        self._decided.pop((row.file, row.number), None)

    def _subject(self, row: Row) -> str:
        entry = reference_of(row)
        if entry and entry != NEW:
            return self._given(row, entry)
        called = list(names(row, self._register.values.tongue))
        if not called:
            self._find(
                row,
                "nameless",
                "The row has neither an entry nor a name.",
                "Write a name, or the slug of what it adds to.",
            )
            return ""
        if row.kind not in self._register.kinds:
            self._find(
                row,
                "kind-unknown",
                f"“{row.kind}” is no kind of entry.",
                "Use a word of the template: application, institution, batch …",
            )
            return ""
        if entry != NEW:
            for text, _, column in called:
                decision = self._decision(row, text)
                if decision.verdict in ("same", "accepted"):
                    return decision.iri
                if decision.verdict in ("near", "ambiguous"):
                    position = row.cells[column].position
                    message, _ = question(decision, self._register)
                    hint = "Write the slug of what it is in the column Entry, or “new” if it is new."
                    self.findings.append(row.find(decision.verdict, message, hint, position))
                    return ""
        return self._made(row, called[0][0])

    def _given(self, row: Row, entry: str) -> str:
        iri = _explicit(entry, row.kind, self._register)
        slug = iri.removeprefix(self._register.base).partition("/")[2]
        if iri not in self._register.known:
            if iri.startswith(self._register.base) and not _SLUG.fullmatch(slug):
                self._find(row, "slug", f"“{slug}” is no slug.", "Use lower-case letters, digits and hyphens.")
                return ""
            self.made.setdefault(iri, _shown(row, self._register.values.tongue) or slug)
        return iri

    def _decision(self, row: Row, text: str) -> Decision:
        """What a name of a row means; of an application only those of its own batch are the same."""
        kinds = (row.kind,)
        decision = self._matching.decide(Item(text, "", ""), kinds)
        if row.kind != "application" or decision.verdict == "unknown":
            return decision
        batch = self._batch(row)
        batches = self._register.batches
        inside = [each for each in decision.candidates if batches.get(each.iri, "") == batch]
        same = [each for each in decision.candidates if each.is_same]
        if decision.verdict == "same" and batches.get(decision.iri, "") == batch:
            return decision
        if len(here := [each for each in same if each in inside]) == 1:
            return Decision(text, "same", here[0].iri, here[0].score, decision.candidates)
        if decision.verdict == "accepted":
            return decision
        kept = tuple(each for each in decision.candidates if each in inside or each.is_same)
        if not kept:
            return Decision(text, "unknown")
        return Decision(text, "ambiguous" if len(here) > 1 else "near", candidates=kept)

    def _batch(self, row: Row) -> str:
        text = row.text("Batch")
        if not text:
            return self._matching.referred(self._default_batch, ("batch",)) if self._default_batch else ""
        named = item(text)
        kinds = ("batch",)
        return (
            self._matching.referred(named.reference, kinds)
            if named.reference
            else self._matching.decide(named, kinds).iri
        )

    def _made(self, row: Row, name: str) -> str:
        """The IRI of something new, of its English name where there is one."""
        folded = self._register.folded(name)
        place, within = (row.file, row.number), self._batch(row) if row.kind == "application" else ""
        before = self._new.setdefault((row.kind, within, folded), place)
        if before != place:
            message = f"“{name}” is the name of row {before[1]} too."
            self._find(
                row, "same-name", message, "Give each a slug of its own in the column Entry, the same if they are one."
            )
            return ""
        slug = self._numbered(row) or self._register.slug(_shown(row, self._register.values.tongue))
        first = iri = f"{self._register.base}{row.kind}/{_cut(slug) or row.kind}"
        while self._matching.has(iri) or iri in self.made:
            self._numbers[first] += 1
            iri = f"{first}-{self._numbers[first]}"
        self.made[iri] = _shown(row, self._register.values.tongue)
        return iri

    def _numbered(self, row: Row) -> str:
        """The slug of a batch by its sandbox and number, as drafts have it; empty where these are not told or taken."""
        number, sandbox = row.text("Number"), item(row.text("Sandbox"))
        if row.kind != "batch" or not number.isdecimal() or not (sandbox.name or sandbox.reference):
            return ""
        kinds = ("sandbox",)
        known = sandbox.reference or self._matching.decide(sandbox, kinds).iri or self._register.slug(sandbox.name)
        slug = f"{re.split('[/:]', known)[-1]}-{int(number)}"
        iri = f"{self._register.base}batch/{slug}"
        return "" if self._matching.has(iri) or iri in self.made else slug

    def _find(self, row: Row, rule: str, message: str, hint: str) -> None:
        self.findings.append(row.find(rule, message, hint, row.position(ENTRY)))


def _shown(row: Row, tongue: Tongue) -> str:
    """The name by which a report calls the entry of a row: the English one where there is one, else the first."""
    called = [(text, lang) for text, lang, _ in names(row, tongue)]
    return next((text for text, lang in called if lang == "en"), called[0][0] if called else "")


def _cut(slug: str) -> str:
    """A slug of at most `_LONGEST_SLUG` characters, cut between words."""
    if len(slug) <= _LONGEST_SLUG:
        return slug
    return slug[: _LONGEST_SLUG + 1].rpartition("-")[0] or slug[:_LONGEST_SLUG]
