"""The garbage collector of the server: what it looks at while requests wait is bounded.

A full collection lets no other thread run, for 0.4 µs for each object that it looks at: the rows of a long answer and
the elements of a GraphML file are half a million while they are made. It comes when there are few, or nobody waits.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

_NEVER = 10**9
_THRESHOLDS = (10_000, 4, _NEVER)
"""New objects before a young collection, and collections before one of the next age, never a full one.

One of the second age looks at no more than some ten thousand objects.
"""
_DUE = 15
"""Collections of the second age after which a full one is due.

Some libraries leave circles behind, in which they may hold rows and whole editions. With a first threshold of 1,000,
which makes them old sooner, they grew by 8 MiB a minute.
"""
_FEW = 60_000
"""Objects that a full collection may look at while requests run: some 30 ms."""
_PAUSE = 2.0
"""Seconds between two looks."""
_COUNTED = 5
"""Busy looks between two at which objects are counted, which takes 10 ms for half a million."""
_PATIENCE = 150
"""Busy looks after which a full collection comes, whoever waits."""


def calm_collector() -> None:
    """Have the collector leave alone what lives as long as the server, and look at the rest less often."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


class Collector:
    """Full collections at the right moments.

    Args:
        busy: Whether requests run at this moment.
        snapshot: Gives the digest of the edition that is served.
    """

    def __init__(self, busy: Callable[[], bool], snapshot: Callable[[], str]) -> None:
        self._busy, self._snapshot = busy, snapshot
        self._put_off = 0
        self._collected = snapshot()  # the edition at the last collection

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(_PAUSE)
            self.look()

    def look(self) -> None:
        """Collect everything if that is due, and if there are few objects, nobody waits, or it was put off too often.

        What outlives it and is much, such as the names of a register and its networks, is left alone until another
        edition is served.
        """
        is_new = self._snapshot() != self._collected
        if gc.get_count()[2] < _DUE and not is_new:
            return
        if self._busy() and self._waits():
            self._put_off += 1
            return
        self._put_off = 0
        if is_new:
            gc.unfreeze()
            self._collected = self._snapshot()
        gc.collect()
        if len(gc.get_objects(2)) > _FEW:
            gc.freeze()

    def _waits(self) -> bool:
        """Whether a collection is put off while requests run."""
        if self._put_off >= _PATIENCE:
            return False
        return bool(self._put_off % _COUNTED) or len(gc.get_objects(2)) > _FEW
