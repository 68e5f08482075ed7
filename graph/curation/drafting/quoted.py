"""Quoted names: who applies with “name”, by the words before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import (
    labelled_clauses,
    more_clauses,
    one_role,
    role_of,
)
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Involvement
from sandbox_atlas.graph.curation.drafting.grammar.agents import agents_after, agents_before
from sandbox_atlas.graph.curation.drafting.grammar.place_names import is_place
from sandbox_atlas.graph.curation.drafting.grammar.shorts import is_short_of
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import tail_after
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.windows import REACH, around
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB, APPLICATIONS, PRODUCT_END, TOGETHER, TYPES, VERBS

_GENERIC: Final = rf"(?:创新|试点|测试|这一|该|一)?(?:{APPLICATIONS}|系统|平台|业务|创新实验|创新应用)(?:案)?"
_VERB: Final = re.compile(
    rf"(?P<how>{TOGETHER})(?P<verb>(?:{ANY_VERB})(?:\s*(?:并|、|和|与|and)?\s*(?:{ANY_VERB}))*)(?!社|银行|公司|集团|有限|中心|院|部门|商|机构|单位|方|人)",
    re.I,
)
_LINK: Final = re.compile(
    rf"\s*(?:(?:此次|本次|这次|同期|率先|成功)?(?:入选|入围|获批|登记))?(?:了|的|之|其)*\s*"
    rf"(?:{'|'.join(p.pattern for p in TYPES.values())})?\s*(?:{_GENERIC})?\s*则?(?:为"
    rf"|是|有|名为|包括|:)?\s*$",
    re.I,
)
_STARTS: Final = re.compile(
    r"[,;:。]|分别是|分别为|包括了|包含了|包括|其中|还有|以及|(?<!华)为|是|由|有(?!限)|即|批准|核准|同意|准予"
    r"|\b(?:Approves?|Admits?|Accepts?|Grants?|Selects?|Welcomes?|Clears?|Picks?|Announces?)\b"
    r"|\b(?:are|is|include|including|and|by|from|namely|with|that)\b",
    re.I,
)
_TESTS: Final = re.compile(
    rf"{APPLICATIONS}|试点|入选|公示|测试|试办|sandbox|cohort|batch|announc|accept|approv|admit|select|chosen|\bfirms\b|participant",
    re.I,
)
_SHORTEST_NAME: Final = 5
"""Characters of a name in a bracket after an institution; what is shorter is its short name."""
_APPLIES: Final = re.compile(VERBS["applicant"], re.I)
_VERB_LENGTH: Final = 4
_JOINS: Final = re.compile(
    "面向|用于|旨在|可|主要|已|能|帮助|提供|运用|采用|通过|利用|致力|实现|获|入选|和|与|及|以及|、|是|为|的|由|等|将|在"
)
_NO_TAIL: Final = re.compile(rf"{_JOINS.pattern}|[\d一二两三四五六七八九十]+[个项款件]")
"""How words after a quotation begin that do not belong to the name."""
_DOCUMENT: Final = re.compile(
    r"《[^《》\n]{2,60}(?:规划|办法|通知|意见|条例|实施方案|工作方案|规范|指引|细则|公告|声明书|报告|指南|白皮书|行动计划)(?:\([^()]{1,20}\))?》"
    r"|“[^“”\n]{2,60}(?:办法|条例|要点|指引|实施方案|工作方案|行动计划|白皮书)”"
)
"""The title of a document, which is no application."""
_EARLIER: Final = re.compile(
    r"(?:此前|早前|先前|早在)[^。;\n“”《》]{0,30}(?:上线|推出|发布|投产|落地)(?:了|的|过)?[^,。;\n“”《》]{0,6}$"
)
"""What says before a name that it came before, outside the sandbox."""
_FIRM: Final = r"(?!(?:Approves?|Admits?|Accepts?|Grants?|Selects?|Welcomes?|Clears?|Picks?|Announces?) )[A-Z][\w&.-]*"
_FOLLOWS: Final = re.compile(r"[的了\s,、和与并及由]*")
_ALSO: Final = re.compile(rf"(?:并|和|、|及)(?P<verb>{ANY_VERB})")
_CHAINED: Final = re.compile(r"^[\s,、;和与并及]+")
_AFTER_BY: Final = re.compile(
    rf"^\s*[”\"]?(?P<tail>[^,。;:()\n“”]{{0,24}}?)\s*,?\s*(?:是|为)?由(?P<who>[^。;\n]+?)(?:提出)?(?P<how>{TOGETHER})(?P<verb>{ANY_VERB})(?!银行|公司|集团|中心|院)",
    re.I,
)
_AFTER_LABEL: Final = re.compile(
    r"^\s*(?P<tail>[^,。;:()\n“”]{0,24}?)\s*[,(]?\s*(?:的)?(?:主要)?(?:申请|申报|测试|试点|参评)(?:机构|单位|主体|人|方|公司)(?:分别|依次)?(?:为|是|有|包括|:)\s*(?P<who>[^。;\n]+)"
)


@dataclass(frozen=True)
class Applied:
    """Who applies with a quoted name.

    Attributes:
        groups: The institutions by role.
        span: The words that say so.
        tail: Where the name ends, which may go on after the quotation.
    """

    groups: tuple[tuple[Group, str], ...]
    span: Span
    tail: int

    def involvements(self, reading: Reading) -> list[Involvement]:
        """The institutions in their roles."""
        return [each for group, role in self.groups for each in reading.involved(group, role)]


def applied(reading: Reading, quotation: Span, left: int, right: int) -> Applied | None:
    """Who applies with a quoted name; None where the words around it do not say.

    Args:
        reading: The reading.
        quotation: The quotation, its marks included.
        left: Where the words before it begin that may belong to it.
        right: Where the words after it end.
    """
    left, right = max(left, quotation[0] - REACH), min(right, quotation[1] + REACH)
    if reading.is_programme(reading.text.plain_of(quotation)):
        return None
    if _DOCUMENT.fullmatch(reading.text.plain_of(quotation)) or _EARLIER.search(reading.text.plain, left, quotation[0]):
        return None
    if _is_alias(reading, quotation, left):
        return None
    tail = _tail(reading, quotation, right)
    groups = _before(reading, (left, quotation[0]))
    extra, end = _after(reading, (quotation[1], right))
    if groups and not extra:
        extra, end = labelled_clauses(reading, quotation[1], right)
    if groups and extra and len(groups) == 1:
        groups = [*groups, *((group, role) for group, role in extra if role != APPLICANT)]
    found = groups or extra
    if not found or (_are_regulators(found) and not _apply(reading, found, quotation)):
        return None
    start = min(member.span[0] for group, _ in found for member in group.members)
    return Applied(tuple(found), (min(start, quotation[0]), max(end if extra else tail, tail)), tail)


def _is_alias(reading: Reading, quotation: Span, left: int) -> bool:
    """Whether a quotation alone in a bracket is what the institution before it is called in short."""
    plain = reading.text.plain
    if plain[quotation[0] - 1 : quotation[0]] != "(" or plain[quotation[1] : quotation[1] + 1] != ")":
        return False
    group = who_at_end(reading, (left, quotation[0] - 1), POSSIBLE)
    short = plain[quotation[0] + 1 : quotation[1] - 1]
    if group is None or PRODUCT_END.search(short):
        return False
    return len(short) < _SHORTEST_NAME or any(is_short_of(short, plain[slice(*each.span)]) for each in group.members)


def _tail(reading: Reading, quotation: Span, right: int) -> int:
    """Where the name ends: after words of what it names, as in “name” loan product, but not after "application"."""
    match = re.compile(r"([^\s,。;:()、\n“”《》\"]{2,24}?)(?=[,。;:()、\n]|由|和|与|及|以及|$)").match(
        reading.text.plain, quotation[1], right
    )
    if not match or re.fullmatch(_GENERIC, match[1]) or not PRODUCT_END.search(match[1]) or _NO_TAIL.match(match[1]):
        return tail_after(reading, quotation[1], right)
    return match.end(1)


def _before(reading: Reading, span: Span) -> list[tuple[Group, str]]:
    """The institutions of the words before a name, with what they did if the words say it."""
    plain = reading.text.plain
    possessive = re.search(r"'s?\s*(?:new |joint |proposed )?$", plain[span[0] : span[1]])
    if possessive and _speaks_of_tests(reading, span) and re.search("[A-Za-z]", plain[span[0] : span[1]]):
        owner = (span[0], span[0] + possessive.start())
        group = who_at_end(reading, owner, LIKELY) or _owner(reading, owner, span[1])
        return [(group, APPLICANT)] if group else []
    before = plain[slice(*span)].rstrip()[-1:]
    if before in (";", "。", ":"):
        return []
    if told := agents_before(reading, *span):
        return told
    verbs = [m for m in _VERB.finditer(plain, *span) if not _inside_known(reading, m.span("verb"), span)]
    if verbs and _LINK.fullmatch(plain, verbs[-1].end(), span[1]):
        return _clauses(reading, span[0], verbs)
    if before in (",", "、") or not _speaks_of_tests(reading, span):
        return []
    link = _LINK.search(plain, *span)
    end = link.start() if link else span[1]
    group = who_at_end(reading, (span[0], end), LIKELY)
    return [(group, APPLICANT)] if group else []


def _speaks_of_tests(reading: Reading, span: Span) -> bool:
    """Whether the paragraph speaks of applications or admission, so that “X's “name”” is one that is tested."""
    return _TESTS.search(reading.text.plain, *around(reading.text.plain, span, "\n")) is not None


def _owner(reading: Reading, span: Span, quotation: int) -> Group | None:
    """The unknown firm of "Firm's “Title”": words in capitals that are no place, before a title in capitals."""
    plain = reading.text.plain
    words = re.compile(rf"(?:{_FIRM}[ ]){{0,2}}{_FIRM}$").search(plain, *span)
    title = re.compile(r"[“《\"'][A-Z][\w-]*(?: [A-Z0-9][\w-]*){0,5}[”》\"']").match(plain, quotation)
    if not words or not title or "andbox" in title.group() or is_place(reading, words.group()):
        return None
    group = reading.institutions.group(words.span())
    if group.certainty < POSSIBLE:
        return None
    reading.find("unknown-institution", "Nothing but its place says that this is an institution.", words.span(), "note")
    return group


def _inside_known(reading: Reading, verb: Span, span: Span) -> bool:
    mentions = reading.institutions.known_in(span)
    return any(m.span[0] <= verb[0] and verb[1] <= m.span[1] for m in mentions)


def _clauses(reading: Reading, start: int, verbs: list[re.Match[str]]) -> list[tuple[Group, str]]:
    """The institutions before each of several verbs that follow each other: "X submitted and Y developed"."""
    found: list[tuple[Group, str]] = []
    for number in range(len(verbs) - 1, -1, -1):
        begin = verbs[number - 1].end() if number else start
        group = who_at_end(reading, (begin, verbs[number].start()), POSSIBLE)
        if not group:
            break
        found.insert(0, (group, role_of(verbs[number]["verb"])))
        if number and not _FOLLOWS.fullmatch(reading.text.plain, begin, group.members[0].span[0]):
            break
    return one_role(found)


def who_at_end(reading: Reading, span: Span, least: int) -> Group | None:
    """The institutions at the end of certain words: from the earliest place from which all of them are names."""
    plain = reading.text.plain
    lead = _CHAINED.match(plain[span[0] : span[1]])
    begin = span[0] + (lead.end() if lead else 0)
    starts = [begin, *(m.end() for m in _STARTS.finditer(plain, begin, span[1]))]
    for start in starts:
        part = trimmed(plain, (start, span[1]), " \t\n,、")
        if part[0] >= part[1]:
            continue
        group = reading.institutions.group(part)
        whole = start == begin and group.best >= LIKELY and not HAN.search(plain, *part)
        needed = max(least, LIKELY if not whole and re.search("[,;]", plain[part[0] : part[1]]) else least)
        if group.members and group.certainty >= needed:
            return group
    return None


def _after(reading: Reading, span: Span) -> tuple[list[tuple[Group, str]], int]:
    """The institutions of the words after a name, and where they end."""
    words = reading.text.plain_of(span)
    for pattern in (_AFTER_BY, _AFTER_LABEL):
        match = pattern.match(words)
        if not match:
            continue
        if several := _several(reading, span, match):
            return several
        verb = match.groupdict().get("verb")
        who = (span[0] + match.start("who"), span[0] + match.end("who"))
        group = who_at_end(reading, who, POSSIBLE)
        if group and not (verb and not _APPLIES.search(verb) and all(member.regulator for member in group.members)):
            role = role_of(verb) if verb else APPLICANT
            return one_role([(group, role)]) if role != "technology provider" else [(group, role)], who[1]
    found, end = agents_after(reading, *span)
    return (found, end) if found else _bracketed(reading, span)


def _several(reading: Reading, span: Span, match: re.Match[str]) -> tuple[list[tuple[Group, str]], int] | None:
    """The institutions of words after a name that give more than one role; None where they give one, or none."""
    start = span[0] + match.start("who")
    found: list[tuple[Group, str]]
    end = span[0] + match.end()
    if match.re is _AFTER_LABEL:
        found, end = labelled_clauses(reading, span[0] + match.end("tail"), span[0] + match.end("who"))
    else:
        further, end = more_clauses(reading, end, span[1])
        first = who_at_end(reading, (start, span[0] + match.end("who")), POSSIBLE)
        also = _ALSO.match(reading.text.plain, span[0] + match.end())
        found = [(first, role_of(match["verb"])), *further] if first else []
        if first and also and not further:
            found, end = [*found, (first, role_of(also["verb"]))], also.end()
    if len({role for _, role in found}) < 2 or any(
        not group.members or group.certainty < POSSIBLE for group, _ in found
    ):
        return None
    return one_role(found), end


def _bracketed(reading: Reading, span: Span) -> tuple[list[tuple[Group, str]], int]:
    match = re.match(r"[^\s,。;:()、\n“”]{0,24}\s*\(([^()]+(?:\([^()]*\)[^()]*)*)\)", reading.text.plain_of(span))
    if not match:
        return [], span[0]
    before = reading.text.plain[max(0, span[0] - REACH) : span[0]]
    if _stands_in(match[1], before[max(before.rfind("“"), before.rfind("《")) :]):
        return [], span[0]
    group = reading.institutions.group((span[0] + match.start(1), span[0] + match.end(1)))
    return (
        ([(group, APPLICANT)], span[0] + match.end())
        if group.certainty >= POSSIBLE and group.best >= LIKELY
        else ([], span[0])
    )


def _stands_in(short: str, name: str) -> bool:
    """Whether all signs of a short name stand in another in the same order, so that it is the same in short."""
    rest = iter(name)
    return all(sign in rest for sign in short)


def _apply(reading: Reading, found: list[tuple[Group, str]], quotation: Span) -> bool:
    """Whether a word of applying stands between institutions and a name, or right after these."""
    spans = [quotation, *(member.span for group, _ in found for member in group.members)]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    outside = ((start, quotation[0]), (quotation[1], end + _VERB_LENGTH))
    return any(_APPLIES.search(reading.text.plain, *span) for span in outside)


def _are_regulators(found: list[tuple[Group, str]]) -> bool:
    return all(member.regulator for group, _ in found for member in group.members)
