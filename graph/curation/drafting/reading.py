"""A reading: what has been understood of one text so far, and the findings on the way."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import (
    APPLICANT,
    Claim,
    DraftedApplication,
    DraftFinding,
    Involvement,
    Severity,
)
from sandbox_atlas.graph.curation.drafting.institutions import Group, Institution, Institutions
from sandbox_atlas.graph.curation.drafting.known import KnownNames, Mention
from sandbox_atlas.graph.curation.drafting.plain import Span, Text, trimmed
from sandbox_atlas.graph.curation.drafting.programmes import is_sandbox, programmes_in
from sandbox_atlas.graph.curation.drafting.roles import role_inside
from sandbox_atlas.graph.curation.drafting.structure import lines_of, sentences_of
from sandbox_atlas.graph.curation.drafting.windows import Mentions, Places
from sandbox_atlas.graph.curation.drafting.words import ROLE_LABELS, label_of, type_of

_ROLE: Final = re.compile(r"\s*\(([^()]{2,30})\)$")
_WITH: Final = re.compile(
    r"\s*\((?:(?:in (?:partnership|collaboration|cooperation)|together)? ?with\s+|与|和|同|联同|伙拍)"
    r"(?P<who>[^()]{2,80}?)(?:合作)?\)$"
)
_MARKS: Final = "“”\"《》「」『』' ,"


@dataclass
class Reading:
    """What has been understood of a text.

    Attributes:
        text: The text.
        known: The names of the register.
        applications: The applications found.
        loose: Institutions that are joined to no application.
        of_batch: Technologies that are said of the whole batch.
        findings: What a curator has to know or decide.
        used: Parts of the text from which something was taken, or that were understood to say nothing.
        claimed: Parts of the text that are claims.
        done: Numbers of the lines that need no further reading.
        exits: Sentences that speak of applications which leave.
        headings: Numbers of the lines that name one application, which the lines under them may describe.
    """

    text: Text
    known: KnownNames
    applications: list[DraftedApplication] = field(default_factory=list)
    loose: list[Involvement] = field(default_factory=list)
    of_batch: list[Claim] = field(default_factory=list)
    findings: list[DraftFinding] = field(default_factory=list)
    used: list[Span] = field(default_factory=list)
    claimed: list[Span] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    exits: list[Span] = field(default_factory=list)
    headings: dict[int, DraftedApplication] = field(default_factory=dict)

    @cached_property
    def institutions(self) -> Institutions:
        """Reads names of institutions."""
        return Institutions(self.text, self.known)

    @cached_property
    def lines(self) -> list[Span]:
        """The lines that are not empty."""
        return lines_of(self.text.plain)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of all lines."""
        return [each for line in self.lines for each in sentences_of(self.text.plain, line)]

    def line_at(self, place: int) -> int:
        """The number of the line in which a place stands."""
        return max(0, bisect_right(self.lines, place, key=lambda line: line[0]) - 1)

    def sentence_at(self, place: int) -> Span:
        """The sentence in which a place stands."""
        at = bisect_right(self.sentences, place, key=lambda sentence: sentence[0]) - 1
        return self.sentences[at] if at >= 0 else (0, 0)

    @cached_property
    def mentioned(self) -> list[Mention]:
        """Where institutions and regulators of the register are named."""
        return self.institutions.mentioned

    @cached_property
    def technologies(self) -> Mentions:
        """Where technologies of the register are named."""
        return Mentions(self.known.find(self.text, "technology"))

    @cached_property
    def _taken(self) -> Places:
        return Places(len(self.text))

    @cached_property
    def _by_name(self) -> dict[str, DraftedApplication]:
        return {}

    @cached_property
    def _found(self) -> set[DraftFinding]:
        return set(self.findings)

    def trial(self) -> Reading:
        """An empty reading of the same text, for what may be given up."""
        made = Reading(self.text, self.known)
        made.institutions = self.institutions
        return made

    def claim(self, span: Span, entities: Iterable[str] = (), value: str | None = None) -> Claim:
        """A claim of certain words."""
        span = trimmed(self.text.plain, span)
        self.used.append(span)
        self.claimed.append(span)
        return Claim(self.text.of(span) if value is None else value, span, tuple(entities))

    def find(self, rule: str, message: str, span: Span | None = None, severity: Severity = "warning") -> None:
        """Add a finding, once."""
        finding = DraftFinding(rule, message, span, severity)
        if finding not in self._found:
            self._found.add(finding)
            self.findings.append(finding)

    def type_in(self, span: Span) -> Claim | None:
        """The type that words speak of."""
        found = type_of(self.text.plain_of(span))
        return self.claim((span[0] + found[1], span[0] + found[2]), (), found[0]) if found else None

    def involved(self, group: Group, role: str = APPLICANT) -> list[Involvement]:
        """The institutions of a group in a role, with what is to be said of them."""
        if group.open:
            self.find(
                "open-list",
                f"“{self.text.of(group.open).strip()}” says that more institutions take part than are named.",
                group.open,
            )
            self.used.append(group.open)
        return [each for member in group.members for each in self.of_member(member, role)]

    def of_member(self, member: Institution, role: str) -> list[Involvement]:
        """One institution in a role, or those that its words name with roles of their own."""
        inside = role_inside(self.text, member.span)
        if inside:
            own, other, partner = inside
            groups = ((self.institutions.group(own), role), (self.institutions.group(partner), other))
            return [each for group, kind in groups for each in self.involved(group, kind)]
        beside = _WITH.search(self.text.plain, *member.span)
        if beside and beside.start() > member.span[0]:
            first, second = (member.span[0], beside.start()), beside.span("who")
            groups = ((self.institutions.group(first), role), (self.institutions.group(second), "partner"))
            return [each for group, kind in groups for each in self.involved(group, kind)]
        labelled = _ROLE.search(self.text.plain, *member.span)
        if labelled and (own_role := label_of(labelled[1])) in ROLE_LABELS:
            group = self.institutions.group((member.span[0], labelled.start()))
            return [each for member in group.members for each in self.of_member(member, own_role)]
        name = self.text.of(member.span)
        if member.regulator and role == APPLICANT:
            self.find(
                "regulator-as-applicant",
                f"“{name}” is, or belongs to, a regulator: check that it applies itself.",
                member.span,
            )
        if len(member.entities) > 1:
            which = ", ".join(member.entities)
            self.find(
                "ambiguous-name",
                f"“{name}” is the name of several things of the register: choose one of {which}.",
                member.span,
            )
        return [Involvement(self.claim(member.span, member.entities), role)]

    def add(self, application: DraftedApplication) -> DraftedApplication:
        """Add an application; its position covers all its claims."""
        claims = [application.name, application.description, *(each.name for each in application.institutions)]
        spans = [application.position, *(claim.position for claim in claims if claim)]
        if any(start >= spans[0][0] - 400 for start, _ in spans):
            application.position = (min(start for start, _ in spans), max(end for _, end in spans))
        self.applications.append(application)
        self.used.append(application.position)
        self._taken.add(application.position)
        if application.name:
            self._by_name.setdefault(application.name.value.strip(_MARKS), application)
        return application

    @cached_property
    def _programmes(self) -> frozenset[str]:
        return programmes_in(self.text.plain)

    def is_programme(self, quoted: str) -> bool:
        """Whether words, with their marks, are a sandbox or what a programme is about, and no application."""
        inside = quoted.strip(_MARKS)
        return is_sandbox(quoted) or inside in self._programmes or self.known.of(inside, "sandbox") is not None

    def is_taken(self, span: Span) -> bool:
        """Whether an application already covers these words."""
        return self._taken.overlap(span)

    def named(self, words: str) -> DraftedApplication | None:
        """The application of a name."""
        return self._by_name.get(words.strip(_MARKS))
