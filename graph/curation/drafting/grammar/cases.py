"""Cases: Chinese headings that call an application by who applies, over the words that describe it: 一、A申請案."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.chinese import facts_in
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, quotations, sentences_of
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END

_HEADING: Final = re.compile(
    r"(?P<who>[^,;。:“”\n]{3,60}?)(?:所|共同|联合)*(?:申请|申报|提出|提交)?(?:的|之)?(?:创新)?(?:申请|申报|实验|试办|测试)案(?:件)?"
    r"(?:\([^()\n]{1,20}\))?\s*(?::\s*(?P<rest>\S.*))?"
)
_OTHER_MARK: Final = re.compile(r"[ \t]*[一二三四五六七八九十]{1,3}[、.]")
_WITH: Final = re.compile(
    r"(?:与|和|跟|同|携手|联同|伙拍)(?P<who>[^,;。:“”\n与和同]{2,40}?)(?:进行|展开)?(?:异业)?(?:合作|共同|一起|联手)"
)
_MOST_LINES: Final = 4
_SHORTEST: Final = 8


@dataclass(frozen=True)
class _Case:
    """A heading with who applies, and the words under it or behind it."""

    group: Group
    body: Span
    last: int


def read_cases(reading: Reading) -> None:
    """Read all headings with a mark that name who applies and call it an application, with what describes it."""
    for number in range(len(reading.lines)):
        case = _case(reading, number) if number not in reading.done else None
        if case is None:
            continue
        line = reading.lines[number]
        made = _named(reading, case) or _described(reading, case)
        made.institutions = reading.involved(case.group, APPLICANT) + made.institutions
        made.position = (line[0], max(line[1], made.position[1]))
        reading.add(made).details = case.body
        reading.done.update(range(number, case.last + 1))
        reading.used.extend(reading.lines[number : case.last + 1])


def _case(reading: Reading, number: int) -> _Case | None:
    plain, line = reading.text.plain, reading.lines[number]
    mark = MARK.match(plain, *line)
    match = _HEADING.fullmatch(plain, *trimmed(plain, (mark.end(), line[1]), " \t\n。")) if mark else None
    group = reading.institutions.group(match.span("who")) if match else Group(())
    if match is None or group.certainty < LIKELY or any(each.regulator for each in group.members):
        return None
    last = number
    while last + 1 < len(reading.lines) and last - number < _MOST_LINES and _goes_on(reading, last + 1):
        last += 1
    start = match.start("rest") if match["rest"] else reading.lines[min(number + 1, last)][0]
    body = trimmed(plain, (start, reading.lines[last][1]))
    return _Case(group, body, last) if body[1] - body[0] >= _SHORTEST and (match["rest"] or last > number) else None


def _goes_on(reading: Reading, number: int) -> bool:
    """Whether a line belongs to the heading over it: no heading of its own, and not yet read."""
    line = reading.lines[number]
    return number not in reading.done and not _OTHER_MARK.match(reading.text.plain, *line)


def _named(reading: Reading, case: _Case) -> DraftedApplication | None:
    """The application of the only name that the words quote."""
    first = next(sentences_of(reading.text.plain, case.body))
    names = [
        each
        for each in quotations(reading.text.plain, first)
        if is_name(inside := reading.text.plain_of(each)[1:-1]) and PRODUCT_END.search(inside)
    ]
    return (
        named(reading, names[0], names[0])
        if len(names) == 1 and not reading.is_programme(reading.text.plain_of(names[0]))
        else None
    )


def _described(reading: Reading, case: _Case) -> DraftedApplication:
    """The application that the first sentence of the words describes, with the partners that it names."""
    plain = reading.text.plain
    first = trimmed(plain, next(sentences_of(plain, case.body)), " \t\n。")
    made = DraftedApplication(first, description=reading.claim(first))
    own = {reading.text.of(each.span) for each in case.group.members}
    found = [(fact.group, fact.role) for fact in facts_in(reading, first) if fact.role != APPLICANT]
    found += [(reading.institutions.group(match.span("who")), "partner") for match in _WITH.finditer(plain, *first)]
    for group, role in [each for each in found if each[0].certainty >= LIKELY]:
        made.institutions += [each for each in reading.involved(group, role) if each.name.value not in own]
    return made
