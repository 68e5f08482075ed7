"""Pairs: lists of the form "Cohort 3 includes A with P, B with Q and C with a loan service"."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import VERB, by_clauses, one_role
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.english import NAME, apposed_names, subject_of, with_partner
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE, Group
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
_BY: Final = re.compile(rf"(?P<name>{NAME})\s+(?:by|from)\s+(?=[A-Z])")
_JOIN_AT_END: Final = re.compile(r"\s*(?:[,;]|(?:[,;]\s*)?\b(?:and|as well as)\b)\s*$")
_DONE_BY: Final = re.compile(
    rf"(?:and\s+)?(?P<what>an?\s+[a-z][^,.;:]{{3,80}}?)\s+(?P<verb>{VERB}|run|operated|created|put forward|from)"
    r"\s+(?:jointly\s+)?(?:by\s+)?(?=[A-Z])"
)
_APPROVES: Final = re.compile(
    r"\b(?:cleared|approved|admitted|accepted|selected|chosen|welcomed|green-?lit|authori[sz]ed)\s+(?:for testing\s+)?"
)
_OF_TESTS: Final = re.compile(r"\b(?:sandbox|test(?:s|ing)?|pilots?|trials?|cohort)\b", re.I)
_GRANTED: Final = re.compile(
    r"\b(?:sandbox|test(?:ing)?|regulatory)\s+(?:approval|permission|clearance|licen[cs]es?|relief)s?\s+to\s+(?=[A-Z])"
)
_AND_TO: Final = re.compile(r"[,;]?\s+(?:and\s+)?to\s+(?=[A-Z])")
_GIVEN: Final = re.compile(
    r"(?P<who>[A-Z].*?)\s+(?:for|to test|to trial|to pilot)\s+(?P<what>(?:an?\s+)?[a-z].+)", re.S
)
_PURPOSE: Final = re.compile(r"\s*,?\s+(?:for|to|in|into|within|under|from|as)\s+(?=[a-z])")


def read_pairs(reading: Reading, sentence: Span) -> bool:
    """Read a list of institutions each with what it tests; return whether the sentence has one of at least two."""
    plain = reading.text.plain
    if _read_done_by(reading, sentence) or _read_granted(reading, sentence):
        return True
    begins = _BEGINS.search(plain, *sentence)
    if begins is None:
        return False
    span = trimmed(plain, (begins.end(), sentence[1]), " \t\n.")
    if _read_by(reading, span):
        return True
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


def _read_by(reading: Reading, span: Span) -> bool:
    """Read "P by A, Q by B and R by C with D"; return whether it was such a list of at least two."""
    items = list(_BY.finditer(reading.text.plain, *span))
    if len(items) < 2 or items[0].start() != span[0]:
        return False
    found = []
    for number, item in enumerate(items):
        stop = items[number + 1].start() if number + 1 < len(items) else span[1]
        end = _JOIN_AT_END.search(reading.text.plain, item.end(), stop)
        groups = by_clauses(reading, item.end(), end.start() if end else stop, "")
        known = reading.institutions.one(item.span("name")).certainty == KNOWN
        if known or (number + 1 < len(items) and not end):
            return False
        found.append((item.span("name"), groups))
    if not all(_are_firms(reading, groups) for _, groups in found):
        return False
    for name, groups in found:
        made = named(reading, name, name)
        made.institutions = [each for group, role in one_role(groups) for each in reading.involved(group, role)]
        reading.add(made)
    return True


def _read_done_by(reading: Reading, sentence: Span) -> bool:
    """Read "it cleared a D developed by A and a wallet run by B for testing"; return whether it was such a sentence."""
    plain = reading.text.plain
    approves = _APPROVES.search(plain, *sentence)
    if approves is None or not _OF_TESTS.search(plain, *sentence):
        return False
    items = list(_DONE_BY.finditer(plain, approves.end(), sentence[1]))
    if not items or plain[approves.end() : items[0].start()].strip():
        return False
    found = []
    for number, item in enumerate(items):
        stop = items[number + 1].start() if number + 1 < len(items) else sentence[1]
        purpose = _PURPOSE.search(plain, item.end(), stop) or _JOIN_AT_END.search(plain, item.end(), stop)
        end = trimmed(plain, (item.end(), purpose.start() if purpose else stop), " \t\n.,")[1]
        found.append((item.span("what"), by_clauses(reading, item.end(), end, item["verb"])))
    if not all(_are_firms(reading, groups) for _, groups in found):
        return False
    for what, groups in found:
        made = DraftedApplication(what, description=reading.claim(what))
        made.institutions = [each for group, role in one_role(groups) for each in reading.involved(group, role)]
        reading.add(made)
    reading.used.append(sentence)
    return True


def _read_granted(reading: Reading, sentence: Span) -> bool:
    """Read "granted approval to A for a D, and to B and its partner C for an E"; return whether it was so."""
    plain = reading.text.plain
    begins = _GRANTED.search(plain, *sentence)
    if begins is None:
        return False
    found = []
    for part in _parts(plain, (begins.end(), sentence[1])):
        match = _GIVEN.fullmatch(plain, *trimmed(plain, part, " \t\n,."))
        if match is None:
            return False
        both = with_partner(reading, match.span("who"))
        groups = [(both[0], APPLICANT), (both[1], "partner")] if both else []
        groups = groups or by_clauses(reading, *match.span("who"), "")
        if not _are_firms(reading, groups):
            return False
        found.append((match.span("what"), one_role(groups)))
    for what, groups in found:
        made = DraftedApplication(what, description=reading.claim(what))
        made.institutions = [each for group, role in groups for each in reading.involved(group, role)]
        reading.add(made)
    reading.used.append(sentence)
    return bool(found)


def _parts(plain: str, span: Span) -> list[Span]:
    """The parts of words between "and to"."""
    found, start = [], span[0]
    for match in _AND_TO.finditer(plain, *span):
        found.append((start, match.start()))
        start = match.end()
    return [*found, (start, span[1])]


def _are_firms(reading: Reading, groups: list[tuple[Group, str]]) -> bool:
    """Whether all groups name institutions that may apply, and none a regulator."""
    return all(
        group.members and group.certainty >= POSSIBLE and not any(is_common(reading, each) for each in group.members)
        for group, _ in groups
    )


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
