"""Clauses: institutions in several roles one after the other: "developed by A, tested by B", 由A研发、B申报."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB, ROLE_LABELS, TOGETHER, VERBS, label_of

VERB: Final = rf"(?:{ANY_VERB}|tested|piloted|trialled|provided|made|created|supported)"
_BY: Final = re.compile(rf"\s*[,;]?\s*(?:and\s+)?(?:jointly\s+)?\b(?P<verb>{VERB})\s+(?:jointly\s+)?by\s+", re.I)
WITH: Final = re.compile(
    r"\s*,?\s+(?:(?:in|through)\s+(?:partnership|collaboration|cooperation)\s+with|in association with|together with"
    r"|alongside|partnering with|with)\s+",
    re.I,
)
FURTHER: Final = (
    ("same", re.compile(r"\s*,?\s*(?:(?:together|jointly|along)\s+with|in\s+conjunction\s+with)\s+", re.I)),
    (
        "technology provider",
        re.compile(
            r"\s*,?\s*(?:and\s+)?with\s+(?:the\s+)?(?:(?:technical|technology|technological)\s+support\s+(?:from|of|by)|(?:technology|software|data)\s+(?:supplied|provided|developed)\s+by)\s+",
            re.I,
        ),
    ),
    (
        "participant",
        re.compile(r"\s*,?\s*(?:and\s+)?with\s+(?:the\s+)?(?:help|participation|assistance)\s+(?:of|from)\s+", re.I),
    ),
    (
        "partner",
        re.compile(
            r"\s*,?\s*(?:(?:in|through)\s+(?:partnership|collaboration|cooperation|association)\s+with|alongside"
            r"|partnering\s+with|(?:and\s+)?with)\s+(?:(?:its|their)\s+partner\s+)?",
            re.I,
        ),
    ),
)
"""What leads to further institutions after those that were named, and the role of these."""
_APPLIES: Final = re.compile(VERBS["applicant"], re.I)
_FOR: Final = re.compile(r"\s+(?:for|on behalf of)\s+(?=[A-Z])")
_MORE: Final = re.compile(
    rf"\s*[、,;]?\s*(?:并|再|而|和|及|以及|同时)*由?(?P<who>[^,。;、由“”\n][^,。;由“”\n]{{0,80}}?)(?:负责|为其|为该\w{{0,4}})*"
    rf"(?P<how>{TOGETHER})(?P<verb>{ANY_VERB})(?!银行|公司|集团|有限|中心|院|部|商|机构|单位|方|人)"
)
_PLURAL: Final = re.compile(r"\s*,?\s*(?:are|were|have)\b")
_PAIR: Final = re.compile(r"(?P<one>[^()]+?)\s+and\s+(?P<other>(?:(?! and )[^()])+)")
_LABEL: Final = re.compile(
    r"(?:^|(?<=[,;、的()]))\s*(?:其)?(?P<label>[^\s,;:、。的()“”]{2,10}?)(?:分别|依次)?(?:为|是|有|包括|:)(?P<value>[^。;\n“”]+)"
)


def by_clauses(reading: Reading, start: int, end: int, verb: str) -> list[tuple[Group, str]]:
    """The institutions of "by A with B, tested by C" in their roles; the verb is the one before the first "by"."""
    plain = reading.text.plain
    clauses = list(_BY.finditer(plain, start, end))
    starts = [(start, verb), *((each.end(), each["verb"]) for each in clauses)]
    ends = [*(each.start() for each in clauses), end]
    found = []
    for (begin, done), stop in zip(starts, ends, strict=True):
        if several := _for_another(reading, (begin, stop), done):
            found += several
            continue
        role, beside = _beside(plain, (begin, stop))
        found.append((reading.institutions.group((begin, beside.start() if beside else stop)), role_of(done)))
        if beside:
            same = APPLICANT if _APPLIES.search(done) else "partner"
            own = same if role == "same" else role
            found.append((reading.institutions.group((beside.end(), stop)), own))
    return found


def _beside(plain: str, span: Span) -> tuple[str, re.Match[str] | None]:
    """What first leads to further institutions, and their role."""
    found = [(role, match) for role, pattern in FURTHER if (match := pattern.search(plain, *span))]
    return min(found, key=lambda each: each[1].start(), default=("", None))


def _for_another(reading: Reading, span: Span, verb: str) -> list[tuple[Group, str]]:
    """The institutions of "built by X for Y": who built it, and who applies; none in other words."""
    match = _FOR.search(reading.text.plain, *span)
    if match is None or (role_of(verb) not in ("developer", "technology provider") and verb not in ("made", "created")):
        return []
    groups = [reading.institutions.group(each) for each in ((span[0], match.start()), (match.end(), span[1]))]
    if any(not group.members or group.certainty < POSSIBLE for group in groups) or groups[1].best < LIKELY:
        return []
    return [(groups[0], "developer"), (groups[1], APPLICANT)]


def more_clauses(reading: Reading, start: int, end: int) -> tuple[list[tuple[Group, str]], int]:
    """The institutions of further Chinese clauses of the form "A研发、B申报", and where these end."""
    found = []
    while match := _MORE.match(reading.text.plain, start, end):
        group = reading.institutions.group(match.span("who"))
        if not group.members or group.certainty < POSSIBLE or group.best < LIKELY:
            break
        found.append((group, role_of(match["verb"])))
        start = match.end()
    return found, start


def labelled_clauses(reading: Reading, start: int, end: int) -> tuple[list[tuple[Group, str]], int]:
    """The institutions of clauses of the form 申报单位为A，技术支持单位为B, and where these end."""
    found: list[tuple[Group, str]] = []
    at = start
    while match := _LABEL.search(reading.text.plain, at, end):
        label = label_of(match["label"])
        if label not in ROLE_LABELS:
            at = match.start("value")
            continue
        following = _LABEL.search(reading.text.plain, match.start("value"), end)
        while following and label_of(following["label"]) not in ROLE_LABELS:
            following = _LABEL.search(reading.text.plain, following.start("value"), end)
        value = (match.start("value"), following.start() if following else match.end("value"))
        if group := _group_at_start(reading, trimmed(reading.text.plain, value, " \t,、")):
            found.append((group, APPLICANT if label == "provider" else label))
            start = group.members[-1].span[1]
        at = value[1]
    return found, start


def _group_at_start(reading: Reading, span: Span) -> Group | None:
    """The institutions with which words begin, up to a comma after which something else follows."""
    plain = reading.text.plain
    ends = [span[1], *(at for at in range(span[1] - 1, span[0], -1) if plain[at] == ",")]
    for end in ends:
        group = reading.institutions.group((span[0], end))
        if group.members and group.certainty >= POSSIBLE:
            return group
    return None


def by_number(reading: Reading, group: Group, verb: str) -> Group:
    """The institutions before an English verb: "A and B" are two before "are", "were" or "have"."""
    words = reading.text.plain_of(group.members[0].span) if len(group.members) == 1 else ""
    match = _PAIR.fullmatch(words) if _PLURAL.match(verb) else None
    if match is None or group.best == KNOWN:
        return group
    start = group.members[0].span[0]
    both = [reading.institutions.one((start + match.start(each), start + match.end(each))) for each in ("one", "other")]
    return Group(tuple(both), group.open) if min(each.certainty for each in both) >= POSSIBLE else group


def role_of(verb: str) -> str:
    """The role of who does what a verb says."""
    return next((role for role, words in VERBS.items() if re.search(words, verb, re.I)), APPLICANT)


def one_role(found: list[tuple[Group, str]]) -> list[tuple[Group, str]]:
    """Roles as a list of applications means them: who is named alone applies, whatever the verb; "operator" is none."""
    if not any(role in (APPLICANT, "lead applicant") for _, role in found):
        first = next((role for _, role in found), APPLICANT)
        return [(group, APPLICANT if role in (first, "operator") else role) for group, role in found]
    return [(group, "participant" if role == "operator" else role) for group, role in found]
