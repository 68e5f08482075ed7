"""Measures what the atlas claims about speed, as ratios within one run: `make bench`. Times are processor time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import psutil
import pyoxigraph as ox
from rdflib import Dataset as RdflibDataset
from rich.console import Console
from rich.table import Table

from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import DeadlineError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import Snapshot, fill
from sandbox_atlas.graph.network.layout import positions
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.settings import Settings

SMALL = "SELECT ?application ?label { ?application a sbx:Application ; rdfs:label ?label }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ROUNDS = 500


def cpu_of_tree() -> float:
    """Seconds of processor time that this process and its children have used."""
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


def timed(work: Callable[[], Any]) -> float:
    """Seconds of processor time that the work takes."""
    began = process_time()
    work()
    return process_time() - began


async def through_workers(snapshot: Snapshot) -> tuple[float, float]:
    """Seconds for each small query through a worker, and wall-clock seconds past a deadline until the next answer."""
    from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

    prologue = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())
    engine = await EmbeddedEngine.start(snapshot, Settings(workers=1))
    try:
        await engine.query(prologue + SMALL, JSON)
        began = cpu_of_tree()
        for _ in range(ROUNDS):
            await engine.query(prologue + SMALL, JSON)
        each = (cpu_of_tree() - began) / ROUNDS
        try:
            await engine.query(RUNAWAY, JSON, deadline=0.3)
        except DeadlineError:
            killed = perf_counter()
            await engine.query("ASK {}", JSON)
        return each, perf_counter() - killed
    finally:
        await engine.close()


def native(store: ox.Store) -> float:
    """Seconds for each small query by Oxigraph in this process."""
    from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

    def rounds() -> None:
        for _ in range(ROUNDS):
            result = store.query(SMALL, prefixes=PREFIXES)
            result.serialize(format=ox.QueryResultsFormat.JSON)

    return timed(rounds) / ROUNDS


def rdflib_load(snapshot: Snapshot) -> None:
    """Let rdflib parse the same documents."""
    for document in snapshot.documents:
        name = "trig" if document.suffix == ".trig" else "turtle"
        RdflibDataset().parse(data=document.content, format=name)


def main() -> None:
    """Measure and print."""
    snapshot = Snapshot.of(read())
    store = ox.Store()
    load = timed(lambda: fill(store, snapshot.documents))
    rdflib = timed(lambda: rdflib_load(snapshot))
    alone = native(store)
    each, after = asyncio.run(through_workers(snapshot))
    import networkx as nx

    positions(nx.MultiDiGraph(nx.path_graph(3)))  # brings scipy, once for each process
    layout = timed(lambda: positions(nx.MultiDiGraph(nx.barabasi_albert_graph(1000, 2, seed=1))))
    table = Table(title=f"{len(store)} statements, {os.cpu_count()} processors")
    for heading in ("what", "measured", "against", "ratio"):
        table.add_column(heading, justify="left" if heading in ("what", "against") else "right")
    table.add_row(
        "small query through a worker",
        f"{each * 1e6:.0f} µs",
        f"Oxigraph in process, {alone * 1e6:.0f} µs",
        f"{each / alone:.1f}",
    )
    table.add_row(
        "load, merge and consequences",
        f"{load * 1e3:.0f} ms",
        f"rdflib, parsing only, {rdflib * 1e3:.0f} ms",
        f"{load / rdflib:.2f}",
    )
    table.add_row("answer after a killed query", f"{after * 1e3:.1f} ms", "", "")
    table.add_row("layout of 1,000 nodes", f"{layout:.2f} s", "limit 0.5 s", f"{layout / 0.5:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
