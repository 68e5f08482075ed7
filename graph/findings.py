"""Findings: describe what is wrong with the data, where, and how to correct it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Finding:
    """One error or warning about the data.

    Attributes:
        file: Name of the file as the user gave it.
        line: Line from 1; 0 if the finding concerns the whole file.
        column: Column from 1; 0 if unknown.
        rule: Name of the rule that was broken.
        message: What is wrong.
        hint: How to correct it.
        severity: Data with errors are not served; warnings and notes have no effect.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.severity}: {self.message} [{self.rule}]" + (f" {self.hint}" if self.hint else "")
