"""Numbers: in digits, in Chinese and in English words."""

from __future__ import annotations

import re
from typing import Final

_HAN_DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "首": 1}
_UNITS: Final = {"十": 10, "百": 100}
_ENGLISH: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ORDINALS: Final = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
]
_TENS: Final = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}

HAN_NUMBER: Final = "[〇零一二两三四五六七八九十百]+"
ENGLISH_NUMBER: Final = "|".join(
    [*(f"twenty-{one}" for one in _ENGLISH[1:10]), *sorted(_ENGLISH[1:], key=len, reverse=True), *_TENS]
)
NUMBER: Final = rf"(?:\d{{1,4}}|{HAN_NUMBER}|\b(?:{ENGLISH_NUMBER})\b)"
ORDINAL: Final = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS[1:])}|inaugural|initial|latest|new)"


def number_of(words: str) -> int | None:
    """The number that words give; None where they give none."""
    words = words.strip().lower()
    digits = re.match(r"\d+", words)
    if digits:
        return int(digits.group())
    if words in ("inaugural", "initial"):
        return 1
    for listed in (_ENGLISH, _ORDINALS):
        if words in listed:
            return listed.index(words)
    if words in _ROMAN:
        return _ROMAN[words]
    if words in _TENS:
        return _TENS[words]
    tens, _, one = words.partition("-")
    if tens == "twenty" and one in _ENGLISH[1:10]:
        return 20 + _ENGLISH.index(one)
    return _han(words)


def _han(words: str) -> int | None:
    total, digit = 0, None
    for sign in words:
        if sign in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        elif sign in _HAN_DIGITS:
            digit = (digit or 0) * 10 + _HAN_DIGITS[sign]
        else:
            return None
    return total + (digit or 0) if words else None
