"""Answers that are kept ready, bounded in bytes; the one that was asked for longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

_SHARE = 8
"""One answer may take up to this part of all the room, so that it does not push out everything else."""


class Weighty(Protocol):
    """What knows how much memory it takes up."""

    @property
    def weight(self) -> int:
        """Bytes of memory, about."""


Kept = TypeVar("Kept", bound=Weighty)


class Answers(Generic[Kept]):
    """Answers by key.

    Attributes:
        room: Bytes that all of them may take up.
        used: Bytes that they take up now.
        hits: How often one was found.
        misses: How often none was.
        dropped: How many had to go for others.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.used = self.hits = self.misses = self.dropped = 0
        self._kept: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, *, silently: bool = False) -> Kept | None:
        """The answer that is kept for a key; that there is none is counted, unless silently."""
        found = self._kept.get(key)
        if found is None:
            self.misses += not silently
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, reply: Kept, key_weight: int) -> None:
        """Keep an answer, unless it is too large.

        Args:
            key: What it is found by.
            reply: The answer.
            key_weight: Bytes that the key takes up.
        """
        weight = reply.weight + key_weight
        if weight > self.room // _SHARE or key in self._kept:
            return
        self._kept[key] = reply, weight
        self.used += weight
        while self.used > self.room:
            self.used -= self._kept.popitem(last=False)[1][1]
            self.dropped += 1
