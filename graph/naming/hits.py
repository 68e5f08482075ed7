"""Hits: what a text finds in the index of names, how well it matches, and in what it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox_atlas.graph.naming.folding import RUN, words_of

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.forms import Typed
    from sandbox_atlas.graph.naming.labels import Name

EXACT, PREFIX, WORD, INITIALS, ACROSS, PINYIN, LIKE, FAR = range(8)
"""How well a name matches: the name itself, its beginning, its words, its initials, the words of several of its names,
its sound; within one edit, within two."""

MOST_COUNTED: Final = 10_000
"""Most things that one search counts; where more are called so, the result says that they are more."""


@dataclass(frozen=True)
class Hit:
    """A thing whose name matches.

    Attributes:
        name: Its names.
        matched: The name that matches, as it is written in the data.
        fit: How well it matches, one of the constants of this module.
    """

    name: Name
    matched: str
    fit: int


@dataclass(frozen=True)
class Hits:
    """What was found for a text.

    Attributes:
        found: Things that are called so, from the offset to the limit.
        total: How many there are in all, up to `MOST_COUNTED`.
        guesses: Things whose names are similar, where nothing is called so.
        is_cut: Whether there are more than the total.
    """

    found: list[Hit]
    total: int
    guesses: list[Hit]
    is_cut: bool = False

    @property
    def best(self) -> list[Hit]:
        """What was found, or else the guesses."""
        return self.found or self.guesses


def begins_with(name: str, typed: Typed) -> bool:
    """Whether a name begins with all of some words, and not within one of its own."""
    return RUN.search(typed.key) is not None or tuple(words_of(name)[: len(typed.words)]) == typed.words


def slips_in(part: str, text: str) -> int:
    """The smallest number of edits that turn a part into some substring of a text (Sellers, 1980)."""
    row = [0] * (len(text) + 1)
    for number, sign in enumerate(part, 1):
        above, row = row, [number]
        for place, other in enumerate(text, 1):
            row.append(min(above[place - 1] + (sign != other), above[place] + 1, row[-1] + 1))
    return min(row)
