"""Chinese clauses: who does what, in any order: 由A申报，B提供技术支持，C为硬件提供方."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import one_role, role_of
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import top_level
from sandbox_atlas.graph.curation.drafting.words import ROLE_LABELS, VERBS, label_of

_SUPPLIED: Final = "技术|支持|支援|平台|系统|算法|模型|数据|硬件|算力|接口|能力|设备|软件|底座|方案|引擎|组件"
_VERBS: Final = "|".join(
    [
        "牵头(?:申报|申请)?",
        "申报|申请|提交|报送|提出",
        "研发|开发|研制|承建|搭建|自研|建设",
        "技术(?:研发|开发)|共建|共同建设",
        f"提供[^,;。]{{0,16}}?(?:{_SUPPLIED})|供应[^,;。]{{0,12}}",
        "参与|协助|配合",
    ]
)
_ADVERBS: Final = (
    r"(?:共同|联合(?!会|社)|独立|自主|合作(?!社|金库)|分别|单独|一起|一道|负责|主要|则|也|亦|还|均|都|将|已|拟|为其|为该\w{0,6}?"
    r"|为(?:本|项目|应用|产品|系统|平台|其中)\w{0,4}?|向其|对其|进行|承担|具体|全程)*"
)
_DOES: Final = re.compile(
    rf"(?P<how>{_ADVERBS})(?P<verb>{_VERBS})(?!银行|公司|集团|有限|中心|院|部|商|机构|单位|方|人|区|社|基金|局)"
)
_LEAD: Final = re.compile(
    r"(?:其中|同时|并且|并|且|而|另外?|此外|再|后?经|该(?:应用|项目|产品|服务|系统|平台)?|本(?:应用|项目|产品)|应用|项目|产品|其)*"
)
_BY: Final = re.compile("由")
_LABEL: Final = re.compile(
    r"(?:其|该\w{0,4}的?)?(?P<label>[\u4e00-\u9fff]{2,12}?)(?:名称)?(?:分别|依次)?(?:为|是|包括|有|系|:)\s*(?P<who>\S.*)"
)
_AS: Final = re.compile(
    r"(?P<who>.+?)(?:作为|担任|任|为|是|系)(?:其|该\w{0,4}的?|本\w{0,4}的?|项目的?|应用的?|唯一)?(?P<label>[\u4e00-\u9fff]{2,12})"
    r"(?:参与|加入)?"
)
_SIGNS: Final = " \t\n,;:。、.()"


@dataclass(frozen=True, slots=True)
class Fact:
    """What one clause says.

    Attributes:
        group: Institutions.
        role: Their role.
        span: The clause.
    """

    group: Group
    role: str
    span: Span


def facts_in(reading: Reading, span: Span) -> Iterator[Fact]:
    """What the clauses of a part of a text say of institutions; clauses that say nothing of them are passed over."""
    for part in top_level(reading.text.plain, span, ",;。"):
        clause = trimmed(reading.text.plain, part, _SIGNS)
        fact = _fact(reading, clause) if clause[0] < clause[1] else None
        if fact:
            yield fact


def roles_in(reading: Reading, span: Span) -> list[tuple[Group, str]]:
    """The institutions of all clauses of a part of a text in the roles of a list of applications."""
    return one_role([(fact.group, fact.role) for fact in facts_in(reading, span)])


def _fact(reading: Reading, clause: Span) -> Fact | None:
    lead = _LEAD.match(reading.text.plain, *clause)
    start = lead.end() if lead else clause[0]
    for begin in dict.fromkeys((clause[0], start)):
        fact = _labelled(reading, (begin, clause[1])) or _done(reading, (begin, clause[1]))
        if fact:
            return fact
    return None


def _labelled(reading: Reading, clause: Span) -> Fact | None:
    """A clause of the form 申报机构为A or A为申报机构."""
    for pattern in (_LABEL, _AS):
        match = pattern.fullmatch(reading.text.plain, *clause)
        label = label_of(match["label"]) if match else None
        if match is None or label not in ROLE_LABELS:
            continue
        group = reading.institutions.group(match.span("who"))
        if group.members and group.certainty >= POSSIBLE:
            return Fact(group, APPLICANT if label == "provider" else label, clause)
    return None


def _done(reading: Reading, clause: Span) -> Fact | None:
    """A clause of the form 由A研发 or A提供技术支持; what is done may stand before 由."""
    plain = reading.text.plain
    by = _BY.search(plain, *clause)
    start = by.end() if by else clause[0]
    for match in _DOES.finditer(plain, start, clause[1]):
        group = reading.institutions.group(trimmed(plain, (start, match.start()), _SIGNS))
        least = POSSIBLE if by else LIKELY
        if group.members and group.certainty >= least and not all(each.regulator for each in group.members):
            return Fact(group, role_of_verb(match["verb"]), clause)
    return None


def role_of_verb(verb: str) -> str:
    """The role of who does what a verb says."""
    if re.match("提供|供应", verb):
        return "technology provider"
    if re.match("承建|搭建", verb):
        return "developer"
    return APPLICANT if verb == "提出" else role_of(verb) if re.search("|".join(VERBS.values()), verb) else APPLICANT
