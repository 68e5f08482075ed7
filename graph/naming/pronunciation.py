"""Pronunciation: the syllables of Chinese names in pinyin, to search and to order them by.

The dictionary of phrases that tells 银行 (yinhang) from 行动 (xingdong) takes 60 MB and a tenth of a second in which no
other thread runs, so names are read in a process of their own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping

from sandbox_atlas.graph.naming.folding import HAN, words_of
from sandbox_atlas.graph.processes.child import die_with_parent, module_command, module_environment
from sandbox_atlas.graph.processes.error_log import log_lines

Readings = Mapping[str, list[str]]
"""Syllables with their tones as numbers ("zhong1"), by folded text of Chinese characters; one for each character."""


def readings(texts: Iterable[str]) -> Readings:
    """The syllables of all Chinese parts of texts; a thread waits for them.

    Raises:
        RuntimeError: The process ended before it was done.
    """
    words = (word for text in texts if HAN.search(text) for word in words_of(text))
    parts = sorted({part for word in words for part in HAN.findall(word)})
    if not parts:
        return {}
    done = subprocess.run(  # noqa: S603 - a module of this package
        module_command(__name__),
        input=json.dumps(parts).encode(),
        capture_output=True,
        check=False,
        env=module_environment(),
    )
    log_lines(__name__, done.stderr.splitlines())
    if done.returncode:
        raise RuntimeError("The process that reads Chinese names has ended.")
    found: list[list[str]] = json.loads(done.stdout)
    return dict(zip(parts, found, strict=True))


def _syllables(part: str) -> list[str]:
    """The syllables of Chinese characters; a character without a known one stands for itself."""
    from pypinyin import Style, lazy_pinyin

    def read(text: str) -> list[str]:
        return lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True)

    found = read(part)
    return found if len(found) == len(part) else [syllable for sign in part for syllable in read(sign)]


if __name__ == "__main__":
    die_with_parent()
    sys.stdout.write(json.dumps([_syllables(part) for part in json.load(sys.stdin)]))
