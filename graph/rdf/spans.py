"""Spans: the first and last day that a date stands for, be it a day, a month, a year or a period.

Periods are those of the Extended Date/Time Format, level 0 (Library of Congress, section "Time Interval"): two dates of
any precision with a slash between them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

from sandbox_atlas.graph.rdf.vocabulary import XSD

EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
"""The datatype of the Extended Date/Time Format."""

Span = tuple[date, date]
"""The first and the last day."""

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PARTS: Final = {f"{XSD}date": 3, f"{XSD}gYearMonth": 2, f"{XSD}gYear": 1}
"""How many of year, month and day the literals of each datatype have."""


def span(lexical: str, datatype: str) -> Span | None:
    """The days that a literal stands for, or None if it is no date of the years 1 to 9999 without a time zone."""
    if datatype == EDTF:
        first, slash, last = lexical.partition("/")
        start, end = _span(first), _span(last if slash else first)
        return (start[0], end[1]) if start and end and start[0] <= end[1] else None
    parts = lexical.split("-")
    return _span(lexical) if len(parts) == _PARTS.get(datatype) else None


def _span(text: str) -> Span | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    return first, date(first.year, last_month, day or monthrange(first.year, last_month)[1])
