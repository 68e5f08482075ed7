"""Admitted: who has been let in by one sentence, and what "the entity", or the firm by name, tests by the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import by_number
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import who_at_end
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.telling import is_common

_LET_IN: Final = re.compile(
    r"\s+(?:has|have|was|were)\s+(?:also\s+)?(?:been\s+)?(?:approved|admitted|accepted|selected|authori[sz]ed|allowed|licen[cs]ed)"
    r"\s+(?:to\s+(?:begin|start|commence|conduct|carry\s+out|undertake)\s+(?:its|their|an?|the)\s+(?:sandbox\s+)?"
    r"(?:experiment|test|testing|trial|pilot)|(?:to|into)\s+(?:the|its|our)\s+[^.;,]{0,40}?(?:[Ss]andbox|cohort|programme))"
)
_TEST: Final = r"(?:test(?:s|ing)?|trial(?:s|l?ing)?|pilot(?:s|ing)?|experiment(?:s|ing)?\s+with)"
_TESTS: Final = re.compile(
    r"\s*(?:The\s+(?:entity|company|firm|start-?up|insurer|bank|lender|applicant|participant)|It)\s+"
    r"(?:will\s+(?:be\s+)?|is\s+|plans\s+to\s+|intends\s+to\s+|has\s+been\s+)?"
    rf"{_TEST}\s+(?P<what>(?:an?|its|the)\s+[^.;]{{3,200}}|[a-z][^.;]{{8,200}})"
)
_ENDS: Final = re.compile(r"\s+(?:in|within|under)\s+(?:the|its)\s+(?:[a-z]+\s+){0,2}sandbox\b|\s+from\s+\d")
_NAME: Final = r"(?P<who>(?:[A-Z][\w&.-]*\s+){0,6}[A-Z][\w&.-]*)"
_APPLICATION: Final = re.compile(
    rf"(?:{_NAME}(?:'s|(?<=s)')\s+(?:\w+\s+)?application|\bthat\s+of\s+(?P<who2>[A-Z][^,;]*?))\s+(?:to|for)\s+{_TEST}\s+"
    r"(?P<what>[^;]+?)(?=,?\s+and\s+that\s+of\s|[;]|\.\s|\.?$)"
)
"""X's application to test something, and that of Y to test something else."""
_BY: Final = re.compile(
    r"\b(?:experiment|project|pilot|test|trial|application|proposal),?\s+(?:submitted\s+|proposed\s+)?(?:by|from)\s+"
    r"(?P<who>[A-Z][^;.]*?),?\s+(?P<what>(?:will|uses?|tests?|allows?|lets?|helps?|offers?)\s+[^;]+?)(?=;|\.\s|\.?$)"
)
"""A third experiment, by X, will do something."""
_DOES: Final = (
    r"\s+(?:will|is|are|plans\s+to|intends\s+to|aims\s+to)\s+(?:be\s+)?"
    r"(?:provid|offer|test|launch|trial|pilot|issu|operat|develop|build|run)(?:e|l?ing)?\s+"
    r"(?P<what>\S[^;]{4,200}?)(?=,?\s+(?:while|and|whereas)\s+[A-Z]|;|\.\s|\.?$)"
)
_RECENT: Final = 400
"""Institutions without an application, the latest, of which a sentence may say what they test."""
_CLAUSE: Final = r"(?:^\s*|,?\s+(?:while|and|whereas)\s+|;\s+)"
_ALLOWED: Final = re.compile(
    r"\b(?:approv(?:ed|es|al (?:of|to|for))|admit(?:ted|s)|accept(?:ed|s)|authori[sz]ed|allow(?:ed|s)|permit(?:ted|s)"
    r"|let|granted (?:approval |permission |a sandbox licen[cs]e )?(?:to )?|welcomes?|selected|licensed)\s+"
    r"(?P<who>[A-Z](?:[^.;]|\b(?:Pte|Ltd|Co|Inc|Corp|[A-Z])\.){2,120}?)\s+(?:to|into|in|for)\s+(?:(?:test|trial"
    r"|pilot|experiment with|testing"
    r"|the testing of|begin testing|offer|operate|provide|issue|launch|run)\s+(?!in\b|within\b|under\b"
    r"|as\b)(?P<what>[^.;]{1,300}?)(?=\s+(?:in|within|under)\s+(?:the|its)\s"
    r"|[.;]|$)|)"
)
_ITS: Final = re.compile(
    r"(?:(?:its|their)\s+(?:[\w-]+\s+){0,3}?)?"
    r"(?:services?|products?|solutions?|technolog(?:y|ies)|innovations?|business models?)(?:\s+(?:in|under)\s.*)?"
)
"""Words that do not say what is tested."""
_INTO: Final = re.compile(r"\b(?:in)?to\s+(?:the|its|our)\s+[^.;,]{0,40}?(?:[Ss]andbox|cohort|programme)\b")
_PASSIVE: Final = re.compile(
    r"(?P<who>[A-Z](?:[^.;]|\b(?:Pte|Ltd|Co|Inc|Corp|[A-Z])\.){2,120}?)\s+(?P<verb>has|have|was|were)\s+(?:been\s+)?(?:approved|admitted|accepted"
    r"|selected|authori[sz]ed|allowed|granted approval)\s+(?:(?:in)?to\s+the\s+[^.;,]{0,40}?(?:[Ss]andbox"
    r"|cohort|programme)\s+)?"
    r"(?:to|for)\s+(?:test|trial|pilot|testing|offer)\s+(?P<what>[^.;]{1,300}?)(?=\s+(?:in|within|under)\s+(?:the|its)\s|[.;]|$)"
)


def read_admitted(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form "X has been approved to begin its experiment": whether it was one.

    What X tests may be said by the next one; until then it stands without an application.
    """
    let_in = _LET_IN.search(reading.text.plain, *sentence)
    group = who_at_end(reading, (sentence[0], let_in.start()), LIKELY) if let_in else None
    if group is None or any(is_common(reading, each) for each in group.members):
        return False
    group = by_number(reading, group, let_in.group() if let_in else "")
    reading.loose += reading.involved(group, APPLICANT)
    reading.used.append(sentence)
    return True


def read_tested_by_admitted(reading: Reading, sentence: Span) -> bool:
    """Read what those test who were let in, or have applied: whether the sentence says so."""
    if quotations(reading.text.plain, sentence):
        return False
    found = _by_it(reading, sentence) or list(_by_name(reading, sentence)) or _applied(reading, sentence)
    for what, involved in found:
        made = DraftedApplication(what, description=reading.claim(what), institutions=involved)
        reading.add(made).position = what
    if found:
        reading.used.append(sentence)
    return bool(found)


def _by_it(reading: Reading, sentence: Span) -> list[tuple[Span, list[Involvement]]]:
    """What "the entity" tests, where the sentence before lets in one institution."""
    plain = reading.text.plain
    tests = _TESTS.match(plain, *sentence)
    before = reading.sentence_at(sentence[0] - 1) if tests else sentence
    if tests is None or before == sentence:
        return []
    let_in = [each for each in reading.loose[-_RECENT:] if before[0] <= each.name.position[0] < before[1]]
    if len(let_in) != 1 or let_in[0].role != APPLICANT:
        return []
    ends = _ENDS.search(plain, *tests.span("what"))
    reading.loose.remove(let_in[0])
    return [(trimmed(plain, (tests.start("what"), ends.start() if ends else tests.end("what"))), let_in)]


def _by_name(reading: Reading, sentence: Span) -> Iterator[tuple[Span, list[Involvement]]]:
    """What institutions offer that stand without an application so far, by clauses that begin with their names."""
    words, seen = reading.text.plain_of(sentence), set()
    for each in reading.loose[-_RECENT:]:
        name = reading.text.plain_of(each.name.position)
        if name not in words or name in seen or each.role != APPLICANT or each.name.position[1] > sentence[0]:
            continue
        seen.add(name)
        match = re.search(rf"{_CLAUSE}(?:The\s+)?{re.escape(name)}{_DOES}", words)
        if match:
            reading.loose.remove(each)
            yield (sentence[0] + match.start("what"), sentence[0] + match.end("what")), [each]


def _applied(reading: Reading, sentence: Span) -> list[tuple[Span, list[Involvement]]]:
    """What is tested by "X's application to test …", "that of Y to test …" and "an experiment, by Z, will …"."""
    plain = reading.text.plain
    found = []
    for pattern in (_APPLICATION, _BY):
        for match in pattern.finditer(plain, *sentence):
            who = match.span("who" if match["who"] else "who2")
            group = reading.institutions.group(trimmed(plain, who, " ,"))
            if _may_apply(reading, group):
                found.append((trimmed(plain, match.span("what"), " ,."), reading.involved(group, APPLICANT)))
    return found


def _may_apply(reading: Reading, group: Group) -> bool:
    sure = group.members and group.certainty >= POSSIBLE and group.best >= LIKELY
    return bool(sure) and not any(is_common(reading, each) for each in group.members)


def read_approval(reading: Reading, sentence: Span) -> bool:
    """Read an English sentence that tells that a firm may test something; the test is described, not named."""
    words = reading.text.plain_of(sentence)
    match = _ALLOWED.search(words) or _PASSIVE.search(words)
    if not match:
        return False
    group = reading.institutions.group((sentence[0] + match.start("who"), sentence[0] + match.end("who")))
    if group.certainty < POSSIBLE and match.re is _PASSIVE:
        group = (
            who_at_end(reading, (sentence[0] + match.start("who"), sentence[0] + match.end("who")), POSSIBLE) or group
        )
    group = by_number(reading, group, match.groupdict().get("verb") or "")
    told = _is_loose(reading, match["who"]) or _INTO.search(match.group()) is not None
    known = group.certainty >= LIKELY or (group.certainty == POSSIBLE and told)
    if not group.members or not known:
        return False
    involved = reading.involved(group, APPLICANT)
    if not match["what"] or _ITS.fullmatch(match["what"]):
        reading.loose.extend(involved)
        return True
    span = (sentence[0] + match.start("what"), sentence[0] + match.end("what"))
    made = DraftedApplication(
        (sentence[0] + match.start(), span[1]), description=reading.claim(span), institutions=involved
    )
    reading.add(made)
    return True


def _is_loose(reading: Reading, words: str) -> bool:
    """Whether an institution was named before of which these words are the short name."""
    return any(each.name.value.startswith(words) or f"({words})" in each.name.value for each in reading.loose)
