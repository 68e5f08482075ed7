"""Projection: a variable that SELECT names twice is named once, as the library refuses it and SPARQL does not.

The solutions are the same (SPARQL 1.1, 18.2.4.4 and 18.5): a solution has one value for a variable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.rdf.lexer import Token

_HEAD = re.compile(r"SELECT\b([^{]*)", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")
_ENDS = ("WHERE", "FROM")


def may_repeat(text: str) -> bool:
    """Whether the head of a SELECT in a text may name a variable twice."""
    for head in _HEAD.findall(text):
        names = _VARIABLE.findall(head)
        if len(set(names)) < len(names):
            return True
    return False


def projection_edits(stream: Sequence[Token]) -> list[Edit]:
    """The changes by which each SELECT names a variable once; texts keep their length, and errors their places."""
    edits: list[Edit] = []
    named: set[str] | None = None
    depth = 0
    for token in stream:
        if token.keyword == "SELECT":
            named, depth = set(), 0
        elif named is None:
            continue
        elif token.text == "{" or token.keyword in _ENDS:
            named = None
        elif token.kind == "variable" and not depth:
            if token.text[1:] in named:
                edits.append(Edit(token.start, token.end, " " * len(token.text)))
            named.add(token.text[1:])
        else:
            depth += (token.text == "(") - (token.text == ")")
    return edits
