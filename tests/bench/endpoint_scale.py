"""Scale: load time, memory and the questions at one size, ours beside rdflib; a part of `make bench-endpoint`."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pyoxigraph as ox

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import DeadlineError, TooLargeError
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.loading.snapshot import Snapshot, fill
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.settings import Settings
from tests.bench.comparison import Row, tree_cpu
from tests.support.generator import quads

QUESTIONS = (
    "applications",
    "applications-by-technology",
    "coverage",
    "institution-kinds-by-batch",
    "institutions-in-multiple-batches",
    "institutions-in-multiple-sandboxes",
    "milestones",
    "technologies-by-batch",
    "types-by-batch",
    "who-works-with-whom",
)
"""Questions about the domain that read the merged statements only, as rdflib is given no passages."""

LATE, LARGE = -1, -2
"""In place of a number of rows: the cap came first, or the limit of memory."""


def register(folder: Path, statements: int) -> Path:
    """The file of a register of that size."""
    path = folder / f"{statements}.nq"
    if not path.exists():
        with path.open("w", encoding="utf-8") as file:
            file.writelines(quads(statements))
    return path


def scale(folder: Path, statements: int, cap: float, *, ask: bool) -> list[Row]:
    """Load time, memory and the questions at one size, ours and rdflib's."""
    data = register(folder, statements)
    with data.open("rb") as lines:
        written = sum(1 for _ in lines)
    texts = [questions()[name].text for name in QUESTIONS] if ask else []
    merged = folder / f"{statements}-merged.nt"
    if ask:
        store = ox.Store()
        fill(store, read([data]).served)
        store.dump(str(merged), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        del store
    ours = asyncio.run(our_scale(data, texts, cap))
    theirs = in_fresh_process(rdflib_scale, str(data), str(merged) if ask else "", texts, cap)
    held, load = int(ours["statements"]), theirs["load"] / ours["load"]
    each = ours["memory"] / written
    beside = f"rdflib {theirs['load']:.2f} s, no merge"
    rows = [
        Row(f"load {written:,} statements", f"{ours['load']:.2f} s", beside, f"{load:.1f}×", "≥ 8×", load >= 8),
        Row(
            f"memory of {written:,} statements ({held:,} with merge)",
            f"{each:,.0f} B each",
            f"rdflib {theirs['memory'] / written:,.0f} B, no merge",
            f"{ours['memory'] / held:,.0f} B with merge",
            "≤ 900 B",
            each <= 900,
        ),
    ]
    for name, mine, other in zip(QUESTIONS, ours["asked"], theirs["asked"], strict=False):
        rows.append(asked_row(name, mine, other, cap, written))
    return rows


def asked_row(name: str, mine: tuple[float, int], other: tuple[float, int], cap: float, written: int) -> Row:
    """A question answered twice; without an answer there is no ratio."""
    (ours, rows), (theirs, their_rows) = mine, other
    assert rows < 0 or their_rows < 0 or rows == their_rows, f"{name}: {rows} rows here, {their_rows} there"
    more = ">" if their_rows < 0 else ""
    known = f" ({max(rows, their_rows)} rows)" if max(rows, their_rows) >= 0 else ""
    what = f"{name}{known}, {written:,} statements"
    if rows < 0:
        missed = f"> {cap:g} s" if rows == LATE else "past memory"
        return Row(what, missed, f"rdflib {more}{theirs:.2f} s", "", "≥ 10×", met=False)
    ratio = theirs / ours
    met = True if ratio >= 10 else None if more else False
    return Row(what, f"{ours * 1e3:,.1f} ms", f"rdflib {more}{theirs:.2f} s", f"{more}{ratio:,.1f}×", "≥ 10×", met)


async def our_scale(data: Path, texts: list[str], cap: float) -> dict[str, Any]:
    """Seconds of processor time to load, bytes held, and for each text seconds and rows."""
    empty = await EmbeddedEngine.start(Snapshot.of(Dataset((), (), ())), Settings(workers=1))
    base = keeper_memory()
    await empty.close()
    dataset = read([data])
    began = tree_cpu(psutil.Process())
    engine = await EmbeddedEngine.start(Snapshot.of(dataset), Settings(workers=1, deadline=cap))
    found: dict[str, Any] = {"load": tree_cpu(psutil.Process()) - began, "memory": keeper_memory() - base}
    found["statements"], found["asked"] = engine.statements, []
    try:
        for text in texts:
            found["asked"].append(await our_answer(engine, text))
        return found
    finally:
        await engine.close()


async def our_answer(engine: EmbeddedEngine, text: str) -> tuple[float, int]:
    """Seconds and rows; the smallest of three, as the clock of other processes ticks in hundredths."""
    rounds, spent = 1, 0.0
    while True:
        began = tree_cpu(psutil.Process())
        try:
            for _ in range(rounds):
                answer = await engine.query(text, JSON)
        except DeadlineError:
            return 0.0, LATE
        except TooLargeError:
            return 0.0, LARGE
        spent = tree_cpu(psutil.Process()) - began
        if spent > 0.2 or rounds >= 1000:
            return spent / rounds, len(json.loads(answer.body)["results"]["bindings"])
        rounds *= 4


def keeper_memory() -> int:
    """Bytes that the process with the store holds; its forks share them."""
    children = psutil.Process().children()
    return max(
        int(child.memory_info().rss)
        for child in children
        if "sandbox_atlas.graph.engine.pool.worker" in child.cmdline()
    )


def in_fresh_process(work: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    """The result of work in a process that has done nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def rdflib_scale(data: str, merged: str, texts: list[str], cap: float) -> dict[str, Any]:
    """The same with rdflib; it is given the merge and its consequences, which it does not make, for the questions."""
    from rdflib import Dataset as RdflibDataset

    dataset = RdflibDataset()
    process = psutil.Process()
    base, began = process.memory_info().rss, time.process_time()
    dataset.parse(data, format="nquads")
    found: dict[str, Any] = {"load": time.process_time() - began}
    gc.collect()
    found["memory"] = process.memory_info().rss - base
    if merged:
        dataset.default_graph.parse(merged, format="nt")
    gc.freeze()  # what is shared with the forks below is not touched
    found["asked"] = [rdflib_answer(dataset, text, cap) for text in texts]
    return found


def rdflib_answer(dataset: Any, text: str, cap: float) -> tuple[float, int]:  # noqa: ANN401 - rdflib comes late
    """Seconds and rows of one question, in a fork that the system ends at the cap of processor time."""
    here, there = os.pipe()
    pid = os.fork()
    if not pid:
        resource.setrlimit(resource.RLIMIT_CPU, (int(cap), int(cap) + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        began = time.process_time()
        rows = sum(1 for _ in dataset.query(text))
        os.write(there, json.dumps([time.process_time() - began, rows]).encode())
        os._exit(0)
    os.close(there)
    with os.fdopen(here, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    if not answer:
        return cap, LATE
    seconds, rows = json.loads(answer)
    return float(seconds), int(rows)
