"""Aggregates: one inside another is refused (SPARQL 1.1, section 11.2); the engine takes it, and gives it no value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sandbox_atlas.graph.engine.conformance.edits import position
from sandbox_atlas.graph.errors import UnsupportedQueryError
from sandbox_atlas.graph.rdf.lexer import tokens

_NAMES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_PARTS = re.compile(
    rf"""(?P<call>\b(?:{"|".join(_NAMES)})\s*\()|[(){{}}]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.IGNORECASE
)


def refuse_nested(text: str, upper: str) -> None:
    """Refuse a query with an aggregate inside another; the text comes in upper case too.

    Raises:
        UnsupportedQueryError: There is one.
    """
    if sum(map(upper.count, _NAMES)) < 2 or _nested(_parts(text)) is None:
        return
    found = _nested(_calls(text))  # without what stands in comments
    if found:
        line, column = position(text, found[1])
        raise UnsupportedQueryError(
            f"{found[0]} is inside another aggregate.",
            "Compute the inner one in a sub-query: { SELECT … GROUP BY … }.",
            line=line,
            column=column,
        )


_Part = tuple[str, int]
"""The name of an aggregate or a bracket, and its position."""


def _nested(parts: Iterable[_Part]) -> _Part | None:
    """The first aggregate that begins inside another of the same query."""
    opened = list[str]()
    for name, start in parts:
        if name in ")}":
            del opened[-1:]
            continue
        if name in _NAMES:
            outer = next((each for each in reversed(opened) if each != "("), "{")
            if outer != "{":
                return name, start
        opened.append(name)
    return None


def _parts(text: str) -> Iterable[_Part]:
    for part in _PARTS.finditer(text):
        if part["call"]:
            yield part[0].rstrip("( \t\r\n").upper(), part.start()
        elif part[0] in "(){}":
            yield part[0], part.start()


def _calls(text: str) -> Iterable[_Part]:
    """The same from the tokens of the text."""
    stream = list(tokens(text))
    for before, token in zip([None, *stream], stream, strict=False):
        if token.text == "(" and before and before.keyword in _NAMES:
            yield before.keyword, before.start
        elif token.kind == "sign" and token.text in "(){}":
            yield token.text, token.start
