"""Query scan: finds form and dataset of a SPARQL query by its tokens, and refuses what must not reach an engine.

No query is parsed here; syntax errors are the engine's to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from sandbox_atlas.graph.engine.base_iri import relevant_base, resolved
from sandbox_atlas.graph.engine.conformance.escapes import decode, decode_all
from sandbox_atlas.graph.errors import ForbiddenQueryError, MalformedQueryError
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES
from sandbox_atlas.graph.rdf.lexer import Token, tokens
from sandbox_atlas.graph.rdf.vocabulary import BASE, PREFIXES

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_AMBIGUOUS_IRI = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)[^>]*['#]")
"""An IRI token that could also be a less-than sign and the start of a string or a comment."""
_RELATIVE_IRI = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)")
"""The beginning of an IRI token that could also be a less-than sign."""
_BEFORE_VALUE = frozenset("(,/|^!=+-*&><")
"""Signs that only a value can follow, so that a `<` after them begins an IRI; elsewhere it may be less-than."""
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_FORM_FIRST = re.compile(r"[ \t\r\n]*(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[ \t\r\n{*?$<(])", re.IGNORECASE)
"""A text that begins with its form, as most texts that programs write do."""
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_NON_DETERMINISTIC = ("RAND", "NOW", "UUID", "BNODE")
"""Functions that may return a different value in each run (SPARQL 1.1, section 17.4); UUID also matches STRUUID."""
_SCAN_TRIGGERS = ("SERVICE", "FROM", "\\U", *_NON_DETERMINISTIC)
"""A text that has none of these, in upper or lower case, needs no full scan: only its form is of interest."""
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The RDF dataset that a query is evaluated against (SPARQL 1.1 Query, section 13; Protocol, section 2.1.4).

    Attributes:
        default: IRIs of the graphs whose RDF merge is the default graph; without any it is empty.
        named: IRIs of the named graphs.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A query that may run, and what its tokens say about it.

    Attributes:
        text: The text as it was given, without a byte order mark.
        form: Its form.
        dataset: The dataset of FROM and FROM NAMED, or None without them (SPARQL 1.1 Query, section 13.2).
        deterministic: Whether equal data give equal answers; False wherever RAND, NOW or the like may be called.
        base: The base IRI that the text is read with; empty where nothing in it depends on one.
    """

    text: str
    form: Form
    dataset: QueryDataset | None = None
    deterministic: bool = True
    base: str = ""

    @property
    def media_types(self) -> Mapping[str, str]:
        """The media types that the answer may have, with the file suffix of each."""
        return RESULT_TYPES if self.form in ("SELECT", "ASK") else GRAPH_TYPES

    @classmethod
    def read(cls, text: str | Query, base: str = BASE) -> Query:
        """Scan a text, and refuse what must not run before any engine sees it.

        Args:
            text: The text; a byte order mark before it is skipped.
            base: The IRI that relative IRIs are resolved against, by default the atlas's own.

        Raises:
            ForbiddenQueryError: The text calls another server.
            MalformedQueryError: The text is not a query.
        """
        if isinstance(text, Query):
            return text
        text = without_mark(text)
        base, upper = relevant_base(text, base), text.upper()
        if not any(word in upper for word in _SCAN_TRIGGERS):
            first = _FORM_FIRST.match(text)
            return cls(text, cast("Form", first[1].upper()) if first else _form(tokens(text)), base=base)
        decoded = decode_all(text)
        if decoded == text:
            return cls._scan(text, base)
        # A keyword may hide in an escape, and engines differ in where they decode them (SPARQL 1.1, section 19.2).
        _refuse_service(list(tokens(text)))
        everywhere = list(tokens(decoded))
        _refuse_service(everywhere)
        query = cls._scan(decode(text), base)
        return replace(query, text=text, deterministic=query.deterministic and not any(map(_may_vary, everywhere)))

    @classmethod
    def _scan(cls, text: str, base: str) -> Query:
        stream = list(tokens(text))
        _refuse_service(stream)
        return cls(text, _form(stream), _dataset_clauses(stream, base), not any(map(_may_vary, stream)), base)


def without_mark(text: str) -> str:
    """A text without the byte order mark that some editors put before it."""
    return text.removeprefix(_BYTE_ORDER_MARK)


def query_form(text: str) -> Form:
    """The form of a query; errors as in `Query.read`."""
    return Query.read(text).form


def _form(stream: Iterable[Token]) -> Form:
    for token in stream:
        keyword = token.keyword
        if keyword in _UPDATES:
            raise MalformedQueryError(
                f"{keyword} is an update, not a query; this endpoint answers queries only.",
                "The atlas changes when its data are published, see data/README.md.",
            )
        if keyword in _FORMS:
            return cast("Form", keyword)
    raise MalformedQueryError(
        "This is not a SPARQL query: it has none of SELECT, ASK, CONSTRUCT and DESCRIBE.",
        "Try: SELECT * WHERE { ?thing a sbx:Application } LIMIT 10",
    )


def _may_vary(token: Token) -> bool:
    """Whether a token may call a non-deterministic function; `1<NOW()&&2>` has one inside what looks like an IRI."""
    if token.kind == "word" or (token.kind == "iri" and _RELATIVE_IRI.match(token.text)):
        upper = token.text.upper()
        return any(word in upper for word in _NON_DETERMINISTIC)
    return False


def _refuse_service(stream: list[Token]) -> None:
    """Refuse every text in which an engine could read the keyword SERVICE.

    Engines need not have a separate lexer: Oxigraph reads `SERVICE:x {`, `trueSERVICE <…>` and `FILTER(?a<?b)SERVICE`
    as service calls. Refused are therefore words that contain the keyword, prefixed names that contain it in front of
    a group, and any `<` that, read as less-than, would change where strings and comments begin.
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
        if token.kind == "iri" and in_expression and _AMBIGUOUS_IRI.match(token.text):
            raise MalformedQueryError(
                f"It is not clear whether {token.text} is an IRI or a comparison.",
                "Put a space after '<' if it means less-than.",
            )


def _may_compare(stream: list[Token], position: int) -> bool:
    """Whether a `<` at this position may be less-than: not where only a value can follow."""
    before, earlier = stream[position - 1], stream[max(position - 2, 0)]
    ends_triple_term = before.text == earlier.text == ">" and earlier.end == before.start
    return before.text not in _BEFORE_VALUE or ends_triple_term


def _dataset_clauses(stream: Sequence[Token], base: str) -> QueryDataset | None:
    """The dataset that the clauses FROM and FROM NAMED describe (SPARQL 1.1 Query, section 13.2)."""
    default: list[str] = []
    named: list[str] = []
    prefixes, depth = dict(PREFIXES), 0
    for position, token in enumerate(stream):
        if token.kind == "sign":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.kind != "word" or depth:
            continue
        rest = stream[position + 1 : position + 3]
        if token.keyword == "PREFIX" and len(rest) == 2:  # a prefix and its IRI
            prefixes[rest[0].text.removesuffix(":")] = _resolve(rest[1], base)
        elif token.keyword == "BASE" and rest:
            base = _resolve(rest[0], base)
        elif token.keyword == "FROM" and rest:
            is_named = rest[0].keyword == "NAMED"
            (named if is_named else default).append(_resolve_name(rest[-1] if is_named else rest[0], prefixes, base))
    return QueryDataset(tuple(default), tuple(named)) if default or named else None


def graph_names(text: str, base: str = "") -> tuple[tuple[str, ...], bool]:
    """The IRIs that follow GRAPH in a query, and whether a variable follows GRAPH too (SPARQL 1.1 Query, section 13.3).

    Names without a declaration have the atlas's prefixes. The base is that of `Query`.
    """
    found: dict[str, None] = {}
    prefixes, any_variable = dict(PREFIXES), False
    for token, first, second in _windows(list(tokens(decode(text)))):
        if token.keyword == "PREFIX":
            prefixes[first.text.removesuffix(":")] = _resolve(second, base)
        elif token.keyword == "BASE":
            base = _resolve(first, base)
        elif token.keyword == "GRAPH" and first.kind == "variable":
            any_variable = True
        elif token.keyword == "GRAPH" and first.kind in ("iri", "name"):
            found[_resolve_name(first, prefixes, base)] = None
    return tuple(found), any_variable


def _windows(stream: Sequence[Token]) -> Iterable[tuple[Token, Token, Token]]:
    return zip(stream, stream[1:], stream[2:], strict=False)


def _resolve_name(token: Token, prefixes: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return _resolve(token, base)
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + local.replace("\\", "")


def _resolve(token: Token, base: str) -> str:
    return resolved(base, token.text[1:-1]) if token.kind == "iri" else ""  # a syntax error, which the engine reports
