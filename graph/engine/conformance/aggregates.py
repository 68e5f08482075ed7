"""Aggregates in a place that has none: the engine takes them there, and they have no value.

SPARQL 1.1 has aggregates in SELECT, HAVING and ORDER BY only (19.8, note 12), and none inside another (11.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sandbox_atlas.graph.engine.conformance.edits import position
from sandbox_atlas.graph.errors import UnsupportedQueryError
from sandbox_atlas.graph.rdf.lexer import tokens

_NAMES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_WITHOUT: Final = {
    "FILTER": "Groups are filtered by HAVING, behind the braces: { … } GROUP BY … HAVING (…).",
    "BIND": "Name its value in SELECT, ( … AS ?name), or compute it in a sub-query: { SELECT … GROUP BY … }.",
    "GROUP": "Compute it in a sub-query, { SELECT … GROUP BY … }, and group by its result.",
}
"""The clauses that have no aggregates, and what to write instead."""
_MODIFIERS: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
"""What ends GROUP BY, apart from the end of its query."""
_PROJECTED = re.compile(
    rf"\(\s*(?:{'|'.join(_NAMES)})\s*\(\s*(?:DISTINCT\s+)?(?:\*|[?$]\w+)\s*\)\s*AS\b", re.IGNORECASE
)


def refuse_misplaced(text: str, upper: str) -> None:
    """Refuse a query with an aggregate where there may be none; the text comes in upper case too.

    Raises:
        UnsupportedQueryError: There is one.
    """
    number = sum(map(upper.count, _NAMES))
    if not number or (number == 1 and not any(clause in upper for clause in _WITHOUT)):
        return
    found = None if _all_are_projected(text, upper, number) else _misplaced(_parts(text))
    if found:
        name, start, place = found
        line, column = position(text, start)
        where = "another aggregate" if place in _NAMES else place.replace("GROUP", "GROUP BY")
        instead = _WITHOUT.get(place, "Compute the inner one in a sub-query: { SELECT … GROUP BY … }.")
        raise UnsupportedQueryError(f"{name} is inside {where}.", instead, line=line, column=column)


_Part = tuple[str, int]
"""The name of an aggregate, a bracket or a keyword, and its position."""


def _misplaced(parts: Iterable[_Part]) -> tuple[str, int, str] | None:
    """The first aggregate in a place that has none, with its position and what it is in."""
    opened, clause = list[str](), ""
    for name, start in parts:
        if name in ("FILTER", "BIND"):
            clause = name
        elif name in (")", "}", *_MODIFIERS):
            if opened[-1:] == ["GROUP"]:
                del opened[-1]
            if name in ")}":
                del opened[-1:]
        else:
            place = clause or next((each for each in reversed(opened) if each != "("), "{")
            if name in _NAMES and place != "{":
                return name, start, place
            opened.append(clause if clause and name == "(" else name)
            clause = ""
    return None


def _all_are_projected(text: str, upper: str, number: int) -> bool:
    """Whether so many aggregates all stand in SELECT as `(COUNT(?x) AS ?n)`, which is seen without reading tokens."""
    starts = [match.start() for match in _PROJECTED.finditer(text)]
    return len(starts) == number and all(
        upper.rfind("{", 0, start) < upper.rfind("SELECT", 0, start) for start in starts
    )


def _parts(text: str) -> Iterable[_Part]:
    stream = list(tokens(text))
    for before, token in zip([None, *stream], stream, strict=False):
        if token.text == "(" and before and before.keyword in _NAMES:
            yield before.keyword, before.start
        elif token.keyword in _WITHOUT or token.keyword in _MODIFIERS:
            yield token.keyword, token.start
        elif token.kind == "sign" and token.text in "(){}":
            yield token.text, token.start
