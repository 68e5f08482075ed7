"""Described tests: Chinese sentences on what one institution tests, with what, where the application has no name."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.described_en import TESTS, clauses_en, read_described_en
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level
from sandbox_atlas.graph.curation.drafting.totals import APPLICATIONS, FIRMS, stated

_LEAD: Final = re.compile(
    r"\s*(?:(?:此外|另外?|同时|其中|例如|比如|而|与此同时|值得一提的是|在[^,。]{2,12}[方领场][面域景])[,:]?)*"
    r"(?:一家[^,。–]{0,16}(?:公司|企业|机构|银行)–+)?"
)
_AMONG: Final = re.compile("其中,?")
_ADVERBS: Final = (
    r"(?:则|现正|现时|现|也会|亦会|也|还|亦|会|已|将|正在|正|拟|计划|打算|目前|率先|开始|尝试|希望|准备|近日|同样)*"
)
_OPENS: Final = re.compile(
    rf"(?:,|(?=则|也|还|亦|会|将|现|正|拟|计划|打算|尝试|面向|针对|聚焦|瞄准|围绕|把|以|为|在|向|从|用|利用|运用|通过|依托|基于|采用|借助|结合|推出|提供|测试|试用|试验|开展|打造"
    rf"|引入|尝试|联合(?!会|社|银行)|联同|携手|与|和|同)){_ADVERBS}"
)
"""Where the name of the institution may end."""
_WITH: Final = re.compile(
    rf"(?P<how>联合|联同|携手|会同|与|和|同)(?P<who>[^,。;]{{2,40}}?)(?P<done>合作|共同|联合|联手|携手|一道|一起|,|(?=面向|针对|利用|运用|通过|依托|基于|采用|借助|为|把|将|把|以|引入|推出|测试|开展)){_ADVERBS}[,]?"
)
_TELLS: Final = re.compile(
    r"(?:利用|运用|通过|依托|基于|采用|借助|结合|用)[^,。;]{2,40}(?:技术|算法|模型|手段)|测试|试验|试用|试行|试办|探索|提供[^。;]{2,40}(?:服务|产品|贷款|融资|保险|方案)"
    r"|(?:推出|打造|开展|搭建)[^。;]{2,40}(?:服务|产品|贷款|融资|保险|平台|系统)|实现|帮助|保证|处理|识别|追踪|分析|生成|撰写|为[^,。;]{2,30}(?:提供|发放|办理)"
)
_SUPPORTS: Final = re.compile("(?:将|已|并)?(?:提供|负责)[^,。;]{2,30}(?:支持|支撑|支援|保障)$")
"""What is help for an application, and none itself."""
_SAYS: Final = re.compile(
    r"表示|指出|认为|此前|早前|曾|去年|明年|预计|下月|拟于|介绍|透露|称|说[,:道]|发布|公示|公布|公告|宣布|组织|获批|入选|审核|评审|征求|负责人|相关人士|截至|累计|备案|登记"
)
"""What sentences say that tell of the announcement, or what somebody says."""
_BEGINNING: Final = 200
"""Characters at the beginning of a text that show whether it is Chinese."""
_BATCH: Final = re.compile("公布[^。]{0,12}(?:沙[盒箱]|名单|进展)|本批|此批|[首这]批|第[一二三四五六七八九十]{1,3}批")
_OF_TESTS: Final = re.compile("沙[盒箱]|试点|创新应用|创新监管|创新实验")


def read_described(reading: Reading) -> None:
    """Read what sentences describe, where the text states how many applications there are, and no more than these."""
    plain = reading.text.plain
    is_chinese = HAN.search(plain[:_BEGINNING]) is not None
    if not (_OF_TESTS if is_chinese else TESTS).search(plain):
        return
    total = _total(reading)
    have = len(reading.applications)
    if (total is None and (not is_chinese or any(each.name for each in reading.applications))) or have >= (total or 99):
        return
    trial = reading.trial()
    _read_all(reading, trial, is_chinese=is_chinese, anchored=total is None)
    if trial.applications and have + len(trial.applications) <= (total or 99):
        _read_all(reading, reading, is_chinese=is_chinese, anchored=total is None)


def _total(reading: Reading) -> int | None:
    """The number of applications that a text states of its batch, or else of institutions."""
    start = min((each.position[0] for each in reading.applications), default=None)
    numbers = [each for each in stated(reading, None, start) if not each.other]
    for kind in (APPLICATIONS, FIRMS):
        if own := [each.total.value for each in numbers if each.what == kind]:
            return max(own)
    return None


def _read_all(reading: Reading, made: Reading, *, is_chinese: bool, anchored: bool) -> None:
    """Read the sentences that are not taken; anchored ones only in paragraphs that speak of the batch."""
    plain, exits = reading.text.plain, set(reading.exits)
    applied = {i.name.value for a in reading.applications for i in a.institutions}
    for sentence in reading.sentences:
        number = reading.line_at(sentence[0])
        if number in reading.done or reading.is_taken(sentence) or sentence in exits:
            continue
        if anchored and not _BATCH.search(plain, reading.lines[number][0], sentence[1]):
            continue
        if not is_chinese:
            clauses = clauses_en(plain, sentence)
            for clause in clauses:
                read_described_en(made, clause, applied, listed=len(clauses) > 1)
            continue
        for part in _statements(reading, sentence):
            _read(made, part, applied)


def _statements(reading: Reading, sentence: Span) -> list[Span]:
    """The parts of a sentence each with an institution of its own at its beginning."""
    found: list[Span] = []
    for part in top_level(reading.text.plain, sentence, ";"):
        found.append(part)
        for clause in top_level(reading.text.plain, part, ",")[1:]:
            if _subject(reading, clause):
                found[-1] = (found[-1][0], clause[0] - 1)
                found.append((clause[0], part[1]))
    return found


def _read(reading: Reading, sentence: Span, applied: set[str]) -> None:
    plain = reading.text.plain
    among = [each.end() for each in _AMONG.finditer(plain, *sentence)]
    lead = _LEAD.match(plain, among[-1] if among else sentence[0], sentence[1])
    start = lead.end() if lead else sentence[0]
    said = trimmed(plain, (start, sentence[1]), " \t\n。")
    tells = _TELLS.search(plain, *said) or reading.technologies.inside(said)
    if quotations(plain, said) or _SAYS.search(plain, *said) or not tells:
        return
    subject = _subject(reading, said)
    if subject is None:
        return
    group, at = subject
    partners, role = Group(()), "partner"
    if match := _WITH.match(plain, at, said[1]):
        partners = reading.institutions.group(match.span("who"))
        jointly = match["how"] == "联合" or (match["how"] in "与和同" and match["done"] in ("", ","))
        role = APPLICANT if jointly else "partner"
        if not partners.members or partners.certainty < LIKELY:
            return
        at = match.end()
    what = trimmed(plain, (at, said[1]), " ,")
    if (
        what[1] - what[0] < 8
        or _SUPPORTS.match(plain, *what)
        or {reading.text.of(each.span) for each in group.members} & applied
    ):
        return
    made = DraftedApplication(said, description=reading.claim(what))
    made.institutions = reading.involved(group)
    made.institutions += reading.involved(partners, role)
    reading.add(made)


def _subject(reading: Reading, said: Span) -> tuple[Group, int] | None:
    """The institutions with which a sentence begins, and where what they do begins; none that is a regulator."""
    for match in _OPENS.finditer(reading.text.plain, said[0] + 3, min(said[1], said[0] + 50)):
        group = reading.institutions.group((said[0], match.start()))
        if group.members and group.certainty >= LIKELY:
            return None if any(each.regulator for each in group.members) else (group, match.end())
    return None
