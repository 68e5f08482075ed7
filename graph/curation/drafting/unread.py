"""Unread: the parts of a text from which nothing was taken, and clauses that name something beside what was taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations, top_level
from sandbox_atlas.graph.curation.drafting.telling_words import VERB
from sandbox_atlas.graph.curation.drafting.windows import Places

_CHINESE: Final = "公司|银行|集团|研究院"
_SPELLED: Final = "Ltd|Limited|Inc|Corp|LLC|LLP|PLC|Bank|Insurance|Technologies|Technology"
_LIKE: Final = re.compile(rf"[\u4e00-\u9fff]{{2,12}}(?:{_CHINESE})|(?:[A-Z][\w&'.-]*\s+){{1,5}}(?:{_SPELLED})\b")
"""What surely names an institution by its last word."""
_OFFICE: Final = re.compile(r"\b(?:Reserve|Central|National|People's) Bank$|人民银行")
_SHORTEST: Final = 3


def unread(reading: Reading) -> list[Span]:
    """The sentences from which nothing was taken, and the clauses of others that name something which was not taken.

    Those that follow each other are joined.
    """
    found: list[Span] = []
    for span in _parts(reading):
        if not any(sign.isalnum() for sign in reading.text.raw[span[0] : span[1]]):
            continue
        if found and not reading.text.plain[found[-1][1] : span[0]].strip(" \n\t,;"):
            found[-1] = (found[-1][0], span[1])
        else:
            found.append(span)
    return found


def _parts(reading: Reading) -> Iterator[Span]:
    used, claimed = Places(len(reading.text), reading.used), Places(len(reading.text), reading.claimed)
    for finding in reading.findings:
        if finding.position and "total" not in finding.rule:
            claimed.add(finding.position)
    for sentence in reading.sentences:
        if not used.overlap(sentence):
            yield sentence
            continue
        tests = VERB.search(reading.text.plain, *sentence)
        if tests and not used.overlap(tests.span()) and not claimed.overlap(tests.span()):
            yield sentence
            continue
        names = [name for name in _names(reading, sentence) if not claimed.overlap(name)]
        for clause in top_level(reading.text.plain, sentence, ",;") if names else ():
            if any(clause[0] <= name[0] < clause[1] for name in names) and not claimed.overlap(clause):
                yield trimmed(reading.text.plain, clause)


def _names(reading: Reading, sentence: Span) -> Iterator[Span]:
    """What a sentence names: quotations, institutions that are known or end like one; no regulators, no sandboxes."""
    plain = reading.text.plain
    for quotation in quotations(plain, sentence):
        words = plain[slice(*quotation)]
        if len(words) > _SHORTEST and not reading.is_programme(words):
            yield quotation
    for mention in reading.institutions.known_in(sentence):
        if all(kind == "institution" for kind, _ in mention.things) and mention.span[1] - mention.span[0] >= _SHORTEST:
            yield mention.span
    for match in _LIKE.finditer(plain, *sentence):
        if not reading.institutions.one(match.span()).regulator and not _OFFICE.search(match.group()):
            yield match.span()
