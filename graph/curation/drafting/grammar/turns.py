"""Turns: two names, and in the next sentence who applies with the one and with the other: 前者由A申报，后者由B申报."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import VERB
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.english import NAME
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.runs import runs_of
from sandbox_atlas.graph.curation.drafting.telling import is_common

_DONE: Final = (
    rf"(?:(?:is|was|has been|will be)\s+(?:being\s+)?)?(?:jointly\s+)?(?:{VERB})\s+(?:jointly\s+)?(?:by|from)\s+"
)
_TURNS: Final = re.compile(
    r"\s*(?:of\s+(?:these|them|the\s+two),?\s+)?"
    r"(?:the\s+(?P<sure>former|first)(?:\s+(?:one|application|project))?|one(?:\s+(?:of\s+(?:them|these|the\s+two)|application))?)"
    rf"\s+{_DONE}(?P<first>[^;.]+?),?\s+(?:(?:and|while|whereas|with)\s+)?"
    r"the\s+(?:latter|second|other)(?:\s+(?:one|application|project))?"
    rf"\s+(?:{_DONE}|by\s+)(?P<other>[^;]+?)\.?\s*",
    re.I,
)
_UNIT: Final = r"[项个款件](?:创新)?(?:应用|项目|产品|服务)?"
_VERB_ZH: Final = (
    "(?:共同|联合|牵头|单独|独立)*(?:申报|申请|提交|提出|报送|发起|牵头|运营|实施|推出|负责|测试)(?:的|实施|测试)?"
)
_TURNS_ZH: Final = re.compile(
    rf"\s*(?:(?:其中|这两项中),?)?(?:(?P<sure>前者|(?:第一|首){_UNIT})|一{_UNIT})(?:是|系|则)?由(?P<first>[^,;。]+?){_VERB_ZH}"
    r"(?:,(?:并|且)?(?:与|和|同|联同|携手)(?P<beside>[^,;。]+?)(?:共同|联合|联手|携手)?(?:合作|开展|实施|推出|测试)*)?"
    rf"[,;、]?(?:而)?(?:后者|第二{_UNIT}|另外?一{_UNIT}|另{_UNIT})(?:则|是|系)*由(?P<other>[^,;。]+?){_VERB_ZH}。?\s*"
)
_BEHIND: Final = re.compile(rf"[,;](?={_TURNS_ZH.pattern}$)")
_RESPECTIVE: Final = re.compile(
    r";(?=(?:其)?(?:对应|相应)?的?(?:申请|申报|试点|参与|测试)(?:机构|单位|主体)则?(?:分别|依次)(?:为|是))"
)
_TWO: Final = re.compile(
    rf"\b(?i:two|2|both)\s+[^.:,]{{0,60}}?(?:,|:|,?\s+namely|\bare)\s+(?P<one>{NAME})\s+and\s+(?P<two>{NAME})\s*\.?\s*$"
)
"""Two names at the end of a sentence that counts two."""
_BOTH: Final = re.compile(
    rf"\s*(?P<one>{NAME})\s+and\s+(?P<two>{NAME})\s+(?:are|were|ha(?:d|ve)\s+been)\s+"
    r"(?:admitted|accepted|selected|approved|chosen|added)\b"
)
"""Two names that are admitted."""


def turns_from(plain: str, sentence: Span) -> int:
    """Where the part of a sentence begins that says it of each in turn; the sentence itself where none does."""
    found = _BEHIND.search(plain, *sentence) or _RESPECTIVE.search(plain, *sentence)
    return found.end() if found else sentence[0]


def read_turns(reading: Reading, sentence: Span) -> bool:
    """Read who applies with the one and the other of two applications; return whether the sentence says so.

    They are joined where the words have an order: the former and the latter, the first and the second. "One" and "the
    other" may be either, so that a finding asks.
    """
    plain = reading.text.plain
    match = _TURNS.fullmatch(plain, *sentence) or _TURNS_ZH.fullmatch(plain, *sentence)
    groups = [reading.institutions.group(trimmed(plain, match.span(of))) for of in ("first", "other")] if match else []
    if match is None or not all(_are_firms(reading, group) for group in groups):
        return False
    waiting = _waiting(reading, sentence)
    if len(waiting) < 2:
        return False
    if match["sure"] and len(waiting) == 2:
        for application, group in zip(waiting, groups, strict=True):
            application.institutions = reading.involved(group, APPLICANT)
        if match.groupdict().get("beside"):
            waiting[0].institutions += reading.involved(reading.institutions.group(match.span("beside")), "partner")
        reading.used.append(sentence)
        return True
    names = ", ".join(f"“{each.name.value}”" for each in waiting if each.name)
    firms = [reading.text.of((group.members[0].span[0], group.members[-1].span[1])).strip() for group in groups]
    message = (
        f"Who applies with which of {names}: “{firms[0]}” with one, “{firms[1]}” with another. Look in another source."
    )
    reading.find("order-unclear", message, sentence)
    reading.loose += [each for group in groups for each in reading.involved(group, APPLICANT)]
    reading.used.append(sentence)
    return True


def _are_firms(reading: Reading, group: Group) -> bool:
    return (
        bool(group.members)
        and group.certainty >= POSSIBLE
        and not any(is_common(reading, each) for each in group.members)
    )


def _waiting(reading: Reading, sentence: Span) -> list[DraftedApplication]:
    """The applications before a sentence that nobody has applied with, those that the sentence before names too."""
    found: list[DraftedApplication] = []
    for each in sorted(reading.applications, key=lambda each: each.position)[::-1]:
        if each.position[0] > sentence[0]:
            continue
        if each.institutions or each.name is None:
            break
        found.insert(0, each)
    return found or _named_before(reading, sentence)


def _named_before(reading: Reading, sentence: Span) -> list[DraftedApplication]:
    """The two applications that the sentence before names; none where it names others too, or not two."""
    plain, before = reading.text.plain, reading.sentence_at(sentence[0] - 1)
    runs = runs_of(plain, before)
    match = _TWO.search(plain, *before) or _BOTH.match(plain, *before)
    names = (
        [match.span(of) for of in ("one", "two")] if match else runs[0] if len(runs) == 1 and len(runs[0]) == 2 else []
    )
    if any(reading.is_taken(name) or reading.institutions.one(name).certainty >= LIKELY for name in names):
        return []
    names = [trimmed(plain, name, " .") for name in names]
    return [reading.add(named(reading, name, name)) for name in names]
