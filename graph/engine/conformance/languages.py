"""LANG: what it is compared with is in lower case, as the tags are that the engine returns.

The engine keeps tags in lower case, which carries no meaning (RFC 5646, section 2.1.1), so that `LANG(?x) = "zh-Hant"`
would never be true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sandbox_atlas.graph.engine.conformance.edits import Edit
from sandbox_atlas.graph.rdf.lexer import Token

_CALL = re.compile(r"(?<![?$:\w])LANG\s*\(", re.IGNORECASE)
_TAG = re.compile(r"""(["'])[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*\1""")


def may_compare_languages(text: str) -> bool:
    """Whether a text may compare LANG with a tag that has a capital letter."""
    return _CALL.search(text) is not None and _TAG.search(text) is not None


def language_edits(stream: Sequence[Token]) -> list[Edit]:
    """The changes by which tags that LANG is compared with, by `=`, `!=` or IN, are in lower case."""
    return [
        Edit(token.start, token.end, token.text.lower())
        for at, call in enumerate(stream)
        if call.keyword == "LANG"
        for token in (*_before(stream, at), *_after(stream, at))
        if _TAG.fullmatch(token.text)
    ]


def _before(stream: Sequence[Token], at: int) -> Iterator[Token]:
    """The text of `"tag" = LANG(…)` or `"tag" != LANG(…)`."""
    if at >= 2 and stream[at - 1].text == "=":
        yield stream[at - 3 if stream[at - 2].text == "!" and at >= 3 else at - 2]


def _after(stream: Sequence[Token], at: int) -> Iterator[Token]:
    """The texts of `LANG(…) = "tag"`, `LANG(…) != "tag"`, and `LANG(…) IN ("tag", "tag")` with NOT or without."""
    depth, at = 0, at + 1
    while at < len(stream):
        depth += (stream[at].text == "(") - (stream[at].text == ")")
        at += 1
        if not depth:
            break
    rest = stream[at : at + 3]
    signs = [token.text.upper() for token in rest]
    if signs[:1] == ["="] or signs[:2] == ["!", "="]:
        yield from rest[signs.index("=") + 1 :][:1]
    elif "IN" in signs[:2] and signs[0] in ("IN", "NOT"):
        for token in stream[at + signs.index("IN") + 1 :]:
            yield token
            if token.text == ")":
                return
