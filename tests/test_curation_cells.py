"""Cells of sheets: dates, several values, languages, slugs, and text that never becomes a formula."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sandbox_atlas.api.web.desk.register_view import RegisterView, folded, slug_of
from sandbox_atlas.graph.curation.sheets import workbooks
from sandbox_atlas.graph.curation.sheets.columns import column, column_of
from sandbox_atlas.graph.curation.sheets.letters import Tongue
from sandbox_atlas.graph.curation.sheets.reading import Row, SheetFile
from sandbox_atlas.graph.curation.sheets.values import (
    XSD,
    ValueProblemError,
    Values,
    dated,
    item,
    items,
    joined,
    role,
    things,
)
from sandbox_atlas.graph.curation.starter.starter import start
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.rdf.csv_files import harmless
from tests.support.sheets import imported, written


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2020年6月2日", "2020-06-02"),
        ("2020/6/2", "2020-06-02"),
        ("2 June 2020", "2020-06-02"),
        ("June 2nd, 2020", "2020-06-02"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020", "2020-12-25"),
        ("2020年6月", "2020-06"),
        ("Sept 2020", "2020-09"),
        ("2020", "2020"),
        ("2021-02/2021-03", "2021-02/2021-03"),
        ("２０２０年６月２日", "2020-06-02"),
        ("２０２１／２０２２", "2021/2022"),
    ],
)
def test_dates_are_read_in_the_forms_of_announcements(text: str, term: str) -> None:
    assert dated(text).value == term


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("03/04/2021", "may be 2021-04-03 or 2021-03-04"),
        ("2021-02-30", "no day"),
        ("43984", "no date"),
        ("soon", "no date"),
    ],
)
def test_dates_that_are_unclear_are_asked_about(text: str, problem: str) -> None:
    with pytest.raises(ValueProblemError, match=problem):
        dated(text)


@pytest.mark.parametrize(
    ("text", "number"), [("12", "12"), ("１２", "12"), ("1,234,567", "1234567"), ("１，２００", "1200")]
)
def test_whole_numbers_are_written_with_plain_digits(text: str, number: str) -> None:
    customers = column_of("sbx:expectedCustomers")
    assert customers
    term = Values({customers.property: f"{XSD}integer"}, str, str, {}, str).read(customers, text)[1]
    assert (term.value, str(term).rpartition("#")[2]) == (number, "integer>")


def test_a_cell_takes_several_names_each_with_its_reference() -> None:
    assert items(r"a; b\;c；d" + "\ne") == ["a", "b;c", "d", "e"]
    assert items(joined(["a;b", "c\\"])) == ["a;b", "c\\"]
    assert things("大数据、区块链; a, b") == ["大数据", "区块链", "a, b"]
    assert item("工行 [icbc] which is ICBC").reference == "icbc"
    assert (item("Banco Três@pt").name, item("Banco Três@pt").lang) == ("Banco Três", "pt")
    assert item("Fund [see below]").reference == ""
    named, done = role("A = B Ltd = lead-applicant")
    assert named.name == "A = B Ltd"
    assert done is not None
    assert done.name == "lead-applicant"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Gull Insurance", "en"),
        ("海鸥保险 Gull", "zh"),
        ("زين كاش", "ar"),
        ("Альфа-Банк", "ru"),
        ("하나은행", "ko"),
        ("α Bank", "en"),
        ("Banco Três@pt", "pt"),
        ("بانک ملی@fa", "fa"),
    ],
)
def test_a_text_is_in_the_language_that_its_letters_tell_or_that_follows_it(text: str, lang: str) -> None:
    assert item(text).lang == lang


@pytest.mark.parametrize(
    ("languages", "text", "lang", "doubt"),
    [
        ("en fa", "بانک ملی ایران", "fa", ""),
        ("en uk", "Державний банк", "uk", ""),
        ("en sr", "Народна банка", "sr", ""),
        ("sr", "Narodna banka", "sr", ""),
        ("en ur", "بینک دولت پاکستان", "ur", ""),
        ("en kk", "Ұлттық банк", "kk", ""),
        ("en ja", "三菱銀行", "ja", ""),
        ("en ja zh", "三菱銀行", "zh", "ja zh"),  # characters alone do not tell
        ("en ja zh", "三菱銀行のサービス", "ja", ""),
        ("en zh", "三菱銀行", "zh", ""),
        ("ru uk", "Ощадбанк", "ru", "ru uk"),
        ("ru uk", "Київ", "uk", ""),
        ("ru uk", "Рынок", "ru", ""),
        ("ar fa ur", "گروه", "fa", "fa ur"),  # three languages, of which Arabic has no گ
        ("ar ur", "بینک", "ur", ""),
        ("en fr", "Société Générale", "en", "en fr"),
        ("de fr", "Banque", "de", "de fr"),
        ("fr", "Banque", "fr", ""),
        ("en zh-hant", "海鷗保險", "zh-hant", ""),
        ("en sr-latn sr-cyrl", "Банка", "sr-cyrl", ""),
        ("en zh", "Альфа-Банк", "ru", ""),  # of none of its languages: as most people write
        ("en ne", "नेपाल बैंक", "ne", ""),
    ],
)
def test_a_text_is_in_a_language_of_the_register_that_is_written_so(
    languages: str, text: str, lang: str, doubt: str
) -> None:
    tongue = Tongue(languages.split())
    assert (tongue.of(text), " ".join(tongue.doubt(text))) == (lang, doubt)


def test_a_column_whose_language_cannot_be_told_is_told_once(tmp_path: Path) -> None:
    start(tmp_path / "lac", "Lac", ["en", "fr"])
    view = RegisterView(read([tmp_path / "lac"]))
    head = "Name (English),Name (French),Batch,Applicants,Other names,Source,Quote\n"
    said = "[example-authority-first-batch],9 September 2025"
    rows = (
        f"One,Un,example-1,Banque@fr [example-bank],Seul,{said}\nTwo,Deux,example-1,Banque [example-bank],Pair,{said}\n"
        f"Three,Trois,example-1,example-bank,Pair,{said}\n"
    )
    report, text = imported(written(tmp_path / "a.csv", head + rows), view)
    told = [
        (each.line, each.column, each.severity, each.message) for each in report.findings if "language" in each.rule
    ]
    assert told == [
        (2, 5, "warning", "“Seul” may be in English or French: it is taken for English."),
    ]  # neither quotes nor what is linked
    assert '"Banque"@fr' in text
    assert '"Banque"@en' in text


def test_slugs_come_from_english_or_from_the_sound_of_chinese() -> None:
    assert slug_of("“Yi Lu Xing” Mobile (2.0)") == "yi-lu-xing-mobile-2-0"
    assert slug_of("蘆葦科技") == "lu-wei-ke-ji"
    assert folded("蘆葦　ＴＥＣＨ") == folded("芦苇 tech")


def test_a_cell_never_becomes_a_formula(tmp_path: Path) -> None:
    from sandbox_atlas.graph.curation.sheets.exporting import Table

    table = Table("application", [{column("Name (English)"): "=1+1"}])
    for name, write in (("a.xlsx", workbooks.write_xlsx), ("a.csv", workbooks.write_csv)):
        write(tmp_path / name, [table], "en", harmless)
        (row,) = SheetFile(tmp_path / name).rows()
        assert isinstance(row, Row)
        assert row.text("Name (English)") == "=1+1"
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert {cell.data_type for row in cells for cell in row if cell.value} == {"s"}
