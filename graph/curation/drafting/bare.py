"""Bare lists: sentences that list names of applications, and do not say who applies."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.inline import INTRODUCES
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.numbers import NUMBER, number_of
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.runs import runs_of
from sandbox_atlas.graph.curation.drafting.structure import top_level
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, PRODUCT_END, REFERS

_COUNTED: Final = re.compile(
    rf"(?P<han>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})\s*(?:个|项|款)"
    rf"|(?P<english>{NUMBER})\s+(?:\w+\s+){{0,3}}?(?:applications|projects|products)",
    re.I,
)
_OWNED: Final = re.compile(
    r"(?:银行|公司|科技|保险|支付|财险|人寿|集团|证券)(?:(?:联合|共同)?(?:申报|申请))?的|[A-Za-z]'s\s"
)
"""Words of an owner: who applies is named before the list."""
_AND: Final = re.compile(r"\s*(?:以及|及|和|与|\band\b)\s*")
_OPEN: Final = re.compile(r"等(?:[\d一二两三四五六七八九十]*[个项款]?(?:创新)?(?:应用|项目)?)?$")
_NUMBERED: Final = re.compile(
    r"(?:^|(?<=[,;。\n]))\s*(?:其中|此次|本次)?,?(?P<list>[^,;。:\n]{6,500}?)等\s*(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*[个项款]"
    r"(?:创新)?(?:应用|项目|产品)"
)
"""A list before its number."""
_LONGEST: Final = 60


def read_bare(reading: Reading, sentence: Span) -> bool:
    """Read a list of names in a sentence whose words say that they are applications; return whether it was one.

    Each has to look like a name, or at least half of them where their number is the stated one.
    """
    plain = reading.text.plain
    if REFERS.match(plain, *sentence):
        return False
    begins = next(
        (m for m in INTRODUCES.finditer(plain, *sentence) if expectation(reading, (sentence[0], m.end())).kind), None
    )
    if begins is None or expectation(reading, (sentence[0], begins.end())).kind != "applications":
        return _read_before_number(reading, sentence)
    if _OWNED.search(plain, sentence[0], begins.end()):
        return False
    span = trimmed(plain, (begins.end(), sentence[1]), " \t\n:。.;")
    opened = _OPEN.search(plain, *span)
    names = _names(reading, (span[0], opened.start() if opened else span[1]))
    if len(names) < 2 or any(reading.is_taken(name) for name in names) or not _are_names(reading, names, sentence):
        return False
    if opened:
        reading.find("open-list", f"“{opened.group()}” says that there are more than are named.", opened.span())
    for name in names:
        reading.add(named(reading, name, name))
    reading.used.append(sentence)
    return True


def _read_before_number(reading: Reading, sentence: Span) -> bool:
    """Read as many names as the number after them says: 其中NAME、NAME等2个应用; return whether there were any."""
    for match in _NUMBERED.finditer(reading.text.plain, *sentence):
        names = _parts(reading, match.span("list"))
        if len(names) != number_of(match["count"].strip()) or len(names) < 2:
            continue
        if _are_names(reading, names, sentence) and not any(reading.is_taken(name) for name in names):
            for name in names:
                reading.add(named(reading, name, name))
            reading.used.append(sentence)
            return True
    return False


def _names(reading: Reading, span: Span) -> list[Span]:
    """The parts of a list: one run of quotations, or what stands between commas."""
    plain = reading.text.plain
    runs = runs_of(plain, span)
    if runs:
        ends = plain[runs[0][-1][1] : span[1]].strip()[:1] in ("", ",", ";")
        return runs[0] if len(runs) == 1 and runs[0][0][0] == span[0] and ends else []
    return _parts(reading, span)


def _parts(reading: Reading, span: Span) -> list[Span]:
    """What stands between the commas of a list; "and" may join the last two."""
    plain = reading.text.plain
    parts = [trimmed(plain, part) for part in top_level(plain, span, "、,;")]
    last = parts[-1]
    lead = _AND.match(plain, *last)
    if lead and lead.end() > last[0]:
        parts[-1] = (lead.end(), last[1])
    elif len(parts) > 1 or HAN.search(plain, *last):
        joins = [m for m in _AND.finditer(plain, *last) if PRODUCT_END.search(plain[last[0] : m.start()])]
        if joins:
            parts[-1:] = [(last[0], joins[0].start()), (joins[0].end(), last[1])]
    return [part for part in parts if part[0] < part[1]]


def _are_names(reading: Reading, names: list[Span], sentence: Span) -> bool:
    """Whether all parts of a list are names of applications."""
    words = [reading.text.plain_of(name) for name in names]
    if any(len(each) > _LONGEST or re.search("[()。:]", each) for each in words):
        return False
    if any(
        reading.institutions.one(name).certainty >= LIKELY and not PRODUCT_END.search(each)
        for name, each in zip(names, words, strict=True)
    ):
        return False
    before = reading.text.plain[max(0, sentence[0] - 80) : names[0][0]]
    counted = [number_of(m["han"] or m["english"]) for m in _COUNTED.finditer(before)]
    looks = sum(bool(PRODUCT_END.search(each) or NAME_BEGIN.match(each)) and is_name(each) for each in words)
    han = HAN.search(words[0]) is not None
    return (han and looks == len(words)) or (len(words) in counted and 2 * looks >= len(words))
