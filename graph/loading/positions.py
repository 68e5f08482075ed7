"""Source positions: locate statements in RDF files, so that a finding can name file, line and column.

RDF parsers do not keep positions, so the tokens of Turtle, TriG, N-Triples and N-Quads are read again here, but only
if there is something to report. In other formats, the first mention of the resource is located.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.lexer import Token, tokens
from sandbox_atlas.graph.rdf.vocabulary import RDF

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_WITH_POSITIONS = frozenset({".ttl", ".trig", ".nt", ".nq"})


@dataclass(frozen=True, slots=True)
class Position:
    """A statement and its position in the file.

    Attributes:
        graph: IRI of the graph; empty for the default graph.
        subject: IRI of the subject; empty for a blank node.
        predicate: IRI of the predicate.
        object: IRI or lexical form of the object; empty for a blank node.
        offset: Number of characters before the object.
        subject_offset: Number of characters before the subject.
    """

    graph: str
    subject: str
    predicate: str
    object: str
    offset: int
    subject_offset: int


@dataclass
class _Reader:
    """Reads the tokens of one file and collects the position of each statement."""

    prefixes: dict[str, str] = field(default_factory=dict)
    base: str = ""
    graph: str = ""
    statement: list[tuple[str, int]] = field(default_factory=list)
    outer: list[list[tuple[str, int]]] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)

    def read(self, stream: list[Token]) -> list[Position]:
        position = 0
        while position < len(stream):
            token = stream[position]
            rest = stream[position + 1 : position + 3]
            if (token.text == "@prefix" or token.keyword == "PREFIX") and len(rest) == 2:
                self.prefixes[rest[0].text] = self.resolve(rest[1].text[1:-1])
                position += 3
            elif (token.text == "@base" or token.keyword == "BASE") and rest:
                self.base = self.resolve(rest[0].text[1:-1])
                position += 2
            elif rest and rest[0].text == "{" and not self.outer and not self.statement and token.kind != "sign":
                self.graph = self.term(token)
                position += 2
            else:
                self.step(token)
                position += 1
        return self.positions

    def step(self, token: Token) -> None:
        if token.kind == "language" or token.keyword == "GRAPH":  # a language tag belongs to the literal before it
            return
        if token.kind == "sign":
            self.punctuation(token)
            return
        self.add(self.term(token), token.start)

    def add(self, term: str, offset: int) -> None:
        """Add a term: the third completes a statement, and a fourth is its graph in N-Quads."""
        self.statement.append((term, offset))
        if len(self.statement) == 3:
            (subject, start), (predicate, _), (object_, _) = self.statement
            self.positions.append(Position(self.graph, subject, predicate, object_, offset, start))
            if self.outer and predicate == f"{RDF}first":  # the next member of a collection replaces this one
                del self.statement[2:]
        elif len(self.statement) == 4:
            self.positions[-1] = replace(self.positions[-1], graph=term)

    def punctuation(self, token: Token) -> None:
        match token.text:
            case ".":
                self.statement = []
            case ";":
                del self.statement[1:]
            case ",":
                del self.statement[2:]
            case "{" | "}":
                self.statement, self.graph = [], ""
            case "[" | "(":
                self.add("", token.start)
                self.outer.append(self.statement)
                nested = [("", token.start)]
                self.statement = nested if token.text == "[" else [*nested, (f"{RDF}first", token.start)]
            case "]" | ")" if self.outer:
                self.statement = self.outer.pop()
            case _:
                pass

    def term(self, token: Token) -> str:
        """IRI or lexical form of a term; empty for a blank node."""
        if token.kind == "iri":
            return self.resolve(token.text[1:-1])
        if token.kind == "string":
            return _unquote(token.text)
        if token.text == "a":
            return f"{RDF}type"
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            return "" if prefix == "_" else self.prefixes.get(f"{prefix}:", f"{prefix}:") + local.replace("\\", "")
        return token.text

    def resolve(self, iri: str) -> str:
        """The IRI itself if it is absolute; else resolved against the base as the parser does (RFC 3986, section 5)."""
        return iri if not self.base or _SCHEME.match(iri) else _resolve(self.base, iri)


def _resolve(base: str, reference: str) -> str:
    try:
        (quad,) = ox.parse(f"<{reference}> <urn:x-p> <urn:x-o> .", ox.RdfFormat.TURTLE, base_iri=base)
    except (SyntaxError, ValueError):
        return reference  # which the parser refuses, with a finding
    return str(quad.subject.value)


def positions(document: Document) -> list[Position]:
    """The positions of all statements of a document, in order; none for other formats than those named above."""
    if document.suffix not in _WITH_POSITIONS:
        return []
    return _Reader(base=document.base).read(_join_tokens(list(tokens(document.shown_text))))


def _join_tokens(stream: list[Token]) -> list[Token]:
    """The tokens without the datatypes of literals (`^^` and an IRI), and with each number joined to its sign."""
    joined: list[Token] = []
    for token in stream:
        before = joined[-1] if joined else None
        if token.kind == "number" and before is not None and before.text in ("+", "-") and before.end == token.start:
            joined[-1] = Token("number", before.text + token.text, before.start, token.end)
        elif before is not None and before.text == "^" and token.text != "^":
            del joined[-2:]
        else:
            joined.append(token)
    return joined


def _unquote(text: str) -> str:
    """The lexical form of a quoted string (Turtle, section 6.4)."""
    quote = 3 if text[:3] in ('"""', "'''") and len(text) > 5 else 1
    inner = text[quote:-quote]
    if "\\" not in inner:
        return inner
    return (
        inner.replace("\\\\", "\0").encode("latin-1", "backslashreplace").decode("unicode_escape").replace("\0", "\\")
    )


class Locator:
    """Locates statements in the documents of a data set; they are indexed at the first search."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = tuple(documents)
        self._index: dict[str, list[tuple[Document, Position]]] | None = None
        self._texts: dict[int, str] = {}
        self._mentions: dict[tuple[str, str], tuple[str, int, int]] = {}

    def find(self, subject: str, predicate: str = "", value: str = "", graph: str = "") -> tuple[str, int, int]:
        """File, line and column of the statement that matches best; the first file and line 0 if none does."""
        candidates = self._by_subject().get(subject, []) or self._in_graph(subject)
        matches = [
            (
                bool(value) and position.object == value,
                bool(predicate) and position.predicate == predicate,
                bool(graph) and position.graph == graph,
                document,
                position,
            )
            for document, position in candidates
        ]
        if matches:
            score = max(match[:3] for match in matches)
            if score == (False, False, False):
                return self._definition(candidates)
            document, position = next(match[3:] for match in matches if match[:3] == score)
            return self._place(document, position.offset)
        if (subject, value) not in self._mentions:
            self._mentions[subject, value] = self._mention(subject, value)
        return self._mentions[subject, value]

    def rank(self, file: str) -> int:
        """The number of the document with that name, in the order given."""
        return next((number for number, each in enumerate(self._documents) if each.name == file), 0)

    def _in_graph(self, iri: str) -> list[tuple[Document, Position]]:
        """The first statement of a graph, for a graph that is not the subject of any statement."""
        return [entry for entries in self._by_subject().values() for entry in entries if entry[1].graph == iri][:1]

    def _definition(self, entries: list[tuple[Document, Position]]) -> tuple[str, int, int]:
        """The statement that gives a resource its class, else the first one about it."""
        document, position = next((entry for entry in entries if entry[1].predicate == f"{RDF}type"), entries[0])
        return self._place(document, position.subject_offset)

    def _mention(self, iri: str, value: str) -> tuple[str, int, int]:
        """The first mention of a resource in a document without positions, or of a value behind it; else in any."""
        documents = sorted(self._documents, key=lambda document: document.suffix in _WITH_POSITIONS)
        local = iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        for pattern in (re.escape(iri), rf"(?<=[\"'/#:;]){re.escape(local)}(?=[\"'])", re.escape(local)):
            for document in documents if iri else ():
                text = self._text(document)
                if found := re.search(pattern, text):
                    offset = text.find(value, found.end()) if value else -1
                    return self._place(document, offset if offset >= 0 else found.start())
        for document in documents if value else ():
            if (offset := self._text(document).find(value)) >= 0:
                return self._place(document, offset)
        return (self._documents[0].name if self._documents else "", 0, 0)

    def _by_subject(self) -> dict[str, list[tuple[Document, Position]]]:
        if self._index is None:
            self._index = {}
            for document in self._documents:
                for position in positions(document):
                    self._index.setdefault(position.subject, []).append((document, position))
        return self._index

    def _text(self, document: Document) -> str:
        """The text of a document, decoded once."""
        if id(document) not in self._texts:
            self._texts[id(document)] = document.shown_text
        return self._texts[id(document)]

    def _place(self, document: Document, offset: int) -> tuple[str, int, int]:
        text = self._text(document)
        return document.name, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
