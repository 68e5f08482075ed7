"""Memory of a server in a soak: its samples, and whether it is flat."""

from __future__ import annotations

import math
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

WARM_UP = 0.3
"""Part of the time whose memory does not count."""
GROWTH, LEAST_GROWTH = 0.10, 48 * 2**20
"""Growth of memory from the warm-up to the end that is still flat: the larger of a part of it, and of bytes."""
FILLING, FILLED = 1200.0, 128 * 2**20
"""Seconds in which caches and the allocator's reserves fill, over about a dozen editions, and bytes that they take."""
_PARTS = 6


@dataclass(frozen=True)
class Sample:
    """Memory at one moment, in bytes, with what processes share counted once (PSS).

    Attributes:
        when: Seconds since the clients began.
        own: Memory of the server's first process.
        others: Memory of the processes that it has started.
    """

    when: float
    own: int
    others: int

    @property
    def total(self) -> int:
        """Memory of all processes."""
        return self.own + self.others


def sampled(process: subprocess.Popen[str], when: float) -> Sample:
    """The memory of a server now: of two readings, a tenth of a second apart, the one that finds more.

    A process that starts another shares all its pages with it for some milliseconds, and its own PSS is half. A reading
    that begins then and ends later has the other half nowhere.
    """
    first = _read(process.pid, when)
    time.sleep(0.1)
    second = _read(process.pid, when)
    return max(first, second, key=lambda sample: (sample.own, sample.total))


def _read(pid: int, when: float) -> Sample:
    others: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        others = psutil.Process(pid).children(recursive=True)
    return Sample(when, _pss(pid), sum(_pss(each.pid) for each in others))


def _pss(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024
    return 0


@dataclass(frozen=True)
class Growth:
    """How memory went on after the warm-up, in bytes.

    Attributes:
        median: Its median.
        most: Its largest value, the warm-up included.
        least: The least of each of six parts of the time.
        total: Growth from the warm-up to the end, by a line through the least of each part: what a query or an old
            edition takes for a while is not there all the time, and what is never given back is.
        hourly: The same growth in an hour.
        seconds: Length of the whole soak.
    """

    median: float
    most: int
    least: tuple[int, ...]
    total: float
    hourly: float
    seconds: float

    @classmethod
    def of(cls, samples: Sequence[Sample], value: Callable[[Sample], int]) -> Growth:
        """The growth of one of the values of samples."""
        first = samples[-1].when * WARM_UP
        late = [sample for sample in samples if sample.when >= first]
        size = max(1, math.ceil(len(late) / _PARTS))
        parts = [late[start : start + size] for start in range(0, len(late), size)]
        times = [statistics.fmean(sample.when for sample in part) for part in parts]
        least = tuple(min(map(value, part)) for part in parts)
        slope = statistics.linear_regression(times, least).slope if len(parts) > 1 else 0.0
        median = statistics.median(map(value, late))
        last = samples[-1].when
        return cls(median, max(map(value, samples)), least, slope * (last - first), slope * 3600, last)

    @property
    def bound(self) -> float:
        """The growth that is still flat."""
        return max(GROWTH * self.median, LEAST_GROWTH if self.seconds > FILLING else FILLED)
