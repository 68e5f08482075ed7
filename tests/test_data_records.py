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
    assert [row["record"] for row in ROWS] == [f"r{number:03}" for number in range(1, 1020)]


def test_fewer_than_ten_records_are_left_out_each_with_its_reason() -> None:
    left_out = [row for row in ROWS if not row["subject"]]
    assert len(left_out) < 10
    assert all(row["left_out_because"] for row in left_out)


def test_kinds_are_as_many_as_were_researched() -> None:
    kinds = [row["kind"] for row in ROWS]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "application": 264,
        "batch": 74,
        "event": 62,
        "addition": 27,
        "aggregate": 23,
        "named-institution": 1,
        "seat": 113,
        "role": 107,
        "place-code": 67,
        "funnel": 66,
        "identifier": 60,
        "serves": 35,
        "copy": 34,
        "outcome": 28,
        "correction": 25,
        "coordinates": 14,
        "planned-start": 8,
        "registration-number": 6,
        "scale": 3,
        "sandbox": 2,
    }


@pytest.mark.parametrize("row", [row for row in ROWS if row["subject"]], ids=lambda row: row["record"])
def test_the_record_is_stated_by_a_passage(shipped_store: ox.Store, row: dict[str, str]) -> None:
    pattern = f"{row['subject']} {row['predicate']} {row['object'] or '?any'}"
    if row["subject"].startswith("passage:"):  # what no property fits is in the note of its passage
        query = f"ASK {{ {pattern} . ?passage sbx:certainty ?c FILTER(?passage = {row['subject']}) }}"
    else:
        query = f"ASK {{ GRAPH ?passage {{ {pattern} }} ?passage sbx:certainty ?certainty }}"
    assert bool(shipped_store.query(query, prefixes=PREFIXES))


def test_an_application_record_is_an_application_or_an_institution_of_which_no_more_is_told() -> None:
    """What sources describe is an application of its own; a firm or vendor without one stays with its batch."""
    records = [row for row in ROWS if row["kind"] == "application"]
    applications = [row["subject"] for row in records if row["predicate"] in ("a", "rdf:type")]
    others = [row["predicate"] for row in records if row["predicate"] not in ("a", "rdf:type")]
    assert len(applications) == len(set(applications)) == 201
    assert set(others) == {"sbx:namedInstitution", "sbx:namedParticipation"}
    assert len(others) == 264 - 201


def test_the_numbers_of_records_are_not_shown_to_readers(shipped_store: ox.Store) -> None:
    shown = shipped_store.query("SELECT * { ?thing dcterms:identifier ?number }", prefixes=PREFIXES)
    assert isinstance(shown, ox.QuerySolutions)
    assert list(shown) == []
