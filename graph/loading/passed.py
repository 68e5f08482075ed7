"""Passed: records which data have passed the checks of this version, so that they are not checked again at each start.

It knows the texts of the rules and reads none of them, so that a start over data that passed needs no checks at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

_REVISION = "5"
"""Revision of the checks that are written in Python: raise it when they find more, so that data are checked again."""


def rule_texts() -> Iterator[tuple[str, str]]:
    """The name and text of each query of `ontology/checks`, by name."""
    folder = files("sandbox_atlas.ontology").joinpath("checks")
    queries = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
    return ((file.name.removesuffix(".rq"), file.read_text(encoding="utf-8")) for file in queries)


@cache
def rules_digest() -> str:
    """SHA-256 of `ontology/checks` and the revision of other checks; the digest of the data covers the shapes."""
    return hashlib.sha256("".join([_REVISION, *(text for _, text in rule_texts())]).encode()).hexdigest()


def has_passed(digest: str, cache_folder: Path) -> bool:
    """Whether data are recorded as having passed the checks of this version."""
    with suppress(OSError):
        return record(digest, cache_folder).exists()
    return False


def note_passed(digest: str, cache_folder: Path) -> None:
    """Record that data have passed; the folder need not be writable."""
    with suppress(OSError):
        record(digest, cache_folder).parent.mkdir(parents=True, exist_ok=True)
        record(digest, cache_folder).touch()


def record(digest: str, cache_folder: Path) -> Path:
    """The file that says that data with a digest have passed."""
    return cache_folder / "checked" / f"{digest}-{rules_digest()[:16]}"
