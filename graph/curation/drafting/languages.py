"""Languages: tells whether a text is in one that drafting reads, Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sandbox_atlas.graph.curation.drafting.plain import HAN

_OTHER_SCRIPTS: Final = re.compile("[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "are",
        "for",
        "with",
        "by",
        "has",
        "have",
        "been",
        "from",
        "that",
        "on",
        "as",
        "which",
        "will",
        "be",
        "this",
        "at",
        "its",
        "an",
    ]
)
_OTHERS: Final = tuple(
    frozenset(words.split())
    for words in (
        "el la los las de del que en y un una por con para su se al como es",
        "o os as de do da dos das que em e um uma por com para sua se ao como no na",
        "le la les de des du que en et un une par avec pour sur au aux est dans ce",
        "der die das den dem des und in zu von mit für auf ist im ein eine nicht als",
        "il lo la gli le di del della che in e un una per con su si al come sono",
        "yang dan di ke dari untuk dengan pada ini itu adalah dalam oleh akan tidak",
        "de het een en van in op met voor is zijn door aan dat te bij naar",
        "og i det er på til som av for med den har ikke om et en fra",
        "ir į iš su kad yra buvo apie dėl nuo iki bei taip",
    )
)
"""Commonest words of other languages in Latin letters."""
_FEWEST: Final = 5
_SAMPLE: Final = 20_000


def is_read(text: str) -> bool:
    """Whether a text is in Chinese or English, as far as its letters and its commonest words tell."""
    sample = text[:_SAMPLE]
    letters = [sign for sign in sample if sign.isalpha()]
    if not letters:
        return True
    other = len(_OTHER_SCRIPTS.findall(sample))
    han = len(HAN.findall(sample))
    if other > han and other > 0.1 * len(letters):
        return False
    if han >= 0.1 * len(letters):
        return True
    words = [word.lower() for word in _WORDS.findall(sample)]
    others = max(sum(word in usual for word in words) for usual in _OTHERS)
    english = sum(word in _ENGLISH for word in words)
    return english >= others or others < _FEWEST


def language_of(text: str, languages: Sequence[str]) -> str:
    """English where a text is in it alone and it is one of some languages; empty where each name tells its own.

    Args:
        text: The text of an announcement.
        languages: Those of the names of the register.
    """
    return "en" if "en" in languages and not HAN.search(text) and is_read(text) else ""
