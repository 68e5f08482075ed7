"""Reports: write the findings of a check as text, as JSON, or as annotations for GitHub."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

from sandbox_atlas.graph.errors import Finding


def _as_text(findings: list[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings)


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def _as_github(findings: list[Finding]) -> str:
    """Findings as GitHub workflow commands, escaped as these require."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    commands = {"note": "notice"}
    return "\n".join(
        f"::{commands.get(finding.severity, finding.severity)} file={escaped(finding.file)},line={finding.line},"
        f"col={finding.column},title={escaped(finding.rule)}::{escaped(f'{finding.message} {finding.hint}'.strip())}"
        for finding in findings
    )


REPORTS = {"text": _as_text, "json": _as_json, "github": _as_github}
"""Writers of reports by the name of their format."""


def summary(files: int, findings: list[Finding]) -> str:
    """How many files were checked, and what was found."""
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counted(files, 'file')} checked", *(counted(counts[each], each) for each in ("error", "warning"))]
    return ", ".join([*parts, counted(counts["note"], "note")] if counts["note"] else parts)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, in the plural unless it is one."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
