"""Labelled sentences: English ones such as "the name of the application is “X”, and the applicants are A and B"."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Involvement
from sandbox_atlas.graph.curation.drafting.grammar.agents import agents_after, names_at
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations

_THING: Final = r"(?:(?:innovati(?:ve|on)|pilot|test|fintech)\s+)*(?:application|project|product|service)"
_NAME: Final = re.compile(
    rf"\b(?:the\s+|its\s+)?(?:full\s+)?name\s+of\s+(?:the|this|that)\s+(?:[a-z]+\s+)?{_THING}\s*(?:is|was|:)\s*"
    rf"|\b(?:the|its)\s+(?:(?:innovati(?:ve|on)|pilot)\s+)?(?:application|project)\s+name\s*(?:is|was|:)\s*"
    rf"|\b(?:the|this|its)\s+(?:[a-z]+\s+)?{_THING}\s+is\s+(?:named|called|entitled|titled)\s+(?=[“\"])",
    re.I,
)
"""What says that a name of an application follows."""
_WHO: Final = re.compile(
    r"\b(?:the\s+|its\s+|whose\s+)?(?:applicants?|appl(?:ication|icant|ying)\s+(?:institution|unit|agenc|entit|organi[sz]ation)"
    r"(?:s|y|ies)?|declar(?:ing|ation)\s+(?:institution|unit|agenc)(?:s|y|ies)?)\s*(?:is|are|was|were|:)\s*",
    re.I,
)
"""What says that those who apply follow."""
_ENDS: Final = re.compile(
    r"[;。]|,\s+(?:and\s+)?(?:(?:the|its|whose|which|that|it)\b|(?:jointly\s+)?(?:applied|declared|submitted)\b)"
    r"|\s+and\s+(?:the|its)\s+(?:applica|apply|declar)|\.(?:\s|$)",
    re.I,
)
"""Where a name ends that such words introduce."""
_LONGEST: Final = 160


def read_labelled_en(reading: Reading, sentence: Span) -> bool:
    """Read a sentence that says what the names of applications are, and who applies; return whether it was one."""
    plain = reading.text.plain
    labels = list(_NAME.finditer(plain, *sentence))
    names = [_name(plain, (label.end(), sentence[1])) for label in labels]
    if not names or any(not 0 < name[1] - name[0] <= _LONGEST or reading.is_taken(name) for name in names):
        return False
    first = _WHO.search(plain, sentence[0], labels[0].start())
    stops = [*(label.start() for label in labels[1:]), sentence[1]]
    starts = [sentence[0], *(name[1] for name in names[:-1])]
    for label, name, start, stop in zip(labels, names, starts, stops, strict=True):
        made = named(reading, name, (label.start(), name[1]))
        beside = (start, label.start()) if first else (name[1], stop)
        made.institutions = _who(reading, beside)
        if not made.institutions and not first:
            made.institutions = _after(reading, name[1], stop, is_last=stop == sentence[1])
        made.type = made.type or reading.type_in((name[1], stop))
        made.details = (name[1], stop)
        reading.add(made)
    reading.used.append(sentence)
    return True


def _name(plain: str, span: Span) -> Span:
    """The name with which words begin, up to what is said of it."""
    quoted = quotations(plain, span)[:1]
    begin = quoted[0][1] if quoted and quoted[0][0] == span[0] else span[0]
    end = _ENDS.search(plain, begin, span[1])
    return trimmed(plain, (span[0], end.start() if end else span[1]), " \t\n,.;")


def _who(reading: Reading, span: Span) -> list[Involvement]:
    """The institutions after the words that say who applies."""
    label = _WHO.search(reading.text.plain, *span)
    group = names_at(reading, label.end(), span[1]) if label else None
    return reading.involved(group, APPLICANT) if group else []


def _after(reading: Reading, start: int, stop: int, *, is_last: bool) -> list[Involvement]:
    """The institutions of "jointly applied for by A and B" after a name, or of the sentence "The applicants are …"."""
    roles, _ = agents_after(reading, start, stop)
    if roles:
        return [each for group, role in roles for each in reading.involved(group, role)]
    if not is_last:
        return []
    begin = re.compile(r"[\s.”\"]*").match(reading.text.plain, stop)
    at = begin.end() if begin else stop
    following = reading.sentence_at(at)
    label = _WHO.match(reading.text.plain, at)
    if label is None or following[0] < stop:
        return []
    group = names_at(reading, label.end(), following[1])
    if group is None or group.best < LIKELY:
        return []
    reading.used.append(following)
    return reading.involved(group)
