"""Granted: English sentences of who proposed an application of something, or was granted relief to do something."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.english import subject_of
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.telling import is_common

_WHO: Final = r"(?P<who>[A-Z].{2,160}?),?\s+"
_PROPOSED: Final = re.compile(
    r"\s*(?:In\s+(?:one|another|the\s+[a-z]+)(?:\s+(?:project|application|case|pilot))?,\s+)?"
    rf"{_WHO}(?:ha(?:s|ve)\s+)?(?:jointly\s+)?(?:proposed|declared|submitted|put\s+forward)\s+"
    r"(?:an?|the)\s+(?:application|project)\s+(?:of|for|on|that|to)\s+(?P<what>[^;]{6,240})"
)
_GRANTED: Final = re.compile(
    rf"\s*{_WHO}(?:(?:was|were|ha(?:s|ve)\s+been)\s+(?:also\s+)?granted|(?:ha(?:s|ve)\s+)?(?:received|obtained))\s+"
    r"[^.;]{0,40}?\b(?:relief|exemptions?|exemptive\s+relief|approval|no-action\s+relief|waivers?)\b[^.;]{0,80}?\s+to\s+"
    r"(?P<what>(?:distribute|operate|offer|provide|test|trial|pilot|issue|sell|run|launch)\s+[^;]{4,240})"
)
_ISSUED: Final = re.compile(
    r"\b(?:issued|granted|gave)\s+[^.;]{0,80}?\b(?:approval|orders?|relief|permission|licen[cs]es?|letters?)\b(?:[^.;]|\.(?=\s\d)){0,40}?\s+to\s+"
    r"(?P<who>[A-Z][^;“”\"]{2,120}?)\s+(?P<how>under|regarding|related\s+to|in\s+connection\s+with|for|in\s+respect\s+of|concerning)\s+"
    r"(?P<rest>.*)",
    re.S,
)
_TO_DEVELOP: Final = re.compile(
    r"(?:its|their)\s+(?:[a-z]+\s+)?(?:proposal|application|plan)\s+to\s+(?:develop|offer|launch|issue|test|pilot)\s+(?:an?\s+)?(?=[“\"])"
)
"""What says after an order which product it is for, before its name."""
_DESCRIBES: Final = re.compile(r"an?\s+(?!(?:year|month|period|term|duration|maximum|further)\b)[a-z]")
_CONDUCTED: Final = re.compile(
    r"\b(?:experiment|pilot|trial|test|project)\s+(?:(?:would|will)\s+be|is|is\s+being|was|to\s+be)\s+(?:conducted|run|carried\s+out|done)\s+by\s+"
    r"(?P<who>[A-Z][^;“”\"]{2,160}?)\s+to\s+(?P<what>(?:create|offer|provide|build|develop|test|launch|issue)\s+[^;]{4,200})"
)
_OPERATES: Final = re.compile(rf"\s*{_WHO}will\s+(?:operate|be\s+operating)\s+(?P<what>an?\s+[^;]{{4,240}})")
_FIRM: Final = r"[A-Z][\w&.'-]*(?:\s+(?:[A-Z(][\w&.')-]*|of|and|for)){0,6}(?:,\s+(?:Inc|Ltd|LLC|Co)\b\.?)?"
_WHICH: Final = re.compile(
    rf"(?P<who>{_FIRM}),\s+(?:(?:an?|the)\s+[^,;:]{{3,80}}?,?\s+)?(?:that|which|who)\s+(?:(?:will|is|are|plans\s+to|intends\s+to|aims\s+to)\s+)?"
    r"(?:be\s+)?(?:test|trial|pilot|launch|offer|provid|operat|run|issu|buil|develop|distribut)(?:e?s|e|l?ing|d|t)?\s+(?P<what>(?:an?|its|the)\s+[^;]+?)"
    rf"(?=,?\s+(?:and\s+)?(?:{_FIRM}),\s+(?:an?\s|the\s|that\s|which\s|who\s)|;|\.?\s*$)"
)
"""A firm, what it is, and what it will test."""
_OF_TESTS: Final = re.compile(r"\b(?:sandbox|pilot|trial|test(?:ing)?|no-action|compliance\s+assistance)\b", re.I)
_FEWEST: Final = 2
_ADMITS: Final = re.compile(
    r"\b(?:grant|admit|accept|approv|select|welcom|authori[sz]|allow|permit|licens|clear)", re.I
)
_LET_IN: Final = re.compile(r"\b(?:sandbox|approv|admi(?:t|ssion)|cohort|entit(?:y|ies)|participants?)\b", re.I)


def read_let_in_en(reading: Reading, sentence: Span) -> bool:
    """Read "A, a company that will test X, and B, which will offer Y" in a sentence that lets them in."""
    plain = reading.text.plain
    items = list(_WHICH.finditer(plain, *sentence)) if _ADMITS.search(plain, *sentence) else []
    groups = [reading.institutions.group(each.span("who")) for each in items]
    if len(items) < _FEWEST or not all(_may_apply(reading, each, POSSIBLE) for each in groups):
        return False
    for item, group in zip(items, groups, strict=True):
        what = trimmed(plain, item.span("what"), " \t\n,.")
        made = DraftedApplication(item.span(), description=reading.claim(what), institutions=reading.involved(group))
        reading.add(made)
    reading.used.append(sentence)
    return True


def read_issued_en(reading: Reading, sentence: Span) -> bool:
    """Read "issued an approval order to A and B under its sandbox", where a name in quotation marks may follow."""
    plain = reading.text.plain
    match = _ISSUED.search(plain, *sentence) if _OF_TESTS.search(plain, *sentence) else None
    group = reading.institutions.group(match.span("who")) if match else Group(())
    if match is None or not _may_apply(reading, group, POSSIBLE):
        return False
    develops = _TO_DEVELOP.match(plain, *match.span("rest"))
    quoted = quotations(plain, (develops.end(), sentence[1]))[:1] if develops else []
    if quoted:
        made = named(reading, quoted[0], quoted[0])
        made.institutions = reading.involved(group)
        reading.add(made)
    elif match["how"] == "for" and _DESCRIBES.match(match["rest"]):
        what = trimmed(plain, match.span("rest"), " \t\n.")
        reading.add(DraftedApplication(what, description=reading.claim(what), institutions=reading.involved(group)))
    else:
        reading.loose += reading.involved(group)
    reading.used.append(sentence)
    return True


def _may_apply(reading: Reading, group: Group, least: int) -> bool:
    """Whether institutions are surely enough ones, and none is a regulator or a common noun."""
    sure = group.members and group.certainty >= POSSIBLE and group.best >= least
    return bool(sure) and not any(is_common(reading, each) for each in group.members)


def read_granted_en(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form "A and B proposed an application of X", or "A was granted relief to do X"."""
    plain = reading.text.plain
    if quotations(plain, sentence):
        return False
    match = _PROPOSED.match(plain, *sentence) or _GRANTED.match(plain, *sentence)
    match = match or _CONDUCTED.search(plain, *sentence)
    if match is None and _LET_IN.search(plain, reading.sentence_at(sentence[0] - 1)[0], sentence[1]):
        match = _OPERATES.match(plain, *sentence)
    if match is None:
        return False
    who, what = match.span("who"), trimmed(plain, match.span("what"), " \t\n,.;")
    group = reading.institutions.group(who)
    if not group.members or group.certainty < POSSIBLE:
        group = subject_of(reading, who) or group
    if not _may_apply(reading, group, LIKELY) or reading.is_taken(what):
        return False
    reading.add(
        DraftedApplication(what, description=reading.claim(what), institutions=reading.involved(group))
    ).position = what
    reading.used.append(sentence)
    return True
