"""Mistakes: what is wrong with a query and where, in plain words of the reader's language; engines say it in theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Final

from sandbox_atlas.graph.errors import AtlasError, MalformedQueryError
from sandbox_atlas.graph.rdf.lexer import Token, tokens

Say = Callable[[str], str]
"""Gives a text of the interface in the reader's language."""

_WORDS: Final = frozenset(
    str.split(
        "A ABS AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY "
        "DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING "
        "HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS "
        "MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE "
        "SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS "
        "STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR "
    )
)
"""The words of SPARQL 1.1 Query (section 19.8), in upper case."""
_SHORTER: Final = ("DISTINCT", "REDUCED")
_TERMS: Final = frozenset({"iri", "name", "variable", "string", "number"})
_PAIRS: Final = {"{": "}", "(": ")", "[": "]"}
_CLOSE: Final = 0.7
"""Least likeness of two words, from 0 to 1."""
_PATH: Final = frozenset("/|^*+?()[],")
"""Signs after which terms cannot be counted to see whether a statement is complete."""
_UNGROUPED: Final = "variable that is unbound"
_UNDECLARED: Final = "Prefix not found"
_NO_IRI: Final = "IRI parsing failed"
"""What the embedded engine says of a variable that is neither grouped nor counted, of a prefix, and of an IRI."""


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


_Found = tuple[str, Mapping[str, str], Token | None]
"""A sentence, its values, and the token that it is about, if it is about one."""


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
    sentence, values, token = _read(text, min(start, len(text)), error.message, say)
    begin, end = (token.start, token.end) if token else (start, start)
    line = text.count("\n", 0, begin) + 1
    first = text.rfind("\n", 0, begin) + 1
    last = text.find("\n", begin)
    whole = text[first:] if last < 0 else text[first:last]
    at, after = begin - first, max(begin, end) - first
    said = sentence.format(**values)
    return Mistake(said, line, at + 1, (whole[:at], whole[at:after], whole[after:]))


def advice(error: AtlasError, say: Say) -> str:
    """What to do about a query that was refused for another reason than its syntax; empty where its error says it."""
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
    }.get(error.slug, "")


def _read(text: str, start: int, message: str, say: Say) -> _Found:
    """What is wrong, from the tokens around the place where the engine stopped."""
    stream = list(tokens(text))
    before = [token for token in stream if token.end <= start]
    at = next((token for token in stream if token.end > start), None)
    for rule in (_open_quote, partial(_told, message), _unknown_word, _selection, _bracket, _statement):
        if found := rule(before, at, say):
            return found
    if at is None and before and before[-1].text == "}":
        return say("In the group that ends here something is missing, or too much."), {}, before[-1]
    if at is None:
        return say("The query ends too early: something is missing here."), {}, None
    return say("“{word}” does not fit here: something before it is missing or wrong."), {"word": at.text}, at


def _told(message: str, before: Sequence[Token], at: Token | None, say: Say) -> _Found | None:
    """What the engine says that no rule sees."""
    names = [token for token in (*before[-1:], *([at] if at else [])) if token.kind == "name"]
    if _UNDECLARED in message and names:
        prefix = names[0].text.partition(":")[0]
        said = say("The prefix “{word}:” is not known. Declare it above the query: PREFIX {word}: <…>")
        return said, {"word": prefix}, names[0]
    if _UNGROUPED in message:
        return say("SELECT has a variable that is neither in GROUP BY nor counted, summed or the like."), {}, None
    begun = next((token for token in reversed(_with(before, at)) if token.text == "<"), None)
    if _NO_IRI in message and begun:
        return say("The IRI that begins here has a sign that no IRI may have, such as a blank."), {}, begun
    return None


def _open_quote(before: Sequence[Token], at: Token | None, say: Say) -> _Found | None:
    quote = next((each for each in _with(before, at) if each.kind == "sign" and each.text in "\"'"), None)
    return (say("The text that begins here has no closing quotation mark."), {}, quote) if quote else None


def _unknown_word(before: Sequence[Token], at: Token | None, say: Say) -> _Found | None:
    wrong = next((each for each in _with(before, at) if each.kind == "word" and each.keyword not in _WORDS), None)
    if wrong is None:
        return None
    near = get_close_matches(wrong.keyword, sorted(_WORDS), 1, _CLOSE)
    if near:
        return say("SPARQL has no word “{word}”. Did you mean {near}?"), {"word": wrong.text, "near": near[0]}, wrong
    said = say("SPARQL has no word “{word}”. Variables begin with a question mark, names with a prefix such as sbx:.")
    return said, {"word": wrong.text}, wrong


def _selection(before: Sequence[Token], at: Token | None, say: Say) -> _Found | None:
    """Anything but variables, * and brackets with AS between the first SELECT and its group."""
    stream = _with(before, at)
    start = next((place for place, token in enumerate(stream) if token.keyword == "SELECT"), None)
    if start is None:
        return None
    wanted, depth, has_as = True, 0, False
    for token in stream[start + 1 :]:
        if token.text == ")" and depth == 1 and not has_as:
            said = say("In brackets after SELECT stands an expression with AS and a new variable: (COUNT(?x) AS ?n).")
            return said, {}, token
        depth += (token.text == "(") - (token.text == ")")
        has_as = depth > 0 and (has_as or token.keyword == "AS")
        if not wanted and (token.text == "{" or token.keyword in ("WHERE", "FROM")):
            return None
        if not depth and token.kind != "variable" and token.text not in "*)" and token.keyword not in _SHORTER:
            return say("After SELECT come variables such as ?name, without commas, or *."), {}, token
        wanted = wanted and token.keyword in _SHORTER
    return None


def _bracket(before: Sequence[Token], at: Token | None, say: Say) -> _Found | None:
    """A bracket that is never closed, at the end of the text, or one that closes nothing."""
    opened: list[Token] = []
    for token in _with(before, at):
        if token.text in _PAIRS and token.kind == "sign":
            opened.append(token)
        elif token.text in _PAIRS.values() and token.kind == "sign":
            if not opened:
                return say("“{word}” closes nothing."), {"word": token.text}, token
            if _PAIRS[opened.pop().text] != token.text:
                return None
    if at is not None or not opened:
        return None
    word = opened[-1].text
    return say("“{word}” is never closed: “{end}” is missing."), {"word": word, "end": _PAIRS[word]}, opened[-1]


def _statement(before: Sequence[Token], at: Token | None, say: Say) -> _Found | None:
    """A statement that ends after its subject or its property, or goes on after its value."""
    stream = _with(before, at)
    while len(stream) > 1 and stream[-1].text == "}" and stream[-2].text in (".", ";"):
        stream.pop()
    if not stream or stream[-1].text not in ("}", ".", ";"):
        return None
    end, terms = stream.pop(), 0
    while stream and (stream[-1].kind in _TERMS or stream[-1].text == "a"):
        terms += 1
        last = stream.pop()
    if not terms or not stream or stream[-1].text in _PATH or stream[-1].kind in ("word", "language"):
        return None
    terms += stream[-1].text == ";"
    if terms < 3:
        said = say("The statement before “{word}” is not complete: it needs a subject, a property and a value.")
        return said, {"word": end.text}, end
    if terms > 3 and not any(token.keyword == "VALUES" for token in stream[-3:]):
        return say("This statement has more than a subject, a property and a value. Is a full stop missing?"), {}, last
    return None


def _with(before: Sequence[Token], at: Token | None) -> list[Token]:
    return [*before, *([at] if at else [])]
