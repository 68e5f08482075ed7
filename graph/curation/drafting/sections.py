"""Sections: headings that give the type of the applications under them."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import Claim
from sandbox_atlas.graph.curation.drafting.numbers import number_of
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, kind_of
from sandbox_atlas.graph.curation.drafting.words import TYPE_HEADING

_COUNTED: Final = re.compile(
    r"(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,3})[个项款](?P<type>金融服务|(?:金融)?科技产品|技术产品)类?(?:创新)?(?:应用|项目)?"
)
"""A number of applications of a type, after their names: A申请的“X”、B申请的“Y”等2个金融服务类应用."""
_BETWEEN: Final = re.compile("[”》\\s]*(?:等|共|这)?")


def add_types_of_counts(reading: Reading) -> None:
    """Give applications the type that a sentence says of as many as stand before it, since the last such words."""
    last = -1
    for match in _COUNTED.finditer(reading.text.plain):
        begin = max(last, reading.sentence_at(match.start())[0])
        last = match.end()
        own = [each for each in reading.applications if begin <= each.position[0] < match.start()]
        end = max((each.position[1] for each in own), default=match.start())
        if len(own) != number_of(match["number"]) or not _BETWEEN.fullmatch(reading.text.plain, end, match.start()):
            continue
        for each in own:
            each.type = each.type or reading.type_in(match.span("type"))


def add_types_of_sections(reading: Reading) -> None:
    """Give applications without a type that of the section in which they stand."""
    type_: Claim | None = None
    kind: int | None = None
    waiting = [each for each in reading.applications if each.type is None][::-1]
    for line in reading.lines:
        while waiting and waiting[-1].position[0] < line[0]:
            waiting.pop().type = type_
        mark = MARK.match(reading.text.plain, *line)
        start = mark.end() if mark else line[0]
        own = kind_of(mark.group()) if mark else None
        if TYPE_HEADING.fullmatch(reading.text.plain, start, line[1]):
            type_, kind = reading.type_in((start, line[1])), own
        elif type_ and mark and own == kind:
            type_ = None
    for each in waiting:
        each.type = type_
