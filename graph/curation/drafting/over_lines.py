"""Over lines: institutions on lines of their own, each over the lines that describe what it tests."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.grammar.english import NAME
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, sentences_of
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END, label_of

_LONGEST: Final = 90
_SHORTEST: Final = 16
_SHORTEST_HAN: Final = 8
_MOST_UNDER: Final = 4
"""Most lines under an institution that speak of what it tests."""
_FEWEST: Final = 2
_ENDS: Final = re.compile(r"[。!?;:,]\s*$|[a-z]{3}(?<!\bLtd)(?<!\bInc)(?<!Corp)\.\s*$")
_TITLED: Final = re.compile(rf"(?P<name>{NAME})\s*(?:–+|:|-\s)\s*(?P<what>\S.*)")


def read_over_lines(reading: Reading) -> None:
    """Read all lists of at least two institutions over descriptions, under words that say that firms are listed."""
    number = 0
    while number < len(reading.lines):
        pairs = _pairs(reading, number)
        if len(pairs) >= _FEWEST and _is_introduced(reading, number):
            for at, group, last in pairs:
                _add(reading, at, group, last)
        number = pairs[-1][2] + 1 if pairs else number + 1


def _is_introduced(reading: Reading, number: int) -> bool:
    """Whether the line over a list says that it is one of institutions."""
    if not number:
        return False
    line = reading.lines[number - 1]
    last = list(sentences_of(reading.text.plain, line))[-1]
    return expectation(reading, last).kind == "institutions"


def _pairs(reading: Reading, number: int) -> list[tuple[int, Group, int]]:
    """The institutions on lines from a line on, each with its line and the last line under it."""
    found: list[tuple[int, Group, int]] = []
    while number < len(reading.lines):
        group = _heading(reading, number)
        last = number
        while group and last + 1 < len(reading.lines) and last - number < _MOST_UNDER and _describes(reading, last + 1):
            last += 1
        if not group or last == number:
            break
        found.append((number, group, last))
        number = last + 1
    return found


def _heading(reading: Reading, number: int) -> Group | None:
    """The institutions of a line that holds nothing else."""
    line = reading.lines[number]
    words = reading.text.plain_of(line).strip()
    if number in reading.done or len(words) > _LONGEST or _ENDS.search(words) or "\t" in words or label_of(words):
        return None
    mark = MARK.match(reading.text.plain, *line)
    group = reading.institutions.group((mark.end() if mark else line[0], line[1]))
    least = LIKELY if HAN.search(words) else POSSIBLE
    product = PRODUCT_END.search(words) and group.certainty < LIKELY
    fits = group.members and group.certainty >= least and not product
    return group if fits and not any(each.regulator for each in group.members) else None


def _describes(reading: Reading, number: int) -> bool:
    """Whether a line may describe what the institution over it tests: words in small letters, and no institution."""
    words = reading.text.plain_of(reading.lines[number]).strip()
    if number in reading.done or "\t" in words or MARK.match(words) or _heading(reading, number):
        return False
    if HAN.search(words):
        return len(words) >= _SHORTEST_HAN
    return len(words) >= _SHORTEST and len(re.findall(r"\b[a-z]{2,}\b", words)) > 2


def _add(reading: Reading, number: int, group: Group, last: int) -> None:
    plain = reading.text.plain
    first = reading.lines[number + 1]
    whole = (reading.lines[number][0], reading.lines[last][1])
    what = trimmed(plain, first, " \t\n.。")
    titled = _TITLED.fullmatch(plain, *what)
    if titled and is_name(titled["name"]):
        made = named(reading, titled.span("name"), whole)
        made.description = reading.claim(titled.span("what"))
    else:
        made = DraftedApplication(whole, description=reading.claim(what))
    made.institutions = reading.involved(group)
    reading.add(made)
    if last > number + 1:
        made.details = (reading.lines[number + 2][0], reading.lines[last][1])
    reading.done.update(range(number, last + 1))
