"""Alliances: lists of institutions that take part with each other, and of which nothing says what they test."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import by_number
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Involvement
from sandbox_atlas.graph.curation.drafting.grammar.described_en import TESTS
from sandbox_atlas.graph.curation.drafting.institutions import POSSIBLE
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import mark_end, top_level
from sandbox_atlas.graph.curation.drafting.telling import is_common

_WITH: Final = re.compile(
    r",?\s+(?:(?:in\s+(?:association|partnership|alliance|cooperation)|associated|allied|partnered|paired"
    r"|(?:working\s+)?together)\s+)?with\s+(?=[A-Z0-9])"
)
_LEAD: Final = re.compile(r"\s*(?:(?:and|finally|lastly)\s*,?\s+)*")
_REMARK: Final = re.compile(r"\s*\([a-z][^()]*\)\s*$")
_INTRODUCES: Final = re.compile(r":\s+|\b(?:are|were|includes?|namely)\s+(?=[A-Z])")
_FEWEST: Final = 2


def read_alliances(reading: Reading, sentence: Span) -> bool:
    """Read a sentence that lists at least two of them after a colon or "are"; return whether it was one."""
    plain = reading.text.plain
    if not reading.text.holds(TESTS):
        return False
    for begins in _INTRODUCES.finditer(plain, *sentence):
        for sign in ";,":
            parts = top_level(plain, trimmed(plain, (begins.end(), sentence[1]), " \t\n."), sign)
            if _add(reading, [_alliance(reading, part) for part in parts]):
                reading.used.append(sentence)
                return True
    return False


def read_lines_of_alliances(reading: Reading, lines: list[Span]) -> bool:
    """Read a list of lines each of which is one; return whether it was one."""
    plain = reading.text.plain
    if not reading.text.holds(TESTS):
        return False
    found = [_alliance(reading, (mark_end(plain, line), line[1])) for line in lines]
    if not _add(reading, found):
        return False
    reading.used += lines
    return True


def _add(reading: Reading, found: list[list[Involvement]]) -> bool:
    """Add the institutions of a list, where all of its parts are alliances."""
    if len(found) < _FEWEST or not all(found):
        return False
    reading.loose += [each for alliance in found for each in alliance]
    return True


def _alliance(reading: Reading, span: Span) -> list[Involvement]:
    """The institutions of "A with B and C": A applies, B and C are its partners; none in other words."""
    plain = reading.text.plain
    lead = _LEAD.match(plain, *span)
    remark = _REMARK.search(plain, *span)
    span = trimmed(plain, (lead.end() if lead else span[0], remark.start() if remark else span[1]), " \t\n,;.")
    word = _WITH.search(plain, *span)
    if word is None:
        return []
    groups = [reading.institutions.group(each) for each in ((span[0], word.start()), (word.end(), span[1]))]
    several = [by_number(reading, group, "are") if group.members else group for group in groups]
    fits = all(group.members and group.certainty >= POSSIBLE for group in several)
    if not fits or any(is_common(reading, each) for group in several for each in group.members):
        return []
    return [*reading.involved(several[0], APPLICANT), *reading.involved(several[1], "partner")]
