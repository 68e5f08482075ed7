"""Data sets: read RDF files into documents, compute their digest, and check their syntax."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pyoxigraph as ox

from sandbox_atlas.graph.errors import UnreadableFileError
from sandbox_atlas.graph.findings import Finding
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS

CONTEXT = "context.jsonld"
"""File of the ontology with a JSON-LD context; it holds no statements."""

SHAPES = "shapes.ttl"
"""File of the ontology with the SHACL shapes; it is not part of the data that are served."""

_PARTS = ("ontology", "shapes", "data")


@dataclass(frozen=True)
class Document:
    """The content of one RDF file.

    Attributes:
        name: Path of the file, relative to the current folder if it lies below it.
        suffix: File suffix in lower case, a key of `FILE_FORMATS`.
        content: The bytes of the file.
    """

    name: str
    suffix: str
    content: bytes

    @property
    def format(self) -> ox.RdfFormat:
        """The RDF format that the suffix stands for."""
        return FILE_FORMATS[self.suffix]

    def quads(self) -> Iterator[ox.Quad]:
        """Parse the document.

        Raises:
            SyntaxError: The document is not valid; the error has line and column.
        """
        return ox.parse(self.content, self.format, rename_blank_nodes=True)


@dataclass(frozen=True)
class Dataset:
    """The documents that one snapshot is made of.

    Attributes:
        ontology: Classes, properties and concept schemes.
        shapes: SHACL shapes that the data must conform to.
        data: The register.
    """

    ontology: tuple[Document, ...]
    shapes: tuple[Document, ...]
    data: tuple[Document, ...]

    @property
    def served(self) -> tuple[Document, ...]:
        """The documents that can be queried: ontology and data."""
        return self.ontology + self.data

    def digest(self) -> str:
        """SHA-256 of the contents of all documents, in hexadecimal, whatever the names and the order of the files."""
        parts = sorted(
            hashlib.sha256(document.suffix.encode() + b"\0" + document.content).digest()
            for document in self.served + self.shapes
        )
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def to_bytes(self) -> bytes:
        """The data set for another process: a line of JSON that lists the documents, then their contents."""
        documents = [(part, document) for part in _PARTS for document in getattr(self, part)]
        entries = [(part, each.name, each.suffix, len(each.content)) for part, each in documents]
        return json.dumps(entries).encode() + b"\n" + b"".join(each.content for _, each in documents)

    @classmethod
    def from_bytes(cls, message: bytes) -> Dataset:
        """The data set that `to_bytes` encoded."""
        line, _, contents = message.partition(b"\n")
        parts: dict[str, list[Document]] = {part: [] for part in _PARTS}
        start = 0
        for part, name, suffix, length in json.loads(line):
            parts[part].append(Document(name, suffix, contents[start : start + length]))
            start += length
        return cls(*(tuple(parts[part]) for part in _PARTS))


def read(paths: Sequence[Path] = ()) -> Dataset:
    """Read the data set of some files and folders, or the shipped one if there are none.

    Raises:
        UnreadableFileError: A path does not exist, cannot be opened, or holds no RDF file.
    """
    with as_file(files("sandbox_atlas.ontology")) as folder:
        ontology = tuple(_documents([Path(folder)]))
    if paths:
        data = tuple(_documents(paths))
    else:
        with as_file(files("sandbox_atlas.data")) as folder:
            data = tuple(_documents([Path(folder)]))
    return Dataset(
        ontology=tuple(document for document in ontology if Path(document.name).name not in (SHAPES, CONTEXT)),
        shapes=tuple(document for document in ontology if Path(document.name).name == SHAPES),
        data=data,
    )


def syntax_findings(documents: Iterable[Document]) -> list[Finding]:
    """The syntax errors of documents, at most one for each."""
    return [finding for document in documents if (finding := _syntax_finding(document))]


def _syntax_finding(document: Document) -> Finding | None:
    content = document.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Finding(document.name, 1, 1, "encoding", "The file is UTF-16.", "Save it as UTF-8.")
    if content.startswith(b"\xef\xbb\xbf"):
        return Finding(
            document.name,
            1,
            1,
            "encoding",
            "The file begins with a byte order mark.",
            "Save it as UTF-8 without a byte order mark.",
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")
        column = len(before) + 1
        return Finding(
            document.name, line, column, "encoding", "The bytes here are not UTF-8.", "Save the whole file as UTF-8."
        )
    try:
        for _ in document.quads():
            pass
    except SyntaxError as error:
        return Finding(
            document.name,
            error.lineno or 0,
            error.offset or 0,
            "syntax",
            _syntax_message(error),
            "Mend the syntax here or just before.",
        )
    return None


def _syntax_message(error: SyntaxError) -> str:
    """The parser's message, without the position, which the finding has already."""
    message = str(error.msg)
    if message.startswith("Parser error at") and ": " in message:
        message = message.split(": ", 1)[1]
    return f"{message[:1].upper()}{message[1:]}.".replace("..", ".")


def _documents(paths: Sequence[Path]) -> Iterator[Document]:
    for path in paths:
        members = _members(path)
        if not members:
            raise UnreadableFileError(
                f"There is no RDF file in {path}.", f"RDF files end in {', '.join(FILE_FORMATS)}."
            )
        for member in members:
            yield _document(member)


def _members(path: Path) -> list[Path]:
    """The RDF files at or below a path, in a fixed order."""
    try:
        path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    if path.is_dir():
        return sorted(
            member for member in path.rglob("*") if member.suffix.lower() in FILE_FORMATS and member.is_file()
        )
    if path.suffix.lower() not in FILE_FORMATS:
        raise UnreadableFileError(
            f"{path} is of no kind the atlas reads.", f"RDF files end in {', '.join(FILE_FORMATS)}."
        )
    return [path]


def _document(path: Path) -> Document:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    current, resolved = Path.cwd(), path.resolve()
    name = resolved.relative_to(current) if resolved.is_relative_to(current) else path
    return Document(name=str(name), suffix=path.suffix.lower(), content=content)


def _unreadable(path: Path, error: OSError) -> UnreadableFileError:
    reason = (error.strerror or "it cannot be opened").lower()
    return UnreadableFileError(f"{path} cannot be read: {reason}.", "Check the path and its permissions.")
