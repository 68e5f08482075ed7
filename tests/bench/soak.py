"""Soak: twenty clients use one server for hours, and it must neither fail, grow nor keep a quiet client waiting.

`make soak` runs it for two hours, `make soak SECONDS=60` for a minute. The server is started here, on a free port of
loopback, over a copy of the shipped data that is rewritten again and again. It exits with 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil
from rich.console import Console
from rich.table import Table

import sandbox_atlas.data
from tests.bench.soak_clients import CLIENTS, THINGS, Client, Log, publish, things, use
from tests.support.running import ended

SECONDS = 7200
DEADLINE = 2
"""Seconds after which the server stops a query."""
SMALL = {"SANDBOX_ATLAS_ANSWERS": "8", "SANDBOX_ATLAS_PAGES": "8", "SANDBOX_ATLAS_MEMORY": "256"}
"""MiB of the caches, which are full after the warm-up, and of one query."""
_SHOWN = 40
"""Lines that are shown of what is broken, and of the server's log."""
WARM_UP = 0.3
"""Part of the time whose memory does not count."""
GROWTH, LEAST_GROWTH = 0.10, 48 * 2**20
"""Growth of memory from the warm-up to the end that is still flat: the larger of a part of it, and of bytes."""


def memory(process: subprocess.Popen[str]) -> int:
    """Bytes that the server's processes take up, with what they share counted once (PSS)."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(process.pid)
        for each in (parent, *parent.children(recursive=True)):
            with suppress(OSError, StopIteration):
                lines = Path(f"/proc/{each.pid}/smaps_rollup").read_text("ascii").splitlines()
                total += int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024
    return total


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


def soak(seconds: float) -> tuple[Log, list[tuple[float, int]]]:
    """Run all clients; gives what they saw, and the memory of the server over time."""
    log, stop = Log(), threading.Event()
    samples: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "data")
        shutil.copytree(Path(next(iter(sandbox_atlas.data.__path__))), folder, ignore=shutil.ignore_patterns("*.py*"))
        with Path(place, "log").open("w+b") as errors, serving(folder, Path(place, "cache"), errors) as server:
            process, address = server
            THINGS[:] = things(Client(address, 0))
            threads = [
                threading.Thread(target=use, args=(work, Client(address, number), log, stop))
                for number, work in enumerate(CLIENTS)
            ]
            pause = max(10.0, seconds / 120)
            publisher = (folder, Client(address, len(CLIENTS)), log, stop, pause)
            threads.append(threading.Thread(target=publish, args=publisher))
            began = time.monotonic()
            for thread in threads:
                thread.start()
            while (passed := time.monotonic() - began) < seconds:
                samples.append((passed, memory(process)))
                if process.poll() is not None:
                    log.broken.append("the server has ended")
                    break
                time.sleep(1)
            stop.set()
            for thread in threads:
                thread.join()
            log.server = Path(errors.name).read_text("utf-8", "replace").splitlines()
    return log, samples


def growth(samples: list[tuple[float, int]]) -> tuple[float, float, float]:
    """Median memory after the warm-up, growth from there to the end, both in bytes, and growth per hour.

    The line goes through the least memory of each of six parts: what a query or an old edition takes for a while is
    not there all the time, and what is never given back is.
    """
    first = samples[-1][0] * WARM_UP
    late = [sample for sample in samples if sample[0] >= first]
    size = max(1, math.ceil(len(late) / 6))
    parts = [late[start : start + size] for start in range(0, len(late), size)]
    times = [statistics.fmean(when for when, _ in part) for part in parts]
    least = [min(used for _, used in part) for part in parts]
    slope = statistics.linear_regression(times, least).slope if len(parts) > 1 else 0.0
    return statistics.median(used for _, used in late), slope * (samples[-1][0] - first), slope * 3600


def report(log: Log, samples: list[tuple[float, int]]) -> list[str]:
    """Print what happened; gives the bounds that are broken."""
    table = Table(title=f"Soak of {samples[-1][0]:,.0f} s, {len(CLIENTS)} clients and a publisher")
    for name in ("client", "answers", "by status", "median ms", "95 % ms", "slowest ms"):
        table.add_column(name, justify="left" if name in ("client", "by status") else "right")
    for kind, counts in log.statuses.items():
        times = sorted(log.times[kind]) or [0.0]
        shown = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
        by_status = ", ".join(f"{status}: {count:,}" for status, count in sorted(counts.items()))
        table.add_row(kind, f"{counts.total():,}", by_status, *(f"{seconds * 1000:,.0f}" for seconds in shown))
    median, grown, hourly = growth(samples)
    flat = max(GROWTH * median, LEAST_GROWTH)
    memory_table = Table(title="Memory of the server's processes, MiB")
    for name in ("median after warm-up", "most", "growth to the end", "bound", "growth per hour"):
        memory_table.add_column(name, justify="right")
    most = max(used for _, used in samples)
    memory_table.add_row(*(f"{value / 2**20:,.1f}" for value in (median, most, grown, flat, hourly)))
    console = Console(width=140)
    console.print(table, memory_table)
    broken = list(log.broken)
    if grown > flat:
        broken.append(f"memory grew by {grown / 2**20:,.1f} MiB")
    for line in broken[:_SHOWN]:
        console.print(f"broken: {line}", markup=False, style="red")
    for line in log.server[-_SHOWN:] if broken else []:
        console.print(f"server: {line}", markup=False)
    console.print(f"{len(broken)} broken bounds" if broken else "All bounds hold.")
    return broken


def main() -> None:
    """Soak as long as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long, in seconds (default: two hours)")
    sys.exit(bool(report(*soak(parser.parse_args().seconds))))


if __name__ == "__main__":
    main()
