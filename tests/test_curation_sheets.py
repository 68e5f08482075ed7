"""Sheets without an atlas: what their cells mean, what is refused, and that an export reads back as the same graph."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from sandbox_atlas.api.web.desk.register_view import RegisterView, folded, slug_of
from sandbox_atlas.graph.curation.sheets import archives, workbooks
from sandbox_atlas.graph.curation.sheets.columns import column, column_of, columns, in_languages, worksheets
from sandbox_atlas.graph.curation.sheets.exporting import Export, select
from sandbox_atlas.graph.curation.sheets.importing import Report, Sheets
from sandbox_atlas.graph.curation.sheets.letters import Tongue
from sandbox_atlas.graph.curation.sheets.matching import Match, Matching
from sandbox_atlas.graph.curation.sheets.reading import Row, SheetFile
from sandbox_atlas.graph.curation.sheets.statements import Defaults
from sandbox_atlas.graph.curation.sheets.trig import Writer, replacing
from sandbox_atlas.graph.curation.sheets.values import ValueProblemError, dated, item, items, joined, role, things
from sandbox_atlas.graph.curation.sheets.wording import in_words_of_sheets
from sandbox_atlas.graph.curation.starter.starter import start
from sandbox_atlas.graph.errors import Finding, UnreadableFileError
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.rdf.csv_files import harmless
from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES, SBX

_MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


@pytest.fixture(scope="module")
def shipped() -> RegisterView:
    return RegisterView(read())


def plain(quads: Iterable[ox.Quad]) -> set[tuple[str, ...]]:
    """Statements; a selector is named by what is said of it."""
    kept = [*quads]
    said: dict[ox.BlankNode, set[str]] = {}
    for quad in kept:
        if isinstance(quad.subject, ox.BlankNode):
            said.setdefault(quad.subject, set()).add(f"{quad.predicate} {quad.object}")

    def named(term: object) -> str:
        return " ".join(sorted(said[term])) if isinstance(term, ox.BlankNode) else str(term)

    return {(named(each.subject), str(each.predicate), named(each.object), str(each.graph_name)) for each in kept}


def imported(path: Path, view: RegisterView, found: dict[str, list[Match]] | None = None) -> tuple[Report, str]:
    """What the rows of a sheet state, as TriG; `found` has what names may mean."""
    sheets = Sheets((SheetFile(path),), view.register("keepers"), Defaults("lake-2"), "lake-gazette", "sheet")
    survey = sheets.survey()
    matches = {key: found.get(key[1], []) for key in survey.wanted} if found else {}
    text = io.StringIO()
    writer = Writer(text, dict(PREFIXES), "A test.")
    return sheets.imported(survey, Matching(sheets.register, matches), writer.write, lambda: None), text.getvalue()


def rules(path: Path, view: RegisterView, found: dict[str, list[Match]] | None = None) -> list[tuple[int, int, str]]:
    """Row, column and rule of each finding on a sheet."""
    return [(each.line, each.column, each.rule) for each in imported(path, view, found)[0].findings]


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook of one worksheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


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


def test_columns_are_found_by_their_headings_in_both_languages() -> None:
    for each in columns():
        assert column_of(each.heading) == column_of(f" {each.chinese}＊ ".replace("＊", "*")) == each
        assert each.explained
        assert set(each.explained) == {"en", "zh"}
    batches = {each.heading: each.explained or {} for each in worksheets()["batch"].columns}
    assert "finance" not in batches["Basis"]["en"]
    known = {iri.partition(f"{ID}role/")[2] for iri in RegisterView(read()).register("editors").known}
    for reader in ("en", "zh"):
        offered = set(re.findall(r"[a-z]+(?:-[a-z]+)*", column("Roles").explained[reader].rpartition("oles: ")[2]))
        assert known - {"", "applicant", "participant"} == offered
    assert all(worksheets()[kind].columns[0] is column("Entry") for kind in worksheets())
    assert column_of("名称(中文)") is column("Name (Chinese)")  # brackets of half width
    assert column_of("sbx:expectedCustomers").property == "sbx:expectedCustomers"  # type: ignore[union-attr]
    french = column_of("Name (French)")
    assert french is not None
    assert (french.lang, french.titled("zh")) == ("fr", "名称（法文）")
    assert {column_of(other) for other in ("Name (fr)", "name (french)", "名称（法文）", "rdfs:label@fr")} == {french}
    assert column_of("skos:note@ar").heading == "Remark (Arabic)"  # type: ignore[union-attr]
    assert column_of("Our name (zh)") is column("Our name (Chinese)")
    assert column_of("Name (of whom)") is None
    assert column_of("Telephone") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_sheets_come_in_the_encodings_of_spreadsheet_programs(encoding: str, tmp_path: Path) -> None:
    text = "名称（中文）;申请机构;技术\r\n基于大数据的智能风控产品;中国银行、平安科技;大数据\r\n金融服务;建设银行;\r\n"
    file = SheetFile(written(tmp_path / "a.csv", text, encoding))
    rows = [*file.rows()]
    assert [row.text("Applicants") for row in rows] == ["中国银行、平安科技", "建设银行"]
    assert [row.number for row in rows] == [2, 3]
    assert not any(each.severity == "error" for each in file.findings)


def test_excel_and_opendocument_say_the_same(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        ("A title",),
        (),
        ("Name (English)", "Published", "Number"),
        ("Tide", date(2031, 5, 2), 3.0),
    )
    (row,) = SheetFile(path).rows()
    assert (row.number, row.text("Name (English)"), row.text("Published"), row.text("Number")) == (
        4,
        "Tide",
        "2031-05-02",
        "3",
    )
    content = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
      <office:body><office:spreadsheet><table:table table:name="Institutions">
      <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
      <table:table-row><table:table-cell office:value-type="string"><text:p>Name (English)</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Published</text:p></table:table-cell></table:table-row>
      <table:table-row><table:table-cell office:value-type="string"><text:p>Tide</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2031-05-02" table:formula="of:=TODAY()"
          table:number-rows-spanned="2"><text:p>x</text:p></table:table-cell></table:table-row>
      </table:table></office:spreadsheet></office:body></office:document-content>"""
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", re.sub(r">\s+<", "><", content))
    file = SheetFile(tmp_path / "a.ods")
    (row,) = file.rows()
    assert (row.number, row.kind, row.text("Published")) == (4, "institution", "2031-05-02")
    assert [(each.line, each.column, each.rule) for each in file.findings] == [(4, 2, "formula"), (4, 2, "merged")]


def test_formulas_merged_cells_and_unknown_columns_are_found_with_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("Name (English)", "Batch", "Phone", "Batch"),
        ("Tide", "lake-2", "1"),
        ('=CONCATENATE("a","b")', "", "2"),
    ):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    file = SheetFile(tmp_path / "a.xlsx")
    assert len([*file.rows()]) == 1
    assert [(each.line, each.column, each.rule, each.severity) for each in file.findings] == [
        (1, 3, "heading-unknown", "warning"),
        (1, 4, "heading-twice", "error"),
        (3, 1, "formula", "error"),
        (2, 2, "merged", "error"),
    ]


def test_what_is_no_sheet_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("a.xlsx", b"no archive"), ("b.ods", b""), ("c.docx", b"x")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFileError):
            SheetFile(tmp_path / name)
    with pytest.raises(UnreadableFileError, match="no such file"):
        SheetFile(tmp_path / "none.csv")
    bomb = sheet(tmp_path / "bomb.xlsx", ("Name (English)",), ("a",))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x", b"\0" * 3_000_000)
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        SheetFile(bomb)
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "far away"
    book.save(tmp_path / "wide.xlsx")
    with pytest.raises(UnreadableFileError, match="reaches row 1048576"):
        SheetFile(tmp_path / "wide.xlsx")


def test_a_sheet_without_headings_or_rows_is_refused(tmp_path: Path) -> None:
    for text, rule in (("Telephone,Fax\n1,2\n", "no-headings"), ("Name (English),Batch\n", "no-rows")):
        file = SheetFile(written(tmp_path / "a.csv", text))
        assert [*file.rows()] == []
        assert rule in [each.rule for each in file.findings]


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


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = written(tmp_path / "a.trig", "old")

    def interrupted() -> None:
        with replacing(path) as (file, _):
            file.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert path.read_text() == "old"
    with replacing(path) as (file, temporary):
        file.write("new")
        assert temporary.name.startswith(".")  # a hidden file is no data
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_a_template_has_drop_downs_from_the_register(tiny_dataset: Dataset, tmp_path: Path) -> None:
    workbooks.template(tmp_path / "t.xlsx", "zh", RegisterView(tiny_dataset).offered("zh"))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    names = ["创新应用", "机构", "批次", "沙盒", "监管机构", "地点", "技术", "来源"]
    assert book.sheetnames == [*names, "列表", "说明"]
    offered = {cell.value for column_ in book["列表"].columns for cell in column_}
    assert {"[lake-2] 湖区第二批", "[tide-models] 潮汐模型", "科技产品"} <= offered
    validations = book["创新应用"].data_validations.dataValidation
    assert len(validations) >= 8
    explained = {(row[0].value, row[1].value): [cell.value for cell in row[2:]] for row in book["说明"].iter_rows()}
    assert explained["批次", "沙盒"][0] != explained["创新应用", "沙盒"][0]
    assert explained["创新应用", "批次"][-1] == "[lake-1] 湖区第一批"  # an example of this register
    assert "icbc" not in str(explained)
    file = SheetFile(tmp_path / "t.xlsx")
    assert [*file.rows()] == []  # an empty template states nothing
    assert [each.rule for each in file.findings] == ["no-rows"]


def test_a_template_of_a_register_in_one_language_has_no_other(tmp_path: Path) -> None:
    workbooks.template(tmp_path / "t.xlsx", "en", workbooks.Offered(["en"]))
    texts = {cell.value for page in openpyxl.load_workbook(tmp_path / "t.xlsx") for row in page for cell in row}
    assert "Name (English)" in texts
    assert [each for each in texts if each and ("Chinese" in each or re.search("[\u4e00-\u9fff]", each))] == []


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
