"""CSV: one writer for every table; columns follow from the question, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx2 as httpx
import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.api.app import create_app
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.csv_files import BOM, csv_file, harmless, joined
from sandbox_atlas.graph.rdf.formats import XLSX
from sandbox_atlas.graph.rdf.vocabulary import ID, XSD
from sandbox_atlas.graph.rdf.workbooks import LONGEST, xlsx_file
from sandbox_atlas.graph.settings import Settings
from tests.support.client import in_process

FORMULAS = [
    *("=HYPERLINK(1)", "+86 Pay", "-2 Degrees", "@Home", "\uff1d1\uff0b1", "\uff0b1", "\uff0d1", "\uff201", "\ufe66x"),
    *(" =1", "\u00a0=1", "\u3000@1", "\u200b=1", "\ufeff=1", "\x07=1", "\t1", "\r1", "\n1", "\n=1"),
]
TYPED = [
    *(("12", "integer"), ("0.5", "decimal"), ("2020-06-02", "date"), ("true", "boolean"), ("2020-06", "gYearMonth")),
    ("12345678901234567890", "integer"),  # a cell has 15 digits
]
NAMES = ["=cmd|' /C calc'!A0", "\uff1d1\uff0b1 Bank", "  @Home Bank", "Comma, Semi; Pipe| \\ Bank", "Plain Bank"]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def apart(cell: str) -> list[str]:
    """The labels of a list cell, as docs/files.md says to read it."""
    parts = re.split(r"; ", re.sub(r"\\(.)", lambda found: f"\x00{ord(found[1])}\x00", cell))
    return [re.sub("\x00(\\d+)\x00", lambda found: chr(int(found[1])), part) for part in parts]


# ── The writer ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_takes_for_a_formula_is_guarded(text: str) -> None:
    assert harmless(text) == f"'{text}"
    literal = ox.Literal(text, language="en")
    assert read(csv_file(["a", "b"], [[text, literal]]))[1] == [f"'{text}"] * 2


@pytest.mark.parametrize("text", ["", "Bank", "5G＋", "e-KYC", "'quoted'", " Bank", "中国银行", "1=1", "_:b0"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [("-5", "integer"), ("+0.5", "decimal"), ("-1.0E3", "double"), ("-INF", "double"), ("-0044-03-15", "date")],
)
def test_numbers_and_dates_are_no_formulas(value: str, kind: str) -> None:
    assert read(csv_file(["n"], [[ox.Literal(value, datatype=ox.NamedNode(XSD + kind))]]))[1] == [value]


def test_a_formula_that_is_typed_as_a_number_is_still_guarded() -> None:
    assert read(csv_file(["n"], [[ox.Literal("=1", datatype=ox.NamedNode(f"{XSD}integer"))]]))[1] == ["'=1"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1))
def test_every_list_of_labels_can_be_taken_apart(labels: list[str]) -> None:
    assert apart(joined(labels)) == [harmless(label) for label in labels]


# ── Columns ──────────────────────────────────────────────────────────────────


def header(name: str) -> list[str]:
    asked = questions()[name]
    return [each for name in asked.columns for each in ([name] if name in asked.plain else [name, f"{name}Label"])]


@pytest.mark.parametrize("name", questions())
def test_columns_follow_from_the_question_even_without_rows(client: httpx.Client, name: str) -> None:
    asked = questions()[name]
    example = {each.name: each.example for each in asked.parameters if each.required}
    full = client.get(f"/lookups/{name}.csv", params=example).text
    rows = _rows(full)
    assert read(full)[0] == header(name)
    assert rows
    for row in rows:
        assert not [column for column in asked.plain if row[column].startswith(ID)], "a plain column holds a thing"


def test_the_columns_are_the_same_for_every_batch_and_place(client: httpx.Client) -> None:
    batches = {"adgm-reglab-cohort-1", "banco-de-mocambique-edition-3", "pboc-beijing-2"}
    asked = [{"batch": batch} for batch in batches] + [
        {"place": "taiwan"},
        {"batch": "pboc-beijing-2", "type": "product"},
    ]
    headers = {client.get("/lookups/applications.csv", params=each).text.partition("\r\n")[0] for each in asked}
    assert headers == {",".join(header("applications"))}


@pytest.mark.parametrize("name", ["applications", "technologies-by-batch"])
def test_files_have_date_sandbox_and_place_in_every_row_and_pages_do_not(client: httpx.Client, name: str) -> None:
    text = client.get(f"/lookups/{name}.csv", params={"batch": "pboc-beijing-2"}).text
    found = {tuple(row[each] for each in ("published", "sandboxListLabel", "placeListLabel")) for row in _rows(text)}
    assert found == {("2020-06-02", "PBOC FinTech Innovation Regulatory Pilot", "Beijing")}
    page = client.get(f"/lookups/{name}", params={"batch": "pboc-beijing-2"}, headers={"Accept": "text/html"}).text
    assert "Batch" in page
    assert "Published</th>" not in page


@pytest.mark.parametrize(
    ("path", "given", "name"),
    [
        ("/lookups/who-works-with-whom.csv", {"institution": "中国工商银行"}, "who-works-with-whom-icbc.csv"),
        (
            "/lookups/applications.csv",
            {"batch": ["pboc-beijing-1", "pboc-beijing-2"]},
            "applications-pboc-beijing-1-pboc-",
        ),
    ],
)
def test_the_name_of_a_file_says_of_what_it_is(
    client: httpx.Client, path: str, given: dict[str, str], name: str
) -> None:
    assert f'filename="{name}' in client.get(path, params=given).headers["content-disposition"]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ── A byte order mark for people, none for programs ──────────────────────────


@pytest.mark.parametrize("path", ["/lookups/applications", "/id/institution/icbc", "/sources", "/explore",
    "/views/register?batch=pboc-beijing-2", "/compare?a=batch/pboc-beijing-1&b=batch/pboc-beijing-2"])  # fmt: skip
def test_what_a_person_downloads_from_a_page_has_a_byte_order_mark(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    found = {each.replace("&amp;", "&") for each in re.findall(r'<a [^>]*href="([^"]*\.csv[^"]*)"', page)}
    assert found
    for address in found:
        bare = client.get(address.replace("bom=yes", "")).text
        assert not bare.startswith(BOM)
        assert client.get(address).text == BOM + bare


def test_a_client_that_asks_for_csv_gets_none(client: httpx.Client) -> None:
    for path in ("/lookups/applications", "/id/institution/icbc"):
        assert client.get(path, headers={"Accept": "text/csv"}).content[:1].isalpha()
    assert client.get("/lookups/applications.csv?bom=no").content[:1].isalpha()
    refused = client.get("/lookups/applications.csv?bom=maybe")
    assert (refused.status_code, "yes or no" in refused.text) == (400, True)


# ── Names that others chose ──────────────────────────────────────────────────


@pytest.fixture(scope="module")
async def named(
    anyio_backend: str, tiny: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the tiny register with an application whose applicants have hostile names."""
    data = tmp_path_factory.mktemp("named") / "named.trig"
    inst = "".join(
        f"inst:n{n} a sbx:Institution ; sbx:institutionKind kind:bank ;\n"
        f"  rdfs:label {ox.Literal(name, language='en')} , {ox.Literal(f'名 {n}', language='zh')} .\n"
        for n, name in enumerate(NAMES)
    )
    links = f"app:harbour-pay sbx:applicant {', '.join(f'inst:n{n}' for n in range(len(NAMES)))} ."
    data.write_text(f"{tiny.read_text()}\npassage:gazette-batch-1 {{\n{inst}{links}\n}}\n")
    async with (
        await Atlas.open(Settings(data=(data,), workers=1, cache=data.parent)) as atlas,
        in_process(create_app(atlas=atlas)) as opened,
    ):
        yield opened


@pytest.mark.anyio
async def test_no_file_of_hostile_names_holds_a_formula_and_every_list_has_its_members(
    named: httpx.AsyncClient,
) -> None:
    for path in ("/lookups/applications.csv", "/id/application/harbour-pay.csv", "/views/register.csv"):
        cells = [cell for row in read((await named.get(path)).text) for cell in row]
        assert any(cell.startswith("'=cmd") or "'=cmd" in cell for cell in cells), path
        assert not [cell for cell in cells if harmless(cell) != cell]
    rows = csv.DictReader(io.StringIO((await named.get("/lookups/applications.csv")).text, newline=""))
    row = next(row for row in rows if row["application"].endswith("harbour-pay"))
    labels = dict(zip(row["institutions"].split(" "), apart(row["institutionsLabel"]), strict=True))
    assert [labels[f"{ID}institution/n{n}"] for n in range(len(NAMES))] == [harmless(name) for name in NAMES]


# ── The same as a workbook ───────────────────────────────────────────────────


def cells(content: bytes) -> list[list[object]]:
    """The values of the first worksheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]]


def test_a_workbook_has_numbers_days_and_no_formula() -> None:
    typed = [ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text, kind in TYPED]
    content = xlsx_file(
        "n" * 40, ["a"], [[each] for each in (*typed, *FORMULAS, "\x00#N/A", "x" * 40_000)], {"=a": "=b"}
    )
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    values = [row[0].value for row in page.iter_rows(min_row=2)]
    assert values[: len(typed)] == [12, 0.5, datetime(2020, 6, 2), True, "2020-06", "12345678901234567890"]
    assert all(value.startswith("'") for value in values[len(typed) : -2])
    assert values[-2] == "\ufffd#N/A"
    assert len(values[-1]) == LONGEST
    assert {row[0].data_type for row in page.iter_rows(min_row=2 + len(typed))} == {"s"}


def test_every_question_comes_as_a_workbook_with_the_columns_of_its_csv(client: httpx.Client) -> None:
    path = "/lookups/institutions-in-multiple-batches"
    answer = client.get(f"{path}.xlsx?place=beijing")
    assert answer.headers["content-type"] == XLSX
    assert (
        answer.headers["content-disposition"] == 'attachment; filename="institutions-in-multiple-batches-beijing.xlsx"'
    )
    rows = read(client.get(f"{path}.csv?place=beijing").text)
    assert [["" if cell is None else str(cell) for cell in row] for row in cells(answer.content)] == rows
    asked = openpyxl.load_workbook(io.BytesIO(answer.content))["About"]
    assert dict(asked.iter_rows(values_only=True))["parameter place"].endswith("beijing")
    assert client.get(path, headers={"Accept": XLSX}).headers["content-type"] == XLSX
    page = client.get(f"{path}?place=beijing", headers={"Accept": "text/html"}).text
    assert f'href="{path}.xlsx?place=' in page
    assert client.get("/lookups", headers={"Accept": XLSX}).status_code == 406
