"""Totals: the numbers that a text states of its batch, apart from those of others, compared with what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.batches import batch_numbers
from sandbox_atlas.graph.curation.drafting.draft import Total
from sandbox_atlas.graph.curation.drafting.kinds import compare_kinds, counted_kinds
from sandbox_atlas.graph.curation.drafting.numbers import NUMBER, number_of
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.windows import Places, around
from sandbox_atlas.graph.curation.drafting.words import FINANCIAL_SERVICE, TECHNOLOGY_PRODUCT

APPLICATIONS, FIRMS, RECEIVED = "applications", "institutions", "received"
SERVICES, PRODUCTS = f"{FINANCIAL_SERVICE}s", f"{TECHNOLOGY_PRODUCT}s"
_BEFORE_NOUN: Final = (
    r"(?:拟|试办|核准|创新|金融科技|监管|工具|试点|测试|纳入|入选|新|应用|类|银行|技术|科技|申请|的"
    r"|(?:[a-z-]+\s+){0,4}?)*"
)
_HAN_UNIT: Final = r"[ \t]*(?:个|项|款|件|家|例|间|份|宗)"
_STATED: Final = re.compile(
    rf"(?P<n1>\d{{1,4}}|(?<![第]){'[一二两三四五六七八九十百]{1,4}'}){_HAN_UNIT}\s*(?:为|是|属于|类型为)?\s*{_BEFORE_NOUN}"
    r"(?P<what1>金融服务|(?:金融)?科技产品|技术产品|应用|项目|产品|服务|试点|实验|案|用例|申请|建议|提案|机构|企业|公司|单位)"
    rf"|(?P<what2>金融服务|(?:金融)?科技产品|技术产品|应用|项目)(?:类|创新应用|应用)?"
    rf"[ \t]*\(?[ \t]*(?:共计?|合计|有|达|为)?[ \t]*(?P<n2>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}}){_HAN_UNIT}"
    rf"|(?P<what6>机构|企业|公司|单位)[ \t]*(?:数量?)?[ \t]*[:共计有达为]*[ \t]*"
    rf"(?P<n6>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})[ \t]*家"
    r"|\b(?P<what7>applications|projects|firms|companies|institutions|participants|applicants)[ \t]*:[ \t]*"
    r"(?P<n7>\d{1,3})\b"
    r"|(?:共计?|合计|总计|一共|累计|达|已有)(?:有|为|达)?\s*(?P<n3>\d{1,3}|[一二两三四五六七八九十]{1,3})"
    + _HAN_UNIT
    + r"(?P<what3>机构|企业|公司|单位|银行)?(?!月|工作|年|市|省|城|国|地区)"
    r"|\btotal\s+of\s+(?P<n8>\d{1,3})(?=\s*[:,.;)])"
    rf"|(?P<n5>{NUMBER})-strong[ \t]+(?P<what5>cohort|intake|group|class)\b"
    rf"|(?P<n4>{NUMBER})[ \t]+(?:of[ \t]+(?:the|these|which)[ \t]+)?"
    r"(?:(?!and\b|or\b|from\b)[a-z][a-z-]*[ \t]+){0,4}?"
    r"(?P<what4>applications|projects|pilots|experiments|trials|products|services|propositions|use cases"
    r"|solutions|proposals|applicants|fintechs"
    r"|submissions|tests|firms|companies|entities|institutions|participants|start-?ups|businesses)\b",
    re.I,
)
_OTHERS: Final = re.compile(
    r"此前|完成测试|退出|出盒|另有|早前|截至|截止|至此|迄今|累计|已有|已合计|合计发布|全国|历次|(?<!第)[两三四五六七八九十几]批"
    r"|各批|自[^,。]{1,10}以来|其他|预计|下月|最多|可支援|可支持"
    r"|previous|earlier|so far|to date|up to now|in total across|both batches|two batches"
    r"|cumulative|nationwide|since (?:19|20)\d\d|since its|up to|at most|last year"
    r"|exited|\bleft\b|\bleave|\bremain|removed|further|withdr",
    re.I,
)
_EARLIER: Final = re.compile(
    r"\s*(?:In|Over|During|Across|From)\s+(?:the|its|our)\s+(?:(?:first|last|past|previous|earlier|prior)\s+)+(?:\w+\s+)?"
    r"(?:windows?|cohorts?|batch(?:es)?|rounds?|phases?|years?)\b|\s*(?:Previously|Earlier|Last year)\b"
    r"|\s*Since\s+(?:\d{4}|its|then|the\s+(?:start|launch|opening|beginning))\b|\s*自[^,。]{1,12}(?:以来|起)"
)
"""How sentences begin that speak of what was before."""
_RECEIVED: Final = re.compile(
    r"收到|受理|接获|提交|建议书|received|submi|applicants? for|from over|(?:selected|chosen|drawn|picked) from", re.I
)
_ACCEPTED: Final = re.compile(r"accepted|selected|admitted|approved|入选|公示|released|announced|with a total", re.I)

_SOMETHING_ELSE: Final = re.compile(
    r"^一[个项款件家例](?!\s*(?:为|是|属))|\b(?:tech|technology) (?:firms|companies|partners)"
    r"|(?:应用|项目|产品|服务)的[^,。;]{0,6}(?:机构|企业|公司|单位)$"
)
_TESTS: Final = re.compile(
    r"\b(?:test(?:s|ing|ed)?|trial\w*|pilot\w*|submitted|offers?|runs?|conducts?|brings?|brought|presents?)\s+(?:the\s+|its\s+)?$"
)
"""Words before a number of what one institution tests."""
_APPLIED: Final = re.compile(r"\s+(?:had\s+|have\s+)?(?:applied|submitted)\b")
_AFTER: Final = re.compile(r"\s*(?:个|项)?(?:工作日|月|城市|试点城市|地区)")
_YEARS: Final = 1900
"""Numbers from here on are years."""
_NEAR: Final = 200
"""Characters before a list within which a number is that of the list."""


@dataclass(frozen=True)
class Stated:
    """A number that a text states.

    Attributes:
        total: The number and its position.
        what: What it counts: a key of the totals of a draft.
        other: Whether it counts something else than this batch.
        weight: How likely it is the number of this batch.
    """

    total: Total
    what: str
    other: bool
    weight: int


def stated(reading: Reading, batch: int | None, start: int | None) -> list[Stated]:
    """The numbers of a text.

    Args:
        reading: The reading.
        batch: Number of the batch that the text announces; None if unknown.
        start: Where its first application stands; None if there is none.
    """
    names = Places(len(reading.text), _spans(reading))
    for run in counted_kinds(reading.text.plain):
        for each in run:
            names.add(each.position)
    found = []
    for match in _STATED.finditer(reading.text.plain):
        number = next(value for name, value in match.groupdict().items() if name.startswith("n") and value)
        value = number_of(number)
        if not value or value >= _YEARS or names.hold(match.span()) or _SOMETHING_ELSE.search(match.group()):
            continue
        if _TESTS.search(reading.text.plain, max(0, match.start() - 24), match.start()):
            continue
        if _AFTER.match(reading.text.plain, match.end(), match.end() + 6):
            continue
        clause = around(reading.text.plain, match.span(), ("。", "\n", ";", ". ", ","))
        words = reading.text.plain[slice(*clause)]
        numbers, other = batch_numbers(words), _is_other(reading, match.span(), batch)
        weight = 2 * (batch in numbers if batch is not None else 0) + bool(_ACCEPTED.search(words))
        if start is not None:
            weight += 2 * (clause[0] <= start <= clause[1] + _NEAR) - (match.start() > start)
        found.append(Stated(Total(value, match.span()), _what(match, words), other, weight))
    return found


def _is_other(reading: Reading, span: Span, batch: int | None) -> bool:
    """Whether a number counts something else than this batch."""
    words = reading.text.plain[slice(*around(reading.text.plain, span, ("。", "\n", ";", ". ", ",")))]
    numbers = batch_numbers(words)
    is_earlier = _EARLIER.match(reading.text.plain, *reading.sentence_at(span[0]))
    return bool(_OTHERS.search(words) or is_earlier) or (batch is not None and bool(numbers) and batch not in numbers)


def _spans(reading: Reading) -> Iterator[Span]:
    """The parts of the text whose numbers are those of one application: its name, and what stands under it."""
    for application in reading.applications:
        if application.name:
            yield application.name.position
        if application.details:
            yield application.details


def _what(match: re.Match[str], clause: str) -> str:
    what = next(
        (value for name, value in match.groupdict().items() if name.startswith("what") and value), "应用"
    ).lower()
    if "金融服务" in match.group():
        return SERVICES
    if re.search("科技产品|技术产品", match.group()):
        return PRODUCTS
    if re.search(r"financial[- ]services?", match.group(), re.I):
        return SERVICES
    if re.search(r"technolog\w*[- ]products?", match.group(), re.I):
        return PRODUCTS
    if re.search(
        "机构|企业|公司|单位|银行|firms|compan|entit|institution|participants|applicants|fintechs|cohort|intake|group|class|start|business",
        what,
    ):
        return RECEIVED if _APPLIED.match(clause, clause.find(match.group()) + len(match.group())) else FIRMS
    if "submissions" in what or _is_received(clause, match.group()):
        return RECEIVED
    return APPLICATIONS


def _is_received(clause: str, number: str) -> bool:
    """Whether the verb nearest to a number, first of all before it, says that it was received."""
    before, _, after = clause.partition(number)
    for words, nearest in ((before, max), (after, min)):
        verbs = [*_RECEIVED.finditer(words), *_ACCEPTED.finditer(words)]
        if verbs:
            return _RECEIVED.match(nearest(verbs, key=lambda verb: verb.start()).group()) is not None
    return False


def add_totals(reading: Reading, totals: dict[str, Total], numbers: list[Stated]) -> None:
    """Take the numbers of this batch into the totals; others become findings."""
    for what in dict.fromkeys(each.what for each in numbers):
        own = [each for each in numbers if each.what == what and not each.other]
        if own:
            best = max(own, key=lambda each: (each.weight, -each.total.position[0]))
            if what in (APPLICATIONS, FIRMS) and best.weight < 1 and len(own) > 1:
                best = own[0]
            totals[what] = best.total
            reading.used.append(best.total.position)
    for each in numbers:
        if each.other:
            words = reading.text.of(each.total.position)
            reading.find(
                "other-total", f"“{words}” counts something else than this batch.", each.total.position, "note"
            )
            reading.used.append(each.total.position)


def compare_totals(reading: Reading, totals: dict[str, Total], batch: int | None) -> None:
    """Compare what the text states with what was found; the batch is as in `stated`."""
    kinds = counted_kinds(reading.text.plain)
    compare_kinds(reading, [run for run in kinds if not _is_other(reading, run[0].position, batch)])
    found = {
        APPLICATIONS: len(reading.applications),
        SERVICES: sum(a.type is not None and a.type.value == FINANCIAL_SERVICE for a in reading.applications),
        PRODUCTS: sum(a.type is not None and a.type.value == TECHNOLOGY_PRODUCT for a in reading.applications),
    }
    firms = {i.name.value for a in reading.applications for i in a.institutions} | {i.name.value for i in reading.loose}
    if APPLICATIONS not in totals or not reading.applications:
        applicants = {i.name.value for a in reading.applications for i in a.institutions if "applicant" in i.role}
        found[FIRMS] = len(applicants | {i.name.value for i in reading.loose}) or len(firms)
    for what, total in totals.items():
        if what not in found or (what in (SERVICES, PRODUCTS) and not found[what]):
            continue
        agrees = total.value == found[what]
        message = f"{total.value} {what} announced, {found[what]} found."
        advice = "" if agrees else " Look at what was not read, and at the source."
        reading.find(
            "total-agrees" if agrees else "total-differs",
            message + advice,
            total.position,
            "note" if agrees else "warning",
        )
