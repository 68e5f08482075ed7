"""Lexer: splits SPARQL, Turtle and TriG into tokens, as they share terminals (SPARQL 1.1, 19.8; Turtle, 6.5).

A keyword is distinguished from the same word in a string, IRI, comment, variable or prefixed name, and each token has
its position in the text. Sequences of tokens are not interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, cast

_BASE: Final = (  # PN_CHARS_BASE, as first and last characters of ranges
    *("AZ", "az", "\u00c0\u00d6", "\u00d8\u00f6", "\u00f8\u02ff", "\u0370\u037d", "\u037f\u1fff", "\u200c\u200d"),
    *("\u2070\u218f", "\u2c00\u2fef", "\u3001\ud7ff", "\uf900\ufdcf", "\ufdf0\ufffd", "\U00010000\U000effff"),
)
_FIRST: Final = (*_BASE, "__", "09")
_MORE: Final = (*_FIRST, "\u00b7\u00b7", "\u0300\u036f", "\u203f\u2040")
_NAME: Final = (*_MORE, "--")  # PN_CHARS


def _one_of(*ranges: str) -> str:
    """The class of the characters in ranges, written as that of all others.

    Python 3.11 compiles it in a third of the time: it counts the characters of a class, and most are in these ranges.
    """
    others, before = "", -1
    for first, last in sorted((ord(each[0]), ord(each[1])) for each in ranges):
        if first > before + 1:
            others += f"\\U{before + 1:08x}-\\U{first - 1:08x}"
        before = max(before, last)
    return f"[^{others}\\U{before + 1:08x}-\\U0010ffff]"


_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"  # PLX
_MAX_PREFIX = 64
"""Longest prefix in characters; without a bound, a hostile text could make matching quadratic."""
_EXPONENT = r"[eE][+-]?[0-9]+"

TERMINALS: Final = rf"""
    (?P<space>[\x20\t\r\n]+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"
              |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*(?:\\[uU][^<>"{{}}|^`\\\x00-\x20]*)*>)
  | (?P<variable>[?$]{_one_of(*_FIRST)}{_one_of(*_MORE)}*)
  | (?P<name>_:{_one_of(*_FIRST)}(?:{_one_of(*_NAME, "..")}*{_one_of(*_NAME)})?
            |(?:{_one_of(*_BASE)}(?:{_one_of(*_NAME, "..")}{{0,{_MAX_PREFIX}}}{_one_of(*_NAME)})?)?:
             (?:(?:{_one_of(*_FIRST, "::")}|{_ESCAPE})
             (?:(?:{_one_of(*_NAME, "..", "::")}|{_ESCAPE})*(?:{_one_of(*_NAME, "::")}|{_ESCAPE}))?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>[0-9]+\.[0-9]*{_EXPONENT}|\.?[0-9]+{_EXPONENT}|[0-9]*\.[0-9]+|[0-9]+)
  | (?P<word>{_one_of(*_BASE)}{_one_of(*_FIRST)}*)
  | (?P<sign>.)
"""
"""The tokens, each a group with the name of its kind: a verbose pattern whose dot stands for any character."""
_TOKEN = re.compile(TERMINALS, re.VERBOSE | re.DOTALL)


class Token(NamedTuple):
    """A token and its position in the text, `text[start:end]`."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The token in upper case if it is a bare word, else an empty string."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query text, without white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = cast("str", match.lastgroup)
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start(), match.end())
