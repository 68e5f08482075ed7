"""Placed lists: applications in a bracket after their place and number: 海岛：2个（名称，机构；名称，机构）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.items import Expected, read_item
from sandbox_atlas.graph.curation.drafting.numbers import HAN_NUMBER, number_of
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import top_level

_BEGINS: Final = re.compile(
    rf"(?:[^:;。()]{{2,40}}:[ \t]*)?[\u4e00-\u9fff]{{2,8}}?[ \t]*:?[ \t]*"
    rf"(?:新增|公示|共|有)?(?P<number>\d{{1,2}}|{HAN_NUMBER})[个项款]"
    r"(?:创新)?(?:应用|项目|产品)?[ \t]*,?[ \t]*\("
)
_EXPECTED: Final = Expected("applications")


def read_placed(reading: Reading, sentence: Span) -> bool:
    """Read lists of applications after places; return whether there were any of which most items were understood."""
    found = False
    for items in _lists(reading, sentence):
        understood = [_is_understood(reading, item) for item in items]
        if 2 * sum(understood) < len(items):
            continue
        found = True
        for item, is_one in zip(items, understood, strict=True):
            if is_one:
                read_item(reading, item, _EXPECTED)
            else:
                reading.find("uncertain", "This part of a list was not understood.", item)
    if found:
        reading.used.append(sentence)
    return found


def _is_understood(reading: Reading, item: Span) -> bool:
    """Whether an item names one application and who applies with it."""
    trial = reading.trial()
    return read_item(trial, item, _EXPECTED) and [bool(each.institutions) for each in trial.applications] == [True]


def _lists(reading: Reading, sentence: Span) -> Iterator[list[Span]]:
    """The items in brackets after a place, where they are as many as is said."""
    plain = reading.text.plain
    for part in top_level(plain, sentence, ";。"):
        begins = _BEGINS.match(plain, *part)
        if begins is None:
            continue
        inside = _inside(plain, begins.end() - 1, part[1])
        if inside is None or plain[inside[1] + 1 : part[1]].strip(" \t.,;。"):
            continue
        number = number_of(begins["number"])
        items = [inside] if number == 1 else top_level(plain, inside, ";")
        if len(items) == number:
            yield items


def _inside(plain: str, opened: int, end: int) -> Span | None:
    """What stands in the bracket that opens at a place; None where it is never closed."""
    depth = 0
    for at in range(opened, end):
        depth += (plain[at] == "(") - (plain[at] == ")")
        if not depth:
            return opened + 1, at
    return None
