"""Variety: how many technologies a batch has and how evenly, how batches grow, and how alike institutions are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations


def shannon(counts: Iterable[int]) -> float:
    """Shannon's entropy of shares in bits (Shannon, 1948): 0 where all is one, log2 of n where n are equal."""
    numbers = [count for count in counts if count]
    total = sum(numbers)
    return sum(-count / total * math.log2(count / total) for count in numbers) + 0.0


def evenness(counts: Iterable[int]) -> float | None:
    """Entropy as a part of the largest possible one (Pielou, 1966), from 0 to 1; None for fewer than two."""
    numbers = [count for count in counts if count]
    return shannon(numbers) / math.log2(len(numbers)) if len(numbers) > 1 else None


def jaccard(one: set[str], other: set[str]) -> float:
    """What two sets share as a part of what either has (Jaccard, 1912), from 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def similar(sets: Mapping[str, set[str]], least: int = 2) -> list[tuple[str, str, int, int, float]]:
    """Pairs of names whose sets share at least so many members, the most similar first.

    Each has the two names, how many members both have, how many either has, and their Jaccard index.
    """
    holders: dict[str, list[str]] = {}
    for name in sorted(sets):
        for member in sets[name]:
            holders.setdefault(member, []).append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        shared.update(combinations(names, 2))
    pairs = [
        (one, other, count, len(sets[one] | sets[other]), jaccard(sets[one], sets[other]))
        for (one, other), count in shared.items()
        if count >= least
    ]
    return sorted(pairs, key=lambda pair: (-pair[4], -pair[2], pair[0], pair[1]))


@dataclass(frozen=True)
class Growth:
    """One batch in the order of time: how many things it has, how many are new, and how many there are by then.

    The first two are None where nothing of the kind is recorded of the batch.
    """

    batch: str
    things: int | None
    new: int | None
    total: int


def growth(order: Iterable[str], by_batch: Mapping[str, Iterable[str]]) -> list[Growth]:
    """The growth of a kind of thing over batches; "new" means in no earlier one.

    Args:
        order: The batches, the earliest first.
        by_batch: The things of each batch.
    """
    known, found = set[str](), list[Growth]()
    for batch in order:
        own = set(by_batch.get(batch, ()))
        new = own - known
        known |= own
        found.append(Growth(batch, len(own) or None, len(new) if own else None, len(known)))
    return found
