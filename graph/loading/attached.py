"""Attached copies: documents that whoever runs the atlas keeps beside it, and the words of passages in them.

The copies lie outside of data and repository, each under the slug of its source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sandbox_atlas.graph.errors import BadParameterError, UnreadableFileError, reason_of
from sandbox_atlas.graph.loading.copies import Selector, near_slugs, occurrences, sentence, text_of

LARGEST: Final = 50_000_000
"""Most bytes of a copy."""
_ENOUGH: Final = 0.5
"""Part of the quotes of a source from which a document is taken for it."""


@dataclass(frozen=True)
class Fit:
    """What a document is to a source.

    Attributes:
        source: IRI of the source.
        by_digest: Whether it is the very document that positions count in.
        found: How many of its passages have their words in the document.
        passages: How many passages have selectors.
    """

    source: str
    by_digest: bool
    found: int
    passages: int


@dataclass(frozen=True)
class Words:
    """The words of a passage in a copy.

    Attributes:
        before: The beginning of the sentence.
        words: The words themselves.
        after: The end of the sentence.
    """

    before: str
    words: str
    after: str


def words_in(selector: Selector, content: bytes) -> Words | None:
    """The words of a passage in a document; None where they are not there."""
    if selector.end >= 0 and hashlib.sha256(content).hexdigest() == selector.digest:
        text = content.decode("utf-8", "replace")
        words = text[selector.start : selector.end]
        return Words("", words, "") if words.strip() else None
    text = text_of(content)
    for start, end in occurrences(text, selector.exact)[:1]:
        whole = sentence(text, start, end)
        at = whole.find(text[start:end])
        return Words(whole[:at], text[start:end], whole[at + end - start :])
    return None


def quoted(folder: Path, asked: Iterable[Selector]) -> dict[str, dict[str, str]]:
    """The words of passages in the copies of a folder, by IRI of the passage; with the name of the copy."""
    read: dict[str, tuple[str, bytes] | None] = {}
    found = {}
    for selector in asked:
        if selector.source not in read:
            path = next(iter(copies(folder, selector.source)), None)
            read[selector.source] = (path.name, path.read_bytes()) if path else None
        copy = read[selector.source]
        words = words_in(selector, copy[1]) if copy else None
        if copy and words:
            found[selector.passage] = {**asdict(words), "copy": copy[0]}
    return found


def fits(content: bytes, known: Mapping[str, Selector]) -> list[Fit]:
    """The sources that a document may be, the likeliest first.

    Args:
        content: The document.
        known: The selectors of passages, by IRI.
    """
    digest = hashlib.sha256(content).hexdigest()
    by_source: dict[str, list[Selector]] = {}
    for selector in known.values():
        if selector.source:
            by_source.setdefault(selector.source, []).append(selector)
    found = []
    for source, selectors in by_source.items():
        same = any(each.digest == digest for each in selectors)
        number = sum(words_in(each, content) is not None for each in selectors)
        if same or number >= max(1, _ENOUGH * len(selectors)):
            found.append(Fit(source, same, number, len(selectors)))
    return sorted(found, key=lambda each: (not each.by_digest, -each.found, each.source))


def attach(
    folder: Path, content: bytes, name: str, known: Mapping[str, Selector], source: str = ""
) -> tuple[Path, Fit]:
    """Keep a copy of a document in place of an earlier one of its source.

    Args:
        folder: Where copies are kept.
        content: The document.
        name: What it is called.
        known: The selectors of passages, by IRI.
        source: Slug of its source; found by digest and quotes if empty.

    Raises:
        BadParameterError: It fits no source, several, or not the one that is named.
        UnreadableFileError: It is too large, or the folder cannot be written.
    """
    if len(content) > LARGEST:
        raise UnreadableFileError(f"{name} has more than {LARGEST // 1_000_000} MB.", "Save the document alone.")
    fit = _fit(content, name, known, source.rpartition("/")[2])
    path = folder / f"{_slug(fit.source)}{Path(name).suffix.lower() or '.txt'}"
    beside = path.with_name(f".{path.name}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
        for other in copies(folder, fit.source):
            if other != path:
                other.unlink()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be written: {reason_of(error)}.") from error
    return path, fit


def _fit(content: bytes, name: str, known: Mapping[str, Selector], source: str) -> Fit:
    """The source that a document is; of several, the one that is named."""
    found = [each for each in fits(content, known) if source in ("", _slug(each.source))]
    if not found:
        near = near_slugs(source, {each.source for each in known.values()}) if source else []
        which = f"source {source}" if source else "no source of this register"
        raise BadParameterError(
            f"{name} {'does not fit' if source else 'fits'} {which}: neither the digest nor the quotes are its own.",
            f"Did you mean {', '.join(near)}?"
            if near
            else "Look whether it is the document, or another edition of it.",
        )
    if len(found) > 1 and not found[0].by_digest and found[0].found == found[1].found:
        slugs = ", ".join(_slug(each.source) for each in found[:5])
        raise BadParameterError(f"{name} fits several sources: {slugs}.", "Say which with --source.")
    return found[0]


def copies(folder: Path, source: str) -> list[Path]:
    """The copies of a source."""
    slug, known = _slug(source), sorted(folder.iterdir()) if folder.is_dir() else []
    return [each for each in known if each.stem == slug and each.is_file()]


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]
