"""Ledger: what processes that serve together know of each client, in memory that they share.

Each client has a slot with its token bucket, and with its requests and connections in each process. A record lock of
the system (fcntl(2)) guards it; when a process dies the system takes the lock from it, and `clear` what it had.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
from array import array
from functools import lru_cache
from hashlib import blake2b
from math import inf
from typing import Final

from sandbox_atlas.api.http.token_bucket import TokenBucket
from sandbox_atlas.graph.errors import overloaded

_SLOTS, _WINDOW = 16_384, 32
"""Clients that are usually remembered at most, and slots that one may have: those that follow the place of its name."""
_WORD: Final = 8
_KEY, _SEEN, _TOKENS, _SINCE, _FIRST = range(5)
"""Words of a slot; the requests of each process follow, and then its connections."""
LOG: Final = 1
"""What a process alone may do while another one writes in the ledger: write to the log."""


class Turn:
    """A record lock on one byte of a file (fcntl(2)), held inside a block."""

    def __init__(self, descriptor: int, byte: int) -> None:
        self._descriptor, self._byte = descriptor, byte

    def __enter__(self) -> None:
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, self._byte)

    def __exit__(self, *_: object) -> None:
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, self._byte)


class Ledger:
    """The ledger, as one of the processes sees it.

    Args:
        descriptor: File descriptor of the memory; the other processes inherit it.
        processes: Number of processes.
        own: The number of this process, from 0.
        secret: Keys the hash of names, so that nobody can choose names that share a slot.
        slots: Clients that are remembered at most.
    """

    def __init__(self, descriptor: int, processes: int, own: int, secret: bytes, slots: int = _SLOTS) -> None:
        self.descriptor, self.processes, self.own, self.secret = descriptor, processes, own, secret
        self._slots = slots
        self._width = _FIRST + 2 * processes
        size = (processes + slots * self._width) * _WORD
        if os.fstat(descriptor).st_size < size:
            os.ftruncate(descriptor, size)
        memory = memoryview(mmap.mmap(descriptor, size))
        self._whole, self._real = memory.cast("q"), memory.cast("d")
        self._turns = Turn(descriptor, 0), Turn(descriptor, LOG)
        self._place = lru_cache(maxsize=4096)(self._hash)

    @classmethod
    def made(cls, processes: int, slots: int = _SLOTS) -> Ledger:
        """A new ledger, for the first of so many processes."""
        return cls(os.memfd_create("sandbox-atlas-ledger"), processes, 0, secrets.token_bytes(16), slots)

    def alone(self, part: int = 0) -> Turn:
        """Gives a block inside which this is the only process; `part` tells apart what others may do meanwhile."""
        return self._turns[part]

    def clear(self, process: int) -> None:
        """Forget the requests and connections of a process that has ended."""
        nothing = memoryview(array("q", bytes(self._slots * _WORD)))
        with self.alone():
            self._whole[process] = 0
            for column in (process, self.processes + process):
                self._whole[self.processes + _FIRST + column :: self._width] = nothing

    # ── Requests ──

    def take(self, name: str, bucket: TokenBucket, now: float) -> float:
        """Take a token of a client, as `TokenBucket.take` does; `bucket` says how many there may be."""
        with self.alone():
            return self._take(self._slot(name, now), bucket, now)

    def start(self, name: str, parallel: int, now: float) -> bool:
        """Begin a request of a client, unless so many of its requests run."""
        with self.alone():
            return self._start(self._slot(name, now), parallel)

    def enter(self, name: str, parallel: int, bucket: TokenBucket, now: float) -> bool:
        """Take a token and begin a request, or do neither."""
        with self.alone():
            slot = self._slot(name, now)
            if self._sum(slot, 0) >= parallel or (bucket.rate and self._take(slot, bucket, now)):
                return False
            self._whole[slot + _FIRST + self.own] += 1
            return True

    def stop(self, name: str, now: float, *, refund: bool) -> None:
        """End a request of a client; with a refund it has never been.

        The slot stays while the request runs, and nobody else writes this word of it, so that it needs no turn.
        """
        slot = self._slot(name, now)
        if refund:
            with self.alone():
                self._real[slot + _TOKENS] += 1
        self._whole[slot + _FIRST + self.own] -= 1

    def running(self, name: str, now: float) -> int:
        """Requests of a client that run in any process."""
        with self.alone():
            return self._sum(self._slot(name, now), 0)

    # ── Connections ──

    def connect(self, name: str, number: int, now: float) -> int:
        """Add to the connections of a client, and give those of all processes."""
        with self.alone():
            slot = self._slot(name, now)
            self._whole[slot + _FIRST + self.processes + self.own] += number
            return self._sum(slot, self.processes)

    def open(self, process: int, number: int) -> None:
        """Add to the connections of a process."""
        with self.alone():
            self._whole[process] += number

    def opened(self) -> list[int]:
        """The connections of each process."""
        return self._whole[: self.processes].tolist()

    # ── Slots; in a block of `alone` ──

    def _hash(self, name: str) -> int:
        digest = blake2b(name.encode(), digest_size=7, key=self.secret).digest()
        return int.from_bytes(digest, "big") + 1

    def _slot(self, name: str, now: float) -> int:
        """The word at which the slot of a client begins; a new client gets the one that was idle for longest.

        Raises:
            BusyError: There are too many clients at once.
        """
        key, oldest, free = self._place(name), inf, -1
        for step in range(_WINDOW):
            slot = self.processes + (key + step) % self._slots * self._width
            found = self._whole[slot]
            if found == key:
                self._real[slot + _SEEN] = now
                return slot
            if not found:
                free = slot
                break
            if self._real[slot + _SEEN] < oldest and not any(self._whole[slot + _FIRST : slot + self._width]):
                oldest, free = self._real[slot + _SEEN], slot
        if free < 0:
            raise overloaded(1)
        self._whole[free] = key
        self._real[free + _SEEN], self._real[free + _TOKENS], self._real[free + _SINCE] = now, inf, now
        return free

    def _sum(self, slot: int, column: int) -> int:
        begin = slot + _FIRST + column
        return sum(self._whole[begin : begin + self.processes])

    def _start(self, slot: int, parallel: int) -> bool:
        if self._sum(slot, 0) >= parallel:
            return False
        self._whole[slot + _FIRST + self.own] += 1
        return True

    def _take(self, slot: int, bucket: TokenBucket, now: float) -> float:
        known = TokenBucket(bucket.rate, bucket.burst, self._real[slot + _TOKENS], self._real[slot + _SINCE])
        wait = known.take(now)
        self._real[slot + _TOKENS], self._real[slot + _SINCE] = known.tokens, known.since
        return wait
