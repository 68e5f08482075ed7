"""Told items: sentences that name one application and say in further clauses who applies with it and how it works."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.belonging import is_about_leaving
from sandbox_atlas.graph.curation.drafting.clauses import one_role
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.grammar.chinese import facts_in, role_of_verb, roles_in
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, quotations, top_level
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, PRODUCT_END

_ENUMERATED: Final = re.compile(
    r"\s*(?:(?:另|还有?|再|最后|其中)一[个项款]|另外[一两][个项款]|其[一二三四五六七八九十](?!他)|第[一二三四五六七八九十\d]{1,2}[个项款]"
    r"|第?[一二三四五六七八九十]{1,2}(?=是|为)|首先|其次|再次|最后|首个|首项|末项)"
    r"(?:创新)?(?:应用|项目|产品)?,?(?:分别)?(?:为|是|则?是|名为|叫|叫做|:)?\s*"
)
_OWNED: Final = re.compile(
    r"\s*(?:(?:此外|另外?|同时|其中|还有),?)?由?(?P<who>[^,;。“”《》的]{3,60}?)(?:共同|联合|合作|独立|单独)*"
    r"(?P<verb>申报|申请|提交|牵头(?:申报)?)的(?P<name>[^,;。“”《》:]{6,40}?)"
    r"(?:(?:也|亦|均|则|同样|成功|一并|入围|入选|在列|获批|上榜|纳入)[^,;。]{0,12})?(?=[,;。]|$)"
)
_POSSESSED: Final = re.compile(r"(?P<who>[^,;。“”《》的]{3,40})的(?P<name>[^,;。]{5,40})")
_NAMED_AS: Final = re.compile("(?:名为|名称为|命名为|称为|叫做?)\\s*$")
_THAT_BY: Final = re.compile("[,;]该(?:应用|项目|产品|服务|系统|平台)(?:是|系)?由")
_FROM: Final = re.compile(
    r"\s*(?:(?:其中|另外?|此外|还有),?)?(?:一[个项款]是)?(?P<name>[^,;。“”:的]{4,30}?)(?:来自于?|出自|由)"
    r"(?P<who>[^,;。“”]{3,60}?)(?:共同|联合|合作)?(?:申报|申请|提交|共建|建设|推出|提出)?(?=[,;。]|$)"
)
_LISTED: Final = re.compile(r"[^,;。“《]{0,60}(?::|包括|如下)(?=[^:]+$)")
"""Words before the first of several applications."""
_SHORTEST: Final = 6
_LONGEST: Final = 60


def read_told_items(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form 其一为NAME，由A申报，B提供支持, or of several such parts: whether it was one.

    A part that names no application of its own goes on with the one before it.
    """
    parts: list[Span] = []
    for part in top_level(reading.text.plain, sentence, ";"):
        if parts and not (_head(reading, part) or _called(reading, part) or _sourced(reading, part)):
            parts[-1] = (parts[-1][0], part[1])
        else:
            parts.append(part)
    told = [each for part in parts if (each := _told(reading, part))]
    if len(told) < len(parts):
        return False
    sourced = [part for part in parts if _head(reading, part) is None and _sourced(reading, part)]
    if len(sourced) == 1 and not _ENUMERATED.match(reading.text.plain, *sourced[0]):
        return False  # one alone may be said of anything
    for name, rest, found in told:
        made = named(reading, name, name)
        made.institutions = [each for group, role in found for each in reading.involved(group, role)]
        reading.add(made).details = rest
    return True


def _told(reading: Reading, part: Span) -> tuple[Span, Span, list[tuple[Group, str]]] | None:
    """The name in one part, the words on it, and who does what; None where they do not say who applies."""
    head = _head(reading, part)
    if head and (possessed := _possessed(reading, part, head)):
        return possessed
    found = roles_in(reading, head[1]) if head else []
    if head and any("applicant" in role for _, role in found):
        return *head, found
    return _owned(reading, part) or _called(reading, part) or _sourced(reading, part)


def _called(reading: Reading, part: Span) -> tuple[Span, Span, list[tuple[Group, str]]] | None:
    """The only quoted name of 一个由X申请，名为“NAME”, or of “NAME”…，该项目由X申报, and who does what."""
    quoted = quotations(reading.text.plain, part)
    if len(quoted) != 1 or reading.is_taken(quoted[0]) or is_about_leaving(reading.text.plain_of(part)):
        return None
    name = quoted[0]
    before, after = (part[0], name[0]), (name[1], part[1])
    if not _NAMED_AS.search(reading.text.plain, *before) and not _THAT_BY.search(reading.text.plain, *after):
        return None
    found = [*((each.group, each.role) for each in facts_in(reading, before))]
    found += [(each.group, each.role) for each in facts_in(reading, after)]
    roles = one_role(found)
    return (name, after, roles) if any("applicant" in role for _, role in roles) else None


def _sourced(reading: Reading, part: Span) -> tuple[Span, Span, list[tuple[Group, str]]] | None:
    """The name in NAME来自X，合作方是Y, which stands without marks, and who does what."""
    match = _FROM.match(reading.text.plain, *part)
    if match is None or reading.is_taken(match.span("name")):
        return None
    group, words = reading.institutions.group(match.span("who")), match["name"]
    own = reading.institutions.one(match.span("name")).certainty
    fits = PRODUCT_END.search(words) and is_name(words) and own < LIKELY
    if not fits or not group.members or group.certainty < LIKELY or any(each.regulator for each in group.members):
        return None
    rest = (match.end(), part[1])
    others = [(each.group, each.role) for each in facts_in(reading, rest) if each.role != APPLICANT]
    return match.span("name"), rest, one_role([(group, APPLICANT), *others])


def _possessed(
    reading: Reading, part: Span, head: tuple[Span, Span]
) -> tuple[Span, Span, list[tuple[Group, str]]] | None:
    """The name and the institution in 最后一项是X的NAME; none without words that count."""
    match = _POSSESSED.fullmatch(reading.text.plain, *head[0])
    if match is None or not _ENUMERATED.match(reading.text.plain, *part):
        return None
    group = reading.institutions.group(match.span("who"))
    fits = PRODUCT_END.search(match["name"]) and group.members and group.certainty >= LIKELY
    others = [(each.group, each.role) for each in facts_in(reading, head[1]) if each.role != APPLICANT]
    return (match.span("name"), head[1], one_role([(group, APPLICANT), *others])) if fits else None


def _owned(reading: Reading, part: Span) -> tuple[Span, Span, list[tuple[Group, str]]] | None:
    """The name in 此外，X申请的NAME也入围，技术支持单位为Y, which stands without marks, and who does what."""
    match = _OWNED.match(reading.text.plain, *part)
    if match is None:
        return None
    name, words = match.span("name"), match["name"]
    group = reading.institutions.group(match.span("who"))
    fits = PRODUCT_END.search(words) and is_name(words) and not reading.is_taken(name)
    if not fits or not group.members or group.certainty < LIKELY or any(each.regulator for each in group.members):
        return None
    rest = (match.end(), part[1])
    others = [each for each in facts_in(reading, rest) if each.role != APPLICANT]
    roles = one_role([(group, role_of_verb(match["verb"])), *((each.group, each.role) for each in others)])
    return (name, rest, roles) if any("applicant" in role for _, role in roles) else None


def _head(reading: Reading, part: Span) -> tuple[Span, Span] | None:
    """The name with which a part begins, and the words after it."""
    plain = reading.text.plain
    before = _LISTED.match(plain, *part)
    begin = before.end() if before else part[0]
    lead = _ENUMERATED.match(plain, begin, part[1]) or MARK.match(plain, begin, part[1])
    start = lead.end() if lead else begin
    first, *others = top_level(plain, (start, part[1]), ",")
    name = trimmed(plain, first)
    possessed = lead is not None and _POSSESSED.fullmatch(plain, *name) is not None
    looks = possessed or _may_name(reading, name, is_listed=lead is not None)
    if not others or not looks or reading.is_taken(name):
        return None
    return name, (others[0][0], part[1])


def _may_name(reading: Reading, span: Span, *, is_listed: bool) -> bool:
    """Whether words are the name of an application: quoted, with or without words after it, or a Chinese product."""
    words = reading.text.plain_of(span)
    quoted = quotations(reading.text.plain, span)
    if not HAN.search(words) or not _SHORTEST <= len(words) <= _LONGEST:
        return False
    if quoted and quoted[0][0] == span[0]:
        return quoted[0][1] == span[1] or PRODUCT_END.search(words) is not None
    ends = PRODUCT_END.search(words) is not None and is_name(words)
    sure = is_listed or NAME_BEGIN.match(words) is not None
    return ends and sure and reading.institutions.one(span).certainty < LIKELY
