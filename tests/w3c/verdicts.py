"""Verdicts: what is known of each test, and what a result of the project means beside the library's own."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from _pytest.mark.structures import ParameterSet

RIGHT = ""
"""What is wrong with a right result."""

_HERE = Path(__file__).parent
Key = tuple[str, str]
"""Suite and IRI of a test."""


class Known(Protocol):
    """What a table knows a test by."""

    iri: str


@cache
def library_failures() -> dict[Key, str]:
    """The tests that pyoxigraph alone fails, with the reason."""
    return _table("library-failures.csv")


@cache
def open_faults() -> dict[Key, str]:
    """The tests that the project fails though pyoxigraph alone passes them, with the reason."""
    return _table("open-faults.csv")


def _table(name: str) -> dict[Key, str]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return {(row["suite"], row["test"]): row["reason"] for row in csv.DictReader(file)}


def parameters(suite: str, cases: Iterable[Known], fetched: str) -> list[ParameterSet]:
    """The tests of a suite for pytest: open faults are strict expected failures; without its files none is run.

    Args:
        suite: Name of the suite in the tables.
        cases: Its tests.
        fetched: What to say where there are none.
    """
    found = [
        pytest.param(
            case,
            id=str(case),
            marks=[pytest.mark.xfail(strict=True, reason=open_faults()[suite, case.iri])]
            if (suite, case.iri) in open_faults()
            else [],
        )
        for case in cases
    ]
    return found or [pytest.param(None, id="not-fetched", marks=pytest.mark.skip(reason=fetched))]


def judge(suite: str, case: Known, wrong: str, alone: Callable[[], str]) -> None:
    """Pass a right result; a wrong one passes for the library's own only while pyoxigraph alone gives it too.

    Args:
        suite: Name of the suite in the tables.
        case: The test.
        wrong: What is wrong with the project's result.
        alone: Gives what is wrong with the result of pyoxigraph alone.
    """
    reason = library_failures().get((suite, case.iri))
    if reason is None:
        assert not wrong, f"{wrong}\npyoxigraph alone: {alone() or 'right, so this failure is ours'}"
        return
    assert alone() != RIGHT, f"pyoxigraph passes {case.iri} now: delete its row of library-failures.csv"
    if wrong:
        pytest.xfail(f"pyoxigraph: {reason}")
