"""Documents: the content of RDF files, decoded, and parsed strictly against the address of each file."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

import pyoxigraph as ox

from sandbox_atlas.graph.loading.json_text import with_shipped_contexts
from sandbox_atlas.graph.loading.skolem import skolemised
from sandbox_atlas.graph.loading.xml_source import readable
from sandbox_atlas.graph.loading.xml_text import refuse_large_entities
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS
from sandbox_atlas.graph.rdf.vocabulary import OWL, RDF, SBX
from sandbox_atlas.graph.rdf.void import GRAPH

BOM: Final = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PIECE = 2**20
"""Bytes that are decoded at once."""
_XML_ENCODING = re.compile(r"""^(<\?xml\s[^>]*?)\s+encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_XML_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "iso-8859-1"})
_RELATIVE = re.compile(rb"""<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>"{}|^`\s]*>""")
_CHAIN = ox.NamedNode(f"{OWL}propertyChainAxiom")
_REST = ox.NamedNode(f"{RDF}rest")


class EncodingError(ValueError):
    """Bytes that are not text in an encoding which the atlas reads.

    Attributes:
        message: What is wrong.
        offset: Number of bytes before the first wrong one.
    """

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


@dataclass(frozen=True)
class Document:
    """The content of one RDF file.

    Attributes:
        name: Path of the file, relative to the current folder if it lies below it.
        suffix: File suffix in lower case, a key of `FILE_FORMATS`.
        content: The bytes of the file.
        base: IRI that relative IRIs are resolved against; empty if there is none.
        is_named: Whether blank nodes get IRIs, so that each has a page.
    """

    name: str
    suffix: str
    content: bytes
    base: str = ""
    is_named: bool = False

    @property
    def format(self) -> ox.RdfFormat:
        """The RDF format that the suffix stands for."""
        return FILE_FORMATS[self.suffix]

    @property
    def is_xml(self) -> bool:
        """Whether the document is RDF/XML."""
        return self.format == ox.RdfFormat.RDF_XML

    @property
    def is_json(self) -> bool:
        """Whether the document is JSON-LD."""
        return self.format == ox.RdfFormat.JSON_LD

    @property
    def text(self) -> str:
        """The content as text, in which positions are counted: without a byte order mark.

        Raises:
            EncodingError: The bytes are not text.
        """
        if self.content.startswith(_UTF_16):
            return _xml_as_utf_8(_decoded(self.content, "utf-16")) if self.is_xml else _refuse_utf_16()
        content = self.content.removeprefix(BOM)
        if self.is_xml and (declared := _XML_ENCODING.match(content[:200].decode("latin-1"))):
            encoding = declared[2].lower()
            if encoding not in _XML_ENCODINGS:
                raise EncodingError(f"The encoding {declared[2]} is not read.")
            if content.isascii() or encoding not in ("utf-16", "utf-8", "utf8"):
                return _xml_as_utf_8(_decoded(content, encoding if encoding != "utf-16" else "utf-8"))
        return _decoded(content, "utf-8")

    def require_text(self) -> None:
        """Assert that the bytes are text, in pieces: decoded, a document takes up to four times its bytes.

        Raises:
            EncodingError: They are not.
        """
        if self.is_xml or self.is_json or self.content.startswith(_UTF_16):
            _ = self.text
            return
        decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(self.content)
        try:
            for start in range(0, len(view) + 1, _PIECE):
                decoder.decode(view[start : start + _PIECE], start + _PIECE > len(view))
        except UnicodeDecodeError:
            _ = self.text  # which says where

    @property
    def shown_text(self) -> str:
        """The content as text whatever its bytes are, for positions in documents that were read."""
        try:
            return self.text
        except EncodingError:
            return self.content.decode("utf-8", "replace")

    @property
    def source(self) -> bytes:
        """What the parser reads: UTF-8 without a byte order mark, with the JSON-LD contexts that the atlas ships.

        Raises:
            EncodingError: The bytes are not text.
        """
        if self.is_json:
            return with_shipped_contexts(self.text).encode()
        return readable(self.text).encode() if self.is_xml else self.content.removeprefix(BOM)

    @property
    def may_be_relative(self) -> bool:
        """Whether its statements may depend on its base."""
        if self.is_xml or self.is_json:
            return True
        return self.suffix in (".ttl", ".trig") and _RELATIVE.search(self.content) is not None

    @property
    def is_download(self) -> bool:
        """Whether this may be a file that the atlas offers for download: it has the graph of the VoID description."""
        return GRAPH.encode() in self.content

    def quads(self) -> Iterator[ox.Quad]:
        """Parse the document strictly; blank nodes get new labels, or IRIs.

        The files that the atlas offers for download hold what the atlas itself adds to each data set, the VoID
        description and the chains of properties of the ontology; these statements are left out.

        Raises:
            EncodingError: The bytes are not text.
            SyntaxError: The document is not valid; the error may have line and column.
        """
        source = self.source
        if self.is_xml:
            refuse_large_entities(source)
        quads = self.parse(source)
        quads = _without_additions(quads) if self.is_download else quads
        return skolemised(quads, hashlib.sha256(self.content).hexdigest()[:8]) if self.is_named else quads

    def parse(self, source: bytes | IO[bytes], *, lenient: bool = False) -> Iterator[ox.Quad]:
        """Parse bytes in the format of this document, against its base; errors as in `quads`."""
        base = self.base or None
        return ox.parse(source, self.format, base_iri=base, rename_blank_nodes=True, lenient=lenient)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding.startswith("utf") and "16" not in encoding else encoding.upper()
        raise EncodingError(f"The bytes here are not {name}.", error.start) from None


def _refuse_utf_16() -> str:
    raise EncodingError("The file is UTF-16.")


def _xml_as_utf_8(text: str) -> str:
    """XML that declares no encoding, so that it is read as UTF-8."""
    return _XML_ENCODING.sub(r"\1", text, count=1)


def _without_additions(quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    """The statements of a download without those that the atlas adds to each data set again."""
    kept = [quad for quad in quads if getattr(quad.graph_name, "value", "") != GRAPH]
    heads = {quad.object for quad in kept if quad.predicate == _CHAIN and str(quad.subject).startswith(f"<{SBX}")}
    lists = {quad.subject: quad.object for quad in kept if quad.predicate == _REST}
    added: set[object] = set()
    for head in heads:
        member: object = head
        while isinstance(member, ox.BlankNode) and member not in added:
            added.add(member)
            member = lists.get(member)
    return (quad for quad in kept if quad.subject not in added and quad.object not in added)
