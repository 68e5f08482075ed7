"""Institutions: takes apart what names several of them, and tells their names from other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sandbox_atlas.graph.curation.drafting.joints import (
    ACRONYM,
    AND,
    AS_WELL,
    CORPORATE,
    COUNTED,
    FULL_END,
    KIND,
    KIND_EN,
    LEAD,
    ONLY_BETWEEN,
    OPEN,
    PARTNERSHIP,
    REST,
    SCHOOL,
    SCHOOL_GOES_ON,
)
from sandbox_atlas.graph.curation.drafting.known import KnownNames, Mention
from sandbox_atlas.graph.curation.drafting.plain import HAN, Span, Text, trimmed
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.tails import LEGAL_END, Tails
from sandbox_atlas.graph.curation.drafting.windows import Mentions
from sandbox_atlas.graph.curation.drafting.words import (
    BARE,
    INSTITUTION_BEGIN,
    INSTITUTION_END,
    NO_INSTITUTION,
    label_of,
)

KNOWN, LIKELY, POSSIBLE, NONE = 3, 2, 1, 0  # how sure it is that words name an institution
_LONGEST_HAN, _LONGEST_WORDS, _LONGEST = 32, 13, 100
_FEW: Final = 2  # most words of a name that has words in small letters
_LONGEST_GROUP: Final = 600  # most characters of the names of institutions that are named together
_CAMEL: Final = re.compile("[A-Z]|[a-z]{1,4}[A-Z]")
_SMALL: Final = re.compile(r"[a-z][a-z0-9.]{3,}")  # a name in small letters, among Chinese ones
_SLASHED: Final = re.compile(r"(?:^|\s)[A-Z]/[A-Z]\b|a/P(?=acific\b)|[a-z]\+[A-Z]")  # signs inside a name
_WORD: Final = r"(?:(?:[A-Z0-9]|[a-z]{1,4}[A-Z])[\w'’.&+/-]*|of|and|for|the|de|du|la|le|&|plc|\([^)]*\))"
_CAPITALISED: Final = re.compile(
    rf"{_WORD}(?:(?:[ ,]+(?:(?:sub-)?branch|province|city|headquarters)|(?<='s) (?:[a-z]+ )?(?:bank|unit|arm"
    rf"|subsidiary))\b|[ ,]+{_WORD})*\.?"
)


@dataclass(frozen=True, slots=True)
class Institution:
    """Words that name an institution.

    Attributes:
        span: Their position.
        certainty: How sure it is: KNOWN, LIKELY by the form of the words, POSSIBLE, or NONE.
        entities: The things of the register of that name.
        regulator: Whether one of them is a regulator.
    """

    span: Span
    certainty: int
    entities: tuple[str, ...] = ()
    regulator: bool = False


@dataclass(frozen=True)
class Group:
    """Institutions named together.

    Attributes:
        members: Each of them.
        open: Where the words stand that say that the list goes on; None if they do not.
    """

    members: tuple[Institution, ...]
    open: Span | None = None

    @property
    def certainty(self) -> int:
        """The least certainty among the members."""
        return min((member.certainty for member in self.members), default=NONE)

    @property
    def best(self) -> int:
        """The greatest certainty among the members."""
        return max((member.certainty for member in self.members), default=NONE)


class Institutions:
    """Reads names of institutions in one text."""

    def __init__(self, text: Text, known: KnownNames) -> None:
        self.text, self.known = text, known
        self._groups: dict[Span, Group] = {}

    @cached_property
    def mentioned(self) -> list[Mention]:
        """Where institutions and regulators of the register are named."""
        return self.known.find(self.text, "institution")

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.mentioned)

    @cached_property
    def _tails(self) -> Tails:
        return Tails(self.text, self.known)

    def known_in(self, span: Span) -> list[Mention]:
        """The institutions and regulators of the register that a part of the text names."""
        if self._mentions.cut(span):
            return self.known.find(self.text, "institution", span)
        return self._mentions.inside(span)

    def one(self, span: Span) -> Institution:
        """What certain words are, taken as the name of one institution."""
        span = trimmed(
            self.text.plain, span, " \t\n,;:、/。.|" if self.text.plain_of(span).endswith("。") else " \t\n,;:、/|"
        )
        span = self._tails.without(span)
        if self.text.plain.startswith("the ", span[0], span[1]):
            span = (span[0] + len("the "), span[1])
        words = self.text.plain_of(span)
        mention = self.known.of(words, "institution")
        kind = None if mention else KIND.match(words) or KIND_EN.match(words)
        if kind:
            return self.one((span[0] + kind.end(), span[1]))
        if mention:
            regulator = any(kind == "regulator" for kind, _ in mention.things) or self._is_regulator(span)
            return Institution(span, KNOWN, tuple(iri for _, iri in mention.things), regulator)
        return Institution(span, self._likeness(span), (), self._is_regulator(span))

    def _is_regulator(self, span: Span) -> bool:
        """Whether words begin with the name of a regulator, and so name a part of one: never a branch of a bank."""
        words = self.text.plain_of(span)
        if self._tails.are_office(words):
            return True
        first = self.known_in(span)[:1]
        return bool(first and first[0].span[0] == span[0] and all(kind == "regulator" for kind, _ in first[0].things))

    def _likeness(self, span: Span) -> int:
        words = self.text.plain_of(span)
        bare = re.sub(r"\([^()]*\)?$", "", words).strip()
        if len(bare) < 2 or len(words) > _LONGEST or not any(sign.isalpha() for sign in bare):
            return NONE
        if (
            all(BARE.fullmatch(each) for each in AND.split(bare))
            or NO_INSTITUTION.search(words)
            or label_of(words)
            or self.known.of(words, "place")
        ):
            return NONE
        han = len(HAN.findall(words))
        if han:
            if han > _LONGEST_HAN or re.search("[,:的了是在“”《》]", words):
                return NONE
            return self._by_form(span, bare)
        if _SMALL.fullmatch(words) and HAN.search(self.text.plain, max(0, span[0] - 2), span[1] + 2):
            return POSSIBLE
        if len(bare.split()) > _LONGEST_WORDS or not _CAPITALISED.fullmatch(words):
            return NONE if len(words.split()) > _FEW or not _CAMEL.match(words) else POSSIBLE
        return self._by_form(span, bare)

    def _by_form(self, span: Span, bare: str) -> int:
        """LIKELY where words begin or end as names do, else POSSIBLE; NONE for what a regulator does."""
        if self._is_regulator(span) and HAN.search(bare) and not INSTITUTION_END.search(bare):
            return NONE
        likely = INSTITUTION_END.search(bare) or INSTITUTION_BEGIN.match(bare) or self._begins_known(span)
        return LIKELY if likely else POSSIBLE

    def _begins_known(self, span: Span) -> bool:
        """Whether the name of a known institution begins these words, as in the name of its branch."""
        first = self.known_in(span)[:1]
        return bool(first and first[0].span[0] == span[0])

    def group(self, span: Span) -> Group:
        """The institutions that certain words name together; none where the words are too many to be names."""
        if span[1] - span[0] > _LONGEST_GROUP:
            return Group(())
        if span not in self._groups:
            self._groups[span] = self._group(span)
        return self._groups[span]

    def _group(self, span: Span) -> Group:
        plain = self.text.plain
        span = trimmed(plain, span)
        opened = OPEN.search(plain, *span)
        end_of_list = None
        counted = COUNTED.search(plain, *span)
        if counted and not opened:
            span = (span[0], counted.start())
        if opened:
            end_of_list = opened.span()
            span = (span[0], opened.start())
        span = self._without_lead(trimmed(plain, span, " \t\n,;、/"))
        parts = self._split(span)
        if len(parts) > 1:
            parts = [part for part in parts if not self.known.of(self.text.plain_of(part), "technology")]
        members = [self.one(part) for part in parts]
        return Group(tuple(each for each in members if each.span[0] < each.span[1]), end_of_list)

    def _without_lead(self, span: Span) -> Span:
        while lead := LEAD.match(self.text.plain_of(span)):
            begins = lead.group() in "和及" and self.text.plain[span[0] - 1 : span[0]] in "(、/,"
            if begins or self.known.of(self.text.plain_of(span), "institution"):
                break
            span = trimmed(self.text.plain, (span[0] + lead.end(), span[1]), " \t\n,、:")
        return span

    def _split(self, span: Span) -> list[Span]:
        """The names in a list of names: those that are known stay whole, whatever signs they have."""
        if PARTNERSHIP.fullmatch(self.text.plain, *span):
            return [span]
        parts = self._by_signs(span)
        found: list[Span] = []
        for number, part in enumerate(parts):
            last = number == len(parts) - 1 or AS_WELL.match(self.text.plain, parts[number + 1][0]) is not None
            found.extend(self._by_words(part, free=len(parts) == 1 or last, listed=len(parts) > 1))
        return [trimmed(self.text.plain, part) for part in found]

    def _by_signs(self, span: Span) -> list[Span]:
        plain = self.text.plain
        whole = {at for mention in self.known_in(span) for at in range(*mention.span)}
        quoted = {at for each in quotations(plain, span) for at in range(*each)}
        found, start, depth = [], span[0], 0
        for at in range(*span):
            sign = plain[at]
            depth = max(0, depth + (sign == "(") - (sign == ")"))
            if depth or at in whole or at in quoted or not self._separates(at, span):
                continue
            found.append((start, at))
            start = at + 1
        return [part for part in [*found, (start, span[1])] if plain[part[0] : part[1]].strip()]

    def _separates(self, at: int, span: Span) -> bool:
        """Whether the sign at a place stands between two names."""
        plain = self.text.plain
        if plain[at] == ",":
            return not CORPORATE.match(plain, at + 1, span[1])
        if plain[at] in "/+":
            inside = _SLASHED.finditer(plain, max(span[0], at - 2), min(span[1], at + 8))
            return not any(match.start() <= at < match.end() for match in inside)
        if plain[at] in " \t":
            around = plain[at - 1 : at] + plain[at + 1 : at + 2]
            return at > span[0] and len(HAN.findall(around)) == 2
        return plain[at] in "、;|"

    def _by_words(self, span: Span, *, free: bool, listed: bool) -> list[Span]:
        """Names joined by words such as "and", which also stand inside names: both sides must look like names."""
        if self.known.of(self.text.plain_of(span), "institution"):
            return [span]
        whole = [mention.span for mention in self.known_in(span)]
        for word in AND.finditer(self.text.plain, *span):
            if any(start < word.end() and word.start() < end for start, end in whole) or word.start() == span[0]:
                if word.start() == span[0] and word.end() < span[1] and word.group().strip() not in "和与及":
                    return self._by_words((word.end(), span[1]), free=free, listed=listed)
                continue
            left, right = (span[0], word.start()), (word.end(), span[1])
            if self.text.plain.count("(", *left) > self.text.plain.count(")", *left):
                continue
            whole_name = FULL_END.search(self.text.plain_of(left)) is not None or self._are_sure(left, right)
            if (free or whole_name) and self._joined(left, word.group(), right, listed=listed, last=free):
                return [
                    *self._by_words(left, free=free, listed=listed),
                    *self._by_words(right, free=free, listed=listed),
                ]
        return [span]

    def _are_sure(self, left: Span, right: Span) -> bool:
        """Whether "Bank of X" or a known name stands before a word that joins, and surely institutions after it."""
        words = self.text.plain_of(left)
        begins = INSTITUTION_BEGIN.match(words) or self.known.of(words, "institution")
        return begins is not None and self.group(right).certainty >= LIKELY

    def _joined(self, left: Span, word: str, right: Span, *, listed: bool, last: bool) -> bool:
        """Whether a word stands between two names: each looks like one; "X and Y Corporation" alone may be one name."""
        if SCHOOL.search(self.text.plain_of(left)) and SCHOOL_GOES_ON.match(self.text.plain_of(right)):
            return False
        one = self.one(left).certainty
        rest = self.group(right)
        if word.strip() == "&":
            two = FULL_END.search(self.text.plain_of(left)) or LEGAL_END.search(self.text.plain_of(left))
            return two is not None and rest.certainty >= LIKELY and not REST.match(self.text.plain_of(right))
        if rest.certainty >= POSSIBLE and one >= (POSSIBLE if ONLY_BETWEEN.fullmatch(word) else LIKELY):
            return True
        latin = self.text.plain_of(left).strip() if not HAN.search(self.text.plain_of(left)) else ""
        if one >= POSSIBLE and rest.certainty >= LIKELY and (" " in latin or (latin and HAN.search(word))):
            return True
        words = self.text.plain_of(right)
        spelled = latin != "" and not HAN.search(words)
        if spelled and listed and last and one >= POSSIBLE and rest.certainty >= POSSIBLE and len(rest.members) == 1:
            return True  # "A, B and C": the word ends the list
        told = any(each is not None for each in (KIND_EN.match(words), ACRONYM.fullmatch(words)))
        sure = one == KNOWN or rest.certainty == KNOWN or listed or self._begins_known(right) or told
        return spelled and one >= POSSIBLE and rest.certainty >= (POSSIBLE if told else LIKELY) and sure
