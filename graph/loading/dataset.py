"""Data sets: read RDF files into documents, each with the base IRI of its file, and compute their digest."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import quote

from sandbox_atlas.graph.errors import Finding, UnreadableFileError
from sandbox_atlas.graph.loading import kept
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.files import Member, identity, listing
from sandbox_atlas.graph.loading.profile import holds_register
from sandbox_atlas.graph.loading.schemes import unused_schemes
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, REGISTER
from sandbox_atlas.graph.rdf.void import DATA

CONTEXT = "context.jsonld"
"""File of the ontology with a JSON-LD context; it holds no statements."""

SHAPES = "shapes.ttl"
"""File of the ontology with the SHACL shapes; it is not part of the data that are served."""

_ABOUT = re.compile(r"(?:README|LICEN[CS]E|CHANGELOG|COPYING)(?:\.(?:md|txt|rst))? \(", re.I)
"""Files at the top of a folder that tell people about it: nobody expects them to be read as data."""
_SHEET = re.compile(r"(?P<stem>.+?)(?:-new(?:-\d+)?)?\.(?:xlsx|ods|csv|tsv) \(", re.I)
"""Spreadsheets, and those that an import proposes beside them."""
_LISTED = 10
"""Most names in a note on what is not read."""
_PARTS = ("ontology", "shapes", "data")


@dataclass(frozen=True)
class Dataset:
    """The documents that one snapshot is made of.

    Attributes:
        ontology: Classes, properties and concept schemes.
        shapes: SHACL shapes that the data must conform to.
        data: The register.
        notes: What the folders of the data hold that is not read.
    """

    ontology: tuple[Document, ...]
    shapes: tuple[Document, ...]
    data: tuple[Document, ...]
    notes: tuple[Finding, ...] = ()

    @property
    def served(self) -> tuple[Document, ...]:
        """The documents that can be queried: ontology and data."""
        return self.ontology + self.data

    @property
    def profile(self) -> str:
        """How the data are read: as a register, or by what is derived from them; see `graph.rdf.vocabulary`."""
        return REGISTER if self.ontology else DERIVED

    @property
    def usual_check(self) -> str:
        """What errors of the data do where no setting says so: those of a register refuse it."""
        return "strict" if self.profile == REGISTER else "warn"

    def digest(self) -> str:
        """SHA-256 of the contents of all documents, in hexadecimal, whatever the order of the files.

        The base of a document counts where its statements may depend on it; the names of files do not count otherwise.
        """
        parts = sorted(_document_digest(document) for document in self.served + self.shapes)
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def to_bytes(self) -> bytes:
        """The data set for another process: a line of JSON that lists the documents, then their contents."""
        documents = [(part, document) for part in _PARTS for document in getattr(self, part)]
        entries = [
            (part, each.name, each.suffix, each.base, each.is_named, len(each.content)) for part, each in documents
        ]
        return json.dumps(entries).encode() + b"\n" + b"".join(each.content for _, each in documents)

    @classmethod
    def opened(cls, file: Path) -> Dataset:
        """The data set of a kept snapshot; errors as in `graph.loading.kept.read`."""
        parts = kept.read(file)
        return cls(parts["ontology"], parts["shapes"], parts["data"])

    @classmethod
    def from_bytes(cls, message: bytes) -> Dataset:
        """The data set that `to_bytes` encoded."""
        line, _, contents = message.partition(b"\n")
        parts: dict[str, list[Document]] = {part: [] for part in _PARTS}
        start = 0
        for part, name, suffix, base, is_named, length in json.loads(line):
            parts[part].append(Document(name, suffix, contents[start : start + length], base, is_named))
            start += length
        return cls(tuple(parts["ontology"]), tuple(parts["shapes"]), tuple(parts["data"]))


def _document_digest(document: Document) -> bytes:
    base = document.base if document.base and document.may_be_relative else ""
    described = document.suffix.encode() + (b"\0" + base.encode() if base else b"")
    found = hashlib.sha256(described + b"\0")
    found.update(document.content)  # not joined: of gigabytes there is one copy
    return found.digest()


def read(paths: Sequence[Path] = (), base: str = "", profile: str = REGISTER) -> Dataset:
    """Read the data set of some files and folders, or the shipped one if there are none.

    Each real file is read once, under the first of its names. Hidden files below a folder are not read. A kept snapshot
    is a whole data set, with the ontology and shapes that it was published with.

    Args:
        paths: Files and folders.
        base: IRI that relative IRIs are resolved against; if empty, each file has an address of its own: the IRI of
            the data set and the path of the file below the folder that is named.
        profile: `register` adds the ontology and shapes of registers; `auto` does so where anything is of one of its
            classes; `derived` never.

    Raises:
        UnreadableFileError: A path does not exist, cannot be opened, or holds no RDF file.
    """
    if len(paths) == 1 and kept.is_kept(paths[0]):
        return Dataset.opened(paths[0])
    if paths:
        data, notes = _documents(paths, base)
        if profile == DERIVED or (profile != REGISTER and not holds_register(data)):
            return Dataset((), (), tuple(replace(document, is_named=True) for document in data), notes)
    else:
        with as_file(files("sandbox_atlas.data")) as folder:
            data, notes = _documents([Path(folder)], base)[0], ()
    with as_file(files("sandbox_atlas.ontology")) as folder:
        ontology, _ = _documents([Path(folder)], "")
    left_out = {SHAPES, CONTEXT} | (set() if any(map(_is_shipped, paths)) else unused_schemes(data))
    return Dataset(
        ontology=tuple(document for document in ontology if Path(document.name).name not in left_out),
        shapes=tuple(document for document in ontology if Path(document.name).name == SHAPES),
        data=data,
        notes=notes,
    )


def _documents(paths: Sequence[Path], base: str) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """The documents at or below paths, and notes on what is there and not read."""
    documents, notes, seen = [], [], set()
    for path in paths:
        _assert_readable(path)
        found = listing(path)
        if not found.members:
            raise UnreadableFileError(f"There is no RDF file in {path}.", _formats(found.passed_over))
        written = {member.below for member in found.members}
        passed_over = [each for each in found.passed_over if not _ABOUT.match(each) and not _is_imported(each, written)]
        if passed_over and not _is_shipped(path):
            notes.append(_note(path, passed_over))
        for member in found.members:
            if identity(member.path) not in seen:
                seen.add(identity(member.path))
                documents.append(_document(member, base))
    return tuple(documents), tuple(notes)


def _is_shipped(path: Path) -> bool:
    """Whether a path is the folder of the shipped data."""
    return identity(path) == identity(Path(str(files("sandbox_atlas.data"))))


def _assert_readable(path: Path) -> None:
    try:
        path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not path.is_dir() and path.suffix.lower() not in FILE_FORMATS:
        raise UnreadableFileError(f"{path} is of no kind the atlas reads.", _formats())


def _formats(passed_over: Sequence[str] = ()) -> str:
    suffixes = f"RDF files end in {', '.join(FILE_FORMATS)}."
    return f"{suffixes} Not read: {_listed(passed_over)}." if passed_over else suffixes


def _note(path: Path, passed_over: Sequence[str]) -> Finding:
    number = len(passed_over)
    message = f"{number} {'entries are' if number != 1 else 'entry is'} not read: {_listed(passed_over)}."
    sheets = " `sandbox-atlas import` reads spreadsheets." if any(map(_SHEET.match, passed_over)) else ""
    return Finding(str(path), 0, 0, "not-read", message, _formats() + sheets, "note")


def _is_imported(passed_over: str, written: AbstractSet[str]) -> bool:
    """Whether an entry is a spreadsheet of which an import has written the statements beside it."""
    sheet = _SHEET.match(passed_over)
    return sheet is not None and f"{sheet['stem']}.trig" in written


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def _document(member: Member, base: str) -> Document:
    try:
        content = member.path.read_bytes()
    except OSError as error:
        raise _unreadable(member.path, error) from error
    return Document(_name(member.path), member.path.suffix.lower(), content, base or f"{DATA}/{quote(member.below)}")


def _name(path: Path) -> str:
    """The path of a file, relative to the current folder if it lies below it; links are not followed."""
    try:
        current, whole = Path.cwd(), Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    except OSError:  # the current folder has been deleted
        return str(path)
    return str(whole.relative_to(current)) if whole.is_relative_to(current) else str(path)


def _unreadable(path: Path, error: OSError) -> UnreadableFileError:
    reason = (error.strerror or "it cannot be opened").lower()
    return UnreadableFileError(f"{path} cannot be read: {reason}.", "Check the path and its permissions.")
