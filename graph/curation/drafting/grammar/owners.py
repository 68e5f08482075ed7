"""Owners: the application of which a later sentence speaks by the short name of its applicant: Kopa's app."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.shorts import SHORTEST, is_short_of
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span
from sandbox_atlas.graph.curation.drafting.reading import Reading

_OPENS: Final = re.compile("之|的|则|将|系|该|与|和|运用|利用|采用|通过|使用|在|为|以|,")
_SPELLED: Final = re.compile(
    r"\s*(?P<who>[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,3})"
    r"(?:'s?\s|\s+(?:uses|applies|relies|combines|will|is|has|lets|says it)\b)"
)
_LONGEST: Final = 14
_MOST: Final = 20
"""Most applications among which one is looked for."""


class Owners:
    """The applications of a reading by the beginnings of the names of their applicants."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._by_beginning: dict[str, list[tuple[str, DraftedApplication]]] = {}
        for each in reading.applications:
            for name in [i.name.position for i in each.institutions if "applicant" in i.role]:
                words = reading.text.plain_of(name)
                self._by_beginning.setdefault(words[:SHORTEST], []).append((words, each))

    def of_subject(self, sentence: Span) -> DraftedApplication | None:
        """The only application before a sentence whose applicant the sentence begins with, in short."""
        found: dict[int, DraftedApplication] = {}
        for short in _shorts(self._reading, sentence):
            named = self._by_beginning.get(short[:SHORTEST], [])
            if len(named) <= _MOST:
                found |= {id(each): each for name, each in named if is_short_of(short, name)}
        before = [each for each in found.values() if each.position[0] < sentence[0]]
        return before[0] if len(before) == len(found) == 1 else None


def _shorts(reading: Reading, sentence: Span) -> list[str]:
    """The words with which a sentence begins that may be a name in short."""
    plain = reading.text.plain
    if spelled := _SPELLED.match(plain, *sentence):
        return [spelled["who"]]
    begin = sentence[0] + len(plain[slice(*sentence)]) - len(plain[slice(*sentence)].lstrip())
    end = min(sentence[1], begin + _LONGEST)
    found = [plain[begin : match.start()] for match in _OPENS.finditer(plain, begin + SHORTEST, end)]
    return [each for each in found if HAN.search(each) and not re.search("[,。;“《]", each)]
