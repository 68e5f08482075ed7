"""Counters: what has happened in a worker pool, for the metrics."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Events since the start of the pool.

    Attributes:
        killed: Queries stopped at their deadline or because their request was cancelled.
        crashed: Queries whose worker crashed, mostly for lack of memory.
        restarted: Workers started to replace others.
        demoted: Queries that exceeded their trial and went on in the slow lane.
        postponed: Queries that exceeded their trial and had to wait for the slow lane.
        displaced: Slow queries killed in favour of a client that had none.
    """

    killed: int = 0
    crashed: int = 0
    restarted: int = 0
    demoted: int = 0
    postponed: int = 0
    displaced: int = 0
