"""Datatypes: the lexical forms of XML Schema 1.1 Part 2, by which a literal has a value or has none.

RDF applies no white space processing to lexical forms (RDF 1.1 Concepts, section 3.3), and all digits are ASCII.
"""

from __future__ import annotations

import base64
import binascii
import re
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Final

from sandbox_atlas.graph.rdf.vocabulary import XSD

_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATE = f"{_YEAR}-{_MONTH}-{_DAY}"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_YEARS = r"(?:(?:[0-9]+Y)?(?:[0-9]+M)?)"
_CLOCK = r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_NAME_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME = rf"{_NAME_START}\-.0-9\u00B7\u0300-\u036F\u203F\u2040"
_TRIMMED = r"(?:[^\s](?:[^\s]| (?! ))*(?<! ))?"

_PATTERNS: Final = {
    "boolean": "true|false|1|0",
    "decimal": _DECIMAL,
    "float": _FLOAT,
    "double": _FLOAT,
    "date": f"{_DATE}{_ZONE}?",
    "time": f"{_TIME}{_ZONE}?",
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "duration": rf"-?P(?=[0-9T]){_YEARS}(?:[0-9]+D)?{_CLOCK}",
    "yearMonthDuration": rf"-?P(?=[0-9]){_YEARS}",
    "dayTimeDuration": rf"-?P(?=[0-9T])(?:[0-9]+D)?{_CLOCK}",
    "hexBinary": r"(?:[0-9A-Fa-f]{2})*",
    "base64Binary": r"[A-Za-z0-9+/= ]*",
    "string": r"[\s\S]*",
    "normalizedString": r"[^\t\n\r]*",
    "token": _TRIMMED,
    "anyURI": _TRIMMED,
    "language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "Name": rf"[:{_NAME_START}][:{_NAME}]*",
    **dict.fromkeys(("NCName", "ID", "IDREF", "ENTITY"), rf"[{_NAME_START}][{_NAME}]*"),
    "NMTOKEN": rf"[:{_NAME}]+",
}
_BITS: Final = {"byte": 8, "short": 16, "int": 32, "long": 64}
_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}
"""Smallest and largest value of each datatype of whole numbers."""

_EXAMPLES: Final = {
    "boolean": "true",
    "date": "2024-05-31",
    "time": "09:30:00",
    "dateTime": "2024-05-31T09:30:00Z",
    "dateTimeStamp": "2024-05-31T09:30:00Z",
    "gYear": "2024",
    "gYearMonth": "2024-05",
    "gMonth": "--05",
    "gDay": "---31",
    "gMonthDay": "--05-31",
    "decimal": "1.5",
    "float": "1.5E0",
    "double": "1.5E0",
    "duration": "P1Y2M3DT4H",
    "yearMonthDuration": "P1Y2M",
    "dayTimeDuration": "P3DT4H",
    "hexBinary": "0FB7",
    "base64Binary": "D7c=",
}
_UNCHECKED: Final = frozenset(
    {"anyType", "anySimpleType", "anyAtomicType", "QName", "NOTATION", "IDREFS", "ENTITIES", "NMTOKENS"}
)
"""Names of the namespace whose literals have no lexical form to check."""

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")


def is_known(datatype: str) -> bool:
    """Whether a datatype IRI is not in the namespace of XML Schema, or is one of its datatypes."""
    name = datatype.removeprefix(XSD)
    return name == datatype or name in _PATTERNS or name in _INTEGERS or name in _UNCHECKED


def is_valid(lexical: str, datatype: str) -> bool:
    """Whether a lexical form is in the lexical space of a datatype of XML Schema 1.1; true for all other datatypes."""
    name = datatype.removeprefix(XSD)
    if name == datatype:
        return True
    if name in _INTEGERS:
        return _INTEGER.fullmatch(lexical) is not None and _is_within(lexical, *_INTEGERS[name])
    if name not in _PATTERNS:
        return True
    match = _compiled(name).fullmatch(lexical)
    return match is not None and _CONDITIONS.get(name, _day_exists)(match)


@cache
def _compiled(name: str) -> re.Pattern[str]:
    """The pattern of a datatype, compiled when the first literal has it: all of them take as long as a thousand."""
    return re.compile(_PATTERNS[name])


def example(datatype: str) -> str:
    """A lexical form of a datatype to show; empty if there is none to show."""
    name = datatype.removeprefix(XSD)
    if name in _INTEGERS:
        return "-12" if name in ("negativeInteger", "nonPositiveInteger") else "12"
    return _EXAMPLES.get(name, "")


def _is_within(lexical: str, smallest: int | None, largest: int | None) -> bool:
    value = Decimal(lexical)  # unlike int, it converts any number of digits in linear time
    return (smallest is None or value >= smallest) and (largest is None or value <= largest)


def _day_exists(match: re.Match[str]) -> bool:
    """Whether the month has the day; years before 1 and after 9999 have leap years by the same rule."""
    parts = match.groupdict()
    if not parts.get("day") or not parts.get("month"):
        return True
    year = int(parts["year"][-4:]) % 400 if parts.get("year") else 2000
    return int(parts["day"]) <= monthrange(year or 400, int(parts["month"]))[1]


def _is_base_64(match: re.Match[str]) -> bool:
    text = match.group()
    if "  " in text or text != text.strip():
        return False
    try:
        base64.b64decode(text.replace(" ", ""), validate=True)
    except binascii.Error:
        return False
    return True


_CONDITIONS: Final[dict[str, Callable[[re.Match[str]], bool]]] = {"base64Binary": _is_base_64}
