"""Sheets without an atlas: what their rows state and what is asked about; an export reads back as the same graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.sheets import workbooks
from sandbox_atlas.graph.curation.sheets.columns import column_of, in_languages, worksheets
from sandbox_atlas.graph.curation.sheets.exporting import Export, select
from sandbox_atlas.graph.curation.sheets.matching import Match
from sandbox_atlas.graph.curation.sheets.wording import in_words_of_sheets
from sandbox_atlas.graph.curation.starter.starter import start
from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.rdf.csv_files import harmless
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX
from tests.support.sheets import imported, plain, rules, written


@pytest.fixture(scope="module")
def shipped() -> RegisterView:
    return RegisterView(read())


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_whole_register_as_a_sheet_reads_back_as_the_same_graph(shipped: RegisterView, tmp_path: Path) -> None:
    chosen = select(shipped.quads, shipped.values, frozenset())
    tables = Export(shipped.values, ID, shipped.label).tables(chosen)
    workbooks.write_csv(tmp_path / "all.csv", tables, "zh", harmless)
    empty = RegisterView(Dataset(shipped.dataset.ontology, shipped.dataset.shapes, ()))
    report, text = imported(tmp_path / "all.csv", empty)
    assert report.findings == []
    assert plain(ox.parse(text, format=ox.RdfFormat.TRIG)) == plain(chosen.whole)
    left = {*shipped.quads} - chosen.whole
    assert {str(quad.subject) for quad in left} == {"<https://w3id.org/sandbox-atlas/data>"}  # the data set described


def test_a_batch_has_the_slug_of_its_sandbox_and_number_as_drafts_give_it(tmp_path: Path) -> None:
    start(tmp_path / "mine", "Mine", ["en"])
    view = RegisterView(read([tmp_path / "mine"]))
    head = "Kind of entry,Name (English),Sandbox,Number,Source\n"
    said = "[example-authority-first-batch]"
    rows = (
        f"batch,Tide Sandbox: opening batch,Tide Sandbox,1,{said}\n"
        f"batch,Tide Sandbox: next batch,Tide Sandbox [tide],2,{said}\n"
        f"batch,Tide Sandbox: another batch,Tide Sandbox [tide],2,{said}\n"
        "sandbox,Tide Sandbox,,,\n"
    )
    report, _ = imported(written(tmp_path / "a.csv", head + rows), view)
    made = [iri.rpartition("/")[2] for iri in report.made]
    assert made == ["tide-sandbox-1", "tide-2", "tide-sandbox-another-batch", "tide-sandbox"]


def test_doubts_are_findings_with_row_and_column(tiny_dataset: Dataset, tmp_path: Path) -> None:
    view = RegisterView(tiny_dataset)
    text = (
        "Name (English),Name (Chinese),Applicants,Published,Entry\n"
        "Tide Loans,潮汐贷,Gul Insurance; Twin Bank,03/04/2031,\n"
        "Tide Loans,潮汐贷,[gull-insurence],,\n"
        "Dawn,曙光,Nobody Ltd,,Not A Slug\n"
        "Dusk,,,,dusk\n"
    )
    gull = Match(f"{ID}institution/gull-insurance", "Gull Insurance", 86.0, False)
    twins = [Match(f"{ID}institution/{name}", "Twin Bank", 100.0, True) for name in ("twin-1", "twin-2")]
    found = {"Gul Insurance": [gull], "Twin Bank": twins}
    assert rules(written(tmp_path / "a.csv", text), view, found) == [
        (2, 3, "ambiguous"),
        (2, 3, "near"),
        (2, 4, "value"),
        (3, 0, "same-name"),
        (4, 5, "slug"),
        (5, 5, "name-missing"),
    ]


def test_an_application_of_the_same_batch_is_added_to_and_one_of_another_is_asked_about(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    view = RegisterView(tiny_dataset)
    path = written(tmp_path / "a.csv", "Name (English),Batch,Type\nFerry Loans,lake-2,technology product\n")
    match = {"Ferry Loans": [Match(f"{ID}application/ferry-loans", "Ferry Loans", 100.0, True)]}
    report, text = imported(path, view, match)
    assert (report.made, report.findings) == ({}, [])
    assert "app:ferry-loans a sbx:Application" in text
    path.write_text("Name (English),Batch,Type\nFerry Loans,lake-1,technology product\n")
    assert rules(path, view, match) == [(2, 1, "near")]


def test_a_name_of_the_editors_is_theirs_in_any_language(tiny_dataset: Dataset, tmp_path: Path) -> None:
    text = (
        "Our name (Arabic),Our name (Chinese),Name (English),Batch,Source,Note (Arabic)\n"
        "قصب,芦苇,Reed Pay,lake-1,lake-gazette,نص\n"
    )
    report, made = imported(written(tmp_path / "a.csv", text), RegisterView(tiny_dataset))
    assert [each for each in report.findings if each.severity == "error"] == []
    quads = list(ox.parse(made, format=ox.RdfFormat.TRIG))
    (ours,) = {quad.graph_name for quad in quads if str(quad.object) == '"قصب"@ar'}
    assert str(ours) == f"<{ID}passage/keepers-sheet>"
    assert f"{SBX}Inferred" in {quad.object.value for quad in quads if quad.subject == ours}  # type: ignore[union-attr]
    assert report.made == {f"{ID}application/reed-pay": "Reed Pay"}
    for note in ('"نص"@ar', '"What this source says of “Reed Pay”."@en', '"该来源关于“芦苇”的内容。"@zh'):
        assert note in made
    assert made.count('"@ar') == len(("name", "note"))  # no English sentence is called Arabic
    assert column_of("Our name (Arabic)") in in_languages(worksheets()["application"].columns, ["ar"])


def test_an_import_marks_the_editors_that_it_is_told_of(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """A source in the sheet says itself what it is; the one of `--editors` is marked where the data do not say so."""
    (document,) = tiny_dataset.data
    unmarked = document.content.replace(b"dcterms:type sbx:Editorial ;", b"")
    assert unmarked != document.content
    view = RegisterView(replace(tiny_dataset, data=(replace(document, content=unmarked),)))
    path = written(
        tmp_path / "a.csv", "Our name (Chinese),Name (English),Batch,Source\n芦苇,Reed Pay,lake-1,lake-gazette\n"
    )
    marked = "source:keepers dcterms:type sbx:Editorial"
    assert marked in imported(path, view)[1]
    assert marked not in imported(path, RegisterView(tiny_dataset))[1]
    path = written(
        tmp_path / "b.csv",
        "Entry,Kind of entry,Name (English),Name (Chinese),Title,Publisher,Kind of source\n"
        "ours,source,Ours,我们,Ours,Us,编者补充\n",
    )
    assert "dcterms:type sbx:Editorial" in imported(path, view)[1]
    path = written(tmp_path / "c.csv", "Entry,Kind of entry,Name (English),Kind of source\nours,source,Ours,novel\n")
    assert rules(path, view) == [(2, 1, "name-missing"), (2, 4, "value")]


def test_a_field_of_finance_without_a_basis_is_told_before_anything_is_written(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    text = (
        "Name (English),Name (Chinese),Field of finance,Basis\n"
        "Tide Loans,潮汐贷,payments,\n"
        "Dawn,曙光,payments,SourceWords\n"
    )
    payments = {"payments": [Match(f"{ID}business-area/payments", "payments", 100.0, True)]}
    assert rules(written(tmp_path / "a.csv", text), RegisterView(tiny_dataset), payments) == [
        (2, 3, "area-without-basis")
    ]


@pytest.mark.parametrize(
    ("message", "hint", "headings", "said"),
    [
        (
            "inst:a sbx:licensed 'x' does not fit.",
            "Licensed is true or false, once.",
            {"Licensed"},
            "Licensed is true or false, once: 'x' does not fit. Correct the column “Licensed”.",
        ),
        (
            "batch:a sbx:publishedBy 'regulator:b' does not fit.",
            "Did you mean regulator:bb? A batch is published by a regulator: use a thing that is an sbx:Regulator.",
            {"Published by"},
            "A batch is published by a regulator: 'regulator:b' does not fit. Did you mean regulator:bb? "
            "Correct the column “Published by”: take an entry of the register or of the worksheet Regulators.",
        ),
        (
            "source:a does not fit.",
            "A source has a title or a description: add dcterms:title or dcterms:description.",
            {"Title"},
            "A source has a title or a description: the row says nothing of it. Fill in the column “Title”.",
        ),
        (
            "app:a has neither a batch nor a reason.",
            "Add sbx:inBatch, or sbx:noBatchReason in English.",
            {"Batch"},
            "app:a has neither a batch nor a reason. Add “Batch”, or “Why no batch (English)” in English.",
        ),
        (
            "The passage passage:a gives app:a the field area:payments without a basis.",
            "Add sbx:basis to the passage, such as sbx:SourceWords or sbx:ReadFromName.",
            {"Basis"},
            "The passage passage:a gives app:a the field area:payments without a basis. "
            "Add “Basis” to the passage, such as “words of the source” or “read from a name”.",
        ),
    ],
)
def test_findings_on_rows_speak_of_columns(message: str, hint: str, headings: set[str], said: str) -> None:
    found = in_words_of_sheets(Finding("a.csv", 2, 0, "rule", message, hint), headings)
    assert f"{found.message} {found.hint}" == said
