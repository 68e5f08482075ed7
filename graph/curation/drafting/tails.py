"""Tails of names: what stands at the end of the name of an institution, or around it, and is no part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sandbox_atlas.graph.curation.drafting.known import KnownNames
from sandbox_atlas.graph.curation.drafting.plain import Span, Text, trimmed

_DOTTED: Final = re.compile(r"\.(?:.*\b(?:Ltd|Inc|Co|Corp)|[A-Z])$")
"""The end of a name whose other abbreviations have full stops, so that the last one belongs to it too."""
_ALIAS: Final = re.compile(r"\s*\((?:(?:以下|下)?(?:简|合)?称[^()]*|[依按以][^()]*(?:排序|顺序|排列|为序))\)$")
_BRACKET: Final = re.compile(r"\s*\(([^()]*)\)$")
LEGAL_END: Final = re.compile(r"\b(?:Ltd|Limited|LLP|LLC|Inc|Corp|Corporation|PLC|plc)\.?$")
_SEAT: Final = re.compile(r"[A-Z][a-z]+(?:[ ,]+[A-Z][a-z]+){0,2}")
_ADVERB: Final = re.compile(
    "(?<=[\u4e00-\u9fff]{3})(?:(?:还|(?<![原准规细守])则|也|亦|均|又|再|已|同样|日前|近日|此次|本次)+|(?:则|也|亦|均)?(?:独自|独立|单独|合作|共同)*(?:测试|试行))$"
)
_QUOTED: Final = re.compile("“[^“”]+”|《[^《》]+》")

_OWNED: Final = re.compile(r"[A-Z][\w&.]*-(?:owned|backed|based|led)\s+(?=[A-Z])")
"""Whose an institution is, before its name."""
_OFFICE: Final = re.compile(
    r"\b(?:Authority|Commission|Ministry|Regulator|Agency|Administration|(?:Central|Reserve|People's) Bank)"
    r"(?:\s+(?:of|for)(?:\s+(?:the|and|[A-Z]\w+)){1,4})?\s*\(([A-Z]{2,6})\)"
)
"""A regulator, and what it is called in short."""
_CHINESE_OFFICE: Final = re.compile(
    r"(?:中国)?人民银行|央行|.{0,8}(?:银保监局|证监局|金融监管局|金管局|金管会|金融管理局|监督管理局|监管局|中央银行)$"
)


@dataclass(frozen=True)
class Tails:
    """Takes tails off the names in one text.

    Attributes:
        text: The text.
        known: The names of the register.
    """

    text: Text
    known: KnownNames

    def without(self, span: Span) -> Span:
        """A name without what it is called in short, where it sits, marks around it, and the end of its sentence."""
        owner = _OWNED.match(self.text.plain, *span)
        span = (owner.end() if owner else span[0], span[1])
        alias = _ALIAS.search(self.text.plain, *span)
        if alias:
            span = (span[0], alias.start())
        bracket = _BRACKET.search(self.text.plain, *span)
        if bracket and (self.known.of(bracket[1], "technology") or self._is_seat(span, bracket)):
            span = (span[0], bracket.start())
        span = self._without_adverb(span)
        if _QUOTED.fullmatch(self.text.plain, *span):
            span = (span[0] + 1, span[1] - 1)
        if self.text.plain_of(span).endswith(")") and "(" not in self.text.plain_of(span):
            span = trimmed(self.text.plain, (span[0], span[1] - 1))
        if self.text.plain_of(span).endswith("("):
            span = trimmed(self.text.plain, (span[0], span[1] - 1))
        if self.text.plain[span[1] : span[1] + 1] == "." and _DOTTED.search(self.text.plain_of(span)):
            span = (span[0], span[1] + 1)
        words = self.text.plain_of(span)
        before = self.text.plain[max(0, span[0] - 40) : span[0]]
        own = before[max(before.rfind(sign) for sign in "(:\n") + 1 :] + words[:-1]
        if "." not in own and any(words.endswith(f" {each}.") for each in self._undotted):
            span = (span[0], span[1] - 1)
        return span

    def _without_adverb(self, span: Span) -> Span:
        """A Chinese name without the adverb of the verb after it: 厦门银行还与 … 申报."""
        adverb = _ADVERB.search(self.text.plain, *span)
        known = self.known.of(self.text.plain_of(span), "institution") is not None
        return (span[0], adverb.start()) if adverb and not known else span

    def _is_seat(self, span: Span, bracket: re.Match[str]) -> bool:
        """Whether a bracket after the legal form of a firm says only where it sits."""
        whole = self.known.of(self.text.plain_of(span), "institution") is not None
        legal = LEGAL_END.search(self.text.plain_of((span[0], bracket.start())))
        return not whole and legal is not None and _SEAT.fullmatch(bracket[1]) is not None

    def are_office(self, words: str) -> bool:
        """Whether words are a Chinese regulator, or what the text calls one in short."""
        return _CHINESE_OFFICE.match(words) is not None or words in self._offices

    @cached_property
    def _offices(self) -> set[str]:
        """The short names of regulators that the text itself explains: the Example Authority (EA)."""
        return {match[1] for match in _OFFICE.finditer(self.text.plain)}

    @cached_property
    def _undotted(self) -> list[str]:
        """The legal forms that this text writes without a full stop, so that one after them ends a sentence."""
        plain = self.text.plain
        return [
            each
            for each in ("Ltd", "Inc", "Corp", "Co")
            if re.search(rf"\b{each}[ ,;)]\s*\S", plain) and not re.search(rf"\b{each}\.(?:,| [a-z&(])", plain)
        ]
