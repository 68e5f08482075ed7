"""Names of applications: tells a name from a description, and takes it out of its quotation marks."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import VERB
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.place_names import without_place
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, PRODUCT_END, TYPES

_SENTENCE: Final = re.compile(
    r"[。！？]|^(?:an?|the|to|will|is|has|uses?|using|provides?|offers?|allows?|enables?|helps?|aims?|develops?|tests?|testing|building|working|for|its)\b"
    r"|\b(?:is|are|will|allows?|enables?|helps?|provides?|uses|that|which|to|lets|aims|offers|detects)\b|^(?:提供|利用|运用|通过|为|旨在|一种|一款|一个|该|是|帮助|采用|主要|实现|向|致力|探索)",
    re.I,
)
_NOUN: Final = re.compile(
    r"(?:(?:project|application|product|pilot)\s*:?|(?:创新|试点)?(?:应用|项目|产品)(?:名称)?\s*:)\s*(?=[“《\"])", re.I
)
"""What a quoted name is, before it."""
_INTRODUCED: Final = re.compile("[^“”《》\n]*(?:[是为有:,、。;]|包括|包含)\\s*(?=[“《][^“”《》\n]*[\u4e00-\u9fff])")
"""What introduces a Chinese name in quotation marks, and is no part of it."""
_APPOSED: Final = re.compile(r"\s*(?:,|\s[–-]\s|–+)\s*(?=(?:an?|the|its|one|which)\s|[a-z]|一[种款个项])")
"""What stands between a quoted name and words that say what it is."""
_NUMBER: Final = re.compile(
    r"(?:共|其中)?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个项款件](?:创新|(?:金融服务|(?:金融)?科技产品|技术产品)类?)*(?:应用|项目|产品|服务)?$"
    r"|[^“”《》]{0,20}(?:首|第(?:\d{1,2}|[一二三四五六七八九十]{1,3}))批[^“”《》]{0,8}(?:应用|项目|产品|服务|名单)$"
    r"|[^“”《》]{2,40}(?:申请|申报)了?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个项款]"
)
"""A number of applications, which names none of them."""
_FULL_STOP: Final = re.compile(r"(?<!\bLtd)(?<!\bInc)(?<!\bCo)(?<!\bCorp)(?<!\bPte)(?<!\bBhd)(?<!\b[A-Z])\s*\.$")
THING: Final = (
    r"(?:services?|products?|platforms?|systems?|solutions?|tools?|applications?|projects?|loans?|insurance|financing|models?"
    r"|wallets?|cards?|apps?|robots?|terminals?|shield|chain|bank(?:ing)?|finance)"
)
_TAIL: Final = re.compile(
    rf"(?:\s+(?!(?:is|was|are|were|has|an?|the|which|that|by|from|of|and|to|will)\b)[\w-]+){{0,6}}?\s+{THING}"
    r"(?P<based>\s+based\s+on\s+[^,;.:()“”\"]+?)?"
    rf"(?=[,;.(]|\s+(?:jointly\s+)?(?:by|from|was|is|are|were|which|that|to|co-?{VERB}|{VERB})\b|\s*$)",
    re.I,
)
"""The English words after a quotation that belong to the name."""
_OF_BATCHES: Final = re.compile(
    r"People's Bank|innovative applications?\b|(?:financial technology|fintech) innovation", re.I
)
"""What says that names are those of applications of China's pilot, which say what they are."""
_TITLE_WORDS: Final = 8


def named(reading: Reading, name: Span, position: Span) -> DraftedApplication:
    """An application of a name; a type before it and the quotation marks around the whole do not belong to the name."""
    plain, type_ = reading.text.plain, None
    for pattern in TYPES.values():
        match = re.compile(rf"(?:{pattern.pattern})\s*(?:类|应用|项目)?\s*[:]?\s*(?=[“《\"])", re.I).match(plain, *name)
        if match:
            type_ = reading.type_in(match.span())
            name = (match.end(), name[1])
    name = trimmed(plain, name)
    name = (without_place(reading, *name), name[1])
    introduced = _INTRODUCED.match(plain, *trimmed(plain, name))
    name = (introduced.end(), name[1]) if introduced else name
    lead = _NOUN.match(plain, *trimmed(plain, name))
    name, what = _apposed(plain, (lead.end(), name[1]) if lead else name)
    said = reading.claim(what) if what else None
    return DraftedApplication(position, reading.claim(unmarked(plain, name)), said, type=type_)


def _apposed(plain: str, name: Span) -> tuple[Span, Span | None]:
    """A quoted name without the words after a comma that say what it is, and these words."""
    name = trimmed(plain, name)
    first = quotations(plain, name)[:1]
    match = _APPOSED.match(plain, first[0][1], name[1]) if first and first[0][0] == name[0] else None
    if match is None or quotations(plain, (match.end(), name[1])):
        return name, None
    return first[0], trimmed(plain, (match.end(), name[1]), " \t\n,;.")


def unmarked(plain: str, name: Span) -> Span:
    """A name without the marks of one quotation that holds all of it."""
    name = trimmed(plain, name, " \t\n*_`")
    inside = quotations(plain, name)
    if inside and inside[0] == name:
        return trimmed(plain, (name[0] + 1, name[1] - 1), " ,")
    return name


def unended(plain: str, span: Span) -> Span:
    """Words without a full stop after them that belongs to none of them."""
    stop = _FULL_STOP.search(plain, *span)
    return (span[0], stop.start()) if stop else span


def is_name(words: str) -> bool:
    """Whether words are a name and not a description: quoted, or a short Chinese noun, or a title in capitals."""
    words = words.strip(" .;。")
    if re.fullmatch('[“《"].*[”》"]', words):
        return True
    if (
        _SENTENCE.search(words)
        or _NUMBER.match(words)
        or len(words) > 80
        or "," in words
        or re.search(r":\s*[\d.]+$", words)
    ):
        return False
    if HAN.search(words):
        return len(words) <= 40 and (PRODUCT_END.search(words) is not None or NAME_BEGIN.match(words) is not None)
    spelled = words.split()
    capital = [word for word in spelled if word[:1].isupper() or not word[:1].isalpha()]
    small = [word for word in spelled if word in ("of", "for", "and", "the", "in", "on", "with")]
    return len(spelled) <= _TITLE_WORDS and len(capital) + len(small) == len(spelled) and bool(capital)


def tail_after(reading: Reading, start: int, end: int, *, listed: bool = False) -> int:
    """Where a name ends of which English words after its quotation are a part: “NAME” credit service based on data.

    They are in lists of names, and in texts on China's pilot; elsewhere they say what the application is.
    """
    match = _TAIL.match(reading.text.plain, start, end)
    if not listed and not _OF_BATCHES.search(reading.text.plain):
        return start
    is_one = match is not None and len(match.group().split()) == 1
    return start if match is None or is_one else match.end()


def words_after(plain: str, start: int, end: int) -> tuple[str, ...]:
    """The words of a name after a quotation, without plural endings; nothing where they are too few."""
    spelled = re.compile(
        r"\s*((?:[A-Za-z-]+ ){1,6}?(?:products?|services?|platforms?|systems?|projects?|loans?))\b", re.I
    ).match(plain, start, end)
    if spelled:
        words = tuple(word.rstrip("s") for word in spelled[1].lower().split())
        return words if len(words) > 2 else ()
    signs = re.compile("[\u3400-\u9fff]{4,16}?(?:产品|服务|平台|系统|项目)").match(plain, start, end)
    return (signs.group(),) if signs else ()
