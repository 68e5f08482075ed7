"""SPARQL query text: its form, what is forbidden in it, and where parameters are bound. Nothing here parses a query."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import urljoin

from sandbox_atlas.graph.errors import ForbiddenQueryError, MalformedQueryError
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES
from sandbox_atlas.graph.rdf.lexer import Token, tokens
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_UNSURE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)[^>]*['#]")
"""An IRI token that may as well be less-than before something that holds a quote or a comment."""
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)")
"""The beginning of an IRI token that may as well be less-than."""
_OPENING = frozenset("(,/|^!=+-*&><")
"""Signs after which a value begins, so that a `<` there is an IRI. After anything else it may compare."""
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_FRESH = ("RAND", "NOW", "UUID", "BNODE")
"""Functions that give something else each time (SPARQL 1.1, section 17.4); UUID is in STRUUID too."""
_TELLING = ("SERVICE", "FROM", "\\U", *_FRESH)
"""Without any of these, in any case, a text has nothing in it to look at but the keyword of its form."""
_LONG = 16_384
"""Characters of a text that is read beside the event loop."""


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The RDF dataset that a query is asked of (SPARQL 1.1 Query, section 13; Protocol, section 2.1.4).

    Attributes:
        default: Graphs whose RDF merge is the default graph; none leaves it empty.
        named: The named graphs.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A query text that may be run, and what its tokens say about it.

    Attributes:
        text: The text as it was given.
        form: Which of the four forms it has.
        dataset: The dataset that FROM and FROM NAMED name, or None without them (SPARQL 1.1 Query, section 13.2).
        repeatable: Whether the same data always give the same answer; it never says so of RAND, NOW and their like.
    """

    text: str
    form: Form
    dataset: QueryDataset | None = None
    repeatable: bool = True

    @property
    def media_types(self) -> Mapping[str, str]:
        """The media types that an answer may have, with the suffix that stands for each."""
        return RESULT_TYPES if self.form in ("SELECT", "ASK") else GRAPH_TYPES

    @classmethod
    def read(cls, text: str | Query) -> Query:
        """Read a text once; everything that may not be run is refused here, before any engine sees it.

        Raises:
            ForbiddenQueryError: The text is an update, or calls another service.
            MalformedQueryError: The text is no query at all.
        """
        if isinstance(text, Query):
            return text
        upper = text.upper()
        if not any(word in upper for word in _TELLING):
            return cls(text, _form(tokens(text)))
        read = cls._scan(text)
        decoded = _CODEPOINT.sub(_character, text)
        if decoded == text:
            return read
        # Escapes are decoded before parsing (SPARQL 1.1, section 19.2): no keyword hides in one.
        return cls(text, read.form, read.dataset, read.repeatable and cls._scan(decoded).repeatable)

    @classmethod
    async def read_off_loop(cls, text: str | Query) -> Query:
        """The same as `read`, in a thread for a long text, so that reading it holds nobody up."""
        if isinstance(text, str) and len(text) > _LONG:
            return await asyncio.to_thread(cls.read, text)
        return cls.read(text)

    @classmethod
    def _scan(cls, text: str) -> Query:
        stream = list(tokens(text))
        _refuse_service(stream)
        return cls(text, _form(stream), _from_clause(stream), not any(map(_is_fresh, stream)))


def query_form(text: str) -> Form:
    """The form of a query that may be run; errors as in `Query.read`."""
    return Query.read(text).form


def _form(stream: Iterable[Token]) -> Form:
    for token in stream:
        keyword = token.keyword
        if keyword in _UPDATES:
            raise ForbiddenQueryError(
                f"{keyword} is an update; this endpoint answers queries only.",
                "The atlas changes when its data are published, see data/README.md.",
            )
        if keyword in _FORMS:
            return cast("Form", keyword)
    raise MalformedQueryError(
        "This is not a SPARQL query: it has none of SELECT, ASK, CONSTRUCT and DESCRIBE.",
        "Try: SELECT * WHERE { ?thing a sbx:Application } LIMIT 10",
    )


def _is_fresh(token: Token) -> bool:
    """Whether a token may call a function that gives something else each time; `1<NOW()&&2>` looks like an IRI."""
    if token.kind == "word" or (token.kind == "iri" and _RELATIVE.match(token.text)):
        upper = token.text.upper()
        return any(word in upper for word in _FRESH)
    return False


def _refuse_service(stream: list[Token]) -> None:
    """Refuse every text in which an engine could read the keyword SERVICE.

    Engines may read without a lexer: Oxigraph takes `SERVICE:x {`, `trueSERVICE <…>` and `FILTER(?a<?b)SERVICE` as
    calls. So a word that contains the keyword counts, a prefixed name does where a group follows it, and a `<` that
    may be less-than is refused if reading it so would shift where strings and comments begin.
    """
    brackets: list[str] = []
    for position, token in enumerate(stream):
        before = stream[position - 1] if position else None
        after = stream[position + 1] if position + 1 < len(stream) else None
        prefixed = token.kind == "name" and "SERVICE" in token.text.partition(":")[0].upper()
        opens_group = after is not None and after.text == "{"
        names_graph = before is not None and before.keyword in ("GRAPH", "FROM", "NAMED")
        if "SERVICE" in token.keyword or (prefixed and opens_group and not names_graph):
            raise ForbiddenQueryError(
                "SERVICE would send a request to another server, which this endpoint never does.",
                "Query the other server yourself and join the results.",
            )
        if token.text in ("(", "{", "["):
            brackets.append(token.text)
        elif token.text in (")", "}", "]") and brackets:
            brackets.pop()
        in_expression = bool(brackets) and brackets[-1] == "(" and _may_compare(stream, position)
        if token.kind == "iri" and in_expression and _UNSURE.match(token.text):
            raise MalformedQueryError(
                f"It is not clear whether {token.text} is an IRI or a comparison.",
                "Put a space after '<' if it means less-than.",
            )


def _may_compare(stream: list[Token], position: int) -> bool:
    """Whether a `<` here may be less-than: it may, unless a value must begin here."""
    before, earlier = stream[position - 1], stream[max(position - 2, 0)]
    ends_triple_term = before.text == earlier.text == ">" and earlier.end == before.start
    return before.text not in _OPENING or ends_triple_term


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _from_clause(stream: Sequence[Token]) -> QueryDataset | None:
    default: list[str] = []
    named: list[str] = []
    prefixes, base, depth = dict(PREFIXES), "", 0
    for position, token in enumerate(stream):
        if token.kind == "sign":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.kind != "word" or depth:
            continue
        rest = stream[position + 1 : position + 3]
        if token.keyword == "PREFIX" and len(rest) == 2:  # a prefix and its IRI
            prefixes[rest[0].text.removesuffix(":")] = _join(base, rest[1].text[1:-1])
        elif token.keyword == "BASE" and rest:
            base = _join(base, rest[0].text[1:-1])
        elif token.keyword == "FROM" and rest:
            is_named = rest[0].keyword == "NAMED"
            (named if is_named else default).append(_iri(rest[-1] if is_named else rest[0], prefixes, base))
    return QueryDataset(tuple(default), tuple(named)) if default or named else None


def _iri(token: Token, prefixes: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return _join(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + local.replace("\\", "")


def _join(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri) if base else iri
    except ValueError as error:  # `http://[` is no address
        raise MalformedQueryError(f"<{iri}> is not an IRI.", "Write it in full, without brackets.") from error
