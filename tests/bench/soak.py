"""Soak: twenty clients use one server for hours, and it must neither fail, grow nor keep a quiet client waiting.

`make soak` runs it for two hours, `make soak SECONDS=60` for a minute. The server is started here, on a free port of
loopback, over a copy of the shipped data that is rewritten again and again. It exits with 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.table import Table

import sandbox_atlas.data
from tests.bench.soak_clients import CLIENTS, COMPUTING, THINGS, Client, Log, lateness, publish, things, use, warm_up
from tests.bench.soak_memory import FILLING, Growth, Sample, sampled
from tests.support.running import ended

SECONDS = 7200
DEADLINE = 2
"""Seconds after which the server stops a query."""
SMALL = {"SANDBOX_ATLAS_ANSWERS": "8", "SANDBOX_ATLAS_PAGES": "8", "SANDBOX_ATLAS_MEMORY": "256"}
"""MiB of the caches, which are full after the warm-up, and of one query."""
_REFUSAL = re.compile(r'"status": 50[34]')
"""What the log says of an answer that the table counts."""
BUSY = 0.1
"""Seconds for 20 ms of computing on a machine that is too busy to measure an ASK."""
_SHOWN = 40
"""Lines that are shown of what is broken, and of the server's log."""
PUBLISHING = 0.6
"""Part of the time in which data are published: at the end memory holds one edition, as at the beginning."""


@contextmanager
def serving(folder: Path, cache: Path, errors: IO[bytes]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server over a folder, which it watches; its log of warnings and errors goes to a file."""
    program = str(Path(sys.executable).with_name("sandbox-atlas"))
    options = ["--port", "0", "--data", str(folder), "--watch", "--deadline", str(DEADLINE)]
    environment = {**os.environ, **SMALL, "SANDBOX_ATLAS_LOG": "warning", "SANDBOX_ATLAS_CACHE": str(cache)}
    with subprocess.Popen(
        [program, "serve", *options], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        with ended(process):
            line = process.stdout.readline()
            yield process, next(word for word in line.split() if word.startswith("http://"))


def soak(seconds: float) -> tuple[Log, list[Sample]]:
    """Run all clients; gives what they saw, and the memory of the server over time."""
    log, stop = Log(), threading.Event()
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "data")
        shutil.copytree(Path(next(iter(sandbox_atlas.data.__path__))), folder, ignore=shutil.ignore_patterns("*.py*"))
        with Path(place, "log").open("w+b") as errors, serving(folder, Path(place, "cache"), errors) as server:
            process, address = server
            THINGS[:] = things(Client(address, 0))
            warm_up(Client(address, 0), log)
            threads = [
                threading.Thread(target=use, args=(work, Client(address, number), log, stop))
                for number, work in enumerate(CLIENTS)
            ]
            pause = max(10.0, seconds / 120)
            threads.append(threading.Thread(target=lateness, args=(log, stop)))
            enough = threading.Event()
            publisher = (folder, Client(address, len(CLIENTS)), log, enough, pause)
            threads.append(threading.Thread(target=publish, args=publisher))
            began = time.monotonic()
            for thread in threads:
                thread.start()
            while (passed := time.monotonic() - began) < seconds:
                samples.append(sampled(process, passed))
                if passed > PUBLISHING * seconds:
                    enough.set()
                if process.poll() is not None:
                    log.broken.append("the server has ended")
                    break
                time.sleep(1)
            stop.set()
            enough.set()
            for thread in threads:
                thread.join()
            log.server = Path(errors.name).read_text("utf-8", "replace").splitlines()
    return log, samples


def report(log: Log, samples: list[Sample]) -> list[str]:
    """Print what happened; gives the bounds that are broken."""
    table = Table(title=f"Soak of {samples[-1].when:,.0f} s, {len(CLIENTS)} clients and a publisher")
    for name in ("client", "answers", "by status", "median ms", "95 % ms", "slowest ms"):
        table.add_column(name, justify="left" if name in ("client", "by status") else "right")
    for kind, counts in log.statuses.items():
        times = sorted(log.times[kind]) or [0.0]
        shown = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
        by_status = ", ".join(f"{status}: {count:,}" for status, count in sorted(counts.items()))
        table.add_row(kind, f"{counts.total():,}", by_status, *(f"{seconds * 1000:,.0f}" for seconds in shown))
    is_short = samples[-1].when < FILLING  # too short to see a worker without a query
    total = Growth.of(samples, lambda sample: sample.own if is_short else sample.total)
    console = Console(width=140)
    console.print(table, memory_table(samples))
    broken = list(log.broken)
    if total.total > total.bound:
        broken.append(f"memory grew by {total.total / 2**20:,.1f} MiB; {total.bound / 2**20:,.1f} are still flat")
    for line in broken[:_SHOWN]:
        console.print(f"broken: {line}", markup=False, style="red")
    for line in [line for line in log.server if not _REFUSAL.search(line)][-_SHOWN:]:
        console.print(f"server: {line}", markup=False)
    console.print(f"{len(broken)} broken bounds" if broken else "All bounds hold.")
    return broken


def memory_table(samples: list[Sample]) -> Table:
    """A table of the memory of the server's first process, of those that it has started, and of all."""
    table = Table(title="Memory after the warm-up, MiB")
    for name in ("processes", "median", "most", "growth", "growth per hour", "least in each part"):
        table.add_column(name, justify="left" if name in ("processes", "least in each part") else "right")
    values: dict[str, Callable[[Sample], int]] = {
        "first": lambda sample: sample.own,
        "others": lambda sample: sample.others,
        "all": lambda sample: sample.total,
    }
    for name, value in values.items():
        grown = Growth.of(samples, value)
        numbers = (grown.median, grown.most, grown.total, grown.hourly)
        parts = ", ".join(f"{least / 2**20:,.0f}" for least in grown.least)
        table.add_row(name, *(f"{number / 2**20:,.1f}" for number in numbers), parts)
    return table


def is_busy(log: Log) -> bool:
    """Whether other programs keep the machine so busy that the time of an ASK says nothing about the server."""
    return statistics.median(log.times[COMPUTING]) > BUSY


def main() -> None:
    """Soak as long as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long, in seconds (default: two hours)")
    sys.exit(bool(report(*soak(parser.parse_args().seconds))))


if __name__ == "__main__":
    main()
