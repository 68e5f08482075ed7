"""Every researched record is in the graph: the table in fixtures/records.csv says where, and this looks."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.rdf.vocabulary import PREFIXES

TABLE = Path(__file__).parent / "fixtures" / "records.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def test_the_table_lists_all_records_once_in_order() -> None:
    assert [row["record"] for row in ROWS] == [f"r{number:03}" for number in range(1, 405)]


def test_fewer_than_ten_records_are_left_out_each_with_its_reason() -> None:
    left_out = [row for row in ROWS if not row["subject"]]
    assert len(left_out) < 10
    assert all(row["left_out_because"] for row in left_out)


def test_kinds_are_as_many_as_were_researched() -> None:
    kinds = [row["kind"] for row in ROWS]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {"application": 233, "batch": 74, "event": 47, "addition": 27, "aggregate": 23}


@pytest.mark.parametrize("row", [row for row in ROWS if row["subject"]], ids=lambda row: row["record"])
def test_the_record_is_stated_by_a_passage(shipped_store: ox.Store, row: dict[str, str]) -> None:
    pattern = f"{row['subject']} {row['predicate']} {row['object'] or '?any'}"
    if row["subject"].startswith("passage:"):  # what no property fits is in the note of its passage
        query = f"ASK {{ {pattern} . ?passage sbx:certainty ?c FILTER(?passage = {row['subject']}) }}"
    else:
        query = f"ASK {{ GRAPH ?passage {{ {pattern} }} ?passage sbx:certainty ?certainty }}"
    assert bool(shipped_store.query(query, prefixes=PREFIXES))


def test_each_application_record_is_an_application_of_its_own() -> None:
    applications = [row["subject"] for row in ROWS if row["kind"] == "application"]
    assert len(set(applications)) == 233
