"""Callings: of which application a sentence speaks, by its name, a part of it, its applicant, or a word such as 该."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.owners import Owners
from sandbox_atlas.graph.curation.drafting.known import KnownName, KnownNames
from sandbox_atlas.graph.curation.drafting.names import words_after
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK, quotations
from sandbox_atlas.graph.curation.drafting.windows import Mentions, Places
from sandbox_atlas.graph.curation.drafting.words import REFERS

_SHORTEST: Final = 4
_SHORTEST_END: Final = 6
"""Characters of the end of a name that may stand for it."""
_MARKS: Final = "“”\"《》' ,"
_CONTENTS: Final = re.compile(r"\s*(?:这是|(?:创新)?(?:实验|试验|测试)(?:内容|重点|主轴))")
"""How a sentence begins that says what the experiment before it is about."""
_EXAMPLE: Final = re.compile(r"\s*(?:以|如|例如)[^。;\n]*(?:为例[^。;\n]*)?:\s*$")
_MOST_ITEMS: Final = 12
"""Most items of a list that is of an example."""
_MOST_BETWEEN: Final = 3
_SAID: Final = re.compile(r"\s*据(?:介绍|悉|了解),?")


class Callings:
    """The applications of a reading by what sentences may call them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._starts = [each.position[0] for each in reading.applications]
        self.short: dict[str, DraftedApplication] = {}
        self.by_tail: dict[tuple[str, ...], list[DraftedApplication]] = {}
        self._by_end: dict[str, list[tuple[str, DraftedApplication]]] = {}
        self._applications = [each for each in reading.applications if each.name]
        names = []
        for number, each in enumerate(self._applications):
            name = each.name.position if each.name else (0, 0)
            words = reading.text.plain_of(name)
            self._by_end.setdefault(words[-_SHORTEST_END:], []).append((words, each))
            if name[1] - name[0] >= _SHORTEST:
                names.append(KnownName(reading.text.plain_of(name), "own", str(number)))
            for inside in quotations(reading.text.plain, name)[:1]:
                self.short.setdefault(reading.text.plain_of(inside).strip(_MARKS), each)
                self.by_tail.setdefault(words_after(reading.text.plain, inside[1], name[1]), []).append(each)
        self.details = Places(len(reading.text), (a.details for a in reading.applications if a.details))
        self._owners = Owners(reading)
        self._mentions = Mentions(KnownNames(names).find(reading.text, "own"))

    def inside(self, span: Span) -> list[tuple[DraftedApplication, int]]:
        """The applications whose whole name stands in a part of the text, and where."""
        mentions = self._mentions.inside(span)
        return [(self._applications[int(m.things[0][1])], m.span[0]) for m in mentions if len(m.things) == 1]

    def of_subject(self, sentence: Span) -> list[tuple[DraftedApplication, int]]:
        """The application whose applicant a sentence begins with, in short."""
        owned = self._owners.of_subject(sentence)
        return [(owned, sentence[0])] if owned else []

    def before(self, sentence: Span) -> list[tuple[DraftedApplication, int]]:
        """The one application that a sentence on "the application", "this product" or "it" speaks of.

        It stands in the sentence before, or in one before such sentences, in the same line.
        """
        reading, own = self._reading, sentence
        for _ in range(_MOST_BETWEEN):
            if not self._refers(own):
                return []
            last = reading.sentence_at(own[0] - 1)
            if last[1] > own[0] or "\n" in reading.text.plain[last[1] : own[0]].strip(" "):
                return []
            at = bisect_right(self._starts, last[1] - 1)
            inside = [each for each in reading.applications[max(0, at - 2) : at] if each.position[1] > last[0]]
            if inside:
                return [(inside[0], sentence[0])] if len(inside) == 1 else []
            own = last
        return []

    def of_example(self, sentence: Span) -> list[tuple[DraftedApplication, int]]:
        """The one application that the line over a list takes as its example, of which its items speak: 以NAME为例."""
        reading, number = self._reading, self._reading.line_at(sentence[0])
        first = max(0, number - _MOST_ITEMS)
        while number > first and MARK.match(reading.text.plain, *reading.lines[number]):
            number -= 1
        line = reading.lines[number]
        if line[1] > sentence[0] or not _EXAMPLE.match(reading.text.plain, *line):
            return []
        found = self.about(line)
        return [(found[0][0], sentence[0])] if len(found) == 1 else []

    def _refers(self, sentence: Span) -> bool:
        """Whether a sentence begins with words for what was spoken of before it."""
        plain = self._reading.text.plain
        said = _SAID.match(plain, *sentence)
        start = said.end() if said else sentence[0]
        return REFERS.match(plain, start, sentence[1]) is not None or _CONTENTS.match(plain, start) is not None

    def about(self, sentence: Span) -> list[tuple[DraftedApplication, int]]:
        """The applications that a sentence names, and where: by the whole name, or by a part of it that is quoted."""
        found = {id(application): (application, start) for application, start in self.inside(sentence)}
        for quotation in quotations(self._reading.text.plain, sentence):
            words = self._reading.text.plain_of(quotation).strip(_MARKS)
            application = self.short.get(words) or self._reading.named(words) or self._ending(words)
            if application:
                found.setdefault(id(application), (application, quotation[0]))
        return list(found.values()) or self._alike(sentence)

    def _ending(self, words: str) -> DraftedApplication | None:
        """The only application whose Chinese name ends with certain words."""
        if len(words) < _SHORTEST_END or not HAN.search(words):
            return None
        found = [each for name, each in self._by_end.get(words[-_SHORTEST_END:], ()) if name.endswith(words)]
        return found[0] if len(found) == 1 else None

    def _alike(self, sentence: Span) -> list[tuple[DraftedApplication, int]]:
        """The application that a sentence names in another form: other words in the quotation, the same after it."""
        reading = self._reading
        for quotation in quotations(reading.text.plain, sentence):
            tail = words_after(reading.text.plain, quotation[1], sentence[1])
            same = self.by_tail.get(tail, []) if tail else []
            if len(same) == 1 and same[0].name:
                words = reading.text.of(quotation)
                message = (
                    f"{words} is taken as another form of “{same[0].name.value}”: the words after it are the same."
                )
                reading.find("two-forms", message, quotation)
                return [(same[0], quotation[0])]
        return []
