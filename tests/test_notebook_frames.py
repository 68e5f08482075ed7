"""Tables as CSV and data frames: the same columns everywhere, one type in each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from sandbox_atlas import Atlas
from sandbox_atlas.api.notebook.columns import Column
from sandbox_atlas.api.notebook.table import Row, Table
from sandbox_atlas.api.notebook.values import Thing
from sandbox_atlas.api.web.serialisation import as_csv
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.question import Question

A, B = Thing("https://x.example/a", "A"), Thing("https://x.example/b", "=B")
TABLE = Table(
    [Column("thing", "Thing", "thing"), Column("list", "List", "list"), *(Column(name, name) for name in "ndmtx")],
    [
        Row({"thing": A, "list": [A, B], "n": 1, "d": date(2020, 3, 16), "m": "2020-03", "t": "=1+1", "x": 1}),
        Row({"thing": None, "list": [], "n": None, "d": None, "m": date(2020, 4, 1), "t": None, "x": 2.5}),
    ],
)


@pytest.fixture(scope="module")
def loaded() -> Iterator[Atlas]:
    with Atlas.load() as opened:
        yield opened


def test_pandas_gets_one_type_for_each_column() -> None:
    frame = TABLE.to_pandas()
    assert list(frame.columns) == ["thing", "thingLabel", "list", "listLabel", "n", "d", "m", "t", "x"]
    assert frame["n"].dtype == "Int64"
    assert frame["d"].dtype.kind == "M"
    assert list(frame["m"]) == ["2020-03", "2020-04-01"]
    assert frame["list"][0] == [A.iri, B.iri]
    assert frame["x"].sum() == 3.5
    assert frame.isna().sum().sum() == 5


def test_polars_gets_the_same_columns() -> None:
    frame = TABLE.to_polars()
    assert frame.columns == list(TABLE.to_pandas().columns)
    assert frame.schema["d"] == pl.Date
    assert frame.schema["n"] == pl.Int64
    assert frame.schema["list"] == pl.List(pl.String)
    assert frame["listLabel"].to_list() == [["A", "=B"], []]


def test_empty_tables_keep_their_columns() -> None:
    empty = TABLE[:0]
    assert list(empty.to_pandas().columns) == empty.to_polars().columns
    assert len(empty.to_pandas()) == len(empty) == 0


def test_csv_is_written_as_returned_and_holds_no_formula(tmp_path: Path) -> None:
    TABLE.to_csv(tmp_path / "table.csv")
    text = TABLE.to_csv()
    assert (tmp_path / "table.csv").read_bytes().decode() == text
    assert "'=1+1" in text
    assert "A; '=B" in text
    assert pd.read_csv(StringIO(text))["n"][0] == 1


@pytest.mark.parametrize("asked", questions().values(), ids=lambda asked: asked.name)
def test_csv_is_that_of_the_web_api(loaded: Atlas, asked: Question) -> None:
    given = {each.name: each.example for each in asked.parameters if each.required}
    lookup = loaded._run(loaded._opened.ask(asked.name, {name: [value] for name, value in given.items()}))
    table = loaded.ask(asked.name, given)
    assert table.to_csv() == as_csv(lookup, loaded._opened.names, "en")
    assert len(table.to_pandas()) == len(table.to_polars()) == len(lookup.rows) > 0


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_missing_is_named_with_how_to_install_it(library: str) -> None:
    program = f"""
import sys
sys.modules["{library}"] = None
from sandbox_atlas import Table
try:
    Table((), ()).to_{library}()
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{library} is not installed. Install it: pip install {library}"
