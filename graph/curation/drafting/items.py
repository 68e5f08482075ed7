"""Items of lists: one application with its institutions, or one institution, in any of the usual forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Claim, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, NONE, OPEN, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named, unmarked
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import applied
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, quotations
from sandbox_atlas.graph.curation.drafting.unquoted import unquoted
from sandbox_atlas.graph.curation.drafting.words import NAME_BEGIN, PRODUCT_END, TYPES, type_of

_ONLY_TYPE: Final = re.compile(
    rf"[\s,、;:–-]*(?:{'|'.join(pattern.pattern for pattern in TYPES.values())})[\s。;]*", re.I
)
_DASH: Final = re.compile(r"\s+-+\s+|\s*–+\s*|\s*:\s*|\t+|\s*\|\s*|,\s+(?=(?:an?|the|which|whose)\s)")
_PARTNER: Final = re.compile(
    r"^(?:in (?:partnership|collaboration|cooperation) with|together with|with|partnering with)\s+", re.I
)
_REMARK: Final = re.compile(r"\s*\([a-z][a-z ,-]{3,80}\)$")
"""A remark on what an institution offers, which is no part of its name."""
_ENDS: Final = " \t\n,;。;、."


@dataclass(frozen=True)
class Expected:
    """What the list says that its items are.

    Attributes:
        kind: "applications", "institutions", or empty where it does not say.
        type: The type of the applications.
        role: The role of institutions that stand alone.
    """

    kind: str = ""
    type: Claim | None = None
    role: str = APPLICANT


def read_item(reading: Reading, span: Span, expected: Expected) -> bool:
    """Read an item; return whether it was understood. What it says is added to the reading."""
    plain = reading.text.plain
    mark = MARK.match(plain, *span)
    whole = span
    span = trimmed(
        plain,
        (mark.end() if mark else span[0], span[1]),
        _ENDS if plain[span[0] : span[1]].rstrip()[-3:] not in ("td.", "nc.") else " \t\n",
    )
    if span[0] >= span[1]:
        return False
    span = _closed(reading, span)
    forms = (_bracketed, _quoted, _unquoted, _two_parts, _institution, _name_alone)
    for form in forms:
        made = form(reading, span, expected)
        if made is not None:
            _add(reading, made, whole, expected)
            return True
    return False


def _add(reading: Reading, made: DraftedApplication | list[Involvement], whole: Span, expected: Expected) -> None:
    if isinstance(made, list):
        reading.loose.extend(made)
        reading.used.append(whole)
        return
    made.type = made.type or expected.type
    reading.add(made)


def _closed(reading: Reading, span: Span) -> Span:
    """An item without the words that say that the list goes on."""
    opened = re.compile(
        r"(?<=.{4})等(?:[\d一二两三四五六七八九十]*[个项款]?(?:创新)?(?:应用|项目|产品|服务))?$"
    ).search(reading.text.plain, *span)
    if opened:
        reading.find("open-list", "“等” says that there are more than are named.", opened.span())
        reading.used.append(opened.span())
        return trimmed(reading.text.plain, (span[0], opened.start()))
    return span


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


def _bracketed(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """Name (institution/institution), perhaps with a description after it."""
    plain = reading.text.plain
    bracket = trailing_bracket(plain, span)
    if not bracket:
        return None
    opened, closed, rest = bracket
    after = re.compile(r"\s*(?:[:,;]|–+)?\s*").match(plain, rest, span[1])
    remaining = (after.end() if after else rest, span[1])
    type_ = type_of(plain[slice(*remaining)]) if _ONLY_TYPE.fullmatch(plain, *remaining) else None
    if remaining[0] < remaining[1] and not type_ and (not after or not after.group().strip()):
        return None
    group = reading.institutions.group((opened + 1, closed))
    name = trimmed(plain, (span[0], opened))
    likely = POSSIBLE if expected.kind == "applications" else LIKELY
    if name[0] >= name[1] or group.certainty < POSSIBLE or group.best < likely or _is_institution(reading, name, span):
        return None
    if closed == span[1]:
        reading.find("bracket", "The bracket is never closed: check where the institutions end.", (opened, closed))
    made = named(reading, name, span)
    made.institutions = reading.involved(group)
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


def _quoted(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """An item with a quoted name and its applicants before or after it."""
    plain = reading.text.plain
    for quotation in quotations(plain, span)[:1]:
        lead = re.sub(r"[\s:,–-]+$", "", plain[span[0] : quotation[0]])
        apart = re.search(r"[:–-]\s*$", plain[span[0] : quotation[0]])
        found = None if apart else applied(reading, quotation, span[0], span[1])
        if found:
            made = named(reading, (quotation[0], found.tail), span)
            made.institutions = found.involvements(reading)
            return made
        partners = _partners(reading, (span[0], span[0] + len(lead))) if lead else []
        if partners:
            made = named(reading, quotation, span)
            made.institutions = [each for group, role in partners for each in reading.involved(group, role)]
            return made
    return None


def _partners(reading: Reading, span: Span, least: int = LIKELY) -> list[tuple[Group, str]]:
    """The institutions of "X with Y": X applies, Y is its partner; nothing where the words are no institutions."""
    word = re.compile(r"\s+(?:in partnership |in collaboration |together )?with\s+").search(reading.text.plain, *span)
    parts = [(span[0], word.start()), (word.end(), span[1])] if word else [span]
    groups = [reading.institutions.group(part) for part in parts]
    if any(not group.members or group.certainty < POSSIBLE for group in groups) or groups[0].best < least:
        return []
    return list(zip(groups, (APPLICANT, "partner"), strict=False))


def _unquoted(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    return unquoted(reading, span)


def _two_parts(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """Institution – description, institution: name, or name – institution."""
    plain = reading.text.plain
    inside = _inside_brackets(plain, span)
    for dash in _DASH.finditer(plain, *span):
        if dash.start() in inside:
            continue
        left, right = (span[0], dash.start()), (dash.end(), span[1])
        if not plain[slice(*left)].strip() or not any(sign.isalpha() for sign in plain[slice(*right)]):
            continue
        one, other = reading.institutions.group(left), reading.institutions.group(right)
        if other.certainty >= LIKELY and one.certainty < KNOWN and not NAME_BEGIN.match(plain, *right):
            made = named(reading, left, span)
            made.institutions = reading.involved(other)
            return made
        least = POSSIBLE if expected.kind and not PRODUCT_END.search(plain[slice(*left)]) else LIKELY
        joined = _partners(reading, left, least)
        if joined and (len(joined) > 1 or one.certainty >= least) and len(one.members) <= 6:
            return _described(reading, span, right, joined)
        if one.certainty == NONE:
            break
    return None


def _inside_brackets(plain: str, span: Span) -> set[int]:
    """The places of a part that stand inside brackets or quotations."""
    inside, depth = {at for each in quotations(plain, span) for at in range(*each)}, 0
    for at in range(*span):
        depth += plain[at] == "("
        if depth:
            inside.add(at)
        depth -= plain[at] == ")" and depth > 0
    return inside


def _described(reading: Reading, span: Span, right: Span, joined: list[tuple[Group, str]]) -> DraftedApplication:
    involved = [each for group, role in joined for each in reading.involved(group, role)]
    made = DraftedApplication(span, institutions=involved)
    words = reading.text.plain_of(right)
    partner = _PARTNER.match(words)
    if partner:
        start = right[0] + partner.end()
        end = start + re.search(r",|$", words[partner.end() :]).start()  # type: ignore[union-attr] # $ always matches
        made.institutions += reading.involved(reading.institutions.group((start, end)), "partner")
        right = trimmed(reading.text.plain, (end, right[1]), " ,")
    if right[0] >= right[1]:
        return made
    if is_name(reading.text.plain_of(right)):
        made.name = reading.claim(unmarked(reading.text.plain, right))
    else:
        made.description = reading.claim(right)
    return made


def _institution(reading: Reading, span: Span, expected: Expected) -> list[Involvement] | None:
    """An item that is an institution, or several."""
    words = reading.text.plain_of(span)
    if expected.kind == "applications" and (PRODUCT_END.search(words) or NAME_BEGIN.match(words)):
        return None
    remark = _REMARK.search(reading.text.plain, *span)
    group = reading.institutions.group((span[0], remark.start()) if remark else span)
    least = POSSIBLE if expected.kind == "institutions" else KNOWN if expected.kind == "applications" else LIKELY
    if group.members and group.certainty >= least:
        return reading.involved(group, expected.role)
    return None


def _name_alone(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """An item that is the name of an application without institutions, or only describes one."""
    words = reading.text.plain_of(span)
    if expected.kind != "applications" or OPEN.fullmatch(words):
        return None
    looks = is_name(words) or (PRODUCT_END.search(words) and len(words) <= 60 and not re.search("[。;]", words))
    if looks and not re.match(r"(?:申请|要求|条件|具有|符合|应当|必须|不得)", words):
        return named(reading, span, span)
    return None
