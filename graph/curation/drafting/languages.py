"""Languages: tells whether a text is in one that drafting reads, Chinese or English."""

from __future__ import annotations

import re
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
    return len(words) < 20 or sum(word in _ENGLISH for word in words) >= 0.08 * len(words)
