"""Tongues: the languages of columns, by their names in English and Chinese (CLDR) and by their codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_WRITTEN: Final = {"zh": "中文", "en": "英文"}
"""Chinese words for what is written in a language, where they are not made of the name of the language."""


@cache
def word(lang: str, reader: str = "en") -> str:
    """The name of a language for a reader of English or Chinese; its code where CLDR has none.

    Args:
        lang: Its code.
        reader: Code of the reader's language, en or zh.
    """
    return _names(reader).get(lang.lower(), lang)


@cache
def code_of(text: str) -> str:
    """The code of a language that a heading names in English or Chinese or by its code; empty for anything else."""
    folded = _folded(text)
    found = (code for reader in ("en", "zh") for code, name in _names(reader).items() if _folded(name) == folded)
    return next(found, folded if _CODE.fullmatch(folded) else "")


@cache
def _names(reader: str) -> Mapping[str, str]:
    from babel import Locale

    names = {code.replace("_", "-").lower(): name for code, name in Locale(reader).languages.items()}
    if reader == "en":
        return names
    return {code: _WRITTEN.get(code) or re.sub("语$", "文", name) for code, name in names.items()}


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
