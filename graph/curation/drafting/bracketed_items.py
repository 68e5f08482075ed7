"""Bracketed items: the name of an application with who applies in a bracket after it, perhaps with a description."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.brackets import without_verb
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.listed import technologies_among
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, ONLY_TYPE, PRODUCT_END, type_of

_PARTNERS: Final = re.compile(
    r"\s*(?:与|和|同|联同|连同|伙拍|携手|(?:in (?:partnership|collaboration|cooperation)|together)? ?with\b"
    r"|partner(?:s|ing)?\b)",
    re.I,
)
"""How a bracket begins that names partners, not applicants."""


def trailing_bracket(plain: str, span: Span) -> tuple[int, int, int] | None:
    """The last outermost bracket of a part: where it opens, where it closes, and where what follows begins."""
    depth, opened, found = 0, -1, None
    quoted = {at for each in quotations(plain, span) for at in range(*each)}
    for at in range(*span):
        if at in quoted:
            continue
        if plain[at] == "(":
            opened = at if not depth else opened
            depth += 1
        elif plain[at] == ")" and depth:
            depth -= 1
            if not depth:
                found = (opened, at, at + 1)
    if depth:
        return opened, span[1], span[1]
    return found


def bracketed_item(reading: Reading, span: Span, *, is_listed: bool) -> DraftedApplication | None:
    """Name (institution/institution), perhaps with a description after it."""
    plain = reading.text.plain
    bracket = trailing_bracket(plain, span)
    if not bracket:
        return None
    opened, closed, rest = bracket
    after = re.compile(r"\s*(?:[:,;]|–+|-+(?=\s))?\s*").match(plain, rest, span[1])
    remaining = (after.end() if after else rest, span[1])
    type_ = type_of(plain[slice(*remaining)]) if ONLY_TYPE.fullmatch(plain, *remaining) else None
    if remaining[0] < remaining[1] and not type_ and (not after or not after.group().strip()):
        return None
    if _PARTNERS.match(plain, opened + 1, closed):
        return None
    group = reading.institutions.group(without_verb(plain, (opened + 1, closed)))
    name = trimmed(plain, (span[0], opened))
    likely = POSSIBLE if is_listed else LIKELY
    if name[0] >= name[1] or group.certainty < POSSIBLE or group.best < likely:
        return None
    if _is_institution(reading, name, span) and not _is_surer(reading, group, name, is_listed=is_listed):
        return None
    if closed == span[1]:
        reading.find("bracket", "The bracket is never closed: check where the institutions end.", (opened, closed))
    made = named(reading, name, span)
    made.institutions = reading.involved(group)
    made.technologies = technologies_among(reading, (opened + 1, closed))
    if type_:
        made.type = reading.claim(remaining, (), type_[0])
    elif remaining[0] < remaining[1]:
        made.description = reading.claim(remaining)
    return made


def _is_institution(reading: Reading, name: Span, span: Span) -> bool:
    """Whether the words before a bracket are an institution, as in "Bank of X (Hong Kong)"."""
    one = reading.institutions.one(name)
    words = reading.text.plain_of(name)
    return (
        one.certainty == KNOWN
        or (one.certainty == LIKELY and not PRODUCT_END.search(words) and not NAME_BEGIN.match(words))
        or (reading.institutions.one(span).certainty == KNOWN)
    )


def _is_surer(reading: Reading, group: Group, name: Span, *, is_listed: bool) -> bool:
    """Whether a bracket names institutions more surely than the words before it, which only end like one."""
    own = reading.institutions.one(name)
    first = reading.text.plain_of(name).split()[:1]
    again = any(reading.text.plain_of(each.span).split()[:1] == first for each in group.members)
    if own.certainty == KNOWN or again or not is_name(reading.text.plain_of(name)):
        return False
    several = len(group.members) > 1 and group.best >= LIKELY
    return several or (is_listed and group.certainty == KNOWN)


def holds_institutions(reading: Reading, span: Span, bracket: tuple[int, int, int]) -> bool:
    """Whether a bracket, or what stands before it, names institutions, so that the whole is no name."""
    inside = reading.institutions.group((bracket[0] + 1, bracket[1]))
    return inside.best >= LIKELY or _is_institution(reading, trimmed(reading.text.plain, (span[0], bracket[0])), span)
