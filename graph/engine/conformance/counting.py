"""COUNT: counts the values of an expression, and passes over its errors (SPARQL 1.1, section 18.5.1.2).

The engine has no number where the expression is an error for any solution of the group, unless it is a variable. A
query that counts something else is therefore changed: it adds ones, or takes the errors away from what is distinct.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.rdf.lexer import Token

_EXPRESSION = re.compile(r"(?<![?$:\w])COUNT(?![\w:])(?!\s*\(\s*(?:DISTINCT\s*)?(?:\*|[?$]\w+)\s*\))", re.IGNORECASE)
"""A call that counts neither solutions nor a variable, which the engine does rightly."""
_ERROR = "<urn:sandbox-atlas:error>"
"""What stands for an error among distinct values; it is counted once, and taken away."""


def counts_expressions(text: str) -> bool:
    """Whether any call in a text may count anything but solutions or a variable."""
    return _EXPRESSION.search(text) is not None


def counting_edits(text: str, stream: Sequence[Token]) -> list[Edit]:
    """The changes by which each call passes over errors."""
    edits, done = list[Edit](), 0
    for at, token in enumerate(stream[:-2]):
        if token.keyword == "COUNT" and stream[at + 1].text == "(" and token.start >= done:
            call = _call(text, stream, at)
            edits += call
            done = call[0].end if call else done
    return edits


def _call(text: str, stream: Sequence[Token], at: int) -> list[Edit]:
    """The changes of the call at a position; none where it needs none or does not end."""
    distinct = stream[at + 2].keyword == "DISTINCT"
    begin, depth = at + (3 if distinct else 2), 0
    for place in range(begin, len(stream)):
        token = stream[place]
        if token.text == ")" and not depth:
            argument = stream[begin:place]
            if not argument or (len(argument) == 1 and (argument[0].kind == "variable" or argument[0].text == "*")):
                return []
            return _edits(text, stream[at], argument, token, distinct=distinct)
        depth += (token.text in "([{") - (token.text in ")]}")
    return []


def _edits(text: str, name: Token, argument: Sequence[Token], close: Token, *, distinct: bool) -> list[Edit]:
    start, end = argument[0].start, argument[-1].end
    if not distinct:  # (( and )): one expression, also where there are several by mistake
        return [
            Edit(name.start, name.end, "SUM"),
            Edit(start, start, "COALESCE(IF(ISIRI(("),
            Edit(end, end, ")), 1, 1), 0)"),
        ]
    expression = f"({text[start:end]}\n)"
    values = f"COUNT(DISTINCT COALESCE({expression}, {_ERROR}))"
    errors = f"COALESCE(MAX(COALESCE(IF(ISIRI({expression}), 0, 0), 1)), 0)"
    return [Edit(name.start, close.end, f"({values} - {errors})")]
