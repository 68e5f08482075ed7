"""Details: what the sentences under the heading of one application say of it: applicants, type, technologies."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.quoted import one_role, role_of
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
    r"|^\s*(?P<who2>[A-Z][^.;]{2,80}?)\s+(?P<verb2>proposes|submitted|is testing|will test|tests|developed)\b"
)


def read_details(reading: Reading, application: DraftedApplication, span: Span) -> None:
    """Read the text under the heading of an application, up to the next one; only what is said of it is taken."""
    end = min(span[1], span[0] + _LONGEST)
    for sentence in sentences_of(reading.text.plain, (span[0], end)):
        if not application.institutions and _read_applicants(reading, application, sentence):
            reading.used.append(sentence)
        if application.type is None:
            application.type = reading.type_in(sentence)
    application.details = (span[0], end)


def _read_applicants(reading: Reading, application: DraftedApplication, sentence: Span) -> bool:
    """Take the institutions of a sentence that says who applies; return whether it does."""
    for pattern in (_BY, _SUBJECT):
        match = pattern.search(reading.text.plain_of(sentence))
        if not match:
            continue
        who, verb = ("who", "verb") if match["who"] else ("who2", "verb2")
        group = reading.institutions.group((sentence[0] + match.start(who), sentence[0] + match.end(who)))
        if group.members and group.certainty >= LIKELY:
            ((_, role),) = one_role([(group, role_of(match[verb]))])
            application.institutions = reading.involved(group, role if role != "operator" else APPLICANT)
            return True
    return False
