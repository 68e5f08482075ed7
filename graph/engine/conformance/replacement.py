r"""Replacement strings: what REPLACE means by `$1x`, `\$` and `\\`, in the words of the engine.

The engine hands the third argument to a library that reads `$1x` as a group named `1x` and knows no backslash. A query
that calls REPLACE is therefore changed: a function of ours stands around that argument. It is told the pattern, for
the number of groups; the flags; and whether the pattern matches the empty string, which is an error.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.engine.conformance.casts import Functions, Term
from sandbox_atlas.graph.rdf.vocabulary import XSD

FUNCTION: Final = "urn:sandbox-atlas:replacement"
"""IRI of the function; queries that hold it before they are changed have no use for it."""

_PIECES = re.compile(r"\\(?P<escaped>[\\$])|\$(?P<digits>[0-9]+)|(?P<wrong>[\\$])|(?P<plain>[^\\$]+)")
_PATTERN = re.compile(r"\\.|\[|\]|\((?!\?)|\(\?P?<(?![=!])", re.DOTALL)
_TRUE = ox.Literal("true", datatype=ox.NamedNode(f"{XSD}boolean"))


def convert(pattern: Term, replacement: Term, flags: Term, matches_empty: Term) -> ox.Literal | None:
    """A replacement string as the engine's library takes it; None, which is an error, if it is not valid.

    Args:
        pattern: The second argument of REPLACE.
        replacement: The third one.
        flags: The fourth one; empty if there is none.
        matches_empty: Whether the pattern matches the empty string (FORX0003).
    """
    if matches_empty == _TRUE:
        return None
    if not (_is_string(pattern) and _is_string(replacement) and _is_string(flags)):
        return None
    assert isinstance(pattern, ox.Literal)  # noqa: S101 - as are the others, see above
    assert isinstance(replacement, ox.Literal)  # noqa: S101
    assert isinstance(flags, ox.Literal)  # noqa: S101
    if "q" in flags.value:
        return ox.Literal(replacement.value.replace("$", "$$"))
    text = template(replacement.value, groups(pattern.value))
    return None if text is None else ox.Literal(text)


FUNCTIONS: Final[Functions] = {ox.NamedNode(FUNCTION): convert}


def template(text: str, captured: int) -> str | None:
    r"""A replacement string of fn:replace (XPath and XQuery Functions and Operators, 7.6.3) in the engine's syntax.

    `$` with digits stands for the group with the longest number that exists, and for nothing if not even the first
    digit is one; `\$` and `\\` are plain characters; any other `$` or backslash is an error (FORX0004).

    Args:
        text: The replacement string.
        captured: How many groups the pattern has.
    """
    pieces = []
    for piece in _PIECES.finditer(text):
        if piece["wrong"]:
            return None
        if piece["escaped"]:
            pieces.append("$$" if piece["escaped"] == "$" else "\\")
        elif piece["digits"]:
            digits, number = piece["digits"], 1
            while number < len(digits) and int(digits[: number + 1]) <= captured:
                number += 1
            group = int(digits[:number])
            pieces.append((f"${{{group}}}" if group <= captured else "") + digits[number:])
        else:
            pieces.append(piece["plain"])
    return "".join(pieces)


@lru_cache(maxsize=64)
def groups(pattern: str) -> int:
    """The number of groups that a regular expression captures."""
    count = depth = 0
    for piece in _PATTERN.finditer(pattern):
        if piece[0] == "[":
            depth += 1
        elif piece[0] == "]":
            depth = max(depth - 1, 0)
        elif piece[0][0] == "(" and not depth:
            count += 1
    return count


def _is_string(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}string"
