"""The command `draft` without a sheet: reads an announcement with the names of an atlas, and prints what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from sandbox_atlas.graph.curation.drafting.document import LARGEST, Document, read
from sandbox_atlas.graph.curation.drafting.drafting import draft
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.curation.drafting.report import as_json, as_text
from sandbox_atlas.graph.errors import UnreadableFileError, reason_of

FORMATS: Final = ("text", "json")


def announcement(path: str) -> Document:
    """The announcement at a path; "-" reads standard input.

    Raises:
        UnreadableFileError: It cannot be read.
    """
    if path == "-":
        return read(sys.stdin.buffer.read(LARGEST + 1), "standard input")
    try:
        with Path(path).open("rb") as file:
            return read(file.read(LARGEST + 1), path)
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableFileError(f"{path} cannot be read: {reason}.") from error


def print_draft(document: Document, name: str, names: list[KnownName], format: str, *, claims: bool) -> bool:  # noqa: A002
    """Print the draft of an announcement; return whether there was a text to read."""
    made = draft(document, KnownNames(names))
    if format == "json":
        print(json.dumps(as_json(made, claims=claims), ensure_ascii=False, indent=2))
    else:
        print(as_text(made, name))
    return not any(finding.rule == "no-text" for finding in made.findings)
