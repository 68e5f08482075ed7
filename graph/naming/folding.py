"""Folding: reduces names and typed texts to what counts when they are compared.

Case, accents, width, apostrophes inside words and the script of Chinese do not count; punctuation and spaces only
separate words. `api/static/page/folding.js` does the same in a browser, and the same test holds both to it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

_UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUN: Final = re.compile(rf"[{_UNSPACED}]+")
"""Signs that are written without spaces between words."""
HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Chinese characters, without the syllables of Japanese and Korean."""
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_APOSTROPHE: Final = re.compile("(?<=[^\\W_])['\u2018\u2019\u2032`](?=[^\\W_])")
_MAY_JOIN: Final = re.compile("['\u2018\u2019\u2032`]")
_MARKS: Final = str.maketrans("\u02bc\u00b4", "''")  # apostrophes that are letters, or that a normal form takes apart
_LETTERS: Final[dict[int, str]] = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i"}
)
"""Letters that no normal form takes apart."""

_RECENT: Final = 1024
"""Texts of which the plain form is kept: the names of a thing are looked at several times, one after the other."""


def words_of(text: str) -> list[str]:
    """The words of a text in their folded form; characters written without spaces stay together.

    Compatibility forms count as equal (Unicode Normalization Form KD), so that "５Ｇ" is "5g", and traditional
    characters as their simplified ones. An apostrophe inside a word is left out: "Lloyd's" is "lloyds".
    """
    plain = _plain(text)
    return _TOKEN.findall(_APOSTROPHE.sub("", plain) if _MAY_JOIN.search(plain) else plain)


def parts_of(text: str) -> list[str]:
    """The words of a text where apostrophes separate them, so that "d'Ivoire" has "ivoire"."""
    return _TOKEN.findall(_plain(text))


@lru_cache(_RECENT)
def _plain(text: str) -> str:
    """A text without case, marks and signs that cannot be seen, with Chinese in simplified characters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_MARKS)).casefold()
    return unicodedata.normalize("NFC", decomposed.translate(_signs()))


class _Signs(dict[int, str]):
    """What each character of a decomposed text becomes, by code point, found out when it is first met.

    Characters are simplified one by one: by words, "乾" would differ in a name and in a part of it that somebody types.
    """

    def __init__(self) -> None:
        from opencc import OpenCC  # it reads its dictionaries, which takes a moment

        super().__init__(_LETTERS)
        self._converter = OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
            self[code] = ""
        else:
            self[code] = self._converter.convert(sign) if HAN.match(sign) else sign
        return self[code]


@cache
def _signs() -> _Signs:
    return _Signs()
