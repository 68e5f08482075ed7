"""Forms in English: one item that names an application and says who applies, its name quoted or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import VERB, one_role, role_of
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.grammar.agents import agents_after, names_at
from sandbox_atlas.graph.curation.drafting.grammar.item import Item
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import THING, is_name, tail_after
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.telling import is_common
from sandbox_atlas.graph.curation.drafting.words import EITHER_END, TYPES, VERBS

_PRODUCT: Final = re.compile(
    rf"(?:[\w&'’/+-]+\s+){{1,13}}?{THING}(?:\s+(?:based\s+on|supported\s+by|for|of|with|using|in|driven\s+by)\s+[^,;:“”\"]+)?",
    re.I,
)
_ENDS: Final = re.compile(
    rf",\s|\s+\(|;\s|\s+[–-]\s|\s+(?:by|from|was|is|were|has|which|that)\s|\s+(?:jointly\s+|solely\s+)?(?:{VERB})\s+(?:jointly\s+)?by\s",
    re.I,
)
"""Where a name without quotation marks may end."""
_NO_NAME: Final = re.compile(
    rf"^(?:an?|the|its|their|two|three|four|five|six|by|from|with|and|for|to|in|of|as|which|that|whose|(?:{VERB}))\s|\b(?:are|is|was|were|includes?|including|namely|by|{VERBS['applicant']})\b|\s[–-]\s",
    re.I,
)
_LEAD: Final = re.compile(
    r"(?:(?:and|as well as|namely|also|among them,?|the|(?:last|first|second|third|fourth|fifth|other) "
    r"(?:one|application|project|product) is(?: an?)?|meanwhile,?|in addition,?|finally,?)\s+)+",
    re.I,
)
_BEGINS: Final = re.compile(rf"[A-Z0-9“\"]|[a-z][^,;:“”\"]{{3,100}}?\b{THING}\b")
"""How items begin: with a title or a firm, or with a product by what it is."""
_SAYS_WHO: Final = re.compile(r"\b(?:by|from|applicants?|which|that|of)\b|\(", re.I)
_LABEL: Final = re.compile(r"\s*[;,(]\s*(?:the\s+)?applicants?(?:\(s\))?\s*(?::|\bis\b|\bare\b)\s*", re.I)
_BRACKET: Final = re.compile(r"\s*\((?P<who>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_POSSESSIVE: Final = re.compile(r"(?:'s|(?<=s)')\s+(?:(?:new|joint|proposed)\s+)?")
_BASED: Final = re.compile(r"[\w ]{0,30}\w+-(?:based|driven)\b|[A-Z].*\bbased on\b")
_TELLS: Final = re.compile(
    rf"\s*,?\s+(?:(?:ha(?:s|ve|d)|together|alone|will|jointly|both|independently|separately)\s+)*(?P<verb>{VERB}|applied\s+for|(?:cooperat|collaborat)ed\s+(?:in|on)|tests?|testing"
    r"|(?:is|are)\s+(?:jointly\s+)?testing|be\s+testing|pilots?|trials?)\s+(?:for\s+)?(?:(?:the|its|their|an?)\s+)?"
)
_WHOSE: Final = re.compile(
    r",?\s+(?:whose|with\s+its|with\s+(?=[“\"]))\s*(?:(?:[a-z-]+\s+){0,3}?(?:product|service|app|application|platform|solution|tool|project|wallet|model),?\s+)?"
)
_GOES_ON: Final = re.compile(
    r"\s*[.,;]?\s*(?:and\s+(?=the\s+application\s+type|its\s+type))?(?:which|that|who|and\s+(?:will|is|uses|helps|lets)|to|using|based|it|in\s+order|where|alone|[a-z]+ed\s+(?:with|on|through|in|using)|on\s+(?:its|their)\s+own|independently|helps?|lets?|allows?|uses?|enables?|"
    r"offers?|provides?|for)\b|\s*[,;]?\s*(?:is\s+)?(?:an?|the)\s+[a-z]|\s*[,;]?\s*(?:and\s+)?(?:the\s+|its\s+)?(?:application\s+)?type\b"
)
"""How an item goes on after its name and who applies."""
_DOTTED: Final = re.compile(r"\b(?:Ltd|Inc|Co|Corp|Pte|[A-Z])\.$")
_TYPE: Final = re.compile("|".join(each.pattern for each in TYPES.values()), re.I)
_APPLIES: Final = re.compile(r"\b(?:applied for|declared|submitted|filed|proposed|put forward|applicants?)\b", re.I)
_LONGEST: Final = 100
_SHORTEST: Final = 3
_FEWEST_WORDS: Final = 2


def item_en(reading: Reading, span: Span) -> Item | None:
    """What an English item says in one of the usual forms, all of it; None in any other."""
    plain = reading.text.plain
    span = trimmed(plain, span, " \t\n,;" if _DOTTED.search(plain, *trimmed(plain, span, " \t\n,;")) else " \t\n,;.")
    lead = _LEAD.match(plain, *span)
    span = (lead.end() if lead else span[0], span[1])
    if not _BEGINS.match(plain, *span):
        return None
    named_first = _name_first(reading, span) if _SAYS_WHO.search(plain, *span) else None
    tells = any(each.search(plain, *span) for each in (_POSSESSIVE, _TELLS, _WHOSE))
    return named_first or (_who_first(reading, span) if tells else None)


def _name_first(reading: Reading, span: Span) -> Item | None:
    for name in _names_at(reading, span):
        for roles, end in _said_of(reading, name[1], span[1]):
            rest = (end, span[1])
            if roles and _may_go_on(reading, rest):
                first = roles[0][0].members[0].span[0]
                type_ = _TYPE.search(reading.text.plain, name[1], min(first, span[1])) or _TYPE.search(
                    reading.text.plain, *rest
                )
                return Item(
                    name,
                    tuple(roles),
                    type_.span() if type_ else None,
                    sure=_is_sure(reading, name, span),
                    details=rest,
                )
    return None


def _said_of(reading: Reading, start: int, end: int) -> Iterator[tuple[list[tuple[Group, str]], int]]:
    """Who applies by the words after a name: by clauses, a label, or a bracket; and where these words end."""
    plain = reading.text.plain
    if label := _LABEL.match(plain, start, end):
        group = names_at(reading, label.end(), end)
        if group and _are_firms(group):
            close = group.members[-1].span[1]
            yield [(group, APPLICANT)], close + plain.startswith(")", close)
    bracket = _BRACKET.match(plain, start, end)
    if bracket and ";" not in bracket["who"]:
        group = reading.institutions.group(bracket.span("who"))
        if _are_firms(group):
            yield [(group, APPLICANT)], bracket.end()
    yield agents_after(reading, start, end)


def _who_first(reading: Reading, span: Span) -> Item | None:
    plain = reading.text.plain
    for mark in _POSSESSIVE.finditer(plain, *span):
        group = reading.institutions.group((span[0], mark.start()))
        for name in _names_at(reading, (mark.end(), span[1])) if _are_firms(group) else ():
            if _is_owned(reading, name) and _may_go_on(reading, (name[1], span[1])):
                return Item(name, ((group, APPLICANT),), sure=_is_sure(reading, name, span), details=(name[1], span[1]))
    found = names_at(reading, span[0], span[1])
    if found is None or not _are_firms(found):
        return None
    at = found.members[-1].span[1]
    for pattern in (_TELLS, _WHOSE):
        match = pattern.match(plain, at, span[1])
        for name in _names_at(reading, (match.end(), span[1])) if match else ():
            if _may_go_on(reading, (name[1], span[1])):
                verb = match.groupdict().get("verb") or "" if match else ""
                roles = tuple(one_role([(found, role_of(verb))]))
                return Item(name, roles, sure=_is_sure(reading, name, span), details=(name[1], span[1]))
    return None


def _is_sure(reading: Reading, name: Span, span: Span) -> bool:
    """Whether an item says by a word of applying who applies, or quotes its name."""
    plain = reading.text.plain
    outside = plain[span[0] : name[0]] + plain[name[1] : span[1]]
    return plain[name[0]] in '“"《' or _APPLIES.search(outside) is not None


def _is_owned(reading: Reading, name: Span) -> bool:
    """Whether words after "X's" are a name: other words only describe what it is."""
    words = reading.text.plain_of(name)
    return words[0] in '“"' or is_name(words) or _BASED.match(words) is not None


def _names_at(reading: Reading, span: Span) -> Iterator[Span]:
    """The names with which words may begin, the surest first."""
    plain = reading.text.plain
    quoted = quotations(plain, span)[:1]
    if quoted and quoted[0][0] == span[0]:
        words = plain[slice(*quoted[0])]
        if reading.is_programme(words) or len(words) < _SHORTEST:
            return
        if (tail := tail_after(reading, quoted[0][1], span[1], listed=True)) > quoted[0][1]:
            yield span[0], tail
        yield quoted[0]
        return
    ends = [match.start() for match in _ENDS.finditer(plain, span[0], min(span[1], span[0] + _LONGEST))]
    for end in (*ends, *([span[1]] if span[1] - span[0] <= _LONGEST else [])):
        name = trimmed(plain, (span[0], end))
        if _is_unquoted(reading, name):
            yield name


def _is_unquoted(reading: Reading, span: Span) -> bool:
    """Whether words without quotation marks are the name of an application: a title, or a product by what it is."""
    words = reading.text.plain_of(span)
    if len(words.split()) < _FEWEST_WORDS or any(sign in words for sign in '“”";:'):
        return False
    if _NO_NAME.search(words):
        return False
    product = _PRODUCT.fullmatch(words) is not None
    certainty = reading.institutions.one(span).certainty
    either = certainty < LIKELY or product or EITHER_END.search(words) is not None
    return (product or is_name(words)) and certainty < KNOWN and either


def _are_firms(group: Group) -> bool:
    sure = group.members and group.certainty >= POSSIBLE and group.best >= LIKELY
    return bool(sure) and not any(each.regulator for each in group.members)


def _may_go_on(reading: Reading, span: Span) -> bool:
    """Whether what follows in an item only says more of it, and names no one and nothing else."""
    plain = reading.text.plain
    span = trimmed(plain, span, " \t\n,;.")
    if span[0] >= span[1]:
        return True
    if not _GOES_ON.match(plain, span[0], span[1]) or quotations(plain, span):
        return False
    return not any(kind == "institution" for each in reading.institutions.known_in(span) for kind, _ in each.things)


def is_item(reading: Reading, item: Item) -> bool:
    """Whether an item is of those that may apply: no common noun at the beginning of a sentence."""
    return not any(is_common(reading, each) for group, _ in item.groups for each in group.members)
