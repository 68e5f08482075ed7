"""Documents read as the atlas reads its data: what is wrong with the reading of one, and with the library's own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import complete, fill
from sandbox_atlas.graph.loading.syntax import syntax_findings
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS
from tests.w3c.comparison import is_same, quads
from tests.w3c.verdicts import RIGHT


@dataclass(frozen=True)
class ReadingCase:
    """One test of a reader.

    Attributes:
        iri: Its IRI.
        name: What pytest calls it.
        kind: Whether the document must be refused, must be read, or must hold the statements of another one.
        file: The document.
        base: The address that it is read under.
        expected: The document with the statements, for an evaluation.
    """

    iri: str
    name: str
    kind: str
    file: Path
    base: str
    expected: Path | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def document(self) -> Document:
        """The document as the atlas takes it from a folder at that address."""
        return Document(self.file.name, self.file.suffix, self.file.read_bytes(), self.base)

    @property
    def statements(self) -> frozenset[ox.Quad]:
        """The statements that it must have."""
        assert self.expected is not None
        return quads(ox.parse(self.expected.read_bytes(), FILE_FORMATS[self.expected.suffix]))


def alone(case: ReadingCase) -> str:
    """What is wrong with the reading of pyoxigraph."""
    native = FILE_FORMATS[case.file.suffix]
    return _wrong(case, lambda: quads(ox.parse(case.file.read_bytes(), native, base_iri=case.base)))


def project(case: ReadingCase) -> str:
    """What is wrong with the reading of the project, down to what a store then holds."""
    document = case.document

    def read() -> frozenset[ox.Quad]:
        findings = syntax_findings([document])
        if findings:
            raise SyntaxError(findings[0].message)
        return quads(document.quads())

    wrong = _wrong(case, read)
    if wrong or case.kind == "negative":
        return RIGHT if case.kind != "negative" and _is_new(case) and "refused" in wrong else wrong
    try:
        check(Dataset((), (), (document,)))  # whatever it finds
    except Exception as error:
        return f"the checks break down: {type(error).__name__}: {error}"
    return RIGHT if _stored(document) else "the store holds other statements than were checked"


def _wrong(case: ReadingCase, read: Callable[[], frozenset[ox.Quad]]) -> str:
    try:
        found = read()
    except SyntaxError as error:
        return RIGHT if case.kind == "negative" else f"refused: {error.msg}"
    if case.kind == "negative":
        return "not refused"
    if case.expected is None or is_same(found, case.statements):
        return RIGHT
    return f"other statements: {sorted(map(str, found))}"


def _is_new(case: ReadingCase) -> bool:
    """Whether a document has triple terms or base directions (RDF 1.2), which may be refused."""
    native = FILE_FORMATS[case.file.suffix]
    with suppress(SyntaxError):
        return any(map(_has_new_object, ox.parse(case.file.read_bytes(), native, base_iri=case.base)))
    return False


def _has_new_object(quad: ox.Quad | ox.Triple) -> bool:
    has_direction = isinstance(quad.object, ox.Literal) and quad.object.direction is not None
    return has_direction or isinstance(quad.object, ox.Triple)


def _stored(document: Document) -> bool:
    """Whether a store is filled with just the statements that the check has seen."""
    filled, wanted = ox.Store(), ox.Store()
    fill(filled, [document])
    wanted.extend(document.quads())
    complete(wanted)
    return is_same(quads(filled), quads(wanted))
