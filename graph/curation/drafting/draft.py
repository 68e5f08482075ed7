"""Drafts: what an announcement says, as claims with their positions in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandbox_atlas.graph.curation.drafting.plain import Span

Severity = Literal["note", "warning"]
APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the text says.

    Attributes:
        value: As printed, or in a fixed form where the attribute says so (dates, types).
        position: Where the text says it.
        entities: The things of the register that have this name; several where the name is ambiguous.
    """

    value: str
    position: Span
    entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Involvement:
    """An institution and its role.

    Attributes:
        name: The institution as printed.
        role: The English label of a role of the register, such as "applicant" or "developer".
    """

    name: Claim
    role: str = APPLICANT


@dataclass(slots=True)
class DraftedApplication:
    """An application that the text names or describes.

    Attributes:
        position: The words of the text that speak of it, from the first to the last of its claims.
        name: Its name as printed; None where it is only described.
        description: How the text describes it; None where it does not.
        institutions: Who is involved.
        technologies: The technologies that the text says of this application, as printed.
        type: "financial service" or "technology product"; None where the text does not say.
        details: The text under its heading; None where it has none.
    """

    position: Span
    name: Claim | None = None
    description: Claim | None = None
    institutions: list[Involvement] = field(default_factory=list)
    technologies: list[Claim] = field(default_factory=list)
    type: Claim | None = None
    details: Span | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A number that the text states of this batch.

    Attributes:
        value: The number.
        position: Where it stands.
    """

    value: int
    position: Span


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """Something that a curator has to know or decide.

    Attributes:
        rule: Name of the kind of finding.
        message: What was found and what to do.
        position: Where; None if it concerns the whole text.
        severity: A warning asks for a decision, a note does not.
    """

    rule: str
    message: str
    position: Span | None = None
    severity: Severity = "warning"


@dataclass(slots=True)
class Draft:
    """The draft of an announcement.

    Attributes:
        text: The text that positions count in.
        sandbox: The sandbox as printed.
        place: The place as printed.
        batch: The batch as printed.
        date: The day of publication as YYYY-MM-DD; None unless the text gives day, month and year.
        totals: Stated numbers by what they count: "applications", "institutions", "received", "financial services",
            "technology products".
        applications: The applications, in the order of the text.
        institutions: Institutions that the text joins to no application.
        technologies: Technologies that the text says of the whole batch.
        unread: Parts of the text from which nothing was taken.
        findings: What a curator has to know or decide.
    """

    text: str
    sandbox: Claim | None = None
    place: Claim | None = None
    batch: Claim | None = None
    date: Claim | None = None
    totals: dict[str, Total] = field(default_factory=dict)
    applications: list[DraftedApplication] = field(default_factory=list)
    institutions: list[Involvement] = field(default_factory=list)
    technologies: list[Claim] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    findings: list[DraftFinding] = field(default_factory=list)
