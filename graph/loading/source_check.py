"""Source check: compares positions and printed names of passages with the copies of documents that a curator keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.copies import Selector, occurrences, selectors, text_of
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, compact

RULE = "source-copy"


@dataclass(slots=True)
class Comparison:
    """What the comparison found.

    Attributes:
        compared: Number of passages whose words were looked for in a copy.
        without_copy: IRIs of sources with selectors of which the folder holds no copy.
        findings: A warning for each passage whose position or printed name does not fit its copy.
    """

    compared: int = 0
    without_copy: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.compared} passages compared; {len(self.without_copy)} sources without a copy."


def compare(documents: tuple[Document, ...], folder: Path) -> Comparison:
    """Compare the selectors of passages with the copies in a folder.

    A copy is known by its SHA-256, or by its name: the slug of its source with any suffix.

    Raises:
        OSError: A file cannot be read.
    """
    copies = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    by_digest = {hashlib.sha256(content).hexdigest(): path for path, content in copies.items()}
    by_slug = {path.stem: path for path in copies}
    found, locator = Comparison(), Locator(documents)
    texts: dict[Path, str] = {}
    for selector in selectors(documents).values():
        path = by_digest.get(selector.digest) or by_slug.get(selector.source.rsplit("/", 1)[-1])
        if path is None:
            found.without_copy.add(selector.source)
            continue
        found.compared += 1
        if path not in texts:
            texts[path] = text_of(copies[path])
        raw = copies[path].decode("utf-8", "replace") if by_digest.get(selector.digest) == path else None
        for message in _faults(selector, texts[path], path.name, raw):
            place = locator.find(selector.passage, f"{PREFIXES['oa']}hasSelector")
            hint = "Read the passage again in the copy, and correct its selector."
            found.findings.append(Finding(*place, RULE, f"{compact(selector.passage)}: {message}", hint, "warning"))
    return found


def _faults(selector: Selector, text: str, name: str, raw: str | None) -> Iterator[str]:
    """What does not fit a copy: its text without markup, and with it where positions count in this very copy."""
    if selector.end >= 0 and raw is not None and not 0 <= selector.start < selector.end <= len(raw):
        yield f"the position {selector.start}–{selector.end} is outside of {name}."
    if selector.end >= 0 and selector.digest and raw is None:
        yield f"{name} is another edition than the one in which positions count; its SHA-256 differs."
    if selector.exact and not occurrences(text, selector.exact):
        yield f"“{selector.exact}” is not in {name}."
