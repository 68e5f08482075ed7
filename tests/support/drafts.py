"""Drafts of short texts, with invented institutions of which a register knows some; what is in them, in few words."""

from __future__ import annotations

from sandbox_atlas.graph.curation.drafting.document import Document
from sandbox_atlas.graph.curation.drafting.draft import Draft
from sandbox_atlas.graph.curation.drafting.drafting import draft
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames

INSTITUTIONS = ("Southern Cross Bank", "Weka Software", "Tui Payments", "Rata Insurance", "Fern Analytics", "湖光银行")
TECHNOLOGIES = ("machine learning", "blockchain", "biometrics", "区块链")
ID = "https://example.org/id/"


def known(*institutions: str) -> KnownNames:
    names = [KnownName(each, "institution", f"{ID}institution/{number}") for number, each in enumerate(institutions)]
    return KnownNames(names + [KnownName(each, "technology", f"{ID}technology/{each}") for each in TECHNOLOGIES])


REGISTERS = [known(*INSTITUTIONS), known(*INSTITUTIONS[:3]), known(*INSTITUTIONS[3:]), known()]
"""Registers that know all of the institutions, either half of them, or none."""


def of_text(text: str, names: KnownNames) -> Draft:
    return draft(Document(text, "text", "utf-8"), names)


def found(made: Draft) -> list[tuple[str | None, list[str]]]:
    return [(a.name.value if a.name else None, [i.name.value for i in a.institutions]) for a in made.applications]


def roles(made: Draft) -> list[list[str]]:
    return [[i.role for i in a.institutions] for a in made.applications]


def technologies(made: Draft) -> list[list[str]]:
    return [[t.value for t in a.technologies] for a in made.applications]


def said(made: Draft) -> list[str]:
    """Each application in a line: its name, or its description in brackets, and who is involved in which role."""
    return [
        f"{a.name.value if a.name else f'({a.description.value if a.description else None})'}: "
        + ", ".join(f"{i.role} {i.name.value}" for i in a.institutions)
        for a in made.applications
    ]


def rules(made: Draft) -> set[str]:
    return {finding.rule for finding in made.findings}
