"""Headed paragraphs: a Chinese name alone on its line, over a paragraph that begins with who applies with it."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.grammar.chinese import roles_in
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import mark_end, quotations, sentences_of, top_level
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END

_SIGNS: Final = re.compile(r"[,。;:!?、\t]")
_LONGEST: Final = 40
_SHORTEST: Final = 6


def read_headed_zh(reading: Reading) -> None:
    """Read all names over paragraphs that say first who applies: 由A与B共同申请，…."""
    for number in range(len(reading.lines) - 1):
        if number in reading.done or number + 1 in reading.done or not _is_name(reading, number):
            continue
        line, following = reading.lines[number], reading.lines[number + 1]
        first = next(sentences_of(reading.text.plain, following), following)
        clause = top_level(reading.text.plain, first, ",;")[0]
        if quotations(reading.text.plain, clause):
            continue
        roles = roles_in(reading, clause)
        if not any("applicant" in role for _, role in roles):
            continue
        name = trimmed(reading.text.plain, (mark_end(reading.text.plain, line), line[1]))
        made = named(reading, name, name)
        made.institutions = [each for group, role in roles for each in reading.involved(group, role)]
        reading.add(made).details = (clause[1], following[1])
        reading.done.update((number, number + 1))
        reading.used.append(first)


def _is_name(reading: Reading, number: int) -> bool:
    """Whether a line is a name alone: a Chinese product, and no institution."""
    line = reading.lines[number]
    words = reading.text.plain_of((mark_end(reading.text.plain, line), line[1])).strip()
    fits = HAN.search(words) and _SHORTEST <= len(words) <= _LONGEST and not _SIGNS.search(words)
    return bool(fits and PRODUCT_END.search(words) and is_name(words)) and (
        reading.institutions.one(line).certainty < LIKELY
    )
