"""Counted names: Chinese clauses of the form A申请2个,分别是X、Y, whose number says where the names end."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.numbers import number_of
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import who_at_end
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import top_level
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, PRODUCT_END

_COUNTED: Final = re.compile(
    r"(?P<who>[^。;:“”\n]{3,90}?)(?:共同|联合|合作|独立|单独)*(?:申请|申报)了?(?:的有)?"
    r"(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,2})[个项款](?:创新)?(?:应用|项目)?,?"
    r"(?:分别(?:是|为)|包括|即|为|是|:)(?P<names>[^。;\n]{4,300})"
)


def read_counted_zh(reading: Reading) -> None:
    """Read all clauses that say how many applications somebody filed, and name as many."""
    for number, line in enumerate(reading.lines):
        if number in reading.done:
            continue
        read = [_read(reading, clause) for clause in _clauses(reading, line)]
        if read and all(read):
            reading.done.add(number)


def _clauses(reading: Reading, line: Span) -> list[Span]:
    parts = (trimmed(reading.text.plain, part) for part in top_level(reading.text.plain, line, ";。"))
    return [part for part in parts if part[0] < part[1]]


def _read(reading: Reading, clause: Span) -> bool:
    match = _COUNTED.fullmatch(reading.text.plain, *clause)
    group = who_at_end(reading, match.span("who"), LIKELY) if match else None
    if match is None or group is None or any(each.regulator for each in group.members):
        return False
    names = [trimmed(reading.text.plain, each) for each in top_level(reading.text.plain, match.span("names"), "、")]
    if len(names) != number_of(match["number"]) or not all(_may_name(reading, each) for each in names):
        return False
    for each in names:
        _add(reading, each, group)
    reading.used.append(clause)
    return True


def _may_name(reading: Reading, span: Span) -> bool:
    words = reading.text.plain_of(span)
    quoted = re.fullmatch("“[^“”]+”", words)
    return bool(quoted) or (is_name(words) and bool(NAME_BEGIN.match(words) or PRODUCT_END.search(words)))


def _add(reading: Reading, name: Span, group: Group) -> None:
    made = named(reading, name, name)
    made.institutions = reading.involved(group)
    reading.add(made)
