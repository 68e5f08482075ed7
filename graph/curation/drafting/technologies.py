"""Technologies: those that a text says of one application, by its name, its description, or a sentence about it."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final

from sandbox_atlas.graph.curation.drafting.callings import Callings
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.known import Mention
from sandbox_atlas.graph.curation.drafting.listed import listed_technologies
from sandbox_atlas.graph.curation.drafting.meant import is_meant
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import sentences_of, top_level
from sandbox_atlas.graph.curation.drafting.supporters import add_supporters
from sandbox_atlas.graph.curation.drafting.windows import Places

_USES: Final = re.compile(
    r"运用|采用|利用|使用|应用了|基于|依托|借助|融合|结合|综合|引入|通过|技术(?:为|是|包括|:)|\b(?:us(?:es?"
    r"|ing)|based on|leverag|appl(?:y|ies|ied)|employ|adopt|technolog|powered by|built on)",
    re.I,
)
_TAIL: Final = re.compile(
    r"[”》\"\s)]*[^,。;“”()]{0,8}[,]?\s*(?:则|并|系统|平台|产品|该[^,。;]{0,4}|其|后者|主要|将|可|拟|综合|是)*\s*"
    r"(?P<how>运用|采用|利用|使用|用(?!于|户|途)|基于|依托|借助|应用了|(?:通过|将|把|以|引入|融合|结合|应用)(?=[^,。;]{1,40}(?:技术|算法|模型)))"
    r"|[”\"\s]*[^,.;“”()]{0,24},?\s*(?:which\s+|that\s+)?(?:uses|using|based on|built on|powered by|with the use of)\b"
)
"""How the words after an application go on with what it uses."""
_BY_MEANS: Final = re.compile(
    r"\b(?:with|via|through|on|by(?: means of)?)\s+(?:the help of\s+)?(?:an?\s+(?:\w+\s+)?)?$"
)
"""What stands before a technology that is how something is done."""
_TAIL_TYPE: Final = re.compile(
    r"[”》\"\s]*[^。;“”]{0,12}?(?:属于?|类型为|类型是|类型:)\s*(?P<type>金融服务|(?:金融)?科技产品)"
)
_SHARED: Final = re.compile("均|都|全部|分别|各自|上述|\\b(?:both|all|each|respectively)\\b")
_WHOLE: Final = re.compile(
    r"(?:本次|此次|这些|上述|本批|(?<!\d)\d{1,4}个|[一二两三四五六七八九十]个).{0,12}(?:应用|项目)"
    r"|\bthe \w+ (?:applications|projects|use cases)\b|these (?:applications|projects)",
    re.I,
)
_FIRM: Final = re.compile(r"\s*[^,。;:“”]{2,16}?(?:公司|银行|集团|研究院|保险|证券|征信|农商行|科技)(?!业|卡|账|业务)")
"""How a part of a sentence begins that has an institution of its own."""
_CONTRAST: Final = re.compile("[”》\\s]*(?:则|,该|,其|,后者)")
"""What says that the words after the last of several applications are of it alone."""
_NEAR: Final = 12
"""Characters after an application within which words such as "all" say that what follows is said of several."""
_ALL: Final = re.compile('(?:应用|项目)?类型(?:均|都|全部|全)(?:为|是|属)[于“"]*(?P<type>金融服务|科技产品)')
_MARKS: Final = "“”\"《》' ,"
_OFFERED: Final = re.compile(
    r"(?:mobile|digital|blockchain) wallet|digital identity|digital (?:bond|asset|currency)|crypto-?asset"
    r"|cryptocurrency|(?:instant|fast) payment|QR code payment|数字钱包|数字身份|数字债券|数字资产|加密资产|加密货币"
    r"|快速支付|即时支付|智能语音(?!识别|交互)|数字员工",
    re.I,
)
"""Names of technologies that are also what applications offer: they are meant only after words such as "uses"."""


def add_technologies(reading: Reading) -> None:
    """Add technologies to the applications; those of the whole batch become a finding."""
    for application in reading.applications:
        for claim in (application.name, application.description):
            if claim:
                _add(reading, application, claim.position, offers=True)
        for sentence in sentences_of(reading.text.plain, application.details) if application.details else ():
            beside = "\n" not in reading.text.plain[application.position[1] : sentence[0]]
            added = beside and add_supporters(reading, sentence, application)
            if _USES.search(reading.text.plain_of(sentence)):
                _add(reading, application, sentence)
                added = True
            added = _add_means(reading, application, sentence) or added
            if added:
                reading.used.append(sentence)
    _read_tails(reading)
    names = Callings(reading)
    for sentence in reading.sentences:
        if reading.is_taken(sentence) or names.details.overlap(sentence):
            _type_all(reading, sentence)
        else:
            for part in _parts(reading, sentence, names):
                _read_sentence(reading, part, names)


def _read_tails(reading: Reading) -> None:
    """Read what a sentence says after each of its applications, up to the next one.

    What stands after the last of several may be said of all: it is taken only where the others have such words too.
    """
    before, told = (-1, -1), False
    for each, following in zip_longest(reading.applications, reading.applications[1:]):
        claims = [each.name, each.description, *(i.name for i in each.institutions)]
        end = max((claim.position[1] for claim in claims if claim), default=each.position[1])
        sentence = reading.sentence_at(end - 1)
        begins = _begin(following, end) if following else sentence[1]
        stop = min(sentence[1], begins) if begins >= end else sentence[1]
        stop = min((at for sign in ";。" if (at := reading.text.plain.find(sign, end, stop)) >= 0), default=stop)
        tail = (end, max(end, stop))
        is_last = before == sentence and (following is None or following.position[0] >= sentence[1])
        told = told and before == sentence
        if (
            not each.details
            and not (is_last and not told and not _CONTRAST.match(reading.text.plain, *tail))
            and not _SHARED.search(reading.text.plain, end, min(stop, end + _NEAR))
        ):
            told = _read_tail(reading, each, tail) or told
        before = sentence


def _begin(application: DraftedApplication, after: int) -> int:
    """Where the words on an application begin: its name, where those on who applies stand before another name too."""
    start = application.position[0]
    return application.name.position[0] if start < after and application.name else start


def _read_tail(reading: Reading, application: DraftedApplication, tail: Span) -> bool:
    """Take the technologies and the type of the words after an application; return whether they say what it uses."""
    type_ = _TAIL_TYPE.match(reading.text.plain, *tail)
    if type_ and application.type is None:
        application.type = reading.type_in(type_.span("type"))
    if application.institutions and add_supporters(reading, tail, application):
        reading.used.append(tail)
    if not _TAIL.match(reading.text.plain, *tail):
        return _add_means(reading, application, tail)
    _add(reading, application, tail)
    reading.used.append(tail)
    return True


def _add_means(reading: Reading, application: DraftedApplication, span: Span) -> bool:
    """Add the technologies by whose means something is done, as the words before them say; whether there were any."""
    beside = [m for m in _mentions(reading, span) if _BY_MEANS.search(reading.text.plain, span[0], m.span[0])]
    for each in beside:
        _add_one(reading, application, each.span, tuple(iri for _, iri in each.things))
    return bool(beside)


def _parts(reading: Reading, sentence: Span, names: Callings) -> list[Span]:
    """The parts of a sentence between semicolons that name an application, or an institution, of their own."""
    parts: list[Span] = []
    for part in top_level(reading.text.plain, sentence, ";"):
        if parts and not names.about(part) and not _FIRM.match(reading.text.plain, *part):
            parts[-1] = (parts[-1][0], part[1])
        else:
            parts.append(part)
    return parts


def _read_sentence(reading: Reading, sentence: Span, names: Callings) -> None:
    words = reading.text.plain_of(sentence)
    _type_all(reading, sentence)
    about = names.about(sentence) or names.before(sentence) or names.of_example(sentence) or names.of_subject(sentence)
    if len(about) == 1 and add_supporters(reading, sentence, about[0][0]):
        reading.used.append(sentence)
    whole = _WHOLE.search(words) is not None
    if len(about) == 1 and _USES.search(words):
        application, start = about[0]
        _add(reading, application, (start if whole else sentence[0], sentence[1]))
        reading.used.append(sentence)
        sentence = (sentence[0], start)
    if len(about) > 1:
        _read_each(reading, sentence, about)
    mentions = _mentions(reading, sentence)
    if mentions and whole and (not about or len(about) == 1):
        listed = "、".join(dict.fromkeys(reading.text.of(mention.span) for mention in mentions))
        message = f"These technologies are said of the whole batch, not of one application: {listed}."
        reading.find("batch-technologies", message, sentence, "note")
        reading.of_batch += [reading.claim(each.span, (iri for _, iri in each.things)) for each in mentions]
        reading.used.append(sentence)


def _read_each(reading: Reading, sentence: Span, about: list[tuple[DraftedApplication, int]]) -> None:
    """Read what a sentence says right after each of the applications that it names."""
    plain = reading.text.plain
    starts = sorted(about, key=lambda each: each[1])
    stops = [*(at for _, at in starts[1:]), sentence[1]]
    for (application, start), stop in zip(starts, stops, strict=True):
        name = application.name.value.strip(_MARKS) if application.name else ""
        at = plain.find(name, start, stop) if name else -1
        tail = (at + len(name), stop)
        if at >= 0 and _TAIL.match(plain, *tail):
            _add(reading, application, tail)
            reading.used.append(tail)


def _type_all(reading: Reading, sentence: Span) -> None:
    """Give all applications the type that a sentence says all of them have."""
    match = _ALL.search(reading.text.plain_of(sentence))
    if not match:
        return
    span = (sentence[0] + match.start("type"), sentence[0] + match.end("type"))
    for application in reading.applications:
        application.type = application.type or reading.type_in(span)


def _mentions(reading: Reading, span: Span) -> list[Mention]:
    return [mention for mention in reading.technologies.inside(span) if is_meant(reading, mention)]


def _add(reading: Reading, application: DraftedApplication, span: Span, *, offers: bool = False) -> None:
    """Add the technologies of a part of a text: those of the register, and what the text itself calls technologies.

    Args:
        reading: The reading.
        application: The application.
        span: The part of the text.
        offers: Whether it says what the application offers, and not only what it uses.
    """
    listed = list(listed_technologies(reading, span))
    inside = Places(len(reading.text), [*listed, *(each.name.position for each in application.institutions)])
    for each in [*listed, *(m.span for m in _mentions(reading, span) if not inside.overlap(m.span))]:
        if (
            offers
            and _OFFERED.match(reading.text.plain, *each)
            and not _USES.search(reading.text.plain, span[0], each[0])
        ):
            continue
        mention = reading.known.of(reading.text.plain_of(each), "technology")
        found = next((m for m in reading.technologies.inside(each) if m.span == each), mention)
        _add_one(reading, application, each, tuple(iri for _, iri in found.things) if found else ())


def _add_one(reading: Reading, application: DraftedApplication, span: Span, entities: tuple[str, ...]) -> None:
    span = _without_noun(reading, span)
    words = reading.text.of(span)
    have = {entity for each in application.technologies for entity in each.entities} | {
        each.value.lower() for each in application.technologies
    }
    if have & {*entities, words.lower()}:
        return
    if not entities:
        reading.find("unknown-technology", f"“{words}” is no technology of the register.", span, "note")
    application.technologies.append(reading.claim(span, entities))


def _without_noun(reading: Reading, span: Span) -> Span:
    """The name of a technology without 技术 after it, where it is a name without it too."""
    words = reading.text.plain_of(span)
    short = words.removesuffix("技术")
    return (span[0], span[0] + len(short)) if short != words and reading.known.of(short, "technology") else span
