"""Encodings: makes text of bytes, and says when the encoding had to be guessed."""

from __future__ import annotations

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})"""
)
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}
"""Encodings that include the declared one, and that documents really use."""
_GUESSED: Final = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "shift_jis", "euc_kr", "cp1252")
_USUAL: Final = frozenset(
    "的一是在和有中国國金融银銀行科技应應用公司创創新大数據据服务務平台第批监監管机機构構申请請发發布为為与與"
)
_SAMPLE: Final = 20_000
_LEAST_USUAL: Final = 0.12
"""Least share of usual characters in the right encoding; by chance it is below a tenth of that."""


def decoded(content: bytes) -> tuple[str, str, bool]:
    """The text of bytes, the name of their encoding, and whether it is certain.

    A byte order mark decides; then UTF-8 where the bytes are valid; then what HTML or XML declares; else the encoding
    in which the text has the most usual Chinese characters, which is a guess.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace"), name.removesuffix("-sig"), True
    text = _valid(content, "utf-8")
    if text is not None and "\0" not in text:
        return text, "utf-8", True
    declared = _DECLARED.search(content[:4096])
    if declared:
        name = declared[1].decode("ascii").lower()
        text = _valid(content, _WIDER.get(name, name))
        if text is not None and "\0" not in text:
            return text, _WIDER.get(name, name), True
    return _guessed(content)


def _guessed(content: bytes) -> tuple[str, str, bool]:
    """The text in the most likely encoding; certain where its characters are clearly those of Chinese finance."""
    shares = {name: _usual_share(text) for name in _GUESSED if (text := _valid(content, name)) is not None}
    best = max(shares, key=lambda name: shares[name], default="")
    if best and shares[best] >= _LEAST_USUAL:
        others = max((share for name, share in shares.items() if name != best), default=0.0)
        return content.decode(best), best, shares[best] > 2 * others
    from charset_normalizer import from_bytes

    match = from_bytes(content[: 10 * _SAMPLE]).best()
    name = match.encoding if match else "utf-8"
    return content.decode(name, "replace"), name, False


def _valid(content: bytes, name: str) -> str | None:
    """The text of bytes in an encoding; None where they are not valid in it, or it is unknown."""
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _usual_share(text: str) -> float:
    """The share of usual characters of announcements among what is not ASCII."""
    foreign = [sign for sign in text[:_SAMPLE] if sign > "\x7f"]
    return sum(sign in _USUAL for sign in foreign) / max(len(foreign), 1)
