"""Details: what the sentences under the heading of one application say of it: applicants, type, technologies."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import more_clauses, one_role, role_of
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import sentences_of
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB, TOGETHER

_LONGEST: Final = 1500
"""Most characters after a heading that speak of its application."""
_NO_INSTITUTION: Final = r"(?!银行|公司|集团|有限|中心|院|部门|商|机构|单位|方|人)"
_BY: Final = re.compile(
    rf"由(?P<who>[^。;由]+?)(?P<how>{TOGETHER})(?P<verb>{ANY_VERB}|提出){_NO_INSTITUTION}"
    r"|\b(?P<verb2>submitted|proposed|developed|offered|launched|presented)\s+(?:jointly\s+)?by\s+(?P<who2>[A-Z][^.;]{2,120})",
    re.I,
)
_SUBJECT: Final = re.compile(
    rf"^\s*(?P<who>[^,。;]{{2,60}}?)(?P<how>{TOGETHER})(?P<verb>{ANY_VERB}|提出)(?=了|的|该|此|一|本){_NO_INSTITUTION}"
    r"|^\s*(?P<who2>[A-Z][^.;]{2,80}?)\s+(?P<verb2>appl(?:y|ies|ied)|proposes?|submitted"
    r"|(?:is|are) testing|will test|tests|developed)\b"
)
_ALONE: Final = re.compile(r"\s*(?:by\s+)?(?P<who>[^;。]+?)\s*[.。]?\s*", re.I)
"""A sentence that only names institutions."""


def read_details(
    reading: Reading, application: DraftedApplication, span: Span, *, may_stand_alone: bool = True
) -> None:
    """Read the text under the heading of an application, up to the next one; only what is said of it is taken.

    Args:
        reading: The reading.
        application: The application.
        span: The text under its heading.
        may_stand_alone: Whether institutions that stand there alone apply with it.
    """
    end = min(span[1], span[0] + _LONGEST)
    for sentence in sentences_of(reading.text.plain, (span[0], end)):
        is_first = may_stand_alone and sentence[0] == span[0]
        if not application.institutions and _read_applicants(reading, application, sentence, is_first=is_first):
            reading.used.append(sentence)
        if application.type is None:
            application.type = reading.type_in(sentence)
    application.details = (min(span[0], application.details[0]) if application.details else span[0], end)


def _read_applicants(reading: Reading, application: DraftedApplication, sentence: Span, *, is_first: bool) -> bool:
    """Take the institutions of a sentence that says who applies; return whether it does."""
    if is_first and (alone := _ALONE.fullmatch(reading.text.plain, *sentence)):
        group = reading.institutions.group(alone.span("who"))
        if group.certainty >= POSSIBLE and group.best >= LIKELY and not any(each.regulator for each in group.members):
            application.institutions = reading.involved(group)
            return True
    for pattern in (_BY, _SUBJECT):
        match = pattern.search(reading.text.plain_of(sentence))
        if not match:
            continue
        who, verb = ("who", "verb") if match["who"] else ("who2", "verb2")
        group = reading.institutions.group((sentence[0] + match.start(who), sentence[0] + match.end(who)))
        least = LIKELY if who == "who" else POSSIBLE
        if group.members and group.certainty >= least and group.best >= LIKELY:
            more, _ = more_clauses(reading, sentence[0] + match.end(), sentence[1])
            found = one_role([(group, role_of(match[verb])), *more])
            application.institutions = [each for group, role in found for each in reading.involved(group, role)]
            return True
    return False
