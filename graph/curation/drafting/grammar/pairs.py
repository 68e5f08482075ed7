"""Pairs: lists of the form "Cohort 3 includes A with P, B with Q and C with a loan service"."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.english import NAME, apposed_names, subject_of
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.telling import is_common
from sandbox_atlas.graph.curation.drafting.telling_words import any_of

_WITH: Final = re.compile(r",?\s+(?:with|for)\s+(?=[A-Za-z“\"])")
_BEGINS: Final = re.compile(
    r"(?::|"
    + any_of(
        "includes? | including | comprises? | features? | are | consists? of | contains? | namely | those of | admitted"
    )
    + r")\s+(?=[A-Z“\"])"
)
_BETWEEN: Final = re.compile(r"\s*(?:[,;]|(?:[,;]\s*)?\band\b)\s*(?=[A-Z]|(?:the|an?)\s)")
_DESCRIBES: Final = re.compile(r"(?:an?|its|the|their)\s+[a-z]")
_NAME: Final = re.compile(NAME)


def read_pairs(reading: Reading, sentence: Span) -> bool:
    """Read a list of institutions each with what it tests; return whether the sentence has one of at least two."""
    plain = reading.text.plain
    begins = _BEGINS.search(plain, *sentence)
    if begins is None:
        return False
    span = trimmed(plain, (begins.end(), sentence[1]), " \t\n.")
    withs = list(_WITH.finditer(plain, *span))
    if len(withs) < 2 or withs[0].group().strip(" ,").startswith("for"):
        return False
    withs = [each for each in withs if each.group().strip(" ,").startswith("with")]
    pairs: list[tuple[Group, Span]] = []
    start = span[0]
    for number, each in enumerate(withs):
        stop = withs[number + 1].start() if number + 1 < len(withs) else span[1]
        who = _institution(reading, (start, each.start()))
        end, start = _end(reading, (each.end(), stop), is_last=number + 1 == len(withs))
        if who is None or not end:
            return False
        pairs.append((who, trimmed(plain, (each.end(), end), " ,;")))
    if len(pairs) < 2 or not all(_is_tested(reading, what) for _, what in pairs):
        return False
    for who, what in pairs:
        _add(reading, who, what)
    return True


def _institution(reading: Reading, span: Span) -> Group | None:
    span = trimmed(reading.text.plain, span, " \t\n,;")
    group = reading.institutions.group(span)
    found = group if group.members and group.certainty >= POSSIBLE else subject_of(reading, span)
    return None if found is None or any(is_common(reading, each) for each in found.members) else found


def _end(reading: Reading, span: Span, *, is_last: bool) -> tuple[int, int]:
    """Where the words on what is tested end, and where the next institution begins: after the last comma or "and"."""
    if is_last:
        return span[1], span[1]
    joins = list(_BETWEEN.finditer(reading.text.plain, *span))
    for join in joins:
        if _institution(reading, (join.end(), span[1])):
            return join.start(), join.end()
    return 0, 0


def _is_tested(reading: Reading, span: Span) -> bool:
    """Whether words are a name or describe something, and are no institution."""
    if _DESCRIBES.match(reading.text.plain, *span):
        return True
    named_ = _NAME.match(reading.text.plain, *span)
    if named_ is None:
        return False
    whole = named_.end() == span[1] or bool(apposed_names(reading.text.plain, span))
    return whole and reading.institutions.one(named_.span()).certainty < LIKELY


def _add(reading: Reading, who: Group, what: Span) -> None:
    apposed = apposed_names(reading.text.plain, what)
    if len(apposed) == 1:
        made = named(reading, apposed[0][0], apposed[0][0])
        made.description = reading.claim(apposed[0][1]) if apposed[0][1] else None
    elif _DESCRIBES.match(reading.text.plain, *what):
        made = DraftedApplication(what, description=reading.claim(what))
    else:
        made = named(reading, what, what)
    made.institutions = reading.involved(who)
    reading.add(made)
