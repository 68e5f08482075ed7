"""Participants: Chinese lists of institutions that take part, joined to no application: 四家银行包括A、B."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.numbers import number_of
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level

_COUNT: Final = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})\s*"
_IS: Final = r"(?:分别|依次|主要)?(?:是|(?<![作认成])为|包括|包含|涵盖|有|:)(?=[^,。;:]{2})"
_HEAD: Final = re.compile(
    rf"(?P<count>{_COUNT})(?:家|席|间)[^,。;:“]{{0,24}}?[,:]?{_IS}"
    rf"|(?:参与|参加|加入|先导|上线|试办)(?:的)?[\u4e00-\u9fff]{{0,6}}(?:机构|企业|公司|银行|单位|主体|者|方)(?:名单)?,?则?{_IS}"
    r"|(?:前者|后者|第[一二三四五六七八九十\d]梯次)则?(?:为|是|包括|包含)"
    r"|(?:来自|出自)[^,。;:“]{2,14},?分别(?:为|是)"
    rf"|(?:技术|科技)(?:合作)?(?:伙伴|供应商|提供商|合作方|支持方)(?:名单)?,?{_IS}"
)
"""What leads to a list of institutions: their number, or what they do."""
_EXCEPT: Final = re.compile(
    rf"除了?(?P<who>[^,。;:“”]{{2,60}}?)(?:以|之)?外,(?:其他|其余|另外?)(?:的)?{_COUNT}[家间](?:机构|公司)?则?{_IS}"
)
"""A list of two parts: 除了A外，其他两家是B、C."""
_SEVERAL: Final = re.compile(
    rf"(?:^|(?<=[,。;\n]))(?P<who>[^,。;:“”]{{2,100}}?)等{_COUNT}[家间][^,。;:“”]{{0,14}}?(?:机构|企业|公司|银行|伙伴|单位|供应商)"
    rf"(?:(?:和|与|及|以及)(?P<other>[^,。;:“”]{{2,100}}?)等{_COUNT}[家间][^,。;:“”]{{0,14}}?(?:机构|企业|公司|银行|伙伴|单位|供应商))?"
)
"""A list before its number, which is told to be let in: A、B等20家银行和C等4家伙伴."""
_CONSORTIUM: Final = re.compile(
    r"由(?P<who>[^,。;:“”]{4,90}?)(?:共同|所|联合)*(?:组成|组建|成立)的?(?:联合体|联营体|财团|合营公司|合资公司)"
)
_ONE_OF: Final = re.compile(
    r"作为(?:参与|参加|入选|入围|获选|首批|试点)[\u4e00-\u9fff]{0,6}之一的(?P<who>[^,。;:“”]{2,40}?)(?=,|将|已|正|会|。)"
)
"""One that takes part, said so before its name."""
_JOINS: Final = re.compile(
    r"(?:^|(?<=[,。;!\n]))(?:今年|去年|于)?(?:\d{1,2}月)?(?P<who>[^,。;:“”\n]{2,24}?)(?:今日|昨日|日前|近日)?(?:\(\d{1,2}日?\))?"
    r"(?:宣布,?|公布,?)?(?:成功|获邀|已|将|正式|率先)*(?:入选|获选|入围|加入|参与|参加|进入)"
    r"[^,。;!\n]{0,30}(?:沙[盒箱]|先导计[划画]|监管试点|创新试点)"
)
"""Who is told to take part in a sandbox: A入选…沙盒."""
_LET_IN: Final = re.compile("入选|入围|入盒|获选|获邀|获批|获准|加入|参与|纳入")
_EARLIER: Final = re.compile(r"此前|早前|上一[批期轮届]|上[期届]|去年(?!\d)|尚未|未获|并非|没有|退出|撤回|淘汰")
"""What says that institutions do not take part, or did before."""
_OF_TESTS: Final = re.compile("试点|沙[盒箱]|入选|入围|参与|获准|获批|测试|试办")
_NAMES_ANOTHER: Final = re.compile("[”》][^,。;“”《》]{0,12}(?:,(?:其|该[\u4e00-\u9fff]{0,3}的?))?$")
"""A quoted name right before a list, whose own participants these may be."""
_CLOSED: Final = re.compile(rf"等\s*{_COUNT}[家间个][^,;、]{{0,8}}?(?:机构|企业|公司|银行|单位|业者)")
"""How a list ends that its number follows."""
_AND: Final = re.compile(r"\s*(?:以及|及|和|与)")
_BEGINNING: Final = 200
"""Characters at the beginning of a text that say what it is about."""


def read_participants(reading: Reading, sentence: Span) -> bool:
    """Read lists of institutions that take part; return whether there were any."""
    plain = reading.text.plain
    paragraph = reading.lines[reading.line_at(sentence[0])]
    if not (_OF_TESTS.search(plain, *paragraph) or _speaks_of_sandbox(plain)):
        return False
    found = next((made for form in (_CONSORTIUM, _ONE_OF, _JOINS) if (made := _told(reading, sentence, form))), [])
    if not found:
        found = _listed(reading, sentence)
    if not found and not quotations(plain, sentence):
        found = _before_number(reading, sentence)
    for group in found:
        reading.loose += reading.involved(group, "participant")
    if found:
        reading.used.append(sentence)
    return bool(found)


def sure_of(reading: Reading, group: Group) -> Group:
    """A group without the words that are no names, where most of it are names for sure."""
    likely = tuple(member for member in group.members if member.certainty >= LIKELY)
    if group.certainty >= POSSIBLE or len(likely) < 2 or 2 * len(likely) < len(group.members):
        return group
    for member in group.members:
        if member not in likely:
            reading.find(
                "uncertain", "These words stand in a list of institutions, and were not understood.", member.span
            )
    return Group(likely, group.open)


def _speaks_of_sandbox(plain: str) -> bool:
    return re.search("沙[盒箱]|先导计[划画]|监管试点|创新试点|创新实验|业务试办", plain[:_BEGINNING]) is not None


def _listed(reading: Reading, sentence: Span) -> list[Group]:
    """The institutions after each head of a list in a sentence."""
    plain = reading.text.plain
    found: list[Group] = []
    heads = list(_HEAD.finditer(plain, *sentence))
    for number, head in enumerate(heads):
        stop = heads[number + 1].start() if number + 1 < len(heads) else sentence[1]
        both = next((m for m in _EXCEPT.finditer(plain, *sentence) if m.end() == head.end()), None)
        if not both and _EARLIER.search(plain, _clause(plain, sentence[0], head.start()), head.end()):
            continue
        if _NAMES_ANOTHER.search(plain, sentence[0], head.start()) or quotations(plain, (head.end(), stop)):
            continue
        names = _names(reading, (head.end(), stop), number_of(head["count"].strip()) if head["count"] else None)
        first = reading.institutions.group(both.span("who")) if both and names else Group(())
        found += [first, *names] if first.members else names
    return found


def _clause(plain: str, start: int, end: int) -> int:
    """Where the clause begins in which a place is."""
    return max(start, *(plain.rfind(sign, start, end) + 1 for sign in ",;。"))


def _names(reading: Reading, span: Span, count: int | None) -> list[Group]:
    """The institutions with which words begin, up to the first clause that is something else.

    What only may be a name is taken where the list has as many as its head says, or where many are names for sure.
    """
    found: list[Group] = []
    for part in top_level(reading.text.plain, span, ",;。"):
        closed = _CLOSED.search(reading.text.plain, *part)
        words = trimmed(reading.text.plain, (part[0], closed.end()) if closed else part)
        group = sure_of(reading, reading.institutions.group(words))
        goes_on = not found or len(group.members) > 1 or _AND.match(reading.text.plain, *part)
        least = POSSIBLE if goes_on else LIKELY
        if not group.members or group.certainty < least or any(each.regulator for each in group.members):
            break
        found.append(group)
    members = [member for group in found for member in group.members]
    likely = [member for member in members if member.certainty >= LIKELY]
    enough = len(members) == count or (likely and 3 * len(likely) >= len(members))
    return found if len(members) > 1 and enough else []


def _before_number(reading: Reading, sentence: Span) -> list[Group]:
    """The institutions before their number, in a sentence that says that they are let in."""
    plain = reading.text.plain
    match = _SEVERAL.search(plain, *sentence)
    if match is None or not _LET_IN.search(plain, match.end(), sentence[1]) or _EARLIER.search(plain, *sentence):
        return []
    groups = [reading.institutions.group(match.span(each)) for each in ("who", "other") if match[each]]
    return groups if all(_may_be_firms(group) for group in groups) else []


def _told(reading: Reading, sentence: Span, form: re.Pattern[str]) -> list[Group]:
    """Who a text on a sandbox says in a form to be one of those that take part, or of a consortium."""
    match = form.search(reading.text.plain, *sentence)
    if match is None or not _speaks_of_sandbox(reading.text.plain):
        return []
    group = reading.institutions.group(match.span("who"))
    return [group] if _may_be_firms(group) else []


def _may_be_firms(group: Group) -> bool:
    """Whether all members may be institutions that take part, and one is for sure."""
    is_sure = group.certainty >= POSSIBLE and group.best >= LIKELY
    return is_sure and not any(each.regulator for each in group.members)
