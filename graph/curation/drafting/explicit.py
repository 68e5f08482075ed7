"""Explicit items: those whose words say who applies: "name, applicant: …", "name, by …", "X's name"."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import VERB, by_clauses, one_role
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, sentences_of
from sandbox_atlas.graph.curation.drafting.tables import filled
from sandbox_atlas.graph.curation.drafting.two_parts import two_parts
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END, ROLE_LABELS, label_of, settled

_LABEL: Final = re.compile(
    r"(?:^|(?<=[,;.(。|\s–)、①-⑳•·●]))[ \t]*(?P<label>[\u4e00-\u9fff]{2,12}"
    r"|[^\s:,;.()。“”\"–\u4e00-\u9fff][^:,;.()。“”\"–\n]{0,30}?)[ \t]*:[ \t]*"
)
_FEW: Final = 3
"""Most words of a name before the part of it that is quoted."""
_SAYS: Final = re.compile(r"\b(?:that|are|is|including|includes?|namely)\s*$")
"""What ends the words before a quoted name that do not belong to it."""
_EDGES: Final = " \t\n,;.。|–"
_BY: Final = re.compile(
    rf"(?P<name>[^;:]+?)(?P<comma>\s*,)?\s+(?:(?:which|that)\s+(?:is|was)\s+|(?:is|was)\s+)?(?:an?\s+\w+\s+)?"
    rf"(?:jointly\s+)?(?P<verb>{VERB}\s+)?(?:by|from)\s+(?P<who>\S.+)",
    re.I,
)
_APPLIED: Final = re.compile(
    r"(?P<name>[^,;:。]{2,60}),\s*由?(?P<who>[^,;:。由]{2,80}?)(?:共同|联合|合作|独立|单独|牵头)*(?:申报|申请|提交|报送)"
)
_SAID: Final = re.compile(
    r"\s*,?\s+(?:which\s+(?:uses|is)|that\s+uses|it\s+uses|uses|using|(?:is\s+)?based\s+on|built\s+on|powered\s+by"
    r"|(?:with|through)\s+the\s+use\s+of)\b",
    re.I,
)
"""What begins the words on how an application works, after the names of who applies."""
_SAID_BETWEEN: Final = re.compile(rf"\s*,{_SAID.pattern}", re.I)
"""The same between its name and who applies."""
_PRODUCT: Final = re.compile(
    r"(?:(?:An?|The)\s+)?(?:[\w&'/-]+\s+){0,8}?(?:services?|products?|platforms?|systems?|solutions?|tools?|insurance|loans?)\b[^,;.]*$"
)
"""What is called by what it is, as machines translate names of Chinese applications."""
_DESCRIBES: Final = re.compile("an?\\s+[a-z]")
"""How words begin that describe an application among others."""
_NOUN: Final = re.compile(
    r"(?:[\w&/-]+\s+){0,6}(?:services?|products?|platforms?|systems?|solutions?|tools?|projects?|loans?|apps?|cards?|wallets?)"
)
"""What is owned and only described."""
_APPOSED: Final = re.compile(r"\s*,\s+(?=(?:an?|the|which|that|whose)\s)")
"""What stands between a name and a description of it."""
_AFTER_QUOTED: Final = re.compile(r"\s*,\s+(?=\w)")
_OWNED: Final = re.compile(r"(?P<who>.+?(?:'s|s'))\s+(?:(?:new|joint|proposed)\s+)?(?P<name>\S.+)")


def explicit(reading: Reading, span: Span, *, is_listed: bool) -> DraftedApplication | None:
    """An item whose words say who applies; None in any other.

    Args:
        reading: The reading.
        span: The item, without its mark.
        is_listed: Whether it stands in what is a list of applications, where unknown words may be institutions.
    """
    return (
        _applied(reading, span)
        or _by_labels(reading, span)
        or _by_words(reading, span, is_listed=is_listed)
        or _owned(reading, span, is_listed=is_listed)
    )


def _applied(reading: Reading, span: Span) -> DraftedApplication | None:
    """An item of the form NAME，A、B申报, whose verb is no end of the last name."""
    match = _APPLIED.fullmatch(reading.text.plain, *trimmed(reading.text.plain, span, _EDGES))
    group = reading.institutions.group(match.span("who")) if match else None
    if match is None or group is None or not group.members or group.certainty < POSSIBLE or group.best < LIKELY:
        return None
    if not may_name(reading, match.span("name")):
        return None
    made = named(reading, match.span("name"), span)
    made.institutions = reading.involved(group, APPLICANT)
    return made


def may_name(reading: Reading, span: Span) -> bool:
    """Whether words may be the name of an application: quoted, a title, or an institution that ends like a product."""
    words = reading.text.plain_of(span).strip(_EDGES)
    if not is_unquoted(reading, span):
        return True
    quoted = quotations(reading.text.plain, span)[:1]
    lead = reading.text.plain_of((span[0], quoted[0][0])) if quoted else ""
    if len(lead.split()) > _FEW or _SAYS.search(lead):
        return False
    ends = PRODUCT_END.search(words) is not None and len(words) <= 80 and not re.search("[。;:]", words)
    ends = ends or (HAN.search(words) is not None and len(words) <= 20 and not re.search("[,。;:()、]", words))
    if not ends and not is_name(words):
        return False
    return reading.institutions.one(span).certainty < KNOWN


def is_unquoted(reading: Reading, span: Span) -> bool:
    """Whether words stand without quotation marks around all of them."""
    return quotations(reading.text.plain, span)[:1] != [trimmed(reading.text.plain, span, _EDGES)]


def labels_in(reading: Reading, span: Span) -> list[tuple[str, Span]]:
    """The labelled values of a part of a text, such as "applicants: …; technologies: …"."""
    plain = reading.text.plain
    found = [(name, match) for match in _LABEL.finditer(plain, *span) if (name := label_of(match["label"]))]
    if not found:
        return []
    ends = [match.start() for _, match in found[1:]] + [span[1]]
    values = [_value(plain, (match.end(), end)) for (_, match), end in zip(found, ends, strict=True)]
    values = [
        _sentence(plain, value) if name in ROLE_LABELS else value
        for (name, _), value in zip(found, values, strict=True)
    ]
    named_ = zip(settled(name for name, _ in found), values, strict=True)
    return [(name, value) for name, value in named_ if name and value[0] < value[1]]


def _value(plain: str, span: Span) -> Span:
    """A labelled value without the bracket that closes before it opens, and the signs after it."""
    span = trimmed(plain, span, _EDGES)
    depth = 0
    for at in range(*span):
        depth += (plain[at] == "(") - (plain[at] == ")")
        if depth < 0:
            return trimmed(plain, (span[0], at), _EDGES)
    return span


def _sentence(plain: str, span: Span) -> Span:
    """The first sentence of a labelled value: the next one is about something else."""
    first = next(sentences_of(plain, span), span)
    return first if first[1] == span[1] else trimmed(plain, first, _EDGES)


def _by_labels(reading: Reading, span: Span) -> DraftedApplication | None:
    """Name, applicant: …; technologies: …, also in a bracket, or with "application:" before the name."""
    plain = reading.text.plain
    values = labels_in(reading, span)
    if not any(label in (*ROLE_LABELS, "technologies") for label, _ in values):
        return None
    first = next(match for match in _LABEL.finditer(plain, *span) if label_of(match["label"]))
    name = trimmed(plain, (span[0], first.start()), f"{_EDGES}(")
    if name[0] < name[1]:
        values = [("name", name), *((label, value) for label, value in values if label != "name")]
    given = next((value for label, value in values if label == "name"), None)
    applies = any("applicant" in label or label == "provider" for label, _ in values)
    if given is None or not (may_name(reading, given) or (applies and _PRODUCT.match(plain, *given))):
        return None
    if not applies and reading.institutions.one(given).certainty >= LIKELY and is_unquoted(reading, given):
        return None
    joined = two_parts(reading, name, is_said=True, is_of_institutions=False) if given == name else None
    if joined:
        joined.position = span
        made = filled(reading, joined, [(label, value) for label, value in values if label != "name"])
    else:
        made = filled(reading, DraftedApplication(span), values)
    made.details = (first.start(), span[1])
    return made


def _by_words(reading: Reading, span: Span, *, is_listed: bool) -> DraftedApplication | None:
    """Name, developed by A, tested by B with C, using technologies."""
    plain = reading.text.plain
    match = _BY.fullmatch(plain, *span)
    if not match or HAN.search(match["name"]):
        return None
    said = _SAID_BETWEEN.search(plain, *match.span("name"))
    name = trimmed(plain, (span[0], said.start() if said else match.end("name")), _EDGES)
    quoted = quotations(plain, name)[:1]
    is_quoted = bool(quoted) and quoted[0][0] == name[0]
    apposed = _AFTER_QUOTED.match(plain, quoted[0][1], name[1]) if is_quoted else None
    apposed = apposed or _APPOSED.search(plain, quoted[0][1] if is_quoted else name[0], name[1])
    name, what = ((name[0], apposed.start()), (apposed.end(), name[1])) if apposed else (name, None)
    describes = not is_quoted and bool(match["verb"]) and _DESCRIBES.match(plain, *name) is not None
    if not describes and not may_name(reading, name) and not (match["verb"] and _PRODUCT.match(plain, *name)):
        return None
    after = _SAID.search(plain, *match.span("who"))
    end = after.start() if after else span[1]
    groups = by_clauses(reading, match.start("who"), end, match["verb"] or "")
    sure = POSSIBLE if is_listed and (match["comma"] or match["verb"]) else LIKELY
    if not groups or any(not g.members or g.certainty < POSSIBLE for g, _ in groups) or groups[0][0].best < sure:
        return None
    made = DraftedApplication(span, description=reading.claim(name)) if describes else named(reading, name, span)
    made.institutions = [each for group, role in one_role(groups) for each in reading.involved(group, role)]
    made.description = reading.claim(what) if what else made.description
    made.type = made.type or reading.type_in((name[1], groups[0][0].members[0].span[0]))
    unknown = [each for group, _ in groups for each in group.members if each.certainty == POSSIBLE]
    for each in unknown if groups[0][0].best == POSSIBLE else ():
        reading.find(
            "unknown-institution", "Nothing but its place says that this is an institution.", each.span, "note"
        )
    if said or after:
        made.details = (said.start() if said else end, span[1] if after else match.end("name"))
    return made


def _owned(reading: Reading, span: Span, *, is_listed: bool) -> DraftedApplication | None:
    """X's name: the institution is known, or looks like one, and what it owns is a title, or described in a list."""
    plain = reading.text.plain
    said = _SAID_BETWEEN.search(plain, *span)
    for match in _OWNED.finditer(plain, span[0], said.start() if said else span[1]):
        start, end = match.span("who")
        end -= 2 if plain[end - 2 : end] == "'s" else 1
        group = reading.institutions.group((start, end))
        least = LIKELY if "," in plain[start:end] else POSSIBLE
        is_title = is_name(match["name"]) and may_name(reading, match.span("name"))
        describes = not is_title and is_listed and _NOUN.fullmatch(match["name"]) is not None
        if group.certainty >= least and group.best >= LIKELY and (is_title or describes):
            made = named(reading, match.span("name"), span)
            if describes:
                made.name, made.description = None, made.name
            made.institutions = reading.involved(group, APPLICANT)
            made.details = (said.start(), span[1]) if said else None
            return made
    return None
