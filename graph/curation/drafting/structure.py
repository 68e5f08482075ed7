"""Structure of a text: its lines, sentences, brackets and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.plain import Span

_END: Final = re.compile(r"[。！？!?]+[”\"》)]*|(?<=[^\s.]{2})\.+[”\")]*(?=\s+[A-Z\"“(\d•]|\s*$)|\n")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:Co|Ltd|Inc|Corp|No|St|Dr|Mr|Mrs|Ms|Pte|Pvt|Sdn|vs|e\.g|i\.e|L|B|S|W|A|U|approx|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\.[A-Z])\.$"
)
_NEW: Final = re.compile(
    r"\s+(?:The|This|These|It|In|On|All|They|Each|Both|At|For|Of|Its|Other|Among|Another|Meanwhile"
    r"|However|A|An)\b(?! ?[.&])"
    r"|\s+[A-Z][\w&'-]*(?:\s+(?:[A-Z][\w.&'-]*|of|and)){0,5}\s+(?:is|are|was|were|will|has|have|plans|tests|submitted|withdrew"
    r"|completed|left|applied|began)\s"
)
"""What begins a sentence after the full stop of an abbreviation."""
_PAIRS: Final = {"“": "”", "《": "》"}
_OPENING: Final = ("”", "》", '"', "'")
_QUOTES: Final = re.compile("[“”《》\"'\n]")
_LONGEST_QUOTATION: Final = 120
MARK: Final = re.compile(
    r"[ \t]*(?:[(\[]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[ivx]{1,4}|[a-z])[)\]](?:[.、:,])?"
    r"|0\d[ \t]+(?=[^\d\s])|\d{1,3}[.、:](?!\d(?!G(?![A-Za-z])))|\d{1,3} ?[)]|[一二三四五六七八九十]{1,3}[、.:]"
    r"|(?:创新)?(?:应用|项目)\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\)?[:、.][ \t]*(?=[^\d\s])"
    r"|第[一二三四五六七八九十]{1,2}[、,:]|[①-⑳]|[一二三四五六七八九十]是|[•·●▪◦■◆*○]|[–-](?=\s)"
    r"|[–-]{2,3}(?=[^\s–-]))[ \t]*"
)
"""The mark of an item of a list."""
_KINDS: Final = (re.compile("[一二三四五六七八九十]"), re.compile(r"\d"), re.compile("[①-⑳]"), re.compile("[a-zA-Z]"))
"""The sorts of numbers of items."""
BULLET: Final = re.compile(r"[ \t]*[•·●▪◦■◆*○–-]")


def mark_end(text: str, line: Span) -> int:
    """Where the words of an item begin, after its mark."""
    mark = MARK.match(text, *line)
    return mark.end() if mark else line[0]


def kind_of(mark: str) -> int | None:
    """The sort of the number in the mark of an item; None where it has none."""
    return next((number for number, each in enumerate(_KINDS) if each.search(mark)), None)


def lines_of(text: str) -> list[Span]:
    """The lines of a text that are not empty."""
    found = (match.span() for match in re.finditer(r"[^\n]+", text))
    return [span for span in found if text[span[0] : span[1]].strip()]


def sentences_of(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a part of a text; a full stop of an abbreviation or inside a bracket ends none."""
    start, end = span
    depth, scanned = 0, start
    for match in _END.finditer(text, start, end):
        if match.group().startswith("."):
            if _ABBREVIATED.search(text, max(start, match.start() - 12), match.start() + 1) and not _NEW.match(
                text, match.end()
            ):
                continue
            between = text[scanned : match.start()]
            depth, scanned = max(0, depth + between.count("(") - between.count(")")), match.start()
            if depth and ")" in text[match.end() : match.end() + 200].split("\n")[0].split("(")[0]:
                continue
        if text[start : match.end()].strip():
            yield start, match.end()
        start = scanned = match.end()
        depth = 0
    if text[start:end].strip():
        yield start, end


def quotations(text: str, span: Span) -> list[Span]:
    """The outermost quotations and titles of a part of a text, their marks included; none is longer than a name.

    A mark that is not closed in its line quotes nothing.
    """
    pairs: list[Span] = []
    opened: dict[str, list[int]] = {closing: [] for closing in _OPENING}
    for match in _QUOTES.finditer(text, *span):
        sign, at = match.group(), match.start()
        if sign == "\n":
            for places in opened.values():
                places.clear()
        elif sign in _PAIRS:
            opened[_PAIRS[sign]].append(at)
        elif opened[sign]:
            if sign == "'" and text[at + 1 : at + 2].isalnum():
                continue
            begin = opened[sign].pop()
            if at + 1 - begin <= _LONGEST_QUOTATION:
                pairs.append((begin, at + 1))
        elif sign == '"' or (sign == "'" and _opens(text, at)):
            opened[sign].append(at)
    return _outermost(pairs)


def in_quotation(text: str, span: Span, place: int) -> bool:
    """Whether a place stands in a quotation of a part of a text."""
    return any(start <= place < end for start, end in quotations(text, span))


def _outermost(pairs: list[Span]) -> list[Span]:
    """The pairs that lie in no other, in the order of the text."""
    found: list[Span] = []
    for pair in sorted(pairs, key=lambda each: (each[0], -each[1])):
        if not found or pair[0] >= found[-1][1]:
            found.append(pair)
    return found


def _opens(text: str, place: int) -> bool:
    """Whether an apostrophe begins a quotation: not one inside or after a word."""
    return not text[place - 1 : place].strip() and text[place + 1 : place + 2].isalnum()


def top_level(text: str, span: Span, separators: str) -> list[Span]:
    """The parts of a text between separators that stand outside brackets and quotations."""
    start, end = span
    quoted = {at for each in quotations(text, span) for at in range(*each)}
    found, depth = [], 0
    for at in range(*span):
        sign = text[at]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign in separators and not depth and at not in quoted:
            found.append((start, at))
            start = at + 1
    return [*found, (start, end)]
