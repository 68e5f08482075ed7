"""Reports: write the findings of a check as text, as JSON, or as annotations for GitHub."""

from __future__ import annotations

import json
from dataclasses import asdict

from sandbox_atlas.graph.findings import Finding


def _as_text(findings: list[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings)


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def _as_github(findings: list[Finding]) -> str:
    """Findings as GitHub workflow commands, escaped as these require."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    return "\n".join(
        f"::{finding.severity} file={escaped(finding.file)},line={finding.line},col={finding.column},"
        f"title={escaped(finding.rule)}::{escaped(f'{finding.message} {finding.hint}'.strip())}"
        for finding in findings
    )


REPORTS = {"text": _as_text, "json": _as_json, "github": _as_github}
"""Writers of reports by the name of their format."""
