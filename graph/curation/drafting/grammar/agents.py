"""Agents: who did what by the English words after a name: "submitted by A together with the technology company B"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import FURTHER, VERB, one_role, role_of
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Involvement
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import INSTITUTION_END, VERBS

_BY: Final = re.compile(
    r"\b(?:by|from|(?:applications?|proposals?|submissions?|entry)\s+of)\s+(?=[\w“\"])|(?<=[”\"] )of\s+(?=[A-Z])", re.I
)
_BY_OF: Final = re.compile(
    rf"{_BY.pattern}|\b(?:products?|services?|projects?|platforms?|systems?|solutions?|initiatives?)\s+of\s+(?=[A-Z])",
    re.I,
)
"""The same after a name in quotation marks; without them, words such as "a product of X" may only describe X."""
_BESIDE: Final = r"\s*[,–-]?\s*"
_IS: Final = r"(?:(?:which|that)\s+)?(?:(?:is|was|are|were|will\s+be|ha(?:s|ve)\s+been)\s+)?(?:also\s+|being\s+)?"
_WHAT: Final = (
    r"(?:(?:an?|the|its|our|one)\s+(?:(?!(?:that|which|who|whose|where|to)\b)[^\s,.;:“”\"\n]+\s+){0,14}?"
    r"|(?:[\w-]+\s+){0,6}?(?:services?|products?|platforms?|systems?|solutions?|tools?|applications?|projects?|loans?|apps?)\s*)?"
)
_DONE: Final = rf"(?P<how>(?:jointly|together|solely|separately)\s+|co-?)?(?P<verb>{VERB})\s+(?:jointly\s+|solely\s+)?"
_SAID: Final = re.compile(rf"{_BESIDE}{_IS}{_WHAT}(?:,\s*)?(?:{_IS}{_DONE})?", re.I)
"""What may stand between a name and "by": what it is, and what was done."""
_FAR: Final = re.compile(
    rf"[^.;“”\"\n]*?(?:,|\b(?:is|was|been)\b)\s*(?:and\s+)?(?:jointly\s+)?(?P<verb>{VERBS['applicant']})\s+(?:jointly\s+)?",
    re.I,
)
"""The same after a clause on what it does, where only a verb of applying tells whose it is."""
_APPLIES: Final = re.compile(VERBS["applicant"], re.I)
_ALSO: Final = re.compile(rf"\s*[,;]?\s*(?:and\s+)?(?:jointly\s+)?\b(?P<verb>{VERB})\s+(?:jointly\s+)?by\s+", re.I)
_FOR: Final = re.compile(r"\s+(?:for|on behalf of)\s+(?=[A-Z])")
_WHICH: Final = re.compile(
    rf"\s*,?\s*(?:(?:an?|the)\s+[^,;.“”\"]{{2,80}}?\s+)?(?:which|that)\s+(?P<who>[A-Z][^;“”\"]*?)\s+(?:ha(?:s|ve|d)\s+)?(?:jointly\s+)?(?P<verb>{VERB})\b(?:\s+(?:jointly|together))?"
)
"""A name, and who applied for it: which A and B applied for together."""
_BESIDE_SUBJECT: Final = re.compile(
    r"(?:^\s*|(?<=[.;,:]\s)|(?<=[Aa]nd\s))(?P<who>[A-Z][^,;:“”\"]*?)"
    r"(?:,\s+as\s+(?:the\s+)?(?:lead\s+)?applicant)?,?\s+(?P<how>(?:together|jointly|along|working|cooperated"
    r"|collaborated|partnered|in\s+(?:cooperation|collaboration|partnership|conjunction|association))\s+with)\s+"
    rf"(?P<other>[^;:“”\"]+?),?\s+(?:ha(?:s|ve|d)\s+|(?:(?:plans|intends|proposes)\s+)?to\s+)?(?:jointly\s+)?"
    rf"(?P<verb>{VERB}|declare|apply\s+for|submit|launch)"
    r"\s*(?:(?:its|their|the|an?)\s+(?:[a-z-]+\s+){0,5}?)?,?\s*$"
)
"""X, together with Y, submitted, before a name."""
_AS: Final = re.compile(
    r"(?:^\s*|(?<=[.;,:]\s)|(?<=[Aa]nd\s))(?P<who>[A-Z][^,;:“”\"]*?),?\s+(?P<how>with)\s+(?P<other>[^;:“”\"]+?)\s+as\s+"
    r"(?:an?\s+|its\s+|the\s+)?(?:(?P<joint>co-?applicant|joint\s+applicant)|(?:technology\s+|technical\s+)?(?:partner|provider)),?"
    rf"\s+(?:jointly\s+)?(?P<verb>{VERB})\s*(?:(?:its|their|the|an?)\s+)?$"
)
"""X, with Y as co-applicant, applied for, before a name."""
_CALLED: Final = re.compile(
    rf"\b(?P<verb>{VERB})\s+(?:jointly\s+)?by\s+(?P<who>[^;:“”\"]+?),?\s+(?:is|was)\s+(?:called|named|known\s+as|dubbed)\s*$"
)
"""Filed by X, is called, before a name."""
_INSIDE: Final = re.compile(
    r"\b(?:[Ii]n\s+(?:partnership|collaboration|cooperation)\s+with|(?P<verb>developed|built|supplied)\s+by)\s+(?=[A-Z])"
)
"""What leads to a partner, or to who built something, in the middle of a description."""
_JOINTLY: Final = re.compile(r"together|jointly|along|in\s+conjunction")
_EDGE: Final = re.compile(r"[,;:(–\n]|\.(?=\s|$)|\s+(?=[a-z“\"(–-])|$")
_SMALL: Final = re.compile(r"(?:sub-)?branch|bank|unit|arm|subsidiary|plc|al\.?")
"""How names may end in small letters."""
_DOTTED: Final = re.compile(r"\b(?:Ltd|Inc|Co|Corp|Pte|[A-Z])\.$")
"""The end of a name whose full stop may belong to it."""
_REACH: Final = 240
_LONGEST: Final = 200


def agents_after(reading: Reading, start: int, end: int) -> tuple[list[tuple[Group, str]], int]:
    """The institutions that the words after a name say to have done something with it, and where these words end.

    Args:
        reading: The reading.
        start: Where the name ends.
        end: Where the words on it end.
    """
    plain = reading.text.plain
    if HAN.search(plain, start, min(end, start + _LONGEST)):
        return [], start
    which = _WHICH.match(plain, start, end)
    if which and (group := names_at(reading, *which.span("who"))) and group.members[-1].span[1] == which.end("who"):
        found = [(group, role_of(which["verb"])), *_further(reading, which.end(), which["verb"], end)]
        return one_role(found), max(which.end(), found[-1][0].members[-1].span[1])
    pattern = _BY_OF if plain[start - 1 : start] in ("”", '"') else _BY
    for word in pattern.finditer(plain, start, min(end, start + _REACH)):
        said = _SAID.fullmatch(plain, start, word.start()) or _FAR.fullmatch(plain, start, word.start())
        if said is None:
            continue
        verb = said["verb"] or ""
        group = names_at(reading, word.end(), end)
        if group is None or group.best < (POSSIBLE if verb else LIKELY):
            continue
        if not _APPLIES.search(verb) and all(member.regulator for member in group.members):
            continue
        found = [
            (group, role_of(verb) if verb else APPLICANT),
            *_further(reading, group.members[-1].span[1], verb, end),
        ]
        return one_role(_ordered(found, verb)), found[-1][0].members[-1].span[1]
    return [], start


def agents_before(reading: Reading, start: int, end: int) -> list[tuple[Group, str]]:
    """The institutions of "X, together with Y, submitted" right before a name; none in other words."""
    called = _CALLED.search(reading.text.plain[start:end])
    if called:
        group = reading.institutions.group((start + called.start("who"), start + called.end("who")))
        return one_role([(group, role_of(called["verb"]))]) if group.members and group.certainty >= POSSIBLE else []
    words = reading.text.plain[start:end]
    match = _AS.search(words) or _BESIDE_SUBJECT.search(words)
    if match is None or HAN.search(match.group()):
        return []
    spans = [(start + match.start(each), start + match.end(each)) for each in ("who", "other")]
    groups = [reading.institutions.group(each) for each in spans]
    if any(not g.members or g.certainty < POSSIBLE or all(each.regulator for each in g.members) for g in groups):
        return []
    jointly = match.groupdict().get("joint") or (_JOINTLY.match(match["how"]) and _APPLIES.search(match["verb"]))
    return one_role([(groups[0], role_of(match["verb"])), (groups[1], APPLICANT if jointly else "partner")])


def _ordered(found: list[tuple[Group, str]], verb: str) -> list[tuple[Group, str]]:
    """The institutions in their roles, where who "built by X for Y" names last applies."""
    builds = role_of(verb) in ("developer", "technology provider") or verb.lower().startswith(("made", "created"))
    first = "developer" if builds and len(found) > 1 and found[1][1] == "for" else found[0][1]
    return [(found[0][0], first), *((group, APPLICANT if role == "for" else role) for group, role in found[1:])]


def _further(reading: Reading, at: int, verb: str, end: int) -> Iterator[tuple[Group, str]]:
    """The institutions of the clauses after those that were named first, from where these end."""
    role = APPLICANT if _APPLIES.search(verb) else "partner"
    while following := _next(reading, at, end):
        group, own = following
        yield group, role if own == "same" else own
        at = group.members[-1].span[1]


def _next(reading: Reading, at: int, end: int) -> tuple[Group, str] | None:
    plain = reading.text.plain
    if also := _ALSO.match(plain, at, end):
        group = names_at(reading, also.end(), end)
        return (group, role_of(also["verb"])) if group else None
    for role, pattern in (*FURTHER, ("for", _FOR)):
        match = pattern.match(plain, at, end)
        group = names_at(reading, match.end(), end) if match else None
        if group and (role != "for" or group.best >= LIKELY):
            return group, role
    return None


def names_at(reading: Reading, start: int, end: int) -> Group | None:
    """The institutions with which words begin: as many words as are names of institutions."""
    plain = reading.text.plain
    stop = min(end, start + _LONGEST)
    edges = [edge.start() for edge in _EDGE.finditer(plain, start, stop)]
    for edge in sorted({*edges, stop}, reverse=True):
        span = trimmed(plain, (start, edge), " \t\n,;:")
        if plain[span[1] - 1] == "." and not _DOTTED.search(plain, *span):
            span = (span[0], span[1] - 1)
        if span[0] >= span[1] or not _ends_name(plain[slice(*span)]):
            continue
        group = reading.institutions.group(span)
        if group.members and group.certainty >= POSSIBLE and not _for_another(reading, span):
            return group
    return None


def builders_in(reading: Reading, span: Span) -> list[Involvement]:
    """The partner whom a description names, or those who built what it speaks of."""
    inside = _INSIDE.search(reading.text.plain, *span)
    group = names_at(reading, inside.end(), span[1]) if inside else None
    if inside is None or group is None or (not inside["verb"] and len(group.members) > 1):
        return []
    return reading.involved(group, role_of(inside["verb"]) if inside["verb"] else "partner")


def _for_another(reading: Reading, span: Span) -> bool:
    """Whether words are an institution, "for", and another, and no name such as "Centre for Payments"."""
    match = _FOR.search(reading.text.plain, *span)
    return match is not None and reading.institutions.group((span[0], match.start())).certainty >= LIKELY


def _ends_name(words: str) -> bool:
    last = words.rsplit(None, 1)[-1]
    return not last[:1].islower() or bool(_SMALL.fullmatch(last) or INSTITUTION_END.search(last) or last[1:2].isupper())
