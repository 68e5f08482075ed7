"""A finding: what is wrong with the data, where, and what to do. It knows nothing of how findings are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend in the data.

    Attributes:
        file: Name of the file as the user gave it.
        line: Line from 1; 0 when the finding concerns the file as a whole.
        column: Column from 1; 0 when unknown.
        rule: Name of the rule that was broken.
        message: What is wrong.
        hint: What to do.
        severity: Errors keep data from being served; warnings don't.
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
