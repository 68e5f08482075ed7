"""Granted: English sentences of who proposed an application of something, or was granted relief to do something."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.english import subject_of
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.telling import is_common

_WHO: Final = r"(?P<who>[A-Z].{2,160}?),?\s+"
_PROPOSED: Final = re.compile(
    r"\s*(?:In\s+(?:one|another|the\s+[a-z]+)(?:\s+(?:project|application|case|pilot))?,\s+)?"
    rf"{_WHO}(?:ha(?:s|ve)\s+)?(?:jointly\s+)?(?:proposed|declared|submitted|put\s+forward)\s+"
    r"(?:an?|the)\s+(?:application|project)\s+(?:of|for|on|that|to)\s+(?P<what>[^;]{6,240})"
)
_GRANTED: Final = re.compile(
    rf"\s*{_WHO}(?:(?:was|were|ha(?:s|ve)\s+been)\s+(?:also\s+)?granted|(?:ha(?:s|ve)\s+)?(?:received|obtained))\s+"
    r"[^.;]{0,40}?\b(?:relief|exemptions?|exemptive\s+relief|approval|no-action\s+relief|waivers?)\b[^.;]{0,80}?\s+to\s+"
    r"(?P<what>(?:distribute|operate|offer|provide|test|trial|pilot|issue|sell|run|launch)\s+[^;]{4,240})"
)
_OPERATES: Final = re.compile(rf"\s*{_WHO}will\s+(?:operate|be\s+operating)\s+(?P<what>an?\s+[^;]{{4,240}})")
_LET_IN: Final = re.compile(r"\b(?:sandbox|approv|admi(?:t|ssion)|cohort|entit(?:y|ies)|participants?)\b", re.I)


def read_granted_en(reading: Reading, sentence: Span) -> bool:
    """Read a sentence of the form "A and B proposed an application of X", or "A was granted relief to do X"."""
    plain = reading.text.plain
    if quotations(plain, sentence):
        return False
    match = _PROPOSED.match(plain, *sentence) or _GRANTED.match(plain, *sentence)
    if match is None and _LET_IN.search(plain, reading.sentence_at(sentence[0] - 1)[0], sentence[1]):
        match = _OPERATES.match(plain, *sentence)
    if match is None:
        return False
    who, what = match.span("who"), trimmed(plain, match.span("what"), " \t\n,.;")
    group = reading.institutions.group(who)
    if not group.members or group.certainty < POSSIBLE:
        group = subject_of(reading, who) or group
    sure = group.members and group.certainty >= POSSIBLE and group.best >= LIKELY
    if not sure or any(is_common(reading, each) for each in group.members) or reading.is_taken(what):
        return False
    reading.add(
        DraftedApplication(what, description=reading.claim(what), institutions=reading.involved(group))
    ).position = what
    reading.used.append(sentence)
    return True
