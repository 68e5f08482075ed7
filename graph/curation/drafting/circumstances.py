"""Circumstances: the sandbox and the place of an announcement."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.batches import batch_numbers
from sandbox_atlas.graph.curation.drafting.draft import Claim
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.known import Mention
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.windows import Places, around

_SANDBOX: Final = re.compile(
    r"资本市场金融科技创新试点|[\u4e00-\u9fff]{0,3}?(?:人工智能|智能|数字|资产|保险|普惠)[\u4e00-\u9fff]{0,4}?(?<!监管)(?<!监理)沙[盒箱]|金融科技创新监管(?:试点|工具|测试)|金融科技创新实验|创新实验|业务试办"
    r"|(?:\b[A-Z][\w.]{0,30}[ \t]+|\b[a-z]+tech[ \t]+|\b(?:regulatory|supervisory|innovation|financial|technology"
    r"|generative|artificial|intelligence|digital)[ \t]+|\([^()]{2,12}\)[ \t]+){0,5}[Ss]andbox(?: (?:Express|Plus))?\b"
    r"|(?:\b[A-Z][\w.]{0,30}[ \t]+){1,4}Innovation (?:Hub|Lab)\b"
    r"|\b[Ff]in(?:ancial[ -])?[Tt]ech(?:nology)?[ -][Ii]nnovation[ -]"
    r"(?:(?:regulat|supervis)\w+[ -])?(?:tools?|trials?|pilots?)\b"
    r"|(?:金融科技|保险科技|金融)?(?:监管|监理)沙[盒箱]"
)
_NICKNAME: Final = re.compile(r"(?:金融)?(?:监管|监理)沙[盒箱]")
_COUNTRIES: Final = frozenset({"中国", "China", "英国", "我国", "UK"})
"""Countries whose names are parts of names, and say little of where a sandbox is."""
_SHORT: Final = 5
"""Most characters of another name of a sandbox that is too short to be surely meant."""
_SAME_SENTENCE: Final = 3
_ARTICLE: Final = re.compile(r"^(?:(?:The|Its|This|Our|A|An|Three|Two|More)\s+)+")
_OF_PLACE: Final = re.compile(
    r"(?:央行|人民银行|人行)(?P<a>[\u4e00-\u9fff]{2,4}?)(?:市|省)?(?:分行|中心支行|营业管理部|营管部|总部|上海总部)"
    r"|(?:^|[\s,。;“:]|在|于)(?:现[将对]|现就|[将对])?(?P<b>[\u4e00-\u9fff]{2,4}?)(?:市|省)?(?:金融科技创新监管|公示|公布|发布|第[一二三四五六七八九十]批|首批)"
    r"|(?:^|[.。;,:]\s+|On the same day,?\s+|[Mm]eanwhile,?\s+)(?P<c>[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
    r"(?: [Cc]ity| [Pp]rovince)?,?\s+(?:has\s+|also\s+)*"
    r"(?:announc|publici[sz]|releas|unveil)\w*\s+(?:its|the|an?)?\s*(?:\w+\s+){0,2}(?:batch|cohort|applications?|[“\"])"
    r"|^(?P<d>[A-Z][a-z]+)\s+(?:first|second|third|fourth|fifth|sixth|new|latest)\s+(?:batch|cohort)",
    re.M,
)
_DATELINE: Final = re.compile(
    r"^\(?(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}),\s+(?:\d{1,2}\s+)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b",
    re.M,
)
_NO_PLACE: Final = re.compile(
    r"央行|本次|此次|近日|昨日|今日|日前|对外|继续|正式|已经|同时|先后|陆续|官网|创新|应用|金融|试点|监管|市场|项目|名单|我国|中国|全国|之前|此前|批次|通知|关于|工作组|人民银行|首批|^现|本批|^特此|予以|依法|依规|集中|联合|统一|分批|再次|随后|一并|网上|社会|这批|该批|不同|相比|对于|由于|The|Authority|Regulator|Government|Ministry|Commission|Agency|Sandbox|[局会委部行]$|\d|[月日年]"
)


def sandbox(reading: Reading) -> Claim | None:
    """The sandbox as printed: a name that the register knows, else what announcements usually call theirs."""
    mentions = [m for m in reading.known.find(reading.text, "sandbox") if m.main or m.span[1] - m.span[0] > _SHORT]
    known = [(m.span, tuple(iri for _, iri in m.things)) for m in mentions]
    usual = [(_without_article(reading, match.span()), ()) for match in _SANDBOX.finditer(reading.text.plain)]
    named = [each for each in [*known, *usual] if reading.text.plain_of(each[0]).lower() != "sandbox"]
    proper = [each for each in named if not _NICKNAME.fullmatch(reading.text.plain_of(each[0]))]
    for options in (proper, named):
        if options:
            longest = max(options, key=lambda each: (_weight(reading, each[0]), bool(each[1]), -each[0][0]))
            return reading.claim(*longest)
    return None


def _weight(reading: Reading, span: Span) -> int:
    """A sandbox with a name of its own before the mere word."""
    words = reading.text.plain_of(span).lower()
    return 0 if words == "sandbox" else 1 if words.startswith("regulatory") and " " in words and len(words) < 20 else 2


def _without_article(reading: Reading, span: Span) -> Span:
    article = _ARTICLE.match(reading.text.plain_of(span))
    return (span[0] + article.end(), span[1]) if article else span


def place(reading: Reading, batch: int | None, where: Span | None) -> Claim | None:
    """The place as printed: where the title or the announcement says the batch is, never one inside another name.

    Args:
        reading: The reading.
        batch: The number of the batch; None if unknown.
        where: Where the batch is named.
    """
    own = [i.name.position for a in reading.applications for i in a.institutions]
    own += [a.name.position for a in reading.applications if a.name]
    names = Places(len(reading.text), [*own, *(m.span for m in reading.mentioned)])
    known = [m for m in reading.known.find(reading.text, "place") if not names.hold(m.span)]
    applications = Places(len(reading.text), own)
    usual = [Mention(span, ()) for span in places_by_pattern(reading) if not applications.hold(span)]
    sentence = around(reading.text.plain, where, "。\n;") if where else (0, 0)
    best: tuple[int, int, Mention] | None = None
    for mention in [*known, *usual]:
        score = _score(reading, mention.span, batch) + bool(mention.things)
        score += _SAME_SENTENCE * (sentence[0] <= mention.span[0] < sentence[1])
        if score > 0 and (best is None or (score, -mention.span[0]) > best[:2]):
            best = (score, -mention.span[0], mention)
    chosen = best[2] if best else _of_regulators(reading) or _of_dateline(reading)
    return reading.claim(chosen.span, (iri for _, iri in chosen.things)) if chosen else None


def _of_regulators(reading: Reading) -> Mention | None:
    """The first place in the name of a regulator."""
    regulators = (m.span for m in reading.mentioned if all(kind == "regulator" for kind, _ in m.things))
    found = (m for span in regulators for m in reading.known.find(reading.text, "place", span))
    return next((m for m in found if reading.text.plain_of(m.span) not in _COUNTRIES), None)


def _of_dateline(reading: Reading) -> Mention | None:
    """The place before the day with which a report begins."""
    match = _DATELINE.search(reading.text.plain)
    if (
        match is None
        or _NO_PLACE.search(match["place"])
        or reading.institutions.one(match.span("place")).certainty >= LIKELY
    ):
        return None
    return Mention(match.span("place"), ())


def places_by_pattern(reading: Reading) -> list[Span]:
    """Where the words around say that something is a place, known or not."""
    found = []
    for match in _OF_PLACE.finditer(reading.text.plain):
        group = next(each for each in "abcd" if match[each])
        if group in "cd" and reading.institutions.one(match.span("c")).certainty >= LIKELY:
            continue
        if not _NO_PLACE.search(match[group]):
            found.append(match.span(group))
    return found


def _score(reading: Reading, span: Span, batch: int | None) -> int:
    plain = reading.text.plain
    words = plain[slice(*span)]
    title_end = reading.lines[0][1] if reading.lines else 0
    begin, end = around(plain, span, "。\n;")
    sentence = plain[begin:end]
    after = plain[span[1] : span[1] + 16]
    score = 4 * (span[0] < title_end) + 2 * bool(
        re.match(r"\s*(?:市|省)?(?:金融科技|公示|公布|第.{1,2}批|首批|,? \d|,? (?:unveil|announc))", after)
    )
    score += bool(re.search(r"批|公示|公布|announc|release|sandbox", plain[begin : span[1] + 40], re.I))
    score += bool(re.match(r",?\s*\d", after)) or bool(re.search("央行|人民银行", plain[max(0, span[0] - 6) : span[0]]))
    numbers = batch_numbers(sentence)
    score += 3 * (batch in numbers) - 2 * (bool(numbers) and batch is not None and batch not in numbers)
    score -= 9 * plain.startswith("-based", span[1])
    score -= 4 * bool(
        re.search(r"此前|去年|上年|继|比如|例如|earlier|like|following", plain[max(begin, span[0] - 8) : span[0]])
    )
    return score - 3 * (words in _COUNTRIES)
