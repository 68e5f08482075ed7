"""Where statements stand in RDF files, so that a finding can name file, line and column.

RDF parsers forget positions. This reads the tokens of Turtle, TriG, N-Triples and N-Quads again, and only when there
is something to report. For other formats the first mention of the thing is what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from sandbox_atlas.graph.loading.dataset import Document
from sandbox_atlas.graph.rdf.lexer import Token, tokens
from sandbox_atlas.graph.rdf.vocabulary import RDF

_TEXTUAL = frozenset({".ttl", ".trig", ".nt", ".nq"})


@dataclass(frozen=True, slots=True)
class Position:
    """Where an object of a statement stands, and the statement.

    Attributes:
        graph: IRI of the graph, or nothing for the default graph.
        subject: IRI of the subject, or nothing for a blank node.
        predicate: IRI of the predicate.
        object: IRI or lexical form of the object, or nothing for a blank node.
        offset: Characters before the object.
        subject_offset: Characters before the subject.
    """

    graph: str
    subject: str
    predicate: str
    object: str
    offset: int
    subject_offset: int


@dataclass
class _Reader:
    """Follows the tokens of one file and yields the position of each object."""

    prefixes: dict[str, str] = field(default_factory=dict)
    base: str = ""
    graph: str = ""
    statement: list[tuple[str, int]] = field(default_factory=list)
    outer: list[list[tuple[str, int]]] = field(default_factory=list)
    found: list[Position] = field(default_factory=list)

    def read(self, stream: list[Token]) -> list[Position]:
        position = 0
        while position < len(stream):
            token = stream[position]
            rest = stream[position + 1 : position + 3]
            if (token.text == "@prefix" or token.keyword == "PREFIX") and len(rest) == 2:
                self.prefixes[rest[0].text] = self.resolved(rest[1].text[1:-1])
                position += 3
            elif (token.text == "@base" or token.keyword == "BASE") and rest:
                self.base = self.resolved(rest[0].text[1:-1])
                position += 2
            elif rest and rest[0].text == "{" and not self.outer and not self.statement and token.kind != "sign":
                self.graph = self.term(token)
                position += 2
            else:
                self.step(token)
                position += 1
        return self.found

    def step(self, token: Token) -> None:
        if token.kind == "language" or token.keyword == "GRAPH":  # the first belongs to the literal before it
            return
        if token.kind == "sign":
            self.punctuation(token)
            return
        self.add(self.term(token), token.start)

    def add(self, term: str, offset: int) -> None:
        """Take the next term; the third makes a statement, and a fourth is the graph of one in N-Quads."""
        self.statement.append((term, offset))
        if len(self.statement) == 3:
            (subject, start), (predicate, _), (object_, _) = self.statement
            self.found.append(Position(self.graph, subject, predicate, object_, offset, start))
            if self.outer and predicate == f"{RDF}first":  # the next member of a collection replaces this one
                del self.statement[2:]
        elif len(self.statement) == 4:
            self.found[-1] = replace(self.found[-1], graph=term)

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
                inside = [("", token.start)]
                self.statement = inside if token.text == "[" else [*inside, (f"{RDF}first", token.start)]
            case "]" | ")" if self.outer:
                self.statement = self.outer.pop()
            case _:
                pass

    def term(self, token: Token) -> str:
        """IRI or lexical form of a term; nothing for a blank node."""
        if token.kind == "iri":
            return self.resolved(token.text[1:-1])
        if token.kind == "string":
            return _unquoted(token.text)
        if token.text == "a":
            return f"{RDF}type"
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            return "" if prefix == "_" else self.prefixes.get(f"{prefix}:", f"{prefix}:") + local.replace("\\", "")
        return token.text

    def resolved(self, iri: str) -> str:
        """An absolute IRI (RFC 3986, section 5)."""
        return urljoin(self.base, iri) if self.base else iri


def positions(document: Document) -> list[Position]:
    """The positions of all objects of a document, in order; none for formats without a text of statements."""
    if document.suffix not in _TEXTUAL:
        return []
    return _Reader().read(_joined(list(tokens(document.content.decode("utf-8", "replace")))))


def _joined(stream: list[Token]) -> list[Token]:
    """The tokens without the datatypes of literals, `^^` and the IRI behind it; numbers and their signs are one."""
    kept: list[Token] = []
    for token in stream:
        before = kept[-1] if kept else None
        if token.kind == "number" and before is not None and before.text in ("+", "-") and before.end == token.start:
            kept[-1] = Token("number", before.text + token.text, before.start, token.end)
        elif before is not None and before.text == "^" and token.text != "^":
            del kept[-2:]
        else:
            kept.append(token)
    return kept


def _unquoted(text: str) -> str:
    """The lexical form of a quoted string (Turtle, section 6.4)."""
    quote = 3 if text[:3] in ('"""', "'''") and len(text) > 5 else 1
    inner = text[quote:-quote]
    if "\\" not in inner:
        return inner
    return (
        inner.replace("\\\\", "\0").encode("latin-1", "backslashreplace").decode("unicode_escape").replace("\0", "\\")
    )


class Locator:
    """Finds statements in the documents of a data set."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = tuple(documents)
        self._index: dict[str, list[tuple[Document, Position]]] | None = None

    def find(self, subject: str, predicate: str = "", value: str = "", graph: str = "") -> tuple[str, int, int]:
        """File, line and column of the statement that fits best; the first file with no line when nothing does."""
        known = self._by_subject().get(subject, []) or self._in_graph(subject)
        fits = [
            (
                bool(value) and position.object == value,
                bool(predicate) and position.predicate == predicate,
                bool(graph) and position.graph == graph,
                document,
                position,
            )
            for document, position in known
        ]
        if fits:
            score = max(entry[:3] for entry in fits)
            if score == (False, False, False):
                return self._definition(known)
            document, position = next(entry[3:] for entry in fits if entry[:3] == score)
            return (document.name, *_line_and_column(document, position.offset))
        return self._mention(subject)

    def _in_graph(self, iri: str) -> list[tuple[Document, Position]]:
        """The first statement of a graph, for a graph that nothing is said about."""
        return [entry for known in self._by_subject().values() for entry in known if entry[1].graph == iri][:1]

    def _definition(self, known: list[tuple[Document, Position]]) -> tuple[str, int, int]:
        """Where a thing is given its class, else where it is first a subject."""
        document, position = next((entry for entry in known if entry[1].predicate == f"{RDF}type"), known[0])
        return (document.name, *_line_and_column(document, position.subject_offset))

    def _mention(self, iri: str) -> tuple[str, int, int]:
        for text in (iri, iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]):
            for document in self._documents:
                offset = document.content.decode("utf-8", "replace").find(text) if text else -1
                if offset >= 0:
                    return (document.name, *_line_and_column(document, offset))
        return (self._documents[0].name if self._documents else "", 0, 0)

    def _by_subject(self) -> dict[str, list[tuple[Document, Position]]]:
        if self._index is None:
            self._index = {}
            for document in self._documents:
                for position in positions(document):
                    self._index.setdefault(position.subject, []).append((document, position))
        return self._index


def _line_and_column(document: Document, offset: int) -> tuple[int, int]:
    text = document.content.decode("utf-8", "replace")
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
