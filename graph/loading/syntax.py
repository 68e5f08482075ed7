"""Syntax: what keeps documents from being read, each with its line and column."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.document import BOM, Document, EncodingError
from sandbox_atlas.graph.loading.foreign import foreign_xml
from sandbox_atlas.graph.loading.json_text import CONTEXTS, parsed, remote_contexts, smallest_failure
from sandbox_atlas.graph.loading.xml_text import xml_finding
from sandbox_atlas.graph.rdf.lexer import Token, tokens

_HINT = "Mend the syntax here or just before."
_NO_LOADER = "No LoadDocumentCallback"
_TYPE_MAP = "@type must be the first key"
_NO_SCHEME = "No scheme found in an absolute IRI"
_UNDERSCORE = re.compile(r"""(?<=["'])@[A-Za-z][A-Za-z0-9-]*_[A-Za-z0-9_-]*""")
_MAY_BE_NEW = re.compile(rb"<<|\{\||~|@[A-Za-z0-9-]+--")
"""What Turtle, TriG, N-Triples and N-Quads write triple terms, annotations, reifiers and base directions with."""
_LINE_END = re.compile(r"\r\n|\n|\r")
_IN_XML = re.compile(r"language tag '([^']*)'")


class _Feed:
    """A file that hands out its content in steps, so that what a parser has read when it fails tells the place."""

    def __init__(self, steps: Iterable[bytes]) -> None:
        self._steps, self._rest = iter(steps), b""
        self.position = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most one step."""
        self._rest = self._rest or next(self._steps, b"")
        part, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        self.position += len(part)
        return part


def syntax_findings(documents: Iterable[Document]) -> list[Finding]:
    """The syntax errors of documents, at most one for each; RDF 1.2 is one, as the atlas reads RDF 1.1."""
    return [finding for document in documents if (finding := _syntax_finding(document))]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character after so many others."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _syntax_finding(document: Document) -> Finding | None:
    try:
        source = document.source
        document.require_text()
    except EncodingError as error:
        return _encoding_finding(document, error)
    if document.is_xml and (broken := foreign_xml(document.name, source) or xml_finding(document.name, source)):
        return broken
    if document.is_json and document.text.strip()[:1] not in ("{", "[", ""):
        message = "A JSON-LD document is an object or an array."
        return Finding(document.name, 1, 1, "syntax", message, "Write a node as { … }.")
    try:
        quads = document.quads()
        doubtful = document.is_json or document.is_xml or _MAY_BE_NEW.search(source)
        if doubtful and (new := next(filter(_is_new, quads), None)):
            return _version_finding(document, document.text, new)
        deque(quads, maxlen=0)
    except SyntaxError as error:
        return _parser_finding(document, source, document.text, error)
    return None


def _encoding_finding(document: Document, error: EncodingError) -> Finding:
    before = document.content.removeprefix(BOM)[: error.offset].decode("utf-8", "replace")
    hint = "Save the whole file as UTF-8." if error.offset else "Save it as UTF-8."
    return Finding(document.name, *line_and_column(before, len(before)), "encoding", error.message, hint)


def _is_new(quad: ox.Quad) -> bool:
    """Whether a statement has a triple term or a base direction (RDF 1.2 Concepts, sections 3.1 and 3.3)."""
    value = quad.object
    return isinstance(value, ox.Triple) or (isinstance(value, ox.Literal) and value.direction is not None)


def _version_finding(document: Document, text: str, quad: ox.Quad) -> Finding:
    if isinstance(quad.object, ox.Triple):
        message = "A statement about a statement is RDF 1.2 (or RDF-star); the atlas reads RDF 1.1."
        hint = "Put what is said into the graph of a passage, and say the rest of that passage."
    else:
        message = "A text with a base direction is RDF 1.2; the atlas reads RDF 1.1."
        hint = 'Leave the direction out: write "…"@en, not "…"@en--ltr.'
    line, column = _place_of_new(document, text)
    return Finding(document.name, line, column, "rdf-version", message, hint)


def _place_of_new(document: Document, text: str) -> tuple[int, int]:
    """Line and column of the first triple term or base direction."""
    if document.is_json or document.is_xml:
        source = document.source
        feed = _Feed(source.splitlines(keepends=True))
        next(quad for quad in document.parse(feed) if _is_new(quad))  # type: ignore[arg-type] # reads are enough
        return source.count(b"\n", 0, max(feed.position - 1, 0)) + 1, 0
    before: Token | None = None
    for token in tokens(text):
        if before is not None and before.end == token.start:
            pair = before.text + token.text if before.kind != "language" else "@" + token.text
            if pair in ("<<", "{|", "@-"):
                return line_and_column(text, before.start)
        if token.text == "~":
            return line_and_column(text, token.start)
        before = token
    return 1, 1


def _parser_finding(document: Document, source: bytes, text: str, error: SyntaxError) -> Finding:
    """A finding from an error of pyoxigraph, which has a position in some formats only."""
    message, hint = _explained(document, text, error)
    if document.is_json:
        line, column = _json_place(document, source, text, error)
    elif error.lineno:
        line, column = error.lineno, error.offset or 0
    else:
        line, column = _xml_place(document, source)
    return Finding(document.name, line, column, "syntax", message, hint)


def _xml_place(document: Document, source: bytes) -> tuple[int, int]:
    """Line and column of the end of what the parser had read when it failed: first to the line, then to the byte."""
    feed = _Feed(source.splitlines(keepends=True))
    _read(document, feed)
    start = source.rfind(b"\n", 0, max(feed.position - 1, 0)) + 1
    feed = _Feed([source[:start], *(bytes([byte]) for byte in source[start:])] if start else map(_byte, source))
    _read(document, feed)
    before = source[: feed.position].decode("utf-8", "replace").rstrip("\n")
    return before.count("\n") + 1, max(len(before) - before.rfind("\n") - 1, 1)


def _byte(value: int) -> bytes:
    return bytes([value])


def _read(document: Document, feed: _Feed) -> str:
    """Read to the end or the first error, and give its message."""
    try:
        for _ in document.parse(feed):  # type: ignore[arg-type] # reads are enough
            pass
    except SyntaxError as error:
        return str(error.msg)
    return ""


def _json_place(document: Document, source: bytes, text: str, error: SyntaxError) -> tuple[int, int]:
    """Line and column of a JSON error, else of the smallest part of the document that gives the same error."""
    if error.lineno:
        with suppress(SyntaxError):
            for _ in document.parse(text.encode()):
                pass
        try:
            for _ in document.parse(text.encode()):  # without contexts that were put in, which shift columns
                pass
        except SyntaxError as plain:
            return plain.lineno or error.lineno, plain.offset or error.offset or 0
        return error.lineno, error.offset or 0
    if _NO_LOADER in str(error.msg) and (root := parsed(text)):
        found = [value.text_start for address, value in remote_contexts(root) if address not in CONTEXTS]
        return line_and_column(text, found[0] if found else 0)
    whole = source.decode()
    offset = smallest_failure(whole, lambda part: _message(document, part) == error.msg)
    return line_and_column(whole, offset)


def _message(document: Document, text: str) -> str | None:
    try:
        for _ in document.parse(text.encode()):
            pass
    except SyntaxError as error:
        return str(error.msg)
    return None


def _explained(document: Document, text: str, error: SyntaxError) -> tuple[str, str]:
    """The parser's message in words that say what to do, without the position, which the finding has already."""
    message = str(error.msg)
    if _NO_LOADER in message:
        addresses = [address for address, _ in remote_contexts(root)] if (root := parsed(text)) else []
        remote = next((each for each in addresses if each not in CONTEXTS), "that it imports")
        return f"The context {remote} is not fetched.", "Write the context into the file, in place of its address."
    if message.startswith(_TYPE_MAP) and re.search(r'"@container"\s*:\s*[^}]*"@type"', text):
        return 'Type maps ("@container": "@type") are not read.', "Write the @type into each node."
    if message.startswith("Parser error at") and ": " in message:
        message = message.split(": ", 1)[1]
    if tag := _wrong_tag(text, error):
        told = f"“{tag}” is no language tag: hyphens join its parts, each of at most eight letters or digits (BCP 47)."
        return told, f"Write {tag.replace('_', '-')}." if "_" in tag else "Write a tag such as en or zh-Hans."
    if _NO_SCHEME in message and document.suffix in (".nt", ".nq"):
        return "An IRI here is relative, which this format does not allow.", "Write the whole IRI."
    if _NO_SCHEME in message and not document.base:
        return (
            "An IRI here is relative, and there is no base IRI to resolve it against.",
            "Write whole IRIs, state a base in the file, or give one with --base.",
        )
    return f"{message[:1].upper()}{message[1:]}.".replace("..", "."), _HINT


def _wrong_tag(text: str, error: SyntaxError) -> str:
    """The language tag that a parser stopped at; empty if it stopped at something else."""
    message = str(error.msg)
    if in_xml := _IN_XML.search(message):
        written = re.search(rf"""(?<=["']){re.escape(in_xml[1])}(?=["'])""", text, re.IGNORECASE)
        return written[0] if written else in_xml[1]
    lines = _LINE_END.split(text)
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    at = (error.offset or 1) - 1
    if "subtag" in message and (long := re.compile(r"@?([A-Za-z0-9-]+)").match(line, at)):
        return long[1]
    stops = (each[0][1:] for each in _UNDERSCORE.finditer(line) if each.start() <= at < each.end())
    return next(stops, "")
