"""Plain form of a text: the same length as the text, so that a position in one is a position in the other.

Width, kinds of quotation marks and dashes, accents, and the script of Chinese do not count; letters keep their case.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from sandbox_atlas.graph.curation.drafting.words import INSTITUTION_END

Span = tuple[int, int]
"""Start and end of a part of a text, in characters from 0, the end not included."""

HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A Chinese character."""
_MARKS: Final[dict[str, str]] = (
    dict.fromkeys("「『﹁﹃«‟", "“")
    | dict.fromkeys("」』﹂﹄»", "”")
    | dict.fromkeys("〈‹", "《")
    | dict.fromkeys("〉›", "》")
    | dict.fromkeys("‐‑‒–—―−─－", "–")
    | dict.fromkeys("‘’ʼ´`′", "'")
    | dict.fromkeys("\u00a0\u2007\u202f\u3000\u2028", " ")
    | {"‧": "·", "•": "•", "．": ".", "…": "…", "\r": "\n"}
)


_ROUND: Final = str.maketrans("【】〔〕[]", "()()()")
_NOTED: Final = re.compile(r"(?<=\S)[ \t]?\[(\d{1,2})\]")
_NOTE: Final = re.compile(r"(?m:(?P<begin>^[ \t]*))?\[(?P<number>\d{1,2})\]")
_QUOTED_STOCK: Final = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z])\((?:(?!(?:19|20)\d\d\))\d{3,6}(?:\.(?:HK|SH|SZ|TW))?"
    r"|(?:-?\d+\.\d+,[ ]?)+-?\d+\.\d+%)\)"
)
"""The code of a share, or its price, in a bracket after the name of its firm."""
_HEADED: Final = re.compile(r"(?m:^)【(?P<label>[^【】\n]{2,14})】(?P<goes_on>(?=[^\n]*\S))?")


_ALIAS: Final = re.compile(
    r"(?:(?<=[A-Za-z])|(?<=[A-Za-z.][”\"']))[ \t]?\((?P<inside>[^()A-Za-z\n]*[^\x00-\u024f–“”…%€][^()A-Za-z\n]*)\)"
)
"""A name in another script, in a bracket after its form in this one."""
_MOSTLY: Final = 10
"""One character of so many is Chinese in a text that is not Chinese, at most."""


class _Signs(dict[int, str]):
    """What each character is in plain form, by code point, found out when it is first met."""

    def __init__(self) -> None:
        from opencc import OpenCC  # it reads its dictionaries, which takes a moment

        super().__init__()
        self._converter = OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = _MARKS.get(sign) or (sign if "①" <= sign <= "⓿" else unicodedata.normalize("NFKC", sign))
        if HAN.match(plain):
            plain = self._converter.convert(plain)
        elif plain.isalpha() and (bare := unicodedata.normalize("NFD", plain)[0]).isascii():
            plain = bare
        self[code] = plain if len(plain) == 1 else sign
        return self[code]


@cache
def _signs() -> _Signs:
    return _Signs()


def plain(text: str) -> str:
    """The plain form of a text, of the same length."""
    return text.translate(_signs())


def rounded(text: str) -> str:
    """A plain text with round brackets; codes of shares and numbers of notes are blanks, 【name】 is a label."""
    text = _QUOTED_STOCK.sub(lambda match: " " * len(match.group()), text)
    noted = set(_NOTED.findall(text))

    def without(match: re.Match[str]) -> str:
        is_note = match["begin"] is None or match["number"] in noted
        return " " * len(match.group()) if is_note else match.group()

    text = _NOTE.sub(without, text) if noted else text
    text = _HEADED.sub(lambda match: f" {match['label']}{':' if match['goes_on'] else ' '}", text)
    return text.translate(_ROUND)


def without_aliases(text: str) -> str:
    """A plain text with blanks for names in other scripts, in brackets, if it is written in Latin letters."""
    if len(HAN.findall(text)) * _MOSTLY > len(text):
        return text
    return _ALIAS.sub(lambda m: m.group() if INSTITUTION_END.search(m["inside"]) else " " * len(m.group()), text)


def lower(text: str) -> str:
    """A plain text in lower case, of the same length: a letter whose lower case is two stays as it is."""
    made = text.lower()
    return made if len(made) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def trimmed(text: str, span: Span, strip: str = " \t\n") -> Span:
    """A part of a text without certain characters at its ends."""
    start, end = span
    while start < end and text[start] in strip:
        start += 1
    while end > start and text[end - 1] in strip:
        end -= 1
    return start, end


@dataclass(frozen=True)
class Text:
    """A text that is read.

    Attributes:
        raw: The text as the document has it; all positions count in it.
    """

    raw: str

    @cached_property
    def plain(self) -> str:
        """Its plain form, of the same length, with brackets of every shape as round ones."""
        return without_aliases(rounded(plain(self.raw)))

    @cached_property
    def lower(self) -> str:
        """Its plain form in lower case, of the same length."""
        return lower(self.plain)

    @cached_property
    def is_traditional(self) -> bool:
        """Whether it is written in traditional characters."""
        changed = sum(
            one != other and HAN.match(other) is not None for one, other in zip(self.raw, self.plain, strict=True)
        )
        return changed > 0.05 * len(HAN.findall(self.plain)) > 0

    @cached_property
    def _held(self) -> dict[re.Pattern[str], bool]:
        return {}

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern is found anywhere in its plain form; each pattern is sought once."""
        if pattern not in self._held:
            self._held[pattern] = pattern.search(self.plain) is not None
        return self._held[pattern]

    def __len__(self) -> int:
        return len(self.raw)

    def of(self, span: Span) -> str:
        """The words of a part, as printed."""
        return self.raw[span[0] : span[1]]

    def plain_of(self, span: Span) -> str:
        """The plain form of a part."""
        return self.plain[span[0] : span[1]]
