"""Conformed queries: a text as the embedded engine is to see it, with the functions that it calls.

The parent has let the text pass; it is read again here, in a worker, where time and memory are limited. A text that
holds none of the constructs in question costs a few searches of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sandbox_atlas.graph.engine.conformance import casts, concatenation, replacement
from sandbox_atlas.graph.engine.conformance.aggregates import refuse_misplaced
from sandbox_atlas.graph.engine.conformance.alternatives import alternative_edits, may_have_alternatives
from sandbox_atlas.graph.engine.conformance.calls import replacement_edits
from sandbox_atlas.graph.engine.conformance.casts import Functions
from sandbox_atlas.graph.engine.conformance.counting import counting_edits, counts_expressions
from sandbox_atlas.graph.engine.conformance.edits import Edit, edited, original_position, position
from sandbox_atlas.graph.engine.conformance.escapes import decode, escape_edits
from sandbox_atlas.graph.engine.conformance.graph_clauses import graph_edits
from sandbox_atlas.graph.engine.conformance.languages import language_edits, may_compare_languages
from sandbox_atlas.graph.engine.conformance.ordering import may_order, ordering_edits
from sandbox_atlas.graph.engine.conformance.patterns import UnbalancedError
from sandbox_atlas.graph.engine.conformance.projection import may_repeat, projection_edits
from sandbox_atlas.graph.errors import UnsupportedQueryError
from sandbox_atlas.graph.rdf.lexer import Token, tokens

_CASTS = ("integer", "decimal", "double", "float", "string", "boolean")
_UNCLEAR = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)[^>]*['#()?$]")
"""An IRI that could also be a less-than sign, with what follows it."""
_IRI = r"<[^<>\"{}|^`\\\s]*>"
_SIMPLE_CLAUSE = re.compile(
    rf"GRAPH\s*(?:[?$]\w+|{_IRI}|[\w-]*:[\w-]*)\s*\{{\s*(?=[^}}])(?:[\w\s.:;,%-]|\?(?=\w)|{_IRI})+\}}", re.IGNORECASE
)
"""A GRAPH clause that holds nothing but triples, which the engine answers rightly."""
_BEFORE_VALUE = frozenset("(,/|^!=+-*&><{;")


class Conformed(NamedTuple):
    """A query for the engine.

    Attributes:
        text: Its text.
        plain: The text without changes, for the positions of syntax errors.
        functions: The functions that stand in for the engine's own.
    """

    text: str
    plain: str
    functions: Functions


def conform(given: str, *, own: bool = False) -> Conformed:
    """A query by which the engine gives the answer that SPARQL 1.1 defines.

    Args:
        given: The query.
        own: Whether it is one of the atlas's own, in which nothing depends on how often the alternatives of a path
            find something, nor on the order of values of several kinds; that is left as it is written.

    Raises:
        UnsupportedQueryError: The engine would answer wrongly, and nothing mends it.
        TooLargeError: The query would grow too large.
    """
    text = decode(given) if "\\u" in given or "\\U" in given else given
    upper = text.upper()
    if upper.count("TRUE") != text.count("true") or upper.count("FALSE") != text.count("false"):
        text = _lower_booleans(text)
    if may_compare_languages(text):
        text = edited(text, language_edits(list(tokens(text))))
    if may_repeat(text):
        text = edited(text, projection_edits(list(tokens(text))))
    refuse_misplaced(text, upper)
    replaces, joins = "REPLACE" in upper, concatenation.joins_terms(text, upper.count(concatenation.NAME))
    counts, restates = counts_expressions(text), not own and (may_have_alternatives(text) or may_order(text))
    functions = casts.FUNCTIONS if _may_cast(text) else {}
    clauses = upper.count("GRAPH")
    if not (replaces or joins or counts or restates) and (not clauses or len(_SIMPLE_CLAUSE.findall(text)) == clauses):
        return Conformed(text, text, functions)
    changed = text
    if joins or counts:
        stream = _clear(text)
        edits = concatenation.concatenation_edits(stream) if joins else []
        changed = edited(text, [*edits, *counting_edits(text, stream), *_restated(text, stream, restates)])
    elif restates and (clear := _clear_or_none(text)):
        changed = edited(text, _restated(text, clear, restates))
    if replaces:
        changed = edited(changed, replacement_edits(changed, _clear(text) if changed == text else [*tokens(changed)]))
    if replaces or joins:
        functions = functions | concatenation.FUNCTIONS | replacement.FUNCTIONS
    if clauses:
        changed = _with_graphs(changed, text)
    return Conformed(changed, text, functions)


def _restated(text: str, stream: Sequence[Token], restates: bool) -> list[Edit]:
    return [*alternative_edits(text, stream), *ordering_edits(stream)] if restates else []


def given_position(given: str, line: int, column: int) -> tuple[int, int]:
    """The line and column, in a text as it was given, of what the engine found at those in the text without escapes."""
    edits = escape_edits(given)
    return original_position(given, edits, line, column) if edits else (line, column)


def _lower_booleans(text: str) -> str:
    """The text with its booleans in lower case; the engine takes no other, though keywords have no case (19.8)."""
    booleans = (token for token in tokens(text) if token.keyword in ("TRUE", "FALSE"))
    return edited(text, [Edit(token.start, token.end, token.text.lower()) for token in booleans])


def _may_cast(text: str) -> bool:
    return ("xsd:" in text or "XMLSchema" in text or "\\" in text) and any(name in text for name in _CASTS)


def _with_graphs(changed: str, text: str) -> str:
    """The text with its GRAPH clauses completed; they are checked in the text as it was, for their positions."""
    try:
        edits = graph_edits(text, _clear(text))
        if changed != text:
            edits = graph_edits(changed, list(tokens(changed)))
        return edited(changed, edits) if edits else changed
    except UnbalancedError:
        return changed  # a syntax error, which the engine reports


def _clear_or_none(text: str) -> list[Token] | None:
    """The tokens of `_clear`; None where it refuses the text, which is then left as it is."""
    try:
        return _clear(text)
    except UnsupportedQueryError:
        return None


def _clear(text: str) -> list[Token]:
    """The tokens of a text in which no `<` could be read in two ways.

    Raises:
        UnsupportedQueryError: One could.
    """
    stream, brackets = list(tokens(text)), list[str]()
    for before, token in zip([None, *stream], stream, strict=False):
        if token.text in ("(", "{", "["):
            brackets.append(token.text)
        elif token.text in (")", "}", "]") and brackets:
            brackets.pop()
        if token.kind != "iri" or before is None or before.text in _BEFORE_VALUE or before.kind == "iri":
            continue
        if brackets[-1:] == ["("] and _UNCLEAR.match(token.text):
            line, column = position(text, token.start)
            raise UnsupportedQueryError(
                f"It is not clear whether {token.text} is an IRI or a comparison.",
                "Put a space after '<' if it means less-than.",
                line=line,
                column=column,
            )
    return stream
