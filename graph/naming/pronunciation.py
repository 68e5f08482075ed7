"""Pronunciation: the syllables of Chinese names in pinyin, to search and to order them by.

The dictionary of phrases that tells 银行 (yinhang) from 行动 (xingdong) takes 60 MB and a tenth of a second in which no
other thread runs, so names are read in a process of their own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping

from sandbox_atlas.graph.naming.folding import HAN, words_of
from sandbox_atlas.graph.processes.child import begin_program
from sandbox_atlas.graph.processes.program import computed

Readings = Mapping[str, list[str]]
"""Syllables with their tones as numbers ("zhong1"), by folded text of Chinese characters; one for each character."""


def readings(texts: Iterable[str]) -> Readings:
    """The syllables of all Chinese parts of texts; a thread waits for them.

    Raises:
        subprocess.CalledProcessError: The process ended before it was done.
    """
    words = (word for text in texts if HAN.search(text) for word in words_of(text))
    parts = sorted({part for word in words for part in HAN.findall(word)})
    if not parts:
        return {}
    found: list[list[str]] = computed(__name__, given=parts)
    return dict(zip(parts, found, strict=True))


def _syllables(part: str) -> list[str]:
    """The syllables of Chinese characters; a character without a known one stands for itself."""
    from pypinyin import Style, lazy_pinyin

    def read(text: str) -> list[str]:
        return lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True)

    found = read(part)
    return found if len(found) == len(part) else [syllable for sign in part for syllable in read(sign)]


if __name__ == "__main__":
    begin_program()
    sys.stdout.write(json.dumps([_syllables(part) for part in json.load(sys.stdin)]))
