"""Items of lists: one application with its institutions, or one institution, in any of the usual forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.bracketed_items import bracketed_item, holds_institutions, trailing_bracket
from sandbox_atlas.graph.curation.drafting.details import read_details
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Claim, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.explicit import explicit
from sandbox_atlas.graph.curation.drafting.grammar.chinese import roles_in
from sandbox_atlas.graph.curation.drafting.grammar.forms_en import item_en
from sandbox_atlas.graph.curation.drafting.grammar.forms_zh import item_zh
from sandbox_atlas.graph.curation.drafting.grammar.item import application_of
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.joints import OPEN
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import applied
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, quotations, sentences_of
from sandbox_atlas.graph.curation.drafting.telling_zh import unnamed
from sandbox_atlas.graph.curation.drafting.two_parts import partners_of, repeated, several_of_one, two_parts
from sandbox_atlas.graph.curation.drafting.unquoted import unquoted
from sandbox_atlas.graph.curation.drafting.words import (
    NAME_BEGIN,
    OFFICE,
    PRODUCT_END,
    REFERS,
    ROLE_LABELS,
    label_of,
)

_NO_NAME: Final = re.compile(
    r"[。;]|[.,] |\b(?:by|will|which|that|tests?|tested|testing|uses|using)\b|\["
    r"|(?:申请|申报)了?[\d一二两三四五六七八九十]{1,3}[个项款]",
    re.I,
)
"""What is not in the name of an application that only ends like one."""
_REMARK: Final = re.compile(r"\s*\([a-z][a-z ,-]{3,80}\)$")
"""A remark on what an institution offers, which is no part of its name."""
_SAID: Final = re.compile(r"[”\"》)]*\s*[,:–]\s*(?!by\b|with\b|由)(?P<what>[^\n:]{8,}?)[.。;\s]*")
"""What an item says of what it named."""
_ABBREVIATED: Final = re.compile(r"(?:td|nc)\.\s*$")
_USES: Final = re.compile(r"(?:Us(?:es|ing)|Based on|Built on)\b|运用|采用|利用|使用|基于|依托")
_THEN_USES: Final = re.compile(
    r"[;,]\s*(?:并|同时|主要|综合|it |which |and )*(?:运用|采用|利用|使用|应用了?|基于|依托|借助"
    r"|us(?:es|ing)\b|based on\b|built on\b|powered by\b)",
    re.I,
)
"""Where an item that has named who applies goes on with what the application uses."""
_SORT: Final = re.compile(r"(?P<sort>[^:;,\n]{2,40}):\s*(?=\S)")
"""What sort of institutions follows."""
_SILENT: Final = re.compile(
    r"\s*[,;]\s*(?P<label>[^\s,;:]{2,12}?)\s*(?:均|还|也|仍|is|are|:)?\s*"
    r"(?:(?:暂|尚)?(?:待|未)[^,;]{2,4}|暂?不公开|(?:not|yet) [^,;]{4,30})$"
)
"""What says that a text does not give who applies."""
_FORM: Final = re.compile("[^,。:“《(]{0,16}声明书[ \\t]*(?:[–:_-]|–)+[ \\t]*(?=\\S{4})")
"""What stands before the name of an application in the name of an attachment."""
_FILE: Final = re.compile(r"\.(?:pdf|docx?|wps|ofd|zip)$", re.I)
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
        _ENDS if not _ABBREVIATED.search(plain, *span) else " \t\n",
    )
    span = _without_form(plain, span)
    if span[0] >= span[1]:
        return False
    span = _closed(reading, span)
    several = several_of_one(reading, span)
    for each in several:
        _add(reading, each, whole, expected)
    if several:
        return True
    made = repeated(reading, span) or _headed(reading, span, expected) or _formed(reading, span, expected)
    if made is None:
        return False
    _add(reading, made, whole, expected)
    return True


def _formed(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | list[Involvement] | None:
    """What an item says in the first form that it has."""
    forms = (_whole, _explicit, _unnamed, _bracketed, _quoted, _unquoted, _two_parts, _institution, _name_alone)
    return next((made for form in forms if (made := form(reading, span, expected)) is not None), None)


def _whole(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """An item in one of the usual forms."""
    item = (item_zh if HAN.search(reading.text.plain, *span) else item_en)(reading, span)
    return application_of(reading, item, span) if item else None


def _headed(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """An item whose first sentence names an application, and whose further sentences speak of it."""
    plain = reading.text.plain
    first = next(sentences_of(plain, span))
    uses = _THEN_USES.search(plain, *first)
    is_cut = uses is not None and uses.start() > first[0] and plain[uses.start() - 1] != "."
    first = (first[0], uses.start()) if uses and is_cut else first
    head = trimmed(plain, first, _ENDS if not _ABBREVIATED.search(plain, *first) else " \t\n")
    rest = trimmed(plain, (first[1], span[1]), " \t\n,;")
    if rest[0] >= rest[1]:
        return None
    if told := _told_by_rest(reading, head, rest):
        return told
    refers = REFERS.match(plain, *rest) or _USES.match(plain, *rest)
    made = _with_details(reading.trial(), head, rest, expected)
    if made is None or not (refers or (made.name and made.institutions)):
        return None
    return _with_details(reading, head, rest, expected)


def _told_by_rest(reading: Reading, head: Span, rest: Span) -> DraftedApplication | None:
    """An item whose first sentence is a name alone, and whose next ones say in Chinese who does what."""
    words = reading.text.plain_of(head)
    own = reading.institutions.one(head).certainty
    looks = is_name(words) and own < LIKELY and not trailing_bracket(words, (0, len(words)))
    roles = roles_in(reading, rest) if looks and HAN.search(words) else []
    if not any("applicant" in role for _, role in roles):
        return None
    made = named(reading, head, head)
    made.institutions = [each for group, role in roles for each in reading.involved(group, role)]
    made.details = rest
    return made


def _with_details(reading: Reading, head: Span, rest: Span, expected: Expected) -> DraftedApplication | None:
    made = _formed(reading, head, expected)
    if not isinstance(made, DraftedApplication):
        return None
    read_details(reading, made, rest)
    return made


def _explicit(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    return explicit(reading, span, is_listed=expected.kind == "applications")


def _add(reading: Reading, made: DraftedApplication | list[Involvement], whole: Span, expected: Expected) -> None:
    if isinstance(made, list):
        reading.loose.extend(made)
        reading.used.append(whole)
        return
    made.type = made.type or expected.type
    if made.name and made.institutions and made.description is None and made.details is None:
        made.description = _said_after(reading, made, whole)
    reading.add(made)


def _said_after(reading: Reading, made: DraftedApplication, whole: Span) -> Claim | None:
    """What an item says after a comma behind its name and its institutions: a description."""
    claims = [made.name, made.type, *(each.name for each in made.institutions), *made.technologies]
    end = max(claim.position[1] for claim in claims if claim)
    match = _SAID.fullmatch(reading.text.plain, end, whole[1]) if whole[0] <= end <= whole[1] else None
    return reading.claim(match.span("what")) if match else None


def _without_form(plain: str, span: Span) -> Span:
    """An item without what is said of an attachment: 创新应用声明书-NAME (A银行).pdf."""
    form, file = _FORM.match(plain, *span), _FILE.search(plain, *span)
    return (form.end() if form else span[0], file.start() if file else span[1])


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
        partners = partners_of(reading, (span[0], span[0] + len(lead))) if lead else []
        if partners:
            made = named(reading, quotation, span)
            made.institutions = [each for group, role in partners for each in reading.involved(group, role)]
            return made
    return None


def _bracketed(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    return bracketed_item(reading, span, is_listed=expected.kind == "applications")


def _unnamed(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """An item that says only whose application leaves."""
    return None if quotations(reading.text.plain, span) else next(unnamed(reading, span), None)


def _unquoted(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    return unquoted(reading, span, is_listed=expected.kind == "applications")


def _two_parts(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    return two_parts(reading, span, is_said=bool(expected.kind), is_of_institutions=expected.kind == "institutions")


def _institution(reading: Reading, span: Span, expected: Expected) -> list[Involvement] | None:
    """An item that is an institution, or several."""
    words = reading.text.plain_of(span)
    if OFFICE.match(words) or (
        expected.kind == "applications" and (PRODUCT_END.search(words) or NAME_BEGIN.match(words))
    ):
        return None
    remark = _REMARK.search(reading.text.plain, *span)
    group = reading.institutions.group((span[0], remark.start()) if remark else span)
    if expected.kind == "institutions" and (sort := _SORT.match(reading.text.plain, *span)):
        own = reading.institutions.group(sort.span("sort"))
        group = reading.institutions.group((sort.end(), span[1])) if own.certainty < LIKELY else group
    least = POSSIBLE if expected.kind == "institutions" else KNOWN if expected.kind == "applications" else LIKELY
    if group.members and group.certainty >= least:
        return reading.involved(group, expected.role)
    return None


def _name_alone(reading: Reading, span: Span, expected: Expected) -> DraftedApplication | None:
    """An item that is the name of an application without institutions, or only describes one."""
    silent = _SILENT.search(reading.text.plain, *span)
    if silent and label_of(silent["label"]) in ROLE_LABELS:
        span = (span[0], silent.start())
    words = reading.text.plain_of(span)
    if expected.kind != "applications" or OPEN.fullmatch(words) or OFFICE.fullmatch(words):
        return None
    bracket = trailing_bracket(reading.text.plain, span)
    if "[" in words or (bracket and holds_institutions(reading, span, bracket)):
        return None
    looks = is_name(words) or (PRODUCT_END.search(words) and len(words) <= 60 and not _NO_NAME.search(words))
    if looks and not label_of(words) and not re.match(r"(?:申请|要求|条件|具有|符合|应当|必须|不得)", words):
        return named(reading, span, span)
    return None
