"""Where statements stand in RDF files, so that a finding can name file, line and column.

RDF parsers forget positions. This reads the tokens of Turtle, TriG, N-Triples and N-Quads again, and only when there
is something to report. For other formats the first mention of the thing is what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.lexer import Token, tokens
from graph.loading.dataset import Document
from graph.vocabulary import RDF

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
    graph: str = ""
    statement: list[tuple[str, int]] = field(default_factory=list)
    outer: list[list[tuple[str, int]]] = field(default_factory=list)

    def read(self, stream: list[Token]) -> Iterator[Position]:
        position = 0
        while position < len(stream):
            token = stream[position]
            following = stream[position + 1].text if position + 1 < len(stream) else ""
            if token.text == "@prefix" or token.keyword == "PREFIX":
                self.prefixes[stream[position + 1].text] = stream[position + 2].text[1:-1]
                position += 3
            elif token.text == "@base" or token.keyword in ("BASE", "GRAPH"):
                position += 2 if token.keyword != "GRAPH" else 1
            elif following == "{" and not self.outer and len(self.statement) == 0:
                self.graph = self.term(token)
                position += 2
            else:
                yield from self.step(token)
                position += 1

    def step(self, token: Token) -> Iterator[Position]:
        if token.kind == "language":  # belongs to the literal before it
            return
        if token.kind == "sign":
            yield from self.punctuation(token)
            return
        self.statement.append((self.term(token), token.start))
        if len(self.statement) == 3:
            yield self.position()

    def punctuation(self, token: Token) -> Iterator[Position]:
        match token.text:
            case ".":
                self.statement = []
            case ";":
                del self.statement[1:]
            case ",":
                del self.statement[2:]
            case "}":
                self.statement, self.graph = [], ""
            case "[" | "(":
                self.statement.append(("", token.start))
                if len(self.statement) == 3:
                    yield self.position()
                self.outer.append(self.statement)
                inside = [("", token.start)]
                self.statement = inside if token.text == "[" else [*inside, (f"{RDF}first", token.start)]
            case "]" | ")" if self.outer:
                self.statement = self.outer.pop()
            case _:
                pass

    def position(self) -> Position:
        (subject, start), (predicate, _), (object_, offset) = self.statement
        if self.outer and predicate == f"{RDF}first":  # the next member of a collection replaces this one
            del self.statement[2:]
        return Position(self.graph, subject, predicate, object_, offset, start)

    def term(self, token: Token) -> str:
        """IRI or lexical form of a term; nothing for a blank node."""
        if token.kind == "iri":
            return token.text[1:-1]
        if token.kind == "string":
            return _unquoted(token.text)
        if token.text == "a":
            return f"{RDF}type"
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            return "" if prefix == "_" else self.prefixes.get(f"{prefix}:", f"{prefix}:") + local.replace("\\", "")
        return token.text


def positions(document: Document) -> list[Position]:
    """The positions of all objects of a document, in order; none for formats without a text of statements."""
    if document.suffix not in _TEXTUAL:
        return []
    stream = list(tokens(document.content.decode("utf-8", "replace")))
    return list(_Reader().read(_joined(stream)))


def _joined(stream: list[Token]) -> list[Token]:
    """The tokens without the datatypes of literals: `^^` and the IRI behind it."""
    kept: list[Token] = []
    skip = False
    for token, following in zip(stream, [*stream[1:], None], strict=True):
        if skip:
            skip = False
        elif token.text == "^" and kept and following is not None and following.text == "^":
            continue
        elif token.text == "^":
            skip = True
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
