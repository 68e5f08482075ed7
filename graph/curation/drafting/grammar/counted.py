"""Counted firms: Chinese lists of institutions after their number, each kind by itself: 银行四家：A、B，企业两家：C."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group, Institution
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level

_COUNTED: Final = re.compile(
    r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:家|席)[^,。;:“]{0,14}[,:]?(?:分别|依次)?(?:是|为|包括|包含|有|:)(?=[^,。;:]{3})"
)
_OF_TESTS: Final = re.compile("试点|沙[盒箱]|入选|入围|参与|获准|获批|测试|试办")


def read_counted(reading: Reading, sentence: Span) -> bool:
    """Read lists of institutions after their numbers; return whether there were any."""
    plain = reading.text.plain
    paragraph = reading.lines[reading.line_at(sentence[0])]
    if quotations(plain, sentence) or not _OF_TESTS.search(plain, *paragraph):
        return False
    found: list[Institution] = []
    begins = list(_COUNTED.finditer(plain, *sentence))
    for number, begin in enumerate(begins):
        stop = begins[number + 1].start() if number + 1 < len(begins) else sentence[1]
        found += _names(reading, (begin.end(), stop))
    reading.loose += reading.involved(Group(tuple(found)), "participant")
    if found:
        reading.used.append(sentence)
    return bool(found)


def _names(reading: Reading, span: Span) -> list[Institution]:
    """The institutions with which words begin, up to the first clause that is something else."""
    found: list[Institution] = []
    for part in top_level(reading.text.plain, span, ",;。"):
        group = reading.institutions.group(trimmed(reading.text.plain, part))
        if not group.members or group.certainty < LIKELY or any(each.regulator for each in group.members):
            break
        found += group.members
    return found if len(found) > 1 else []
