"""Supporters: institutions that a later sentence joins to an application in another role than that of the applicant."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import role_of
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading

_BY: Final = re.compile(
    r"(?:由|,)(?P<who>[^,。;由]{2,60}?)(?:负责|共同|联合|为其|为该\w{0,4})*(?P<verb>提供技术(?:支持|支援|服务)?|研发|开发|设计|承建|运营)(?!银行|公司|集团|中心|院|部)"
    r"|\b(?P<verb2>developed|built|powered|supplied|operated"
    r"|technical support(?: is)?(?: provided)?)\s+by\s+(?P<who2>[A-Z][^.;,]{2,80})"
)


def add_supporters(reading: Reading, sentence: Span, application: DraftedApplication) -> bool:
    """Add the institutions that a sentence about one application gives another role; return whether there were any."""
    added = False
    for match in _BY.finditer(reading.text.plain, *sentence):
        who = "who" if match["who"] else "who2"
        group = reading.institutions.group(match.span(who))
        if not group.members or group.certainty < LIKELY:
            continue
        have = {each.name.value for each in application.institutions}
        new = [
            each
            for each in reading.involved(group, role_of(match["verb"] or match["verb2"]))
            if each.name.value not in have
        ]
        application.institutions += new
        added = added or bool(new)
    return added
