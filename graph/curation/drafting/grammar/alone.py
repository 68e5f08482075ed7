"""Alone: the only quoted name of a part of a sentence with the only institutions of that part, whatever joins them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.belonging import is_about_leaving
from sandbox_atlas.graph.curation.drafting.clauses import one_role
from sandbox_atlas.graph.curation.drafting.draft import APPLICANT
from sandbox_atlas.graph.curation.drafting.grammar.agents import names_at
from sandbox_atlas.graph.curation.drafting.grammar.chinese import facts_in
from sandbox_atlas.graph.curation.drafting.grammar.described_en import TESTS
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level
from sandbox_atlas.graph.curation.drafting.telling import is_common
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END

_APPLIES: Final = re.compile(
    r"\b(?:applied|applies|application|declared|submitted|proposed|filed|projects?|called|named|launched|testing|tests|tested"
    r"|pilot(?:s|ing|ed)?|entry|entries)\b"
)
"""What joins a name with who applies in English, somewhere in the sentence."""
_SAYS: Final = re.compile(
    r"表示|指出|认为|介绍|透露|强调|称[,:“]"
    r"|\b(?:said|says|told|according to|noted|explained|rejected|refused|withdr[ae]wn?)\b"
)
"""What sentences say that quote somebody, or speak of what is not admitted."""
_CAPITAL: Final = re.compile(r"(?<![\w“\"'.-])(?:[A-Z]|[a-z]{1,4}[A-Z])")
_OF_TESTS: Final = re.compile("沙[盒箱]|试点|创新应用|创新监管|创新实验")
_SHORTEST: Final = 4


def read_alone(reading: Reading) -> None:
    """Read the parts of sentences that name one application in quotation marks, and institutions in one place."""
    plain = reading.text.plain
    if not (_OF_TESTS.search(plain) or TESTS.search(plain)):
        return
    for sentence in reading.sentences:
        if reading.line_at(sentence[0]) in reading.done or _SAYS.search(plain, *sentence):
            continue
        for part in top_level(plain, sentence, ";"):
            name = _only_name(reading, part)
            roles = _roles(reading, part, name) if name else []
            if name and any("applicant" in role for _, role in roles):
                made = named(reading, name, name)
                made.institutions = [each for group, role in roles for each in reading.involved(group, role)]
                made.details = (name[1], part[1])
                reading.add(made)
                reading.used.append(part)


def _only_name(reading: Reading, part: Span) -> Span | None:
    """The only quotation of a part, if it is the name of an application that was not read before."""
    quoted = quotations(reading.text.plain, part)
    if len(quoted) != 1 or is_about_leaving(reading.text.plain_of(part)):
        return None
    words = reading.text.plain_of(quoted[0])
    inside = words[1:-1].strip()
    apart = reading.is_programme(words) or reading.is_taken(quoted[0])
    looks = len(inside) >= _SHORTEST and (is_name(inside) or PRODUCT_END.search(inside))
    return quoted[0] if looks and not apart and reading.named(words) is None else None


def _roles(reading: Reading, part: Span, name: Span) -> list[tuple[Group, str]]:
    """Who does what with a name, by the words of the part before and after it."""
    around = ((part[0], name[0]), (name[1], part[1]))
    if HAN.search(reading.text.plain, *part):
        return one_role([(fact.group, fact.role) for each in around for fact in facts_in(reading, each)])
    spots = [group for each in around for group in _spots(reading, each)]
    return [(spots[0], APPLICANT)] if len(spots) == 1 and _APPLIES.search(reading.text.plain, *part) else []


def _spots(reading: Reading, span: Span) -> Iterator[Group]:
    """The groups of institutions in English words; regulators are none."""
    at = span[0]
    for start in _CAPITAL.finditer(reading.text.plain, *span):
        if start.start() < at:
            continue
        group = names_at(reading, start.start(), span[1])
        if group and group.certainty >= LIKELY and not any(is_common(reading, each) for each in group.members):
            at = group.members[-1].span[1]
            yield group
