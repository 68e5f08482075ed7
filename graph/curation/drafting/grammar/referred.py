"""Referred: a quoted name in one sentence, and who applies with it in a next one, which calls it 该应用."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.belonging import is_about_leaving
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.chinese import roles_in
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END

_REFERS: Final = re.compile(
    r"\s*(?:据(?:介绍|悉|了解),?)?(?:该|本|这一|这个|此)(?:创新)?(?:应用|项目|产品|服务|平台|系统|实验)(?:是|系)?由"
)
_FURTHER: Final = re.compile(r"\s*(?:并|且|再)*(?:由|联合|会同|携手)")
_MOST_BETWEEN: Final = 3


def read_referred(reading: Reading) -> None:
    """Read who applies with the only quoted name of the sentences before one that says 该应用由A申请."""
    for number, sentence in enumerate(reading.sentences):
        if not _REFERS.match(reading.text.plain, *sentence) or reading.is_taken(sentence):
            continue
        roles = roles_in(reading, _who(reading.text.plain, sentence))
        made = _before(reading, number) if any("applicant" in role for _, role in roles) else None
        if made is None:
            continue
        made.institutions = [each for group, role in roles for each in reading.involved(group, role)]
        made.details = made.details or sentence
        if made not in reading.applications:
            reading.add(made)
        reading.used.append(sentence)


def _who(plain: str, sentence: Span) -> Span:
    """The clauses with which a sentence begins that say who does what."""
    first, *others = top_level(plain, sentence, ",;")
    end = first[1]
    for each in others:
        if not _FURTHER.match(plain, *each):
            break
        end = each[1]
    return (first[0], end)


def _before(reading: Reading, number: int) -> DraftedApplication | None:
    """The application without institutions that the nearest sentence with quotations before another one names."""
    for at in range(number - 1, max(-1, number - 1 - _MOST_BETWEEN), -1):
        sentence = reading.sentences[at]
        quoted = quotations(reading.text.plain, sentence)
        own = [each for each in quoted if _may_name(reading, each)]
        if not own and reading.is_taken(sentence):
            return None
        if own:
            old = reading.named(reading.text.of(own[0]))
            if len(own) > 1 or is_about_leaving(reading.text.plain_of(sentence)) or (old and old.institutions):
                return None
            reading.used.append(sentence)
            return old or named(reading, own[0], own[0])
    return None


def _may_name(reading: Reading, quotation: Span) -> bool:
    words = reading.text.plain_of(quotation)
    inside = words[1:-1]
    return is_name(inside) and PRODUCT_END.search(inside) is not None and not reading.is_programme(words)
