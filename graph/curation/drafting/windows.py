"""Windows on a text: what stands around a place, within bounds, so that time grows with the text only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from sandbox_atlas.graph.curation.drafting.known import Mention
from sandbox_atlas.graph.curation.drafting.plain import Span

REACH: Final = 300
"""Most characters before or after a place that are looked at."""


def around(plain: str, span: Span, signs: Sequence[str], reach: int = REACH) -> Span:
    """The part of a text around a place, up to the nearest of certain signs on each side; the signs are not in it."""
    first, last = max(0, span[0] - reach), min(len(plain), span[1] + reach)
    begins = [at + len(sign) for sign in signs if (at := plain.rfind(sign, first, span[0])) >= 0]
    ends = [at for sign in signs if (at := plain.find(sign, span[1], last)) >= 0]
    return max(begins, default=first), min(ends, default=last)


class Places:
    """A set of places in a text that answers whether something overlaps it, or lies inside."""

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        self._marks = bytearray(length + 1)
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Add a part of the text."""
        self._marks[span[0] : span[1]] = b"\1" * (span[1] - span[0])

    def overlap(self, span: Span) -> bool:
        """Whether any of a part is in the set."""
        return self._marks.find(1, *span) >= 0

    def hold(self, span: Span) -> bool:
        """Whether all of a part is in the set."""
        return self._marks.find(0, *span) < 0


class Mentions:
    """Mentions of known names in the order of a text, to be found by place."""

    def __init__(self, mentions: list[Mention]) -> None:
        self._mentions = mentions
        self._starts = [mention.span[0] for mention in mentions]

    def inside(self, span: Span) -> list[Mention]:
        """The mentions that lie in a part of the text."""
        found = []
        for at in range(bisect_left(self._starts, span[0]), len(self._starts)):
            if self._starts[at] >= span[1]:
                break
            if self._mentions[at].span[1] <= span[1]:
                found.append(self._mentions[at])
        return found

    def cut(self, span: Span) -> bool:
        """Whether a mention goes over the beginning or the end of a part, which may hold a shorter name then."""
        for edge in span:
            at = bisect_left(self._starts, edge) - 1
            if at >= 0 and self._mentions[at].span[0] < edge < self._mentions[at].span[1]:
                return True
        return False
