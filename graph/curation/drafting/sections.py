"""Sections: headings that give the type of the applications under them."""

from __future__ import annotations

from sandbox_atlas.graph.curation.drafting.draft import Claim
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, kind_of
from sandbox_atlas.graph.curation.drafting.words import TYPE_HEADING


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
