"""Expectation: what the words before a list say that it is a list of."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.items import Expected
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import APPLICATIONS, INSTITUTIONS

_NOUNS: Final = re.compile(
    rf"(?P<institutions>\b(?:{INSTITUTIONS})(?![a-z])|\bcohort(?:\s+\w{{1,5}})?\s*:?\s*$|\b(?:licen[cs]es?|approvals?|permission)\s+to\s*:?\s*$)|(?P<applications>(?:{APPLICATIONS})(?![a-z])|名单|programm?e?s(?=\s+(?:are|were|include)))",
    re.I,
)
_HAN_NOUNS: Final = re.compile(
    r"(?P<institutions>机构|企业|公司|单位|银行|主体|参与者(?:名单)?)|(?P<applications>应用|项目|产品|服务|实验|案件|方案|名单|试点)"
)
_JOINT: Final = re.compile(
    r"(?:应用|项目|产品)(?:名称)?(?:及|和|与)?其?(?:对应)?(?:的)?(?:申请|申报|参与)?(?:机构|单位)"
)
OF_CONTENTS: Final = re.compile("(?:内容|特点|亮点|机制|架构|目标|意义|背景|优势|方向|成效|问题)\\s*:?\\s*$")
"""How headings end of lists of what a programme is about, and not of applications."""
_TAKE_PART: Final = re.compile(r"参与(?!者)|合作|参加|participat|partner|collaborat", re.I)


def expectation(reading: Reading, span: Span) -> Expected:
    """What the words before a list say that it holds: applications or institutions, of which type, in which role.

    The last noun decides, because the list explains it; "applications and their applicants" is a list of applications.
    """
    words = reading.text.plain_of(span)
    if OF_CONTENTS.search(words):
        return Expected("", reading.type_in(span))
    nouns = [*_HAN_NOUNS.finditer(words), *_NOUNS.finditer(words)]
    kind = ""
    if _JOINT.search(words):
        kind = "applications"
    elif nouns:
        last = max(nouns, key=lambda match: match.end())
        kind = next(name for name, value in last.groupdict().items() if value)
    tail = words[-40:]
    role = "participant" if _TAKE_PART.search(tail) else APPLICANT
    return Expected(kind, reading.type_in(span), role)
