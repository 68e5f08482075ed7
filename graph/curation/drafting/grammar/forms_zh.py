"""Forms: one Chinese item that names an application and says who applies, whole, whether its name is quoted or not."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import one_role
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.grammar.chinese import role_of_verb
from sandbox_atlas.graph.curation.drafting.grammar.item import Item
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import is_name
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END, ROLE_LABELS, WHICH, label_of

_HOW: Final = rf"(?:{WHICH}|共同|联合(?!会|社|征信)|独立|单独|合作(?!社|金库)|联手|牵头|一起|分别|则|也|还|均|又)*"
_VERB: Final = "申请|申报|提交|报送|报备|推出|打造|共建|研发|开发|牵头|发起"
_NAME: Final = (
    r"(?P<name>[^,;。:“”《》、]{0,10}[“《][^“”《》\n]{2,60}[”》][^,;。:“”《》、]{0,16}?|[^,;。:“”《》、]{6,45}?)"
)
_WHO: Final = r"(?P<who>[^,;。:“”《》\n]{3,90}?)"
_OTHER: Final = r"(?P<other>[^,;。:“”《》\n]{3,60}?)"
_LABEL: Final = (
    "(?:主要|牵头|联合|共同)?(?:申请|申报|试点|测试|实施|牵头|报送|提交)(?:机构|单位|主体|方|人|公司|银行|企业)"
)
_AS: Final = (
    r"(?:的(?:(?:一[项个款])?(?P<type>金融服务|(?:金融)?科技产品|技术产品)?类?(?:创新)?(?:应用|项目|产品)?)?"
    r"|实施|,属(?:于)?(?P<type2>金融服务|(?:金融)?科技产品)类?(?:应用)?)?"
)
_IS: Final = "(?:名为|名称为|叫做?|则?为|则?是)"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"由?{_WHO}牵头[、,]?并?(?:联合|携手|会同|联同|与|和){_OTHER}{_HOW}(?P<verb>{_VERB})的?(?P<joint>){_NAME}",
        rf"由?{_WHO}{_HOW}(?P<verb>{_VERB})[、,]?(?:并由)?{_OTHER}提供(?:技术)?(?:支持|支撑|服务|支援)的(?P<technical>){_NAME}",
        rf"由?{_WHO}{_HOW}(?P<verb>{_VERB})[、,]并?由?{_OTHER}{_HOW}(?P<verb2>{_VERB})的{_NAME}",
        rf"{_NAME}[,]?(?:(?:是|系|则)*由|[为是系]){_WHO}牵头[、,]?并?(?:联合|携手|会同|联同|与|和){_OTHER}(?:进行)?{_HOW}(?P<verb>{_VERB})(?P<joint>){_AS}",
        rf"由?{_WHO}{_HOW}(?P<verb>{_VERB})的(?:(?:创新)?(?:项目|应用|产品)(?:名称)?{_IS}|则?是)?{_NAME}",
        rf"{_NAME}[,]?(?:是|系|则)*由{_WHO}{_HOW}(?P<verb>{_VERB}){_AS}",
        rf"{_NAME}[,]?(?:系|是){_WHO}{_HOW}(?P<verb>{_VERB}){_AS}",
        rf"{_NAME}(?:则)?(?:来自于?|出自){_WHO}",
        rf"{_NAME}[,]?的?其?(?P<label>{_LABEL})(?:分别)?(?:为|是|:){_WHO}",
        rf"{_WHO}的(?:创新)?(?:项目|应用|产品)(?:名称)?{_IS}{_NAME}",
        rf"{_WHO}则?(?:以|凭借|凭|携){_NAME}(?:成功|一并)?(?:入选|入围|获批|上榜|在列|入盒)",
        rf"{_WHO}则?就{_NAME}(?:提出|提交)申请",
        rf"{_WHO}(?:伙拍|携手|联同|联手){_OTHER},?(?:共同|合作|一起|将|会|正|已)*(?:测试|试行|试办|试验)(?P<beside>){_NAME}",
        rf"{_WHO}{_HOW}(?P<verb>{_VERB}|推)(?:了|的则?是)?{_NAME}",
        rf"{_NAME}\\((?:(?P<label>{_LABEL})(?:为|是|:))?{_WHO}\\)?",
        rf"{_NAME}\\((?P<label>{_LABEL})(?:为|是|:){_WHO}[;,、](?P<label2>[\u4e00-\u9fff]{{2,8}})(?:为|是|:){_OTHER}\\)?",
        rf"{_NAME}(?:,|:|–+)(?![是由系均即为]){_WHO}",
        rf"{_WHO}(?::|–+)(?:(?:试行|测试|试办|试验|推出)(?=[“《]))?(?P<begun>){_NAME}",
        rf"{_WHO}的(?P<begun>){_NAME}",
    )
)
_NO_NAME: Final = re.compile(
    rf"(?:{_VERB}|入选|入围|获批|公示|机构|单位|名称|包括|包含|分别|[为是]$|[\d一二两三四五六七八九十][个项])(?!链|宝|贷|通)|^(?:的|了|是|为|由|等)|^(?:金融服务|(?:金融)?科技产品|技术产品)类?"
)
_LEAD: Final = re.compile(
    r"(?:(?:其[一二三四五六七八九]|第?[一二三四五六七八九十\d]{1,2}[个项款]?)(?:应用|项目)?(?:则?是|为)|(?:另|还有|最后)一[个项款](?:则?是|为)?|(?:创新)?(?:应用|项目|产品)(?:名称|名)?(?:为|是|:)|以及|此外,?|同时,?|另外?,?|还有|其中,?)"
)
_SURE: Final = re.compile("伙拍|申请|申报|提交|报送|报备|入选|入围|获批|上榜|来自|出自")
_TAIL: Final = re.compile(r"等(?:\d{1,2}|[一二两三四五六七八九十]{1,3})?[个项款]?(?:创新)?(?:应用|项目|产品|服务)?$")


def item_zh(reading: Reading, span: Span) -> Item | None:
    """What a Chinese item says in one of the usual forms, all of it; None in any other."""
    plain = reading.text.plain
    span = trimmed(plain, span, " \t\n,;、。")
    lead = _LEAD.match(plain, *span)
    for begin in dict.fromkeys((lead.end() if lead else span[0], span[0])):
        for form in _FORMS:
            match = form.fullmatch(plain, begin, span[1])
            found = _item(reading, match) if match else None
            if found:
                return found
    return None


def _item(reading: Reading, match: re.Match[str]) -> Item | None:
    given = match.groupdict()
    name = _without_tail(reading.text.plain, match.span("name"))
    label = label_of(given["label"]) if given.get("label") else None
    if given.get("label") and (label is None or "applicant" not in label):
        return None
    groups = _groups(reading, match, label)
    if groups is None or not _names(reading, name, is_owned="begun" in given):
        return None
    typed = next((match.span(each) for each in ("type", "type2") if given.get(each)), None)
    sure = _SURE.search(reading.text.plain, *match.span()) or reading.text.plain[name[0]] in "“《"
    return Item(name, tuple(groups), typed, bool(sure))


def _groups(reading: Reading, match: re.Match[str], label: str | None) -> list[tuple[Group, str]] | None:
    """Who does what by a match; None where its words are no institutions."""
    given = match.groupdict()
    first = reading.institutions.group(match.span("who"))
    if not _are_firms(first):
        return None
    role = label or role_of_verb(given.get("verb") or "申请")
    if not given.get("other"):
        return one_role([(first, role)])
    second = reading.institutions.group(match.span("other"))
    if not _are_firms(second):
        return None
    if given.get("label2"):
        second_role = label_of(given["label2"])
        return [(first, role), (second, second_role)] if second_role in ROLE_LABELS else None
    if given.get("verb2"):
        return one_role([(first, role), (second, role_of_verb(given["verb2"]))])
    if "beside" in given:
        return [(first, APPLICANT), (second, "partner")]
    if "technical" in given:
        return [(first, APPLICANT), (second, "technology provider")]
    return [(first, "lead applicant"), (second, APPLICANT)]


def _are_firms(group: Group) -> bool:
    sure = group.members and group.certainty >= POSSIBLE and group.best >= LIKELY
    return bool(sure) and not all(each.regulator for each in group.members)


def _without_tail(plain: str, name: Span) -> Span:
    """A name without 等N个应用 after it."""
    tail = _TAIL.search(plain, *name)
    return (name[0], tail.start()) if tail and tail.start() > name[0] + 3 else name


def _names(reading: Reading, span: Span, *, is_owned: bool) -> bool:
    """Whether words are the name of an application: quoted, quoted with a noun around, or a product without marks."""
    plain = reading.text.plain
    words = plain[slice(*span)]
    if reading.is_taken(span) or reading.is_programme(words):
        return False
    quoted = quotations(plain, span)[:1]
    if quoted and quoted[0] == span:
        return True
    outside = plain[span[0] : quoted[0][0]] + plain[quoted[0][1] : span[1]] if quoted else words
    if _NO_NAME.search(outside) or not PRODUCT_END.search(words):
        return False
    begins = words.startswith(("基于", "面向", "“", "《")) or quoted
    fits = is_name(words) and (not is_owned or begins)
    return bool(fits) and reading.institutions.one(span).certainty < LIKELY
