"""Measures `Atlas.load()` up to the first answer, in processor time with all child processes: part of `make bench`.

The goal is one second. Machines differ and are busy, so that the same run measures how long `import fastapi` takes.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

from rich.console import Console
from rich.table import Table

ROUNDS = 7
FIRST = """
from sandbox_atlas import Atlas
atlas = Atlas.load()
assert len(atlas.ask("institutions-in-multiple-batches", place="beijing"))
atlas.close()
"""
MEASURED = """
import os, time
times = os.times()
print(time.process_time() + times.children_user + times.children_system)
"""


def seconds(program: str) -> list[float]:
    """Seconds of processor time that a fresh interpreter takes for a program, in several rounds; one is not counted."""
    command = [sys.executable, "-c", program + MEASURED]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(ROUNDS + 1)]
    return [float(done.stdout) for done in runs[1:]]


def main() -> None:
    """Print both, with the least, the median and the most of the rounds."""
    table = Table("seconds of processor time", "least", "median", "most", title_justify="left")
    for name, program in (("Atlas.load() to the first answer", FIRST), ("import fastapi", "import fastapi\n")):
        found = seconds(program)
        table.add_row(name, *(f"{each:.2f}" for each in (min(found), statistics.median(found), max(found))))
    Console().print(table)


if __name__ == "__main__":
    main()
