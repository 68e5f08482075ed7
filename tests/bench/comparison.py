"""Comparison: lines of a report that set a figure of ours beside another, and processor time of processes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import psutil
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """A line of the report; a ratio that misses its goal says so."""

    what: str
    ours: str
    other: str
    ratio: str = ""
    goal: str = ""
    met: bool | None = None


def tree_cpu(process: psutil.Process) -> float:
    """Seconds of processor time of a process, its children, and the children that it has waited for."""
    spent = 0.0
    for member in [process, *process.children(recursive=True)]:
        try:
            spent += sum(member.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return spent


# ── Servers ──────────────────────────────────────────────────────────────────


def report(rows: list[Row]) -> None:
    table = Table(title=f"Processor time; {os.cpu_count()} processors")
    for heading in ("what", "Sandbox Atlas", "beside", "ratio", "goal", ""):
        table.add_column(heading, justify="right" if heading in ("Sandbox Atlas", "ratio", "goal") else "left")
    for row in rows:
        verdict = {True: "[green]met", False: "[red]not met", None: ""}[row.met]
        table.add_row(row.what, row.ours, row.other, row.ratio, row.goal, verdict)
    Console(width=None if sys.stdout.isatty() else 170).print(table)
