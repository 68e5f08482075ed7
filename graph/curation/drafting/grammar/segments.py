"""Segments: sentences that are lists of items, cut where as much of them as possible is items whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sandbox_atlas.graph.curation.drafting.belonging import is_about_leaving
from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.grammar.forms_en import is_item, item_en
from sandbox_atlas.graph.curation.drafting.grammar.forms_zh import item_zh
from sandbox_atlas.graph.curation.drafting.grammar.item import Item, application_of
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.runs import BETWEEN
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level

_CUTS_ZH: Final = re.compile(
    r"[,;、。:]|均(?:为|是)?|以及|和|与|及|(?:分别|具体)?(?:是|为|包括|包含|有(?!限))(?=[^,;、。]{4})"
)
_CUTS_EN: Final = re.compile(
    r",\s+(?:and\s+|while\s+)?|;\s+(?:and\s+)?|:\s+|\s+and\s+|\s+(?:are|is|includ(?:e|es|ing)|namely|were|with)\s+(?:(?:as\s+follows|the\s+following):?\s+)?|\.\s*$"
)
_GATE_ZH: Final = re.compile(
    "测试|试办|试行|申请|申报|提交|报送|推|打造|牵头|来自|出自|机构|单位|入选|入围|获批|项目|研发|开发|的"
)
_GATE_EN: Final = re.compile(
    r"\b(?:by|from|applied|declared|submitted|proposed|filed|applicants?|which|whose|tests?|testing|project|application)\b|'s\s|s'\s|\("
)
_FIRM: Final = re.compile("(?<=[\u4e00-\u9fff]{2})(?:公司|银行|集团|研究院|保险|证券|征信)(?!业|卡|账|业务)")
_OF_TESTS: Final = re.compile(
    r"沙[盒箱]|试点|创新应用|创新监管|创新实验|试办"
    r"|\b(?:sandbox|pilots?|cohort|innovative applications?|regulatory tests?)\b",
    re.I,
)
_LISTS: Final = re.compile(
    r"应用|项目|公示|名单|入选|沙[盒箱]|试点|\b(?:applications?|projects?|products?|pilots?|batch|sandbox|list)\b", re.I
)
"""What words before a list say that it is one of applications."""
_THEM: Final = re.compile(r"\s*(?:Among (?:them|these)|They|These|Specifically|其中|具体)", re.I)
"""How a list begins that the sentence before it speaks of."""
_APPLIES: Final = re.compile("申请|申报|入选|入围")
_EACH_ITS_OWN: Final = re.compile(r"分别(?:申|提交|报送|牵头|推出|联合|共同)|各自|依次|\brespectively\b")
"""What says that each of several names has one of several institutions, in their order."""
_LONGEST: Final = 1800
_LONGEST_ITEM: Final = 360
_MOST_PARTS: Final = 9
_SHORT: Final = 6
_FEWEST: Final = 2
Items = list[tuple[Span, Item]]
Parse = Callable[[Reading, Span], Item | None]


def read_segments(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of at least two items, or of one that is all of it: whether it was one."""
    plain = reading.text.plain
    is_han = HAN.search(plain, *sentence) is not None
    gate = _GATE_ZH if is_han else _GATE_EN
    is_other = sentence[1] - sentence[0] > _LONGEST or _EACH_ITS_OWN.search(plain, *sentence) is not None
    if is_other or not gate.search(plain, *sentence) or is_about_leaving(reading.text.plain_of(sentence)):
        return False
    parts = top_level(plain, sentence, ";")
    each_names = len(parts) > 1 and all(quotations(plain, part) for part in parts)
    own = [_list(reading, part, is_han=is_han) for part in parts] if each_names else []
    if own and all(own):
        for part, found in zip(parts, own, strict=True):
            _add(reading, found, part, is_han=is_han)
        return True
    if found := _list(reading, sentence, is_han=is_han):
        _add(reading, found, sentence, is_han=is_han)
        return True
    for part in parts if len(parts) > 1 else ():
        if found := _list(reading, part, is_han=is_han):
            _add(reading, found, part, is_han=is_han)
    return False


def _list(reading: Reading, sentence: Span, *, is_han: bool) -> Items:
    """The items of a sentence or a part of one; none where it is no list of them."""
    found = _items(reading, sentence, _CUTS_ZH if is_han else _CUTS_EN, item_zh if is_han else _english)
    found = _with_shared(reading, found, sentence)
    return found if _is_list(reading, found, sentence, is_han=is_han) else []


def _add(reading: Reading, found: Items, sentence: Span, *, is_han: bool) -> None:
    type_ = expectation(reading, (sentence[0], found[0][0][0])).type
    for span, item in found:
        made = application_of(reading, item, span)
        made.type = made.type or type_
        reading.add(made)
    if is_han:
        _read_tails(reading, [span for span, _ in found], sentence)
    reading.used.append(sentence)


def _with_shared(reading: Reading, found: Items, sentence: Span) -> Items:
    """The items, and the further names that follow the name at the end of one: X申请了“A”和“B”两个项目."""
    made: Items = []
    for number, (span, item) in enumerate(found):
        made.append((span, item))
        stop = found[number + 1][0][0] if number + 1 < len(found) else sentence[1]
        for quoted in quotations(reading.text.plain, (span[1], stop)) if item.name[1] == span[1] else ():
            if not BETWEEN.fullmatch(reading.text.plain, made[-1][0][1], quoted[0]):
                break
            made.append((quoted, Item(quoted, item.groups, item.type, item.sure)))
    return made


def _english(reading: Reading, span: Span) -> Item | None:
    item = item_en(reading, span) if _GATE_EN.search(reading.text.plain, *span) else None
    return item if item and is_item(reading, item) else None


def _is_list(reading: Reading, found: Items, sentence: Span, *, is_han: bool) -> bool:
    """Whether items are all that a sentence lists: at least two, or one that is the whole sentence."""
    plain = reading.text.plain
    if not found:
        return False
    whole = trimmed(plain, sentence, " \t\n。,;.")
    span, item = found[0]
    alone = len(found) == 1 and item.sure and span[0] - whole[0] <= _SHORT and whole[1] <= span[1]
    before = reading.sentence_at(sentence[0] - 1)[0] if _THEM.match(plain, *sentence) else sentence[0]
    listed = any(item.sure for _, item in found) or _LISTS.search(plain, before, found[0][0][0]) is not None
    enough = (len(found) >= _FEWEST and listed) or alone
    speaks = reading.text.holds(_OF_TESTS) or (
        is_han and len(found) >= _FEWEST and _APPLIES.search(plain, *sentence) is not None
    )
    return enough and speaks and _covers(reading, [each for each, _ in found], sentence)


def _items(reading: Reading, sentence: Span, cuts: re.Pattern[str], parse: Parse) -> Items:
    """The items of a sentence, one after the other, which leave the fewest of its parts over."""
    parts = _parts(reading.text.plain, sentence, cuts)
    best: list[tuple[int, int, Items]] = [(0, 0, [])] * (len(parts) + 1)
    for at in range(len(parts) - 1, -1, -1):
        over, number, items = best[at + 1]
        best[at] = (over + 1, number, items)
        for stop in range(at + 1, min(at + _MOST_PARTS, len(parts)) + 1):
            rest = best[stop]
            if (rest[0], rest[1] - 1) > best[at][:2]:
                continue
            span = trimmed(reading.text.plain, (parts[at][0], parts[stop - 1][1]))
            if span[1] - span[0] > _LONGEST_ITEM:
                break
            if item := parse(reading, span):
                best[at] = (rest[0], rest[1] - 1, [(span, item), *rest[2]])
    return best[0][2]


def _covers(reading: Reading, spans: list[Span], sentence: Span) -> bool:
    """Whether the items hold all that the sentence quotes, but for sandboxes, and no institution is between them."""
    for each in quotations(reading.text.plain, sentence):
        words = reading.text.plain_of(each)
        apart = reading.is_programme(words)
        if not apart and not any(start <= each[0] and each[1] <= end for start, end in spans):
            return False
    stops = [*(start for start, _ in spans[1:]), sentence[1]]
    gaps = [(end, stop) for (_, end), stop in zip(spans, stops, strict=True)]
    return not any(_names_firms(reading, gap) for gap in gaps)


def _names_firms(reading: Reading, span: Span) -> bool:
    """Whether words between items name institutions that may apply with something too."""
    known = any(kind == "institution" for each in reading.institutions.known_in(span) for kind, _ in each.things)
    return known or _FIRM.search(reading.text.plain, *span) is not None


def _parts(plain: str, span: Span, cuts: re.Pattern[str]) -> list[Span]:
    """The parts of a sentence between signs and words that join or introduce, outside quotations and brackets."""
    quoted = {at for each in quotations(plain, span) for at in range(*each)}
    found, start, depth = [], span[0], 0
    marks = {match.start(): match for match in cuts.finditer(plain, *span) if match.start() not in quoted}
    for at in range(*span):
        depth = max(0, depth + (plain[at] == "(") - (plain[at] == ")"))
        if depth or at not in marks or at < start:
            continue
        found.append((start, at))
        start = marks[at].end()
    return [part for part in [*found, (start, span[1])] if plain[slice(*part)].strip()]


def _read_tails(reading: Reading, spans: list[Span], sentence: Span) -> None:
    """Keep what the sentence says between an item and the next one as its details."""
    ends = [*(start for start, _ in spans[1:]), sentence[1]]
    told = len(spans) > 1
    for made, span, end in zip(reading.applications[-len(spans) :], spans, ends, strict=True):
        is_last = end == sentence[1]
        if told if is_last else end - span[1] > _SHORT:
            made.details = (span[1], end)
        told = told and end - span[1] > _SHORT
