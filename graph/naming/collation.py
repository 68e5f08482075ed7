"""Collation: the order of names for readers of a language, as their dictionaries have it.

Punctuation does not count, then case and accents. Chinese readers find Chinese names first, in order of their pinyin
(Unicode CLDR, collation "pinyin" of zh); for others these come last. Numbers go by their value, and so do Chinese
ordinals: the second batch (第二批) comes after the first (第一批), although "er" comes before "yi".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from sandbox_atlas.graph.naming.folding import HAN, words_of
from sandbox_atlas.graph.naming.pronunciation import Readings

CollationKey = tuple[tuple[tuple[int, str, str], ...], str]
Collate = Callable[[str], CollationKey | str]
"""Gives the key by which a name is sorted; keys of one order are alike."""

_DIGITS, _FIRST, _SECOND = range(3)
_NUMBER: Final = re.compile(r"\d+")
_ORDINAL: Final = re.compile("(?<=第)(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?")
_UNITS: Final = "〇一二三四五六七八九"


def collation(lang: str, readings: Readings) -> Collate:
    """The order of names for readers of a language.

    Args:
        lang: Its primary subtag.
        readings: The syllables of Chinese names; what is missing there is in order of code points.
    """
    return partial(_key, readings=readings, han=_FIRST if lang == "zh" else _SECOND)


def _key(text: str, *, readings: Readings, han: int) -> CollationKey:
    signs: list[tuple[int, str, str]] = []
    letters = _SECOND if han == _FIRST else _FIRST
    for word in words_of(text):
        if HAN.match(word):
            syllables = readings.get(word) or word
            read = [(han, syllable, sign) for syllable, sign in zip(syllables, word, strict=False)]
            for found in reversed(list(filter(_value, _ORDINAL.finditer(word)))):
                read[found.start() : found.end()] = [(_DIGITS, _padded(str(_value(found))), "")]
            signs += read
        else:
            signs.append(
                (_DIGITS if word[0].isdigit() else letters, _NUMBER.sub(lambda each: _padded(each[0]), word), "")
            )
    return tuple(signs), text


def _value(ordinal: re.Match[str]) -> int:
    """The number that an ordinal up to 99 writes; 0 for none."""
    tens, ten, units = ordinal.groups()
    return (10 * _UNITS.index(tens or "一") if ten else 0) + (_UNITS.index(units) if units else 0)


def _padded(digits: str) -> str:
    """A number so that the order of texts is that of values: first how many digits it has."""
    kept = digits.lstrip("0")
    return f"{len(kept):03}{kept}"
