"""Collation: the order of names for readers of a language, as their dictionaries have it.

Punctuation does not count, then case and accents. Chinese readers find Chinese names first, in order of their pinyin
(Unicode CLDR, collation "pinyin" of zh); for others these come last.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sandbox_atlas.graph.naming.folding import HAN, words_of
from sandbox_atlas.graph.naming.pronunciation import Readings

CollationKey = tuple[tuple[tuple[int, str, str], ...], str]
Collate = Callable[[str], CollationKey | str]
"""Gives the key by which a name is sorted; keys of one order are alike."""

_DIGITS, _FIRST, _SECOND = range(3)


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
            signs += [(han, syllable, sign) for syllable, sign in zip(syllables, word, strict=False)]
        else:
            signs.append((_DIGITS if word[0].isdigit() else letters, word, ""))
    return tuple(signs), text
