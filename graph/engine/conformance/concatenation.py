"""GROUP_CONCAT: joins whatever has a string, and its value has no language (SPARQL 1.1, section 18.5.1.7).

The engine joins texts only, so that IRIs, numbers and dates give no value, and keeps a language that all share. A query
that calls GROUP_CONCAT is therefore changed: a function of ours stands around what is joined, and STR around the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.engine.conformance.casts import Functions, Term
from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.rdf.lexer import Token
from sandbox_atlas.graph.rdf.vocabulary import XSD

NAME: Final = "GROUP_CONCAT"
_FUNCTION: Final = "urn:sandbox-atlas:text"
_STRING_TYPE: Final = f"{XSD}string"
_STRING = r"STR\s*\(\s*[?$]\w+\s*\)"
_PLAIN = re.compile(
    rf"{NAME}\s*\(\s*(?:DISTINCT\s+)?(?:{_STRING}|COALESCE\s*\(\s*{_STRING}\s*,\s*\"\"\s*\))\s*[;)]", re.IGNORECASE
)
"""A call that joins texts without a language, which the engine does rightly."""


def text(term: Term) -> ox.Literal | None:
    """What is joined of a term: its string, in a language of its kind alone, since DISTINCT compares terms.

    A blank node and a triple have no string, which is an error (SPARQL 1.1, section 17.4.2.5).
    """
    if isinstance(term, ox.NamedNode):
        return ox.Literal(term.value, language="x-iri")
    if not isinstance(term, ox.Literal):
        return None
    if term.language or term.datatype.value == _STRING_TYPE:
        return term
    return ox.Literal(term.value, language=_language(term.datatype.value))


@lru_cache(maxsize=64)
def _language(datatype: str) -> str:
    """A private language tag for a datatype, of parts with up to eight characters (RFC 5646, section 2.2.7)."""
    digits = datatype.encode().hex()
    return "-".join(["x", *(digits[at : at + 8] for at in range(0, len(digits), 8))])


FUNCTIONS: Final[Functions] = {ox.NamedNode(_FUNCTION): text}


def joins_terms(text: str, number: int) -> bool:
    """Whether any of so many calls in a text may join anything but texts without a language."""
    return bool(number) and len(_PLAIN.findall(text)) < number


def concatenation_edits(stream: Sequence[Token]) -> list[Edit]:
    """The changes by which each call joins the strings of terms."""
    edits = list[Edit]()
    for at, token in enumerate(stream[:-2]):
        if token.keyword == NAME and stream[at + 1].text == "(":
            edits += _call(stream, at)
    return edits


def _call(stream: Sequence[Token], at: int) -> list[Edit]:
    """The changes of the call at a position; none where it does not end."""
    begin = at + 3 if stream[at + 2].keyword == "DISTINCT" else at + 2
    end, depth = 0, 0
    for place in range(begin, len(stream)):
        token = stream[place]
        if not depth and not end and token.text in (";", ")"):
            end = place
        if not depth and token.text == ")":
            return [
                Edit(stream[at].start, stream[at].start, "STR("),
                Edit(stream[begin].start, stream[begin].start, f"<{_FUNCTION}>(("),  # (( and )): one expression
                Edit(stream[end].start, stream[end].start, "))"),
                Edit(token.end, token.end, ")"),
            ]
        depth += (token.text in "([{") - (token.text in ")]}")
    return []
