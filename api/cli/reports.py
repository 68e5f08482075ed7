"""Findings of a check as text, as JSON, or as annotations of a forge."""

from __future__ import annotations

import json
from dataclasses import asdict

from sandbox_atlas.graph.findings import Finding


def _as_text(findings: list[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings)


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def _as_github(findings: list[Finding]) -> str:
    """Workflow commands, with the characters escaped that would end one."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    return "\n".join(
        f"::{finding.severity} file={escaped(finding.file)},line={finding.line},col={finding.column},"
        f"title={escaped(finding.rule)}::{escaped(f'{finding.message} {finding.hint}'.strip())}"
        for finding in findings
    )


REPORTS = {"text": _as_text, "json": _as_json, "github": _as_github}
"""Writers of a report by the name of their format."""
