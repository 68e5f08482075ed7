"""The commands `template`, `import` and `export` as a curator meets them: sheets in and out of a register."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from sandbox_atlas.api.cli.cli import main
from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.sheets.exporting import select
from sandbox_atlas.graph.curation.sheets.provenance import saves
from sandbox_atlas.graph.curation.starter.starter import start
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.difference import Difference
from sandbox_atlas.graph.loading.validation import check
from sandbox_atlas.graph.rdf.vocabulary import ID

pytestmark = pytest.mark.slow  # each opens an atlas


class Answer(NamedTuple):
    """What a run of the program ended with, and printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Answer]

SHEET = """名称（中文）,Name (English),Applicants,参与机构,Roles,技术,Published,Entry,条目类型,Kind of institution
潮汐贷,Tide Loans,North Bank; 蘆葦科技有限公司 [reed-tech],{partner},Reed Tech = lead-applicant,潮汐模型,2031年5月2日
渡轮贷款,,,,,water maths,2031-05
苍鹭实验室,Heron Labs,,,,,,,institution,technology-company
"""
DATA = Path(__file__).parents[1] / "data"
GIVEN = ("--batch", "lake-2", "--source", "lake-gazette", "--editors", "keepers")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def ran(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["sandbox-atlas", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Answer(int(ended.value.code or 0), *capsys.readouterr())

    return ran


@pytest.fixture
def register(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny register in a folder of its own."""
    folder = tmp_path / "register"
    folder.mkdir()
    shutil.copy(tiny, folder)
    return folder


def test_a_sheet_becomes_trig_that_passes_the_checks(run: Run, register: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "third.csv"
    sheet.write_text(SHEET.format(partner="Heron Labs"), encoding="utf-8")
    answer = run("import", sheet, *GIVEN, "--data", register, "--by", "Ana  Lima")
    assert answer.returncode == 0, answer.stdout
    assert "same      institution: North Bank [north-bank]" in answer.stdout
    assert answer.stdout.count("[heron-labs]") == 1  # what is new stands once
    assert len(answer.stdout.splitlines()) < 12
    written = (register / "third.trig").read_text(encoding="utf-8")
    assert 'sbx:publishedOn "2031-05-02"^^xsd:date' in written
    assert 'inst:reed-tech a sbx:Institution ;\n        sbx:asPrinted "蘆葦科技有限公司"@zh' in written
    assert "app:ferry-loans a sbx:Application" in written  # found by its Chinese name

    again = run("import", sheet, *GIVEN, "--data", register)
    assert again.returncode == 1
    assert "Use --replace" in again.stderr
    assert run("import", sheet, *GIVEN, "--data", register, "--replace", "--by", "李伟").returncode == 0
    anew = (register / "third.trig").read_text(encoding="utf-8")
    assert anew.partition("_:save-1 ")[0] == written.partition("_:save-1 ")[0]
    kept = saves(anew.encode())
    assert [each.by for each in kept] == ["Ana Lima", "李伟"]  # the later one is informed by the earlier
    assert kept[:1] == saves(written.encode())
    assert kept[1].sheets == (("third.csv", hashlib.sha256(sheet.read_bytes()).hexdigest()),)
    quads = list(ox.parse(anew, format=ox.RdfFormat.TRIG))
    passages = {quad.graph_name for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    generated = ox.NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
    assert {quad.subject for quad in quads if quad.predicate == generated} == passages


def test_what_is_only_like_a_name_is_asked_about_and_nothing_is_written(
    run: Run, register: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "third.csv"
    sheet.write_text(SHEET.format(partner="Gul Insurance; Ghost Works"), encoding="utf-8")
    arguments = ("import", sheet, *GIVEN, "--data", register, "--format", "json")
    answer = run(*arguments)
    report = json.loads(answer.stdout)
    assert (answer.returncode, report["output"], report["statements"]) == (1, None, 0)
    assert [(each["line"], each["column"], each["rule"]) for each in report["findings"]] == [
        (2, 4, "near"),
        (2, 4, "unknown"),
    ]
    near = next(each for each in report["matches"] if each["verdict"] == "near")
    assert near["candidates"][0]["iri"] == f"{ID}institution/gull-insurance"
    assert not (register / "third.trig").exists()

    proposals = Path(report["proposals"])
    with proposals.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Entry"], row["Kind of entry"], row["Name (English)"]) == ("ghost-works", "institution", "Ghost Works")
    row |= {"Name (Chinese)": "幽灵工坊", "Kind of institution": "technology-company"}
    with proposals.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    answer = run(*arguments[:1], proposals, *arguments[1:], "--accept", "Gul Insurance=gull-insurance")
    report = json.loads(answer.stdout)
    assert answer.returncode == 0, answer.stdout
    assert {each["verdict"] for each in report["matches"]} == {"same", "accepted", "new"}


def test_findings_of_the_checks_name_the_row(run: Run, register: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "third.csv"
    sheet.write_text(
        "Entry,Kind of entry,Name (English),Name (Chinese)\nghost,institution,Ghost,幽灵\n", encoding="utf-8"
    )
    answer = run("import", sheet, *GIVEN, "--data", register)
    assert answer.returncode == 1
    assert f"{sheet}:2: error: An institution has a kind: the row says nothing of it." in answer.stdout
    assert "Add a column “Kind of institution” and fill it in." in answer.stdout
    assert "sbx:" not in answer.stdout
    assert sorted(path.name for path in register.iterdir()) == ["tiny.trig"]


def test_the_second_batch_of_beijing_comes_back_from_its_sheet(run: Run, tmp_path: Path) -> None:
    """Deleted from a copy of the data and entered again from the sheet, the batch gives the very same graph.

    The data are those of China, to save time; tests/test_curation_sheets.py has all.
    """
    paths = [*DATA.glob("*.t*"), DATA / "china"]
    shipped = RegisterView(read(paths))
    chosen = select(shipped.quads, shipped.values, frozenset({f"{ID}batch/pboc-beijing-2"}))
    left = [quad for quad in shipped.quads if quad not in chosen.quads]
    kept = {quad.graph_name for quad in left}
    described = {quad for iri, said in chosen.passages.items() if ox.NamedNode(iri) not in kept for quad in said}
    folder = tmp_path / "data"
    folder.mkdir()
    ox.serialize((quad for quad in left if quad not in described), folder / "rest.trig", format=ox.RdfFormat.TRIG)
    assert len(chosen.quads) > 300

    sheet = tmp_path / "beijing.xlsx"
    given = [text for path in paths for text in ("--data", path)]
    assert run("export", "--batch", "pboc-beijing-2", "-o", sheet, *given).returncode == 0
    answer = run("import", sheet, "--data", folder)
    assert answer.returncode == 0, answer.stdout
    assert Difference.of(shipped.dataset, read([folder])).changes == []


def test_a_new_register_is_filled_from_sheets_alone(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty register asks for what its first sheet names, and says what rows lack by their columns."""
    start(tmp_path / "nz", "New Zealand", ["en"])
    (tmp_path / "nz" / "example-sandbox.trig").unlink()
    monkeypatch.chdir(tmp_path / "nz")
    sheet = Path("nz.csv")
    text = """Kind of entry,Name (English),Regulator,Place,Sandbox,Batch,Applicants,Source,Publisher,Title,Number
sandbox,FMA Sandbox,Markets Authority,New Zealand,,,,,,,
batch,First Cohort,,,FMA Sandbox,,,Cohort Named,,,0
source,Cohort Named,,,,,,,Markets Authority,First cohort named,
application,Kiwi Pay,,,,First Cohort,Kiwi Bank,Cohort Named,,,
"""
    sheet.write_text(text, encoding="utf-8")
    new = Path("nz-new.csv")
    assert run("import", sheet, "--data", ".").returncode == 1
    with new.open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert {row["Kind of entry"] for row in rows} == {"regulator", "place", "institution"}
    assert {"Place", "Within", "Country code", "Part of", "Source"} < set(rows[0])
    assert "Name (Chinese)" not in rows[0]  # the register has English names only

    answer = run("import", sheet, new, "--data", ".")
    assert "nz.csv:3: error: A batch has a place: the row says nothing of it." in answer.stdout
    assert "Fill in the column “Place” with an entry of the register or of the worksheet Places." in answer.stdout
    assert "nz.csv:3: error: The ordinal of a batch is one whole number from 1: '0' does not fit." in answer.stdout
    assert "nz-new.csv:4: error: An institution has a kind" in answer.stdout  # not where it is named, but described
    assert "sbx:" not in answer.stdout

    new.write_text(
        new.read_text(encoding="utf-8-sig").replace("Kiwi Bank,,,,,", "Kiwi Bank,,,,,bank"), encoding="utf-8"
    )
    filled = new.read_bytes()
    sheet.write_text(text.replace("Kiwi Bank", "Moa Bank").replace("Cohort,,,FMA", "Cohort,,New Zealand,FMA"))
    assert "nz-new-2.csv" in run("import", sheet, new, "--data", ".").stdout
    assert new.read_bytes() == filled  # what somebody filled in is not written over
    Path("nz-new-2.csv").unlink()
    sheet.write_text(text.replace(",0\n", ",1\n").replace("Cohort,,,FMA", "Cohort,,New Zealand,FMA"))
    answer = run("import", sheet, new, "--data", ".")
    assert answer.returncode == 0, answer.stdout
    assert check(read([Path()])) == []  # sheets that were imported are no surprise


def test_a_template_says_how_it_is_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(tmp_path / "my register", "Mine", ["en", "fr"])
    monkeypatch.chdir(tmp_path)
    answer = run("template", "--data", "my register", "-o", "t.csv")
    assert "`sandbox-atlas import t.csv --data 'my register'` reads it" in answer.stdout
    with Path("t.csv").open(encoding="utf-8-sig", newline="") as file:
        (headings,) = csv.reader(file)
    assert {
        "Entry",
        "Kind of entry",
        "Name (English)",
        "Name (French)",
        "Our name (French)",
        "Regulator",
        "Title",
    } < set(headings)
    assert not any("Chinese" in each for each in headings)
    assert "t.ods does not end in .xlsx or .csv" in run("template", "-o", "t.ods").stderr
    assert "t.csv does not end in .xlsx" in run("export", "--format", "xlsx", "-o", "t.csv").stderr


def test_templates_and_exports_do_not_overwrite(run: Run, register: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert run("template", "--format", "csv", "-o", path, "--data", register).returncode == 0
    for command in ("template", "export"):
        assert "exists" in run(command, "--format", "csv", "-o", path, "--data", register).stderr
    assert "There is no batch nowhere" in run("export", "--batch", "nowhere", "-o", tmp_path / "x.csv").stderr
