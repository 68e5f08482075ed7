"""Measures a register at several sizes: `make bench-scale`. Loading, memory and questions beside rdflib; start; pages.

Times are processor time of all processes, so that other work on the machine counts little. A page is asked for twice,
by addresses that nobody has asked for, so that no cache of pages helps; the smaller time counts. Questions and things
are asked for as JSON too.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import psutil

from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.question import Question
from tests.bench.comparison import Row, report, tree_cpu
from tests.bench.endpoint_scale import register, scale
from tests.support.server import Server, serving

JSON = "application/json"
_NUMBERS = count(1)
_GOALS = {"/": 0.2, "/explore": 0.5}
_ENTITY, _QUESTION, _PLAIN = 0.1, 0.3, 0.2
"""Seconds of processor time that a page may take with a hundred thousand statements."""
_WIDE = ("technology/blockchain", "sandbox/pboc-fintech-pilot", "place/beijing")
"""Things that are linked with much of a register."""
REFUSED = (422, 504)
"""Statuses of answers that are larger, or take longer, than the limits allow."""
_RATED = 100_000
_SLOWEST = 8
"""Pages of questions that the table names; the others are summed up."""


def addresses() -> Iterator[tuple[str, float]]:
    """Pages and their goals: home, the explorer, things with few and with many facts, first pages of questions."""
    yield from _GOALS.items()
    for path in ("application/icbc-robot-mobile-finance", "institution/icbc", "batch/pboc-beijing-2", *_WIDE):
        yield f"/id/{path}", _ENTITY
    for path in ("/analysis", "/lookups", "/about", "/ontology"):
        yield path, _PLAIN
    for name, question in questions().items():
        yield page_of(name, question), _QUESTION


def page_of(name: str, question: Question) -> str:
    """The first page of a question, about its examples where it needs to be told what to ask about."""
    asked = {each.name: each.example for each in question.parameters if each.required}
    return f"/lookups/{name}" + (f"?{urlencode(asked)}" if asked else "")


def pages(folder: Path, statements: int, *, checked: bool = True) -> list[Row]:
    """Processor time of each page, uncached, and of the same as JSON."""
    data, options = register(folder, statements), () if checked else ("--check", "off")
    with serving("--data", str(data), *options, rate=0, log="off", cache=folder / "checked", deadline=60) as server:
        rows = start_rows(server, statements, checked=checked)
        address = f"{server.address}/"
        httpx2.get(address, headers={"Accept": "text/html"}, timeout=120)
        measured = [
            (spent(server, path), spent(server, path, JSON) if goal in (_QUESTION, _ENTITY) else None, path, goal)
            for path, goal in addresses()
        ]
    asked = sorted((each for each in measured if each[3] == _QUESTION), key=_slower, reverse=True)
    shown = [each for each in measured if each[3] != _QUESTION] + asked[:_SLOWEST]
    for page, as_data, path, goal in shown:
        met = _slower((page, as_data)) <= goal if statements == _RATED else None
        beside = f"; as JSON {as_data[0]:.2f} s, {_weight(as_data[1])}" if as_data else ""
        weight = f"{_weight(page[1])}{beside}"
        rows.append(Row(f"{path}, {statements:,}", f"{page[0]:.2f} s", weight, "", f"≤ {goal} s", met))
    rest = asked[_SLOWEST:]
    if rest:
        most = max(map(_slower, rest))
        rows.append(Row(f"the other {len(rest)} questions, {statements:,}", f"≤ {most:.2f} s", ""))
    return rows


def _slower(measured: tuple[Any, ...]) -> float:
    """The larger of the times of a page and of the same as JSON."""
    page, as_data = measured[:2]
    return max(page[0], as_data[0] if as_data else 0.0)


def start_rows(server: Server, statements: int, *, checked: bool) -> list[Row]:
    """The first start, and the memory of the server."""
    spent_so_far = tree_cpu(psutil.Process(server.process.pid))
    memory = server.memory() / 2**20
    what = f"first start of {statements:,} statements, {'with all' if checked else 'without'} checks"
    return [Row(what, f"{spent_so_far:.1f} s", f"{memory:,.0f} MiB")]


def spent(server: Server, path: str, media_type: str = "text/html") -> tuple[float, int]:
    """Seconds of processor time of a page, and its bytes; the smaller of two, as clocks tick in hundredths.

    A page that is refused, as its answer is too much for the limits, has its status below zero in place of bytes.
    """
    best, size, process = 1e9, 0, psutil.Process(server.process.pid)
    for lang in ("zh", "en"):  # data take no parameters that they do not know
        new = f"lang={lang}" if media_type == JSON else f"utm_measure={next(_NUMBERS)}"
        began = tree_cpu(process)
        answer = httpx2.get(
            f"{server.address}{path}{'&' if '?' in path else '?'}{new}", headers={"Accept": media_type}, timeout=120
        )
        if answer.status_code == 400:  # its example is not in a register of this size
            return 0.0, 0
        if answer.status_code in REFUSED:
            return tree_cpu(process) - began, -answer.status_code
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
        best, size = min(best, tree_cpu(process) - began), len(answer.content)
    return best, size


def _weight(size: int) -> str:
    return f"{size / 1000:,.0f} kB" if size >= 0 else f"refused, {-size}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure registers of several sizes.")
    parser.add_argument("--quick", action="store_true", help="ten thousand statements")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--cap", type=float, default=20, help="seconds that one question may take")
    parser.add_argument("--part", choices=("scale", "pages"), help="only this part")
    parser.add_argument("--unchecked", action="store_true", help="pages of data that are not checked first")
    options = parser.parse_args()
    sizes = [10_000] if options.quick else options.sizes
    with tempfile.TemporaryDirectory() as name:
        for statements in sizes:
            if options.part in (None, "scale"):
                report(scale(Path(name), statements, options.cap, ask=statements == sizes[-1]))
            if options.part in (None, "pages"):
                report(pages(Path(name), statements, checked=not options.unchecked))


if __name__ == "__main__":
    main()
