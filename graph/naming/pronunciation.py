"""Pronunciation: the syllables of Chinese names in pinyin, to search and to order them by.

The dictionary of phrases that tells 银行 (yinhang) from 行动 (xingdong) takes 60 MB and a tenth of a second in which no
other thread runs, so names are read in a process of their own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache

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
    """The syllables of Chinese characters; a character without a known one stands for itself.

    They are those of `pypinyin.lazy_pinyin`, which writes each syllable anew and so takes eight times as long.
    """
    from pypinyin.seg.mmseg import seg

    return [syllable for word in seg.cut(part) for syllable in _of_word(word)]


@cache
def _of_word(word: str) -> list[str]:
    from pypinyin.constants import PHRASES_DICT

    found = PHRASES_DICT.get(word, ())
    return [_numbered(each[0]) for each in found] if len(found) == len(word) else [_of_sign(sign) for sign in word]


def _of_sign(sign: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    return _numbered(PINYIN_DICT[ord(sign)].partition(",")[0]) if ord(sign) in PINYIN_DICT else sign


@cache
def _numbered(syllable: str) -> str:
    """A syllable with its tone as a number: zhong1 of zhōng."""
    from pypinyin.contrib.tone_convert import to_tone3

    return to_tone3(syllable, v_to_u=True, neutral_tone_with_five=True)


if __name__ == "__main__":
    begin_program()
    sys.stdout.write(json.dumps([_syllables(part) for part in json.load(sys.stdin)]))
