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
from sandbox_atlas.graph.curation.drafting.structure import top_level
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB, EITHER_END, INSTITUTION_END, PRODUCT_END, TOGETHER

_LONGEST_NAME: Final = 80
_OWNED: Final = re.compile(rf"(?P<who>[^的:]+?)(?P<how>{TOGETHER})(?P<verb>(?:{ANY_VERB})*)(?:了)?的(?P<name>.+)", re.I)
_THEN_WHO: Final = re.compile(
    r"(?P<name>[^,:]+?)\s*,\s*(?:其)?(?:主要)?(?:申请|申报|试点|测试)(?:机构|单位|主体|人|方)(?:分别|依次)?(?:为|是|有|包括|:)\s*(?P<who>.+)"
)
_THEN_BY: Final = re.compile(
    rf"(?P<name>[^,:]+?)\s*,\s*(?:由|(?:which (?:is|was) )?(?P<verb2>{ANY_VERB}"
    rf"|offered)\s+(?:jointly\s+)?by\s)(?P<who>.+?)"
    rf"(?:(?P<how>{TOGETHER})(?P<verb>{ANY_VERB}))?(?=[,。]|$)",
    re.I,
)


def unquoted(reading: Reading, span: Span, *, is_listed: bool = False) -> DraftedApplication | None:
    """An item of the form "X's name" in Chinese, "name, applicant: X", "name, submitted by X" or "name, X and Y".

    Args:
        reading: The reading.
        span: The item, without its mark.
        is_listed: Whether it stands in what is a list of applications.

    Returns:
        None in any other form.
    """
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
    return _then_institutions(reading, span, is_listed=is_listed)


def _then_institutions(reading: Reading, span: Span, *, is_listed: bool) -> DraftedApplication | None:
    """Name, X and Y: the words before the first comma are a name, all after it are institutions."""
    first, *others = top_level(reading.text.plain, span, ",")
    words = reading.text.plain_of(first).strip()
    if (
        not others
        or re.search(r"[:|–\t]", words)
        or (not is_name(words) and not PRODUCT_END.search(words))
        or len(words) > _LONGEST_NAME
    ):
        return None
    own, group = reading.institutions.one(first), reading.institutions.group((others[0][0], span[1]))
    product = PRODUCT_END.search(words) is not None
    either = own.certainty == LIKELY and is_listed and (product or EITHER_END.search(words) is not None)
    may_be_name = own.certainty < LIKELY or either
    is_title = is_listed or (product and not INSTITUTION_END.search(words))
    if not may_be_name or not is_title or group.certainty < (POSSIBLE if is_listed else LIKELY) or group.best < LIKELY:
        return None
    if either and not product:
        message = f"“{words}” stands in the place of a name, and may be an institution by its form: check it."
        reading.find("uncertain", message, first)
    made = named(reading, first, span)
    made.institutions = reading.involved(group)
    return made


def _fits(reading: Reading, match: re.Match[str], owned: bool) -> bool:
    """Whether the words in the place of a name may be one."""
    name = match["name"].strip()
    if reading.institutions.one(match.span("name")).certainty >= LIKELY and not PRODUCT_END.search(name):
        return False
    return is_name(name) if owned else is_name(name) or PRODUCT_END.search(name) is not None
