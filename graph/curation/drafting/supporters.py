"""Supporters: institutions that a later sentence joins to an application in another role than that of the applicant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import role_of
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.chinese import facts_in
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.telling_words import any_of

_WHO: Final = r"[A-Z][^.;,]{2,80}?"
_END: Final = r"(?=[.;,]|\s+(?:to|for|in|on|and\s+(?:is|will|uses))\s|$)"
_BY: Final = re.compile(
    r"\b(?P<verb>developed|built|powered|supplied|operated|technical support(?: is)?(?: provided)?)\s+by\s+"
    rf"(?P<who>{_WHO}){_END}"
)
_IS: Final = re.compile(
    rf"\b(?:its|the|their|whose)\s+(?:technical|technology)\s+(?:provider|partner|supporter|vendor)\s+is\s+(?P<who>{_WHO}){_END}"
)
_SUPPLIES: Final = re.compile(
    rf"(?:^|(?<=[,;])\s*(?:while|and|with)?)\s*(?P<who>{_WHO})\s+"
    r"(?:is\s+)?(?:provid|suppl|develop|buil|deliver|contribut)\w+\s+"
    r"(?:the|its|their)\s+(?:[a-z-]+\s+){0,3}"
    + any_of("technology|platform|software|model|models|system|engine|infrastructure|data|app|analytics|hardware")
    + rf"\b|\b(?:technology|platform|software|engine|infrastructure)\s+(?:comes\s+|is\s+)?"
    rf"(?:from|of)\s+(?P<who2>{_WHO}){_END}"
)
_WITH: Final = re.compile(
    "(?:与|同|携手|联合|伙拍|联同)(?P<who>[^,。;与同]{2,40}?)(?:合作|联手|携手|共同|一起|一道)(?!申报|申请)"
    rf"|\b(?:in\s+(?:partnership|collaboration|cooperation)|together|along|work(?:s|ing)|partner(?:s|ed|ing)?|team(?:s|ed|ing)?\s+up)"
    rf"\s+with\s+(?P<who2>{_WHO}){_END}"
    rf"|\b(?:enlisted|chosen|chose|hired|has|have|with)\s+(?P<who3>{_WHO})\s+as\s+(?:an?|its|the|their)\s+(?:[a-z]+\s+)?partner\b"
)


def add_supporters(reading: Reading, sentence: Span, application: DraftedApplication) -> bool:
    """Add the institutions that a sentence about one application gives another role; return whether there were any."""
    added = False
    for group, role in _supporters(reading, sentence):
        have = {each.name.value.rstrip(".") for each in application.institutions}
        new = [each for each in reading.involved(group, role) if each.name.value.rstrip(".") not in have]
        application.institutions += new
        added = added or bool(new)
    return added


def _supporters(reading: Reading, sentence: Span) -> Iterator[tuple[Group, str]]:
    """The institutions of a sentence in other roles than that of the applicant."""
    yield from ((fact.group, fact.role) for fact in facts_in(reading, sentence) if fact.role != APPLICANT)
    for pattern in (_BY, _IS, _SUPPLIES, _WITH):
        for match in pattern.finditer(reading.text.plain, *sentence):
            given = match.groupdict()
            group = reading.institutions.group(
                match.span(next(name for name in given if "who" in name and given[name]))
            )
            least = POSSIBLE if pattern is _BY else LIKELY
            if group.members and group.certainty >= least and not any(each.regulator for each in group.members):
                verb = given.get("verb")
                yield group, role_of(verb) if verb else "partner" if pattern is _WITH else "technology provider"
