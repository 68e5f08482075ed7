"""English subjects and objects: institutions with what they are, names with what they are, in one clause."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import top_level
from sandbox_atlas.graph.curation.drafting.telling_words import KINDS

TITLE: Final = re.compile(r"(?:[A-Z0-9][\w'&.+-]*)(?:\s+(?:(?:[A-Z0-9][\w'&.+-]*)|of|for|the|&|\d+))*")
"""Words in capitals, as names of products are written."""
QUOTED: Final = r"[“\"][^“”\"\n]{2,80}[”\"]"
NAME: Final = rf"(?:{QUOTED}|{TITLE.pattern})"
_TITLE_HELD: Final = (
    r"(?!(?:an?|the|its|their)?\s*(?:[\w-]+\s+){0,3}(?:CEO|CFO|chief|chair\w*|director|head|president|governor|minister|commissioner"
    r"|co-founder|founder|spokes\w+|analyst|professor|lawyer|author|officer|editor|reporter|economist|secretary)\b)"
)
"""No office that a person holds."""
_APPOSED: Final = re.compile(
    r"(?P<who>[A-Z][^,]*(?:,\s+(?:Inc|Ltd|LLC|Co)\b\.?,?(?:\s+Ltd\.?)?)?),\s+"
    + _TITLE_HELD
    + r"(?:an?|the|of|from|which|whose|one|part|formerly|based|headquartered|founded|backed|owned|known|maker|developer"
    r"|operator|itself)\b"
    r"(?:(?!,\s+(?:is|are|was|were|will|has|have|plans|intends)\s)[^.;])*?,?"
)
"""An institution, and what it is."""
_ONE_OF: Final = re.compile(
    rf"(?:The|A|An|Another|One)\s+(?:[\w-]+\s+){{0,4}}?(?:participant|entrant|innovator|applicant|tester|newcomer|member|one|{KINDS})s?,\s+"
    r"(?P<who>[A-Z][^,]*),?"
)
"""The sixth participant, X."""
_KIND: Final = re.compile(
    rf"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur)\s+)?(?:[\w'’]*[a-z][\w'’-]*\s+){{0,4}}?(?:{KINDS}|Start-?up|Fintech|Insurtech|Insurer|Lender)s?,?\s+(?P<who>[A-Z].*)",
    re.S,
)
"""Insurance start-up X."""
_PARTNER: Final = re.compile(
    r"(?P<who>[A-Z].*?)\s+and\s+(?:its|their)\s+(?:[a-z-]+\s+)?partners?,?\s+(?P<partner>.+)", re.S
)
"""X and its technology partner Y."""
_LEAD: Final = re.compile(
    r"(?:(?:Meanwhile|Separately|Also|Finally|Next|Elsewhere|Lastly|First|Second|Third|In addition|For its part|In turn"
    r"|By contrast|Similarly|And|Among (?:them|others)|In [a-z]+(?: [a-z]+)?|On the [a-z]+ side),?\s+)+"
)
_CALLED: Final = re.compile(
    rf"(?P<what>.+?),?\s+(?:called|named|known as|dubbed|branded|under the name(?: of)?)\s+"
    rf"(?P<name>{QUOTED}|{TITLE.pattern})"
    r"(?P<rest>(?:,|\s+(?:to|for|in|that|which|on|using|with)\b).*)?",
    re.S,
)
_THEN: Final = re.compile(
    rf"(?:(?:its|their|a|an|the)\s+)?(?P<name>{QUOTED}|{TITLE.pattern})(?P<rest>,\s+(?:an?|the|its|which|whose|where|designed"
    r"|aimed|built|based)\b.*|\s+(?:to|for|that|which|using)\s+.*)",
    re.S,
)
"""A name, and what it is."""
_AND_A: Final = re.compile(r"\s*(?:,|,?\s+and)\s+(?=an?\s+[a-z])")
_APPOSITION: Final = re.compile(r"(?:an?|the|its|which|whose|where|that)\b|[a-z]")


def subject_of(reading: Reading, span: Span) -> Group | None:
    """The institutions that words before a verb name, with what they are; None where they name none for sure enough."""
    plain = reading.text.plain
    span = trimmed(plain, span, " \t\n,")
    lead = _LEAD.match(plain, *span)
    span = (lead.end() if lead else span[0], span[1])
    for pattern in (_ONE_OF, _APPOSED, _KIND):
        match = pattern.fullmatch(plain, *span)
        if match:
            group = reading.institutions.group(trimmed(plain, match.span("who"), " ,"))
            certain = POSSIBLE if len(group.members) == 1 else LIKELY
            if group.members and group.certainty >= certain:
                return group
    return None


def with_partner(reading: Reading, span: Span) -> tuple[Group, Group] | None:
    """The institutions of "X and its partner, the start-up Y"; None where the words are not of that form."""
    match = _PARTNER.fullmatch(reading.text.plain, *trimmed(reading.text.plain, span, " \t\n,"))
    if match is None:
        return None
    groups = [
        subject_of(reading, each) or reading.institutions.group(each)
        for each in (match.span("who"), trimmed(reading.text.plain, match.span("partner"), " ,"))
    ]
    found = all(group.members and group.certainty >= POSSIBLE for group in groups)
    return (groups[0], groups[1]) if found else None


def apposed_names(plain: str, span: Span) -> list[tuple[Span, Span | None]]:
    """The names in words such as "A, a loan service, and B, which pays", with what is said of each.

    There are at least two names, or one of which something is said; none in other words.
    """
    called = _CALLED.fullmatch(plain, *span)
    if called and "," not in called["what"]:
        return [(called.span("name"), called.span("what"))]
    found: list[tuple[Span, Span | None]] = []
    for part in _parts(plain, span):
        if re.compile(QUOTED).fullmatch(plain, *part) or TITLE.fullmatch(plain, *part):
            found.append((part, None))
        elif found and found[-1][1] is None and _APPOSITION.match(plain, *part):
            found[-1] = (found[-1][0], part)
        elif found and found[-1][1] and plain[part[0]].islower():
            found[-1] = (found[-1][0], (found[-1][1][0], part[1]))
        else:
            found = []
            break
    if len(found) > 1 or (found and found[0][1]):
        return found
    then = _THEN.fullmatch(plain, *span)
    return [(then.span("name"), then.span("rest"))] if then else []


def _parts(plain: str, span: Span) -> list[Span]:
    """The parts between commas, without "and" before them."""
    found = []
    for part in top_level(plain, span, ","):
        lead = re.compile(r"\s*(?:and\s+)?").match(plain, *part)
        found.append(trimmed(plain, (lead.end() if lead else part[0], part[1]), " \t\n."))
    return [part for part in found if part[0] < part[1]]


def one_each(plain: str, what: Span, number: int) -> list[Span]:
    """The descriptions in "a wallet and a model", where there are as many as wanted; else none."""
    found, start = [], what[0]
    for match in _AND_A.finditer(plain, *what):
        found.append((start, match.start()))
        start = match.end()
    found.append((start, what[1]))
    return found if len(found) == number > 1 else []
