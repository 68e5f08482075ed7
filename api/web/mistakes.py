"""Mistakes: what is wrong with a query and where, in plain words of the reader's language; engines say it in theirs.

The rules are patterns over the tokens of the query, one letter each, so that a copy as files has the same rules as data
(`written`) and says the same (`api/static/copy/mistakes.js`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from sandbox_atlas.api.web.mistake_rules import (
    END,
    ENDS,
    FLAT,
    KEPT,
    KINDS,
    OTHER,
    REFUSED,
    RULES,
    TYPE,
    UNKNOWN,
    UPDATES,
    WORDS,
    Rule,
)
from sandbox_atlas.graph.errors import AtlasError, ForbiddenQueryError, MalformedQueryError, UnknownFunctionError
from sandbox_atlas.graph.rdf.lexer import TERMINALS, Token, tokens

Say = Callable[[str], str]
"""Gives a text of the interface in the reader's language."""

_CLOSE: Final = 0.7
"""Least likeness of two words, from 0 to 1."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a query.

    Attributes:
        sentence: What it is; empty where only the title of the error says it.
        line: Line of the place from 1; None where it is not known.
        column: Column of the place from 1.
        excerpt: The line in three parts: before the place, what stands there, and after it.
    """

    sentence: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: tuple[str, str, str] = ("", "", "")


def mistake(error: AtlasError, text: str, say: Say) -> Mistake:
    """What is wrong with a query that was refused.

    Args:
        error: Why it was refused.
        text: The query.
        say: Gives texts in the reader's language.
    """
    if not isinstance(error, MalformedQueryError) or not error.line:
        return Mistake()
    text = text.replace("\r\n", "\n")
    start = sum(len(line) + 1 for line in text.split("\n")[: error.line - 1]) + (error.column or 1) - 1
    start = min(start, len(text))
    sentence, token = _read(text, start, error.message, say)
    begin, end = (token.start, token.end) if token else (start, start)
    line = text.count("\n", 0, begin) + 1
    first = text.rfind("\n", 0, begin) + 1
    last = text.find("\n", begin)
    whole = text[first:] if last < 0 else text[first:last]
    at, after = begin - first, max(begin, end) - first
    return Mistake(sentence, line, at + 1, (whole[:at], whole[at:after], whole[after:]))


def advice(error: AtlasError, say: Say) -> str:
    """What to do about a query that was refused for another reason than its syntax; empty where its error says it."""
    return _advice(say).get(error.slug, "")


def written(say: Say) -> dict[str, Any]:
    """The rules as data for a script, with their sentences in the reader's language."""
    refusals = {each.slug: each for each in (ForbiddenQueryError, UnknownFunctionError)}
    return {
        "terminals": in_javascript(TERMINALS),
        "kinds": KINDS,
        "words": WORDS,
        "updates": UPDATES,
        "close": _CLOSE,
        "flat": FLAT,
        "ends": ENDS,
        "rules": [
            {
                "pattern": each.pattern.replace("(?P<", "(?<"),
                "sentence": say(each.sentence),
                "like": say(each.like) if each.like else "",
                "engine": each.engine,
                "view": each.view,
            }
            for each in RULES
        ],
        "refused": [
            [pattern, *_of_copies(say).get(slug, (say(refusals[slug].title), _advice(say)[slug]))]
            for pattern, slug in REFUSED
        ],
        "title": say(MalformedQueryError.title),
        "place": say("Line {line}, column {column}"),
        "below": say("What the engine says"),
    }


def _of_copies(say: Say) -> dict[str, tuple[str, str]]:
    """Title and advice where they speak of the copy in the reader's browser, and not of an endpoint."""
    return {
        "forbidden-query": (
            say("The query asks another server"),
            say("This copy answers in your browser and never asks another server. Query that one yourself."),
        )
    }


def in_javascript(pattern: str) -> str:
    """A verbose pattern as browsers write it, for the flags s and u."""
    dense = re.sub(r"\s", "", pattern).replace("(?P<", "(?<").replace(r"\#", "#").replace(r"\"", '"')
    return re.sub(r"\\U([0-9a-f]{8})", lambda each: f"\\u{{{each[1].lstrip('0') or '0'}}}", dense)


def _advice(say: Say) -> dict[str, str]:
    return {
        "malformed-query": say("Write a SELECT, ASK, CONSTRUCT or DESCRIBE query. Updates are not taken."),
        "forbidden-query": say(
            "This endpoint never asks another server. Query that one yourself and join the results."
        ),
        "unsupported-query": say("Write the part that is named below in another way."),
        "unknown-function": say("Use the functions of SPARQL 1.1, section 17.4, and casts to XSD types."),
        "deadline-exceeded": say(
            "It was stopped. Narrow it: name a class, a sandbox or a batch, or add a LIMIT inside."
        ),
        "result-too-large": say("Ask for less at once: add a LIMIT, or take fewer columns or groups."),
        "query-failed": say("Ask in another way; other queries are not affected."),
    }


def _read(text: str, start: int, message: str, say: Say) -> tuple[str, Token | None]:
    """What is wrong, from the tokens up to the place where the engine stopped, and the token that it is about."""
    stream, is_end = _until(text, start)
    letters = "".join(map(_letter, stream)) + (END if is_end else "")
    for rule, pattern in zip(RULES, _patterns(), strict=True):
        found = pattern.search(_flattened(letters, rule.view)) if rule.engine in message else None
        if found:
            at = found.start("at") if "at" in pattern.groupindex else None
            token = None if at is None else stream[at]
            return _said(rule, token, say), token
    return "", None


def _until(text: str, start: int) -> tuple[list[Token], bool]:
    """The tokens up to a place and the one that is there or follows, and whether none does."""
    stream: list[Token] = []
    for token in tokens(text):
        stream.append(token)
        if token.end > start:
            return stream, False
    return stream, True


def _letter(token: Token) -> str:
    """The letter that stands for a token."""
    if token.kind == "word":
        word = token.keyword
        return TYPE if token.text == TYPE else "U" if word in UPDATES else WORDS.get(word, UNKNOWN)
    if token.kind == "sign":
        return token.text if token.text.isascii() else OTHER
    return KINDS[token.kind]


def _flattened(letters: str, view: str) -> str:
    """The letters with the brackets of a view made flat, the innermost first."""
    before = ""
    while letters != before:
        before = letters
        for pattern in FLAT.get(view, ()):
            letters = re.sub(pattern, lambda each: f"b{re.sub(f'[^{KEPT}]', 'x', each[1])}e", letters)
    return letters


def _said(rule: Rule, token: Token | None, say: Say) -> str:
    """The sentence of a rule about a token."""
    word = token.text if token else ""
    near = get_close_matches(word.upper(), sorted(WORDS), 1, _CLOSE) if rule.like else []
    values = {"word": word, "prefix": word.partition(":")[0], "end": ENDS.get(word, ""), "near": "".join(near)}
    return say(rule.like if near else rule.sentence).format(**values)


@cache
def _patterns() -> list[re.Pattern[str]]:
    return [re.compile(rule.pattern) for rule in RULES]
