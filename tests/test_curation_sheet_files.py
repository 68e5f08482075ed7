"""Sheets as files: encodings, formats, headings and templates, and what is refused."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.sheets import archives, workbooks
from sandbox_atlas.graph.curation.sheets.columns import column, column_of, columns, worksheets
from sandbox_atlas.graph.curation.sheets.reading import SheetFile
from sandbox_atlas.graph.curation.sheets.trig import replacing
from sandbox_atlas.graph.errors import UnreadableFileError
from sandbox_atlas.graph.loading.dataset import Dataset, read
from sandbox_atlas.graph.rdf.vocabulary import ID
from tests.support.sheets import sheet, written

_MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


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


def test_errors_in_cells_and_hidden_rows_are_found_with_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    heads = ("Name (English)", "Applicants")
    for row in (heads, ("Tide", "#N/A"), ("Hidden", "Bank"), ("Seen", "Bank")):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[9].hidden = True
    aside = book.create_sheet("Aside")
    aside.append(heads)
    aside.append(("Secret", "Bank"))
    aside.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    file = SheetFile(tmp_path / "a.xlsx")
    assert [row.text("Name (English)") for row in file.rows()] == ["Tide", "Hidden", "Seen", "Secret"]
    assert [
        (each.file.rpartition("[")[2], each.line, each.column, each.rule, each.severity) for each in file.findings
    ] == [
        ("Sheet]", 2, 2, "failed", "error"),
        ("Sheet]", 3, 0, "hidden", "warning"),
        ("Aside]", 0, 0, "hidden", "warning"),
    ]
    text = SheetFile(written(tmp_path / "a.csv", "Name (English),Applicants\nTide,#REF!\n"))
    assert len([*text.rows()]) == 1
    assert [(each.line, each.column, each.rule) for each in text.findings] == [(2, 2, "failed")]


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
