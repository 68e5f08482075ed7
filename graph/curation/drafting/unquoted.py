"""Unquoted names: who applies with a name that stands without marks, by the words around it."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import one_role, role_of
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB, PRODUCT_END, TOGETHER

_OWNED: Final = re.compile(rf"(?P<who>[^的:]+?)(?P<how>{TOGETHER})(?P<verb>(?:{ANY_VERB})*)(?:了)?的(?P<name>.+)", re.I)
_THEN_WHO: Final = re.compile(
    r"(?P<name>[^,:]+?)\s*,\s*(?:其)?(?:主要)?(?:申请|申报|试点|测试)(?:机构|单位|主体|人|方)(?:分别)?(?:为|是|有|包括|:)\s*(?P<who>.+)"
)
_THEN_BY: Final = re.compile(
    rf"(?P<name>[^,:]+?)\s*,\s*(?:由|(?:which (?:is|was) )?(?P<verb2>{ANY_VERB}"
    rf"|offered)\s+(?:jointly\s+)?by\s)(?P<who>.+?)"
    rf"(?:(?P<how>{TOGETHER})(?P<verb>{ANY_VERB}))?(?=[,。]|$)",
    re.I,
)


def unquoted(reading: Reading, span: Span) -> DraftedApplication | None:
    """An item of the form "X's name" in Chinese, "name, applicant: X", or "name, submitted by X"; None in any other."""
    plain = reading.text.plain
    for pattern in (_THEN_WHO, _THEN_BY, _OWNED):
        match = pattern.fullmatch(plain, *span) if pattern is not _THEN_BY else pattern.match(plain, *span)
        if not match or not _fits(reading, match, pattern is _OWNED):
            continue
        group = reading.institutions.group(match.span("who"))
        if group.members and group.certainty >= POSSIBLE and group.best >= LIKELY:
            found = match.groupdict()
            verb = found.get("verb") or found.get("verb2") or ""
            made = named(reading, match.span("name"), span)
            made.institutions = [
                i for each, role in one_role([(group, role_of(verb))]) for i in reading.involved(each, role)
            ]
            return made
    return None


def _fits(reading: Reading, match: re.Match[str], owned: bool) -> bool:
    """Whether the words in the place of a name may be one."""
    name = match["name"].strip()
    if reading.institutions.one(match.span("name")).certainty >= LIKELY and not PRODUCT_END.search(name):
        return False
    return is_name(name) if owned else is_name(name) or PRODUCT_END.search(name) is not None
