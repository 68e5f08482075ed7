"""Two parts: items with a dash or colon between a name and institutions, in either order, or a description."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import by_number, labelled_clauses
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, DraftedApplication, Involvement
from sandbox_atlas.graph.curation.drafting.grammar.agents import builders_in
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, NONE, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.limited import is_offer_of_limited
from sandbox_atlas.graph.curation.drafting.listed import technologies_among
from sandbox_atlas.graph.curation.drafting.names import is_name, named, unmarked
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level
from sandbox_atlas.graph.curation.drafting.words import (
    ANY_VERB,
    INSTITUTION_END,
    NAME_BEGIN,
    PRODUCT_END,
    ROLE_LABELS,
    label_of,
)

_DASH: Final = re.compile(
    r"\s+-+\s+|\s*–+\s*|\s*:\s*|\t+|\s*\|\s*|,\s+(?=(?:an?|the|which|whose|testing|trial+ing|piloting|building|developing|offering)\s|with\s+[a-z]|to\s+(?:provide|offer|test|pilot|issue|operate)\s)"
)
_FOR: Final = re.compile(rf"{_DASH.pattern}|\s+(?:for|to\s+(?:test|trial|pilot|offer|operate))\s+(?=(?:an?|its)\s)")
"""The same where institutions are listed, and what stands between one and what it was let in for."""
_PARTNER: Final = re.compile(
    r"^(?:in (?:partnership|collaboration|cooperation) with|together with"
    r"|partnering with|with(?-i:(?=\s+[A-Z0-9“])))\s+",
    re.I,
)
_PARTNER_AFTER: Final = re.compile(
    r"(?:[,;]?\s+(?:in (?:partnership|collaboration|cooperation) with|together with|along with|alongside"
    r"|partnering with)|,\s+with)\s+"
    r"(?P<who>[A-Z][^;]+)$"
)
_PARTNER_AFTER_ZH: Final = re.compile(
    "[,;(]?(?:与|同|联同|连同|伙拍|和)(?P<who>[^,;()与同和]{2,30}?)(?:合作|共同|联合|联手|携手|一起|合办)[^,;()]{0,6}[)]?$"
)
_PARTNER_BESIDE: Final = re.compile("[,;(](?:联同|连同|伙拍|携手|会同)(?P<who>[^,;()]{2,30}?)[)]?$")
"""The end of a description that names a partner."""
_TOLD: Final = re.compile(r"(?P<what>[^.]+?)\s*,?\s+(?P<how>by|of|from)\s+(?P<who>[A-Z].+?)\.?")
"""A description with an institution at its end."""
_WHOSE: Final = re.compile(
    r"whose\s+(?:[a-z-]+\s+){0,3}?(?:product|service|app|application|platform|solution|tool|wallet|card|policy|model),?\s+"
    r"(?:called\s+|named\s+)?(?P<name>[“\"][^“”\"]+[”\"]|[A-Z][\w'&.+-]*(?:\s+[A-Z0-9][\w'&.+-]*)*),?(?P<rest>\s+.*)"
)
"""whose product, NAME, does something."""
_TELLING: Final = re.compile(
    r"(?:with|offering|testing|(?:which|that)\s+(?:will\s+(?:be\s+)?|is\s+|plans\s+to\s+)?(?:test(?:s|ing)?|trial(?:s|ling)?|pilot(?:s|ing)?|offer(?:s|ing)?))"
    r"\s+(?=[a-z])"
    r"|(?:试行|测试|试办|试验|推出)\s*(?=“[^“”]+”$)"
)
_DONE: Final = re.compile(rf"\b(?:{ANY_VERB}|\w+ed)$", re.I)
"""How words end before "by" that say what an institution did, which need not be that it applied."""
_REPEATED: Final = re.compile(
    r"(?P<who>[A-Z0-9][^:\n]{1,120}?)\s*:\s+(?:(?:They|Both|These|The(?:\s+two|\s+three)?)\s+(?:firms|banks|companies|institutions|partners)?"
    r"|(?P<again>[A-Z0-9][\w&.'-]*(?:\s+[A-Z0-9][\w&.'-]*)*))\s*"
    r"(?=(?:will|would|is|are|plans?|aims?|intends?|has|have|tests?|offers?|provides?|proposes?|seeks?)\s)"
)
"""Who applies, and a sentence that names them again."""
_ENDS: Final = " \t\n,;。."
_LONGEST_NAME: Final = 120
_SENTENCE: Final = re.compile(r"[。!?]|[a-z]{2}\. [A-Z]")
_NAME_FIRST: Final = 2
_INSTITUTION_FIRST: Final = 1


def two_parts(reading: Reading, span: Span, *, is_said: bool, is_of_institutions: bool) -> DraftedApplication | None:
    """Institution – description, institution: name, or name – institution.

    Args:
        reading: The reading.
        span: The item, without its mark.
        is_said: Whether the text says what the list holds.
        is_of_institutions: Whether it says that it holds institutions.
    """
    plain = reading.text.plain
    inside = _inside_brackets(plain, span)
    for dash in (_FOR if is_of_institutions else _DASH).finditer(plain, *span):
        if dash.start() in inside:
            continue
        left, right = (span[0], dash.start()), (dash.end(), span[1])
        if not plain[slice(*left)].strip() or not any(sign.isalpha() for sign in plain[slice(*right)]):
            continue
        if label_of(plain[_label_start(plain, left) : dash.start()]) in ROLE_LABELS:
            return None
        firsts, others = partners_of(reading, left, POSSIBLE), partners_of(reading, right)
        one = firsts[0][0] if firsts else reading.institutions.group(left)
        other = others[0][0] if others else reading.institutions.group(right)
        order = _order(reading, (left, one), (right, other))
        if is_of_institutions:
            order = order or _INSTITUTION_FIRST
        elif is_said and not _sureness(one) and order == _INSTITUTION_FIRST and _only_describes(reading, right):
            order = 0
        if not is_of_institutions and not _sureness(one) and (told := _told_after(reading, span, left, right)):
            return told
        if order == _NAME_FIRST:
            is_sort = is_of_institutions and not _is_product(plain[slice(*left)]) and "“" not in plain[slice(*left)]
            return None if is_sort else _name_first(reading, span, left, right, others or [(other, APPLICANT)])
        is_firm = is_of_institutions and dash.group().startswith(",")
        least = POSSIBLE if is_said and (is_firm or not PRODUCT_END.search(plain[slice(*left)])) else LIKELY
        joined = partners_of(reading, left, least)
        sure = one.certainty >= least or (one.certainty >= POSSIBLE and one.best >= LIKELY)
        if joined and (len(joined) > 1 or sure) and len(one.members) <= 6:
            return _unclear(reading, span, left, right) if not order else _described(reading, span, right, joined)
        if one.certainty == NONE:
            break
    return None


def repeated(reading: Reading, span: Span) -> DraftedApplication | None:
    """The application of an item of the form "A: A will explore X", or "A and B: These firms will explore X"."""
    match = _REPEATED.match(reading.text.plain, *span)
    if match is None or (match["again"] and match["again"].split()[0] != match["who"].split()[0]):
        return None
    joined = partners_of(reading, match.span("who"), POSSIBLE)
    if not joined or any(each.regulator for group, _ in joined for each in group.members):
        return None
    if not match["again"]:
        joined = [(by_number(reading, group, "are"), role) for group, role in joined]
    return _described(reading, span, trimmed(reading.text.plain, (match.end(), span[1]), _ENDS), joined)


def _name_first(
    reading: Reading, span: Span, left: Span, right: Span, others: list[tuple[Group, str]]
) -> DraftedApplication | None:
    """The application that is named before its institutions; None where what stands there is too long or a sentence."""
    if left[1] - span[0] > _LONGEST_NAME or _SENTENCE.search(reading.text.plain, *left):
        return None
    made = named(reading, left, span)
    for group, role in others:
        made.institutions += reading.involved(group, role)
    made.technologies = technologies_among(reading, right)
    return made


def several_of_one(reading: Reading, span: Span) -> list[DraftedApplication]:
    """The applications of an item of the form institution – description; description; nothing in any other form."""
    plain = reading.text.plain
    dash = _DASH.search(plain, *span)
    parts = [trimmed(plain, part, _ENDS) for part in top_level(plain, (dash.end(), span[1]), ";")] if dash else []
    parts = [part for part in parts if part[0] < part[1]]
    if dash is None or len(parts) < 2 or quotations(plain, (dash.end(), span[1])):
        return []
    group = reading.institutions.group((span[0], dash.start()))
    labelled = any(label_of(plain[part[0] : plain.find(":", *part)]) for part in parts if ":" in plain[slice(*part)])
    named_too = any(reading.institutions.group(part).certainty >= LIKELY for part in parts)
    if group.certainty < LIKELY or labelled or named_too:
        return []
    return [_described(reading, part, part, [(group, APPLICANT)]) for part in parts]


def _told_after(reading: Reading, span: Span, left: Span, right: Span) -> DraftedApplication | None:
    """Name – description, by institution; a description that ends with "of institution" leaves open who applies."""
    match = _TOLD.fullmatch(reading.text.plain, *right)
    group = reading.institutions.group(match.span("who")) if match else None
    if match is None or group is None or group.certainty < POSSIBLE or group.best < LIKELY:
        return None
    if match["how"] != "by" or _DONE.search(match["what"]):
        return _unclear(reading, span, left, right)
    made = named(reading, left, span)
    made.description = reading.claim(match.span("what"))
    made.institutions = reading.involved(group)
    return made


def _order(reading: Reading, left: tuple[Span, Group], right: tuple[Span, Group]) -> int:
    """Which of two parts names the institutions: that which does so more surely; 0 where nothing tells."""
    one, other = _sureness(left[1]), _sureness(right[1])
    words = reading.text.plain_of(right[0])
    begins = NAME_BEGIN.match(words) is not None
    if other > one and not begins:
        return _NAME_FIRST
    if not one and not begins and _lists_institution(reading, right[0]):
        return 0
    if is_offer_of_limited(reading, left, right):
        return _INSTITUTION_FIRST
    if one > other or begins or not (is_name(words) or right[1].certainty >= POSSIBLE):
        return _INSTITUTION_FIRST
    if one == KNOWN:
        return _INSTITUTION_FIRST
    several = len(left[1].members) > 1, len(right[1].members) > 1
    products = [_is_product(each) for each in (reading.text.plain_of(left[0]), words)]
    if one and several[0] != several[1]:
        return _INSTITUTION_FIRST if several[0] else _NAME_FIRST
    if products[0] != products[1]:
        return _NAME_FIRST if products[0] and one else _INSTITUTION_FIRST
    return 0


def _only_describes(reading: Reading, span: Span) -> bool:
    """Whether words do not name an application, so that the words before them may do so in a list of applications."""
    words = reading.text.plain_of(span)
    return not (is_name(words) or NAME_BEGIN.match(words) or PRODUCT_END.search(words))


def _is_product(words: str) -> bool:
    """Whether words end like the name of an application, and not also like that of an institution."""
    return PRODUCT_END.search(words) is not None and not INSTITUTION_END.search(words)


def _lists_institution(reading: Reading, span: Span) -> bool:
    """Whether a part of words that are more than names is surely one, so that they hardly describe its neighbour."""
    parts = top_level(reading.text.plain, span, ",;|、.。–:")
    return any(reading.institutions.group(part).certainty >= LIKELY for part in parts)


def _label_start(plain: str, span: Span) -> int:
    """Where the words begin that may be the label before a colon."""
    return max(span[0], *(plain.rfind(sign, *span) + 1 for sign in ",;.(。"))


def _sureness(group: Group) -> int:
    """How surely words name institutions: by all of them, or at least by one; 0 where they are only words."""
    if group.certainty >= LIKELY:
        return group.certainty
    return int(group.certainty == POSSIBLE and group.best >= LIKELY)


def _unclear(reading: Reading, span: Span, left: Span, right: Span) -> DraftedApplication:
    """An application of two parts of which nothing tells which is its name."""
    words = reading.text.of(left).strip(), reading.text.of(right).strip()
    asked = f"Which is the name of the application, “{words[0]}” or “{words[1]}”?"
    if _only_describes(reading, right) and not reading.institutions.group(right).certainty:
        asked = f"Is “{words[0]}” the name of the application, or who applies with it?"
    message = f"{asked} Nothing tells, so no applicant is proposed: write the name and who applies."
    reading.find("order-unclear", message, span)
    return DraftedApplication(span, description=reading.claim(span))


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
    right, others = _without_partner(reading, right)
    made.institutions += others
    if right[0] >= right[1]:
        return made
    told = _TELLING.match(reading.text.plain, *right)
    right = (told.end() if told else right[0], right[1])
    whose = _WHOSE.fullmatch(reading.text.plain, *right)
    if whose:
        made.name, made.description = reading.claim(unmarked(reading.text.plain, whose.span("name"))), None
        made.details = whose.span("rest")
    elif is_name(reading.text.plain_of(right)):
        made.name = reading.claim(unmarked(reading.text.plain, right))
    else:
        made.description = reading.claim(right)
    return made


def _without_partner(reading: Reading, span: Span) -> tuple[Span, list[Involvement]]:
    """A description without "together with Y" at its end, and Y as partner."""
    comma = reading.text.plain.find(",", *span)
    if comma >= 0 and (labelled := labelled_clauses(reading, comma, span[1]))[0]:
        involved = [each for group, role in labelled[0] for each in reading.involved(group, role)]
        return trimmed(reading.text.plain, (span[0], comma), " \t,;"), involved
    for pattern in (_PARTNER_AFTER, _PARTNER_AFTER_ZH, _PARTNER_BESIDE):
        match = pattern.search(reading.text.plain, *span)
        group = reading.institutions.group(match.span("who")) if match else None
        if match and group and group.members and group.certainty >= POSSIBLE:
            return trimmed(reading.text.plain, (span[0], match.start()), " \t,;"), reading.involved(group, "partner")
    return span, builders_in(reading, span)


def partners_of(reading: Reading, span: Span, least: int = LIKELY) -> list[tuple[Group, str]]:
    """The institutions of "X with Y": X applies, Y is its partner; nothing where the words are no institutions."""
    word = re.compile(r"\s+\(?(?:in partnership |in collaboration |together )?with\s+").search(
        reading.text.plain, *span
    )
    parts = [(span[0], word.start()), trimmed(reading.text.plain, (word.end(), span[1]), " )")] if word else [span]
    groups = [reading.institutions.group(part) for part in parts]
    if any(not group.members or group.certainty < POSSIBLE for group in groups) or groups[0].best < least:
        return []
    return list(zip(groups, (APPLICANT, "partner"), strict=False))
