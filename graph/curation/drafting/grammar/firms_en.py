"""Firms: English sentences that list who takes part, by a noun and a verb such as "have been selected"."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import by_number
from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.grammar.agents import names_at
from sandbox_atlas.graph.curation.drafting.grammar.described_en import TESTS
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group, Institution
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.telling import is_common
from sandbox_atlas.graph.curation.drafting.telling_words import any_of

_NOUNS: Final = any_of(
    """firms | companies | participants | entities | institutions | banks | lenders | insurers | start-?ups | applicants
    innovators | entrants | exchanges | custodians | issuers | providers | names | players | businesses | fintechs
    managers | brokers | operators"""
)
_FEW: Final = any_of(
    "one | two | three | four | five | six | seven | eight | nine | ten | other | several | further | \\d+"
)
_NAMES: Final = r"(?=[A-Z0-9]|[a-z]{1,3}[A-Z]|(?:the\s+)?(?:[a-z][a-z/-]*\s+){1,5}[A-Z])"
"""What names begin with, or what their institutions are before them."""
_BY_NOUN: Final = re.compile(
    rf"\b(?i:{_NOUNS})\b[^.:;“”\"]{{0,120}}?(?:,?\s+(?:including|namely|notably|such\s+as)\s+|\s+(?:are|is)\s*:?\s+|:\s+|\s*–+\s*"
    rf"|,?\s+(?:include[sd]?|comprise[sd]?)\b:?\s+(?:[^.;:]{{0,40}}?\bsuch\s+as\s+)?){_NAMES}"
    r"|\b(?:projects|applications|use\s+cases)\b[^.:;“”\"]{0,80}?,?\s+(?:involving|submitted\s+by|proposed\s+by)\s+(?=[A-Z0-9])"
)
"""The noun of who takes part, and what leads from it to the names."""
_COUNTED: Final = re.compile(rf"\b{_FEW}\s+(?:[\w-]+\s+){{0,4}}?{_NOUNS}\b[^.,:;“”\"]{{0,60}},\s+(?=[A-Z0-9])", re.I)
"""A number of those who take part, before their names between commas."""
_THEY: Final = re.compile(r"\s*(?:They|These|The\s+[a-z]+)\s+are:?\s+(?=[A-Z0-9])")
_IN_BRACKETS: Final = re.compile(rf"\b(?:{_NOUNS}|[A-Z]{{2,6}}s)\s*\((?=[A-Z0-9])", re.M)
"""The noun of those who take part, before their names in a bracket."""
_GRANTS: Final = re.compile(r"\b(?:grant|approv|admit|accept|select|licen[cs]|authori[sz]|includ)\w*\b[^.;]*$", re.I)
_LET_IN: Final = (
    r"(?:chosen|selected|accepted|admitted|approved|shortlisted|invited|picked|named|onboarded|cleared|confirmed)"
)
_PASSIVE: Final = re.compile(
    rf"\s*,?\s+(?:ha(?:s|ve)\s+(?:also\s+)?been|w(?:as|ere)(?:\s+also)?|(?:is|are)(?:\s+also)?(?:\s+among\s+[^.;,]{{3,60}}?)?)\s+{_LET_IN}\s+"
    r"(?:to|for|into|as|by|under|in)\b"
    r"|\s*,?\s+(?:will|would|are\s+to|is\s+to|is\s+set\s+to|are\s+set\s+to)\s+(?:also\s+)?(?:be\s+part\s+of|join|participate\s+in|take\s+part\s+in)\s"
    r"|\s+(?:ha(?:s|ve)\s+been|w(?:as|ere))\s+granted\s+[^.;]{0,40}?(?:approval|permission|licen[cs]e|relief|authori[sz]ation)"
    r"|\s+(?:is|are)\s+among\s+the\s+[^.;]{0,60}?\b(?:to\s+(?:join|enter|take\s+part|participate)|selected|admitted|accepted)\b"
    r"|\s+(?:is|are)\s+(?:also\s+)?(?:included\s+)?among\s+the\s+(?:[a-z]+\s+)?(?:participants|participating\s+[a-z]+)\b"
    r"|\s*,?\s+(?:ha(?:s|ve)\s+)?(?:also\s+)?(?:joined|entered)\s+[^.;]{0,60}?\b(?:as|sandbox|cohort|programme|program)\b"
)
"""What is said of those who take part, after their names."""
_TO_TEST: Final = re.compile(
    r"\b(?:to|for)\s+(?:test|trial|pilot|testing|offer|operate|launch|distribute|provide|issue|sell|run)\s+(?!(?:in|under|within|as)\b|(?:its|their)\s+\w+\s*(?:,|$|\b(?:in|under|within)\b))"
)
"""What says after the verb what those who were let in test."""
_TAKEN: Final = re.compile(r"\b(?:accepted|admitted|selected|approved)\b")
_ADMITS: Final = re.compile(
    r"\b(?:select|admi(?:t|ssion)|accept|approv|chose|chosen|join|participat|tak(?:e|ing)\s+part|cohort|batch|test|trial|pilot"
    r"|sandbox|licen[cs]|grant|shortlist|confirm|announc|incubat)",
    re.I,
)
"""What a sentence or the one before it says where those that it lists take part."""
_EARLIER: Final = re.compile(
    r"\b(?:past|previous|former|earlier|alumni|rejected|unsuccessful|backed\s+by|investors|clients|customers|rivals"
    r"|competitors|regulators|authorities)\b",
    re.I,
)
_TAIL: Final = re.compile(
    r"\s+from\s+(?:the\s+)?[A-Z]\w+(?:\s+[A-Z]\w+)?(?=\s*(?:,|;|\.|and\b|$))|,\s+(?:based|headquartered|registered)\s+in\s+"
    r"(?:the\s+)?[A-Z]\w+(?:\s+[A-Z]\w+)?|\s+\([^()]{2,80}\)"
)
"""What is said of one of them between their names."""
_NEXT: Final = re.compile(r"\s*(?:[,;]\s*(?:and\s+|as\s+well\s+as\s+)?|and\s+|as\s+well\s+as\s+)" + _NAMES)
_BEGINS: Final = re.compile(r"(?:(?<=[,:;]\s)|(?<=\bboth\s)|(?<=\bthat\s)|(?<=\band\s))(?=[A-Z0-9])")
_NEAR: Final = 400
_WITHIN: Final = re.compile(
    r"\s*(?:Under|In|Within|As\s+part\s+of)\s+(?:the|this|its)\s+[^,;.]{0,60}?\b(?:pilot|trial|sandbox|cohort|phase|programme|program)\b"
    r"[^,;.]{0,30},\s+(?=[A-Z])"
)
"""Within which pilot those do something who are named next."""
_ENOUGH: Final = 3
"""Names of which a list is one although nothing but their place tells that they are institutions."""


def read_firms_en(reading: Reading, sentence: Span) -> bool:
    """Read a sentence that lists who takes part, and joins nobody to an application; return whether it was one."""
    plain = reading.text.plain
    if not (reading.text.holds(TESTS) or _TAKEN.search(plain, *sentence)):
        return False
    sentence = (sentence[0], trimmed(plain, sentence, " \t\n.")[1])
    found = _by_noun(reading, sentence) or _by_pronoun(reading, sentence) or _by_verb(reading, sentence)
    if not found:
        return False
    if all(each.certainty < LIKELY for each in found):
        span = (found[0].span[0], found[-1].span[1])
        reading.find("unknown-institution", "Nothing but their place says that these are institutions.", span, "note")
    if re.search(r"\b(?:including|such\s+as|notably|involving)\b", plain[sentence[0] : found[0].span[0]]):
        reading.find("open-list", "The sentence names some of the institutions, perhaps not all.", sentence, "note")
    role = expectation(reading, (sentence[0], found[0].span[0])).role
    reading.loose += [each for member in found for each in reading.of_member(member, role)]
    reading.used.append(sentence)
    return True


def _by_noun(reading: Reading, sentence: Span) -> list[Institution]:
    """Those that follow the noun of who takes part."""
    plain = reading.text.plain
    for match in _BY_NOUN.finditer(plain, *sentence):
        before = plain[sentence[0] : match.end()]
        if _EARLIER.search(before) or not _admits(reading, sentence):
            continue
        members, _ = firms_at(reading, match.end(), sentence[1])
        if _are_enough(members):
            return members
    for match in _COUNTED.finditer(plain, *sentence):
        members, end = firms_at(reading, match.end(), sentence[1])
        granted = _GRANTS.search(plain, sentence[0], match.start()) and _are_enough(members)
        let_in = granted or _PASSIVE.match(plain, end, sentence[1])
        if members and let_in and not _EARLIER.search(plain, sentence[0], match.end()):
            return members
    for match in _IN_BRACKETS.finditer(plain, *sentence):
        members, end = firms_at(reading, match.end(), sentence[1])
        if plain[end : end + 1] == ")" and _are_enough(members) and _PASSIVE.match(plain, end + 1, sentence[1]):
            return members
    return []


def _by_pronoun(reading: Reading, sentence: Span) -> list[Institution]:
    """Those that "They are …" names after a sentence that counts those who were let in."""
    match = _THEY.match(reading.text.plain, *sentence)
    before = reading.sentence_at(sentence[0] - 1)
    if match is None or before[0] >= sentence[0]:
        return []
    words = reading.text.plain_of(before)
    counts = re.search(rf"\b{_FEW}\b[^.]*\b{_NOUNS}\b", words, re.I)
    if counts is None or not _ADMITS.search(words) or _EARLIER.search(words):
        return []
    members, _ = firms_at(reading, match.end(), sentence[1])
    return members if _are_enough(members) else []


def _by_verb(reading: Reading, sentence: Span) -> list[Institution]:
    """Those that were let in by the verb after them."""
    plain = reading.text.plain
    within = _WITHIN.match(plain, *sentence)
    members, end = firms_at(reading, within.end(), sentence[1]) if within else ([], 0)
    if len(members) > 1 and _are_enough(members) and re.compile(r"\s+[a-z]").match(plain, end):
        return members
    if not _PASSIVE.search(plain, *sentence):
        return []
    begin = trimmed(plain, sentence)[0]
    begin += len("Both ") if plain.startswith("Both ", begin) else 0
    for start in (begin, *(each.start() for each in _BEGINS.finditer(plain, *sentence))):
        members, end = firms_at(reading, start, sentence[1])
        passive = _PASSIVE.match(plain, end, sentence[1]) if members else None
        if passive and _TO_TEST.search(plain, passive.start(), sentence[1]):
            return []
        if passive:
            members = list(by_number(reading, Group(tuple(members)), passive.group()).members)
        if passive and (len(members) > 1 or members[0].certainty >= LIKELY) and _admits(reading, sentence):
            return members
    return []


def _admits(reading: Reading, sentence: Span) -> bool:
    """Whether a sentence or the words before it speak of those who were let in."""
    return _ADMITS.search(reading.text.plain, max(0, sentence[0] - _NEAR), sentence[1]) is not None


def _are_enough(members: list[Institution]) -> bool:
    return len(members) >= _ENOUGH or any(each.certainty >= LIKELY for each in members)


def firms_at(reading: Reading, start: int, end: int) -> tuple[list[Institution], int]:
    """The institutions of a list that begins at a place, each with or without words on it, and where it ends."""
    plain, found, at = reading.text.plain, [], start
    while group := names_at(reading, at, end):
        members = [each for each in group.members if not is_common(reading, each)]
        found += members
        stop = group.members[-1].span[1]
        tail = _TAIL.match(plain, stop, end)
        stop = tail.end() if tail else stop
        following = _NEXT.match(plain, stop, end)
        if len(members) < len(group.members) or following is None:
            return found, stop
        at = following.end()
    return found, at if not found else found[-1].span[1]
