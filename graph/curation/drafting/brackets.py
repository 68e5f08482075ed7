"""Brackets of lists: pairs those that are in order, and closes those that the text forgot to close."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK
from sandbox_atlas.graph.curation.drafting.windows import REACH
from sandbox_atlas.graph.curation.drafting.words import ANY_VERB, NAME_BEGIN, PRODUCT_END

_ENDS: Final = re.compile(
    r"\s*(?:[,、;。.)]|等|以及|入选|入围|获批|在列|上榜|纳入|正式|共同?[\d一二两三四五六七八九十]|和(?![^、,;(]{0,3}[)])|及|\band\b|$|(?:\d{1,2}[.、)]))"
)
"""What stands after the bracket of an item."""
_APPLIED: Final = re.compile(
    r"(?:由|经)?(?P<who>[^由,;:“”]{2,}?)(?:联合|共同|合作|独立|单独|自主)*(?:申报|申请|提交|报送)(?:的)?\s*"
)
"""A bracket that says with a verb that institutions apply."""
_DOES: Final = re.compile(rf"牵头|参与|(?:{ANY_VERB})$")
_BETWEEN: Final = re.compile(r"(?:[\s,、;。.)]|(?:以及|还有|和|及|与|and\s|&)(?!谐))+", re.I)
"""What stands between two items."""


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Words followed by a bracket.

    Attributes:
        before: The words, from the end of the item before.
        content: What is in the bracket.
        end: Where the bracket ends.
        closed: Whether the text closes it.
    """

    before: Span
    content: Span
    end: int
    closed: bool


def bracketed(reading: Reading, span: Span) -> list[Bracketed]:
    """The words and brackets of a list of the form: words (…), words (…)."""
    plain, end = reading.text.plain, span[1]
    found: list[Bracketed] = []
    start = at = span[0]
    while at < end:
        if plain[at] != "(":
            at += 1
            continue
        close, is_closed = _closing(reading, at, end)
        after = close + is_closed
        if _ENDS.match(plain, after, end) or not is_closed:
            found.append(Bracketed((start, at), without_verb(plain, (at + 1, close)), after, is_closed))
            between = _BETWEEN.match(plain, after, end)
            start = between.end() if between else after
            mark = MARK.match(plain, start, end)
            start = mark.end() if mark and not mark.group().strip().startswith("–") else start
        at = max(after, start, at + 1)
    return found


def without_verb(plain: str, content: Span) -> Span:
    """A bracket without "filed by" around who applies; the whole where it says what each of several did."""
    match = _APPLIED.fullmatch(plain, *trimmed(plain, content))
    return match.span("who") if match and not _DOES.search(match["who"]) else content


def _closing(reading: Reading, opened: int, end: int) -> tuple[int, bool]:
    """Where a bracket ends, and whether the text closes it there.

    A bracket that holds the next item, a separator and a name before a bracket of its own, was meant to end before it.
    """
    plain, depth = reading.text.plain, 0
    end = min(end, opened + REACH)
    for at in range(opened, end):
        sign = plain[at]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if not depth:
                return at, True
        elif sign in ",、;" and _begins_item(reading, at, end):
            return at, False
    stop = end
    while stop > opened + 1 and plain[stop - 1] in " \n。.":
        stop -= 1
    return stop, False


def _begins_item(reading: Reading, at: int, end: int) -> bool:
    """Whether an item begins after a separator inside a bracket: the name of an application with its own bracket."""
    following = re.compile(r"[^(),、;]+(?=\()").match(reading.text.plain, at + 1, end)
    if not following:
        return False
    words = trimmed(reading.text.plain, following.span())
    name = reading.text.plain_of(words)
    if reading.institutions.one(words).certainty >= LIKELY and not NAME_BEGIN.match(name):
        return False
    return NAME_BEGIN.match(name) is not None or (PRODUCT_END.search(name) is not None and len(name) >= 6)
