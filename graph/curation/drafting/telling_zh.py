"""Telling in Chinese: sentences that say who tests what and with whom, where the application has no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import labelled_clauses, more_clauses
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END

_ADVERBS: Final = "则|也|还|亦会|也会|亦|会|已|将|正在|正|拟|计划|打算|目前|率先|开始|尝试|试图|希望|准备"
_TOLD: Final = re.compile(
    rf"(?P<who>[^,。;:“”\n]{{2,50}}?)(?:,?(?:{_ADVERBS})+|(?=测?试的则?是)|(?=(?:与|和|同|联合|携手)[^,。;:“”\n]{{2,40}}?(?:合作|联手|携手|一起|一道),?(?:测试|试点|试用|试验)))"
    r"(?:(?:与|和|同|联合|携手)(?P<partner>[^,。;:“”\n]{2,40}?)(?:一起|合作|共同|联合|联手|携手|一道)?,?(?:尝试|计划|正在|测试|试图)?)?"
    r"(?P<verb>测?试的则?是|测试|试点|试用|试验|试行|试办|验证|推出|上线|提供|用(?=.{2,30}(?:记录|识别|评估|处理|核验|办理|发放)))"
    r"(?:了|着)?(?P<what>(?:一[款种项个套])?[^,。;“”\n]{4,80})"
)
_COOPERATES: Final = re.compile(
    r"(?:实验|试验|测试|试办|申请|合作)?案?,?(?:是|系|为)?由(?P<who>[^,。;:“”\n]{2,30}?)(?:跟|与|和|同|携手|联同)(?P<partner>[^,。;:“”\n]{2,30}?)"
    r"(?:进行)?(?:异业)?合作(?:案)?,(?:其|创新)*(?:实验|试验|测试|试办)(?:内容|重点|主轴)?(?:主要)?(?:是|为|系)?(?:规划)?(?P<what>[^。;“”\n]{4,80}?)(?=,预计|,为期|[,。;]|$)"
)
"""由A跟B合作，实验内容主要是…."""
_GRANTED: Final = re.compile(
    r"(?:核准|同意|准予|批准)(?P<who>[^,。;:“”\n]{3,30}?)(?P<what>(?:办理|试办|开办|进驻|试行|进行)[^,。;:“”\n]{4,60}?)(?=,|。|;|$)"
)
"""同意X试办…业务."""
_OF_TRIAL: Final = re.compile("试办|试行|实验|试验|测试")
_BEGINNING: Final = 400
"""Characters at the beginning of a text that say what it is about."""
_UNNAMED: Final = re.compile(
    r"(?:^|(?<=[,。;]))\s*(?:另外?|此外|至于|其中)?,?(?P<who>[^,。;:“”\n的之]{2,40})(?:的|之)"
    r"(?P<what>(?:创新)?(?:实验|测试|试验|试办|应用)案?(?:则|亦|也|均|已|经|将|顺利|提前)*(?:落地|届满|期满|终止|结束|完成|退出))"
    r"|(?:落地|届满|期满|终止|结束|完成|退出)[^,。;:]{0,6}:(?P<who2>[^,。;:“”\n的之]{2,40})(?:的|之)(?P<what2>(?:创新)?(?:实验|测试|试验|试办)案?)"
)
_OF_TESTS: Final = re.compile("试点|沙[盒箱]|测试|试办|试行|创新应用|创新实验")
_NO_DESCRIPTION: Final = re.compile("(?:的|为期|阶段|工作|结果|报告|完成|结束)|.{0,6}(?:个|项|家)(?:应用|项目|机构)")
"""How words after a verb begin that do not describe what is tested."""
_SUPPORT: Final = re.compile("(?:支持|支撑|支援|保障)$")
"""How the words on what is provided end that is help, and no test."""


def read_telling_zh(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form X正在测试一款…的产品; return whether it was one."""
    plain = reading.text.plain
    paragraph = reading.lines[reading.line_at(sentence[0])]
    if quoted := quotations(plain, sentence):
        is_named = any(PRODUCT_END.search(plain, *each) for each in quoted)
        return _read_unnamed(reading, sentence) or (not is_named and _read_granted(reading, sentence))
    if not _OF_TESTS.search(plain, *paragraph) and not _OF_TESTS.search(plain, 0, _BEGINNING):
        return False
    found = _read_unnamed(reading, sentence) or _read_granted(reading, sentence)
    for match in _TOLD.finditer(plain, *sentence):
        group = _subject(reading, match.span("who"))
        supports = match["verb"] == "提供" and _SUPPORT.search(match["what"])
        if group is None or supports or _NO_DESCRIPTION.match(match["what"]):
            continue
        partners = reading.institutions.group(match.span("partner")) if match["partner"] else Group(())
        if match["partner"] and (not partners.members or partners.certainty < POSSIBLE):
            continue
        what = match.span("what") if match["verb"] != "用" else (match.start("verb"), match.end("what"))
        made = DraftedApplication((group.members[0].span[0], what[1]), description=reading.claim(what))
        made.institutions = [*reading.involved(group, APPLICANT), *reading.involved(partners, "partner")]
        for more, role in _behind(reading, what[1], sentence[1]):
            made.institutions += reading.involved(more, role)
        reading.add(made).details = (what[1], sentence[1])
        found = True
    if found:
        reading.used.append(sentence)
    return found


def _read_granted(reading: Reading, sentence: Span) -> bool:
    """Read who was allowed to try what, or who cooperates in an experiment and what it is about; whether it says so."""
    plain, found = reading.text.plain, False
    forms = [*_COOPERATES.finditer(plain, *sentence), *_GRANTED.finditer(plain, *sentence)]
    for match in forms:
        group = _subject(reading, match.span("who"))
        partner = match.groupdict().get("partner")
        beside = reading.institutions.group(match.span("partner")) if partner else Group(())
        is_trial = partner or _OF_TRIAL.search(match["what"])
        if group is None or not is_trial or (partner and beside.certainty < POSSIBLE):
            continue
        made = DraftedApplication(match.span(), description=reading.claim(match.span("what")))
        made.institutions = [*reading.involved(group, APPLICANT), *reading.involved(beside, "partner")]
        reading.add(made)
        found = True
    return found


def _read_unnamed(reading: Reading, sentence: Span) -> bool:
    """Read what a sentence says of the test of an institution without a name: X的实验已届满."""
    found = list(unnamed(reading, sentence))
    for each in found:
        reading.add(each)
    return bool(found)


def unnamed(reading: Reading, span: Span) -> Iterator[DraftedApplication]:
    """The applications of which words say only whose they are, and that they leave."""
    for match in _UNNAMED.finditer(reading.text.plain, *span):
        end = "" if match["who"] else "2"
        if group := _subject(reading, match.span(f"who{end}")):
            what = reading.claim(match.span(f"what{end}"))
            yield DraftedApplication(match.span(), description=what, institutions=reading.involved(group, APPLICANT))


def _subject(reading: Reading, span: Span) -> Group | None:
    """The institutions that a verb follows; none where they are no institutions, or a regulator."""
    group = reading.institutions.group(trimmed(reading.text.plain, span))
    if not group.members or group.certainty < LIKELY or any(each.regulator for each in group.members):
        return None
    return group


def _behind(reading: Reading, start: int, end: int) -> list[tuple[Group, str]]:
    """The institutions that the same sentence names in other roles after the words on what is tested."""
    found, at = labelled_clauses(reading, start, end)
    further, _ = more_clauses(reading, max(start, at), end)
    return [each for each in [*found, *further] if each[1] != APPLICANT]
