"""ORDER BY: values of several kinds are ordered by kind, then each kind by `<` (SPARQL 1.1, section 15.1).

The engine compares what `<` cannot compare by its characters, so that numbers beside a date or a text come in no order:
10, 2020-01-01, 9. Before a variable that a query orders by, a condition is therefore put that gives its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.rdf.lexer import Token
from sandbox_atlas.graph.rdf.vocabulary import XSD

_ORDER = re.compile(r"(?<![?$:\w])ORDER(?![\w:])", re.IGNORECASE)
_KIND = (
    'IF(ISNUMERIC({0}), 1, IF(ISTRIPLE({0}), 3, IF(LANG({0}) != "", 2, '
    f"IF(DATATYPE({{0}}) = <{XSD}string>, 2, DATATYPE({{0}})))))"
)
"""The kind of a literal or triple; what is neither has an error, and comes first, as it should (15.1)."""


def may_order(text: str) -> bool:
    """Whether a text may have ORDER BY."""
    return _ORDER.search(text) is not None


def ordering_edits(stream: Sequence[Token]) -> list[Edit]:
    """The changes by which each variable in ORDER BY is ordered by kind first."""
    edits = list[Edit]()
    for at, token in enumerate(stream[:-2]):
        if token.keyword == "ORDER" and stream[at + 1].keyword == "BY":
            edits += _conditions(stream, at + 2)
    return edits


def _conditions(stream: Sequence[Token], at: int) -> list[Edit]:
    edits, depth = list[Edit](), 0
    while at < len(stream):
        token = stream[at]
        calls = token.text == "(" and stream[at - 1].kind in ("word", "iri", "name") and stream[at - 1].keyword != "BY"
        if not depth and not calls:
            direction, variable, length = _by_variable(stream[at : at + 4])
            if variable:
                edits.append(Edit(token.start, token.start, f"{direction}({_KIND.format(variable)}) "))
                at += length
                continue
            if token.text == "}" or token.keyword in ("LIMIT", "OFFSET", "VALUES", "HAVING"):
                break
        depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
        at += 1
    return edits


def _by_variable(tokens: Sequence[Token]) -> tuple[str, str, int]:
    """The direction and variable of `?x`, `(?x)`, `ASC(?x)` or `DESC(?x)`, and how many tokens it has; else nothing."""
    if tokens[0].kind == "variable":
        return "ASC", tokens[0].text, 1
    named = tokens[0].keyword in ("ASC", "DESC")
    inner = tokens[1:] if named else tokens[:3]
    if [token.text for token in inner[::2]] == ["(", ")"] and inner[1].kind == "variable":
        return tokens[0].keyword or "ASC", inner[1].text, 3 + named
    return "", "", 0
