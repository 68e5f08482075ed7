"""Measures a register at several sizes: `make bench-scale`. Loading, memory and questions beside rdflib; start; pages.

Times are processor time of all processes, so that other work on the machine counts little. A page is asked for once,
by an address that nobody has asked for, so that no cache of pages helps.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import psutil

from sandbox_atlas.graph.questions.catalogue import Question, questions
from tests.bench.comparison import Row, report, tree_cpu
from tests.bench.endpoint_scale import register, scale
from tests.support.server import Server, serving

_NUMBERS = count(1)
_GOALS = {"/": 0.2, "/explore": 0.5}
_ENTITY, _QUESTION, _PLAIN = 0.1, 0.3, 0.2
"""Seconds of processor time that a page may take with a hundred thousand statements."""
_RATED = 100_000
_SLOWEST = 8
"""Pages of questions that the table names; the others are summed up."""


def addresses() -> Iterator[tuple[str, float]]:
    """Pages and their goals: home, the explorer, things with few and with many facts, first pages of questions."""
    yield from _GOALS.items()
    for path in ("application/icbc-robot-mobile-finance", "institution/icbc", "batch/pboc-beijing-2"):
        yield f"/id/{path}", _ENTITY
    for path in ("/analysis", "/lookups", "/about", "/ontology"):
        yield path, _PLAIN
    for name, question in questions().items():
        yield page_of(name, question), _QUESTION


def page_of(name: str, question: Question) -> str:
    """The first page of a question, about its examples where it needs to be told what to ask about."""
    asked = {each.name: each.example for each in question.parameters if each.required}
    return f"/lookups/{name}" + (f"?{urlencode(asked)}" if asked else "")


def pages(folder: Path, statements: int) -> list[Row]:
    """Processor time of each page, uncached."""
    data = register(folder, statements)
    with serving("--data", str(data), rate=0, log="off", cache=folder / "checked", deadline=60) as server:
        rows = start_rows(server, statements)
        address = f"{server.address}/"
        httpx2.get(address, headers={"Accept": "text/html"}, timeout=120)
        measured = [(spent(server, path), path, goal) for path, goal in addresses()]
    asked = sorted((each for each in measured if each[2] == _QUESTION), reverse=True)
    shown = [each for each in measured if each[2] != _QUESTION] + asked[:_SLOWEST]
    for (seconds, size), path, goal in shown:
        met = seconds <= goal if statements == _RATED else None
        rows.append(
            Row(f"{path}, {statements:,}", f"{seconds:.2f} s", f"{size / 1000:,.0f} kB", "", f"≤ {goal} s", met)
        )
    rest = max(asked[_SLOWEST:], default=None)
    if rest:
        rows.append(Row(f"the other {len(asked) - _SLOWEST} questions, {statements:,}", f"≤ {rest[0][0]:.2f} s", ""))
    return rows


def start_rows(server: Server, statements: int) -> list[Row]:
    """The first start with all checks, and the memory of the server."""
    spent_so_far = tree_cpu(psutil.Process(server.process.pid))
    memory = server.memory() / 2**20
    what = f"first start of {statements:,} statements, with all checks"
    return [Row(what, f"{spent_so_far:.1f} s", f"{memory:,.0f} MiB")]


def spent(server: Server, path: str) -> tuple[float, int]:
    """Seconds of processor time of a page, and its bytes; the smaller of two, as clocks tick in hundredths."""
    best, size, process = 1e9, 0, psutil.Process(server.process.pid)
    for _ in range(2):
        began = tree_cpu(process)
        new = f"{'&' if '?' in path else '?'}utm_measure={next(_NUMBERS)}"
        answer = httpx2.get(f"{server.address}{path}{new}", headers={"Accept": "text/html"}, timeout=120)
        if answer.status_code == 400:  # its example is not in a register of this size
            return 0.0, 0
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
        best, size = min(best, tree_cpu(process) - began), len(answer.content)
    return best, size


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure registers of several sizes.")
    parser.add_argument("--quick", action="store_true", help="ten thousand statements")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--cap", type=float, default=20, help="seconds that one question may take")
    parser.add_argument("--part", choices=("scale", "pages"), help="only this part")
    options = parser.parse_args()
    sizes = [10_000] if options.quick else options.sizes
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        for statements in sizes:
            if options.part in (None, "scale"):
                rows += scale(Path(name), statements, options.cap, ask=statements == sizes[-1])
            if options.part in (None, "pages"):
                rows += pages(Path(name), statements)
    report(rows)


if __name__ == "__main__":
    main()
