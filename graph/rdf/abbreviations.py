"""Abbreviations: whether two signs are the short name of a bank, such as 工行, or belong to longer words: 人工行为."""

from __future__ import annotations

import re
from typing import Final

_HAN: Final = "[\u3400-\u9fff\uf900-\ufaff]"
_ABBREVIATION: Final = re.compile(f"{_HAN}行")
_BEFORE: Final = re.compile(rf"(?!{_HAN})|[和与及或由向从对给被在是为即如的含有经以让跟同等说称据]", re.DOTALL)
"""Signs that no word has in common with the name after them, such as 由 in 由工行申报, unlike 人 in 人工."""
_AFTER: Final = re.compile("业(?!务)|人(?![士员])|[为动政情程使列车走星销权进驶径踪]")
"""How words go on that begin with the last sign of the name: 行业, but not in 工行业务."""


def is_part(name: str, before: str, after: str) -> bool:
    """Whether a name that is an abbreviation is only part of longer words where it stands; False for other names.

    Args:
        name: The name.
        before: The sign before it; empty at the beginning, or where another name ends.
        after: The signs after it, at least two unless the text ends.
    """
    if not _ABBREVIATION.fullmatch(name):
        return False
    return bool(before and not _BEFORE.match(before)) or _AFTER.match(after) is not None
