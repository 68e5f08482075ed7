"""Workbooks: writes tables and templates as CSV or as Excel workbooks with drop-downs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from sandbox_atlas.graph.curation.sheets.columns import (
    KIND,
    Column,
    column,
    columns,
    columns_of,
    in_languages,
    worksheets,
)
from sandbox_atlas.graph.curation.sheets.exporting import Table
from sandbox_atlas.graph.curation.sheets.trig import replacing
from sandbox_atlas.graph.errors import UnreadableFileError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet as Page

FORMATS: Final = ("xlsx", "csv")
"""Formats that sheets are written in."""
_ROWS: Final = 1_000
"""Rows of a template that have drop-downs."""
_LONGEST_CELL: Final = 32_767
"""Characters that a cell of a workbook can have (Excel's own limit)."""
_INTRODUCTION: Final = {
    "en": "One row is an entry as one passage of a source states it. Empty cells state nothing. Several values are "
    "separated by “;”. “name [slug]” names an entry of the register and keeps the name as printed.",
    "zh": "每一行是一个条目在某一来源段落中的内容。空单元格不作陈述；多个值以“;”分隔；"
    "“名称 [代号]”指明名录中的条目，并保留原文名称。",
}

_HEADINGS: Final = {
    "en": ("Worksheet", "Column", "What to write"),
    "zh": ("工作表", "列", "填写内容"),
}
_EXAMPLE: Final = {"en": "Example", "zh": "示例"}

Guard = Callable[[str], str]
"""Keeps a text from being taken for a formula."""


def write_csv(path: Path, tables: Sequence[Table], lang: str, guard: Guard) -> None:
    """Write tables as one CSV file, with a byte order mark, which Excel needs to read it as UTF-8."""
    filled = {each for table in tables for each in table.columns()}
    listed = [column(KIND), *(each for each in columns() if each in filled and each.heading != KIND)]
    listed += dict.fromkeys(each for table in tables for each in table.columns() if each not in listed)
    with replacing(path) as (file, _):
        _csv(file, listed, (row for table in tables for row in table.rows), lang, guard)


def _csv(
    file: IO[str], listed: Sequence[Column], rows: Iterable[Mapping[Column, str]], lang: str, guard: Guard
) -> None:
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([each.titled(lang) for each in listed])
    writer.writerows([guard(row[each]) if each in row else "" for each in listed] for row in rows)


def write_xlsx(path: Path, tables: Sequence[Table], lang: str, guard: Guard) -> None:
    """Write tables as a workbook, a worksheet for each."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables:
        page = book.create_sheet(_title(table.kind, lang))
        listed = table.columns()
        page.freeze_panes = "A2"
        page.append([_cell(page, each.titled(lang)) for each in listed])
        for row in table.rows:
            page.append([_cell(page, guard(text)) if (text := row.get(each, "")) else None for each in listed])
    _save(path, book.save)


def _title(kind: str, lang: str) -> str:
    known = worksheets().get(kind)
    return known.name[lang] if known else kind


def _cell(page: object, text: str) -> object:
    """A cell that holds text, whatever the text looks like."""
    from openpyxl.cell import WriteOnlyCell

    if len(text) > _LONGEST_CELL:
        raise UnreadableFileError(
            f"A text of {len(text)} characters does not fit into a workbook.", "Use --format csv."
        )
    cell = WriteOnlyCell(page)
    cell._value, cell.data_type = text, "s"  # setting `value` would make a formula of "=…"
    return cell


def _save(path: Path, save: Callable[[Path], None]) -> None:
    """Write a workbook beside its place, and then put it there."""
    with replacing(path, f".new{path.suffix}") as (_, temporary):
        save(temporary)


# ── Templates ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Offered:
    """What a template takes from a register.

    Attributes:
        languages: Languages of its names.
        choices: What the drop-downs offer, by the English headings of columns.
        examples: Examples from the register, by the English headings of columns.
    """

    languages: Sequence[str]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)


def template(path: Path, lang: str, offered: Offered, tables: Iterable[Table] = (), guard: Guard = str) -> None:
    """Write a template, empty or with the first rows.

    Args:
        path: Where to; an .xlsx has drop-downs, worksheets and explanations, a .csv the headings of all kinds of rows,
            or those of the kinds that have rows.
        lang: Language of headings; English where there are none in it.
        offered: What it takes from the register.
        tables: The rows that are filled in.
        guard: Keeps their texts from being taken for formulas.
    """
    filled, lang = {each.kind: each for each in tables}, lang if lang in _HEADINGS else "en"
    if path.suffix.lower() == ".csv":
        rows = [{column(KIND): each.kind, **row} for each in filled.values() for row in each.rows]
        headings, rows = _under(columns_of(filled or worksheets(), offered.languages), rows)
        with replacing(path) as (file, _):
            _csv(file, headings, rows, lang, guard)
        return
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    ranges = _lists(book, offered.choices, lang)
    for sheet in reversed([*worksheets().values()]):
        page, listed = book.create_sheet(sheet.name[lang], 0), in_languages(sheet.columns, offered.languages)
        headings, rows = _under(listed, filled.get(sheet.kind, Table(sheet.kind)).rows)
        _page(page, headings, lang, ranges)
        _fill(page, headings, rows, guard)
    _explanations(book.create_sheet("说明" if lang == "zh" else "Explanations"), lang, offered)
    book.active = 0
    _save(path, book.save)


def _lists(book: object, choices: Mapping[str, Sequence[str]], lang: str) -> Mapping[str, str]:
    """Write what drop-downs offer to a worksheet that is hidden; the range of each by heading."""
    from openpyxl.utils import get_column_letter

    page = book.create_sheet("列表" if lang == "zh" else "Lists")  # type: ignore[attr-defined] # a workbook
    page.sheet_state = "hidden"
    found = {}
    for number, (heading, offered) in enumerate(choices.items(), 1):
        letter = get_column_letter(number)
        for row, text in enumerate((heading, *offered), 1):
            page.cell(row, number).value = text
            page.cell(row, number).data_type = "s"
        found[heading] = f"'{page.title}'!${letter}$2:${letter}${max(2, len(offered) + 1)}"
    return found


def _page(page: Page, listed: Sequence[Column], lang: str, ranges: Mapping[str, str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    page.freeze_panes = "B2"
    for number, each in enumerate(listed, 1):
        letter = get_column_letter(number)
        cell = page.cell(1, number)
        cell.value = each.titled(lang)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", start_color="DDE6EE" if each.about == "entry" else "E9E4D6")
        cell.comment = Comment((each.explained or {}).get(lang, ""), "Sandbox Atlas", height=120, width=320)
        page.column_dimensions[letter].width = 28 if each.is_list or each.lang else 18
        page.column_dimensions[letter].number_format = "@"
        if each.heading in ranges:
            offered = DataValidation("list", formula1=ranges[each.heading], allow_blank=True)
            offered.showErrorMessage = False  # names that are printed otherwise are asked about by the import
            page.add_data_validation(offered)
            offered.add(f"{letter}2:{letter}{_ROWS}")


def _under(
    listed: Sequence[Column], rows: Iterable[Mapping[Column, str]]
) -> tuple[list[Column], list[dict[Column, str]]]:
    """The columns of a template, after them those that rows fill besides, and the rows under these columns."""
    known = {each.heading: each for each in listed}
    placed = [{known.setdefault(each.heading, each): text for each, text in row.items() if text} for row in rows]
    return [*known.values()], placed


def _fill(page: Page, listed: Sequence[Column], rows: Iterable[Mapping[Column, str]], guard: Guard) -> None:
    """Write rows below the headings, as texts."""
    for number, row in enumerate(rows, 2):
        for position, each in enumerate(listed, 1):
            if text := row.get(each, ""):
                cell = page.cell(number, position)
                cell.value, cell.data_type = guard(text), "s"


def _explanations(page: Page, lang: str, offered: Offered) -> None:
    """A worksheet that says what to write in each column of each worksheet, in the languages that readers have."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    order = sorted((each for each in _HEADINGS if each == lang or each in offered.languages), key=lang.__ne__)
    rows: list[list[str]] = [[_INTRODUCTION[each]] for each in order]
    rows += [[], [*chain(*(_HEADINGS[each] for each in order)), _EXAMPLE[lang]]]
    for sheet in worksheets().values():
        for each in in_languages(sheet.columns, offered.languages):
            said = ((sheet.name[one], each.titled(one), (each.explained or {}).get(one, "")) for one in order)
            rows.append([*chain(*said), offered.examples.get(each.heading, each.example)])
    for number, texts in enumerate(rows, 1):
        for position, text in enumerate(texts, 1):
            cell = page.cell(number, position)
            cell.value, cell.data_type = text, "s"
            cell.alignment = Alignment(wrap_text=number > len(order), vertical="top")
            cell.font = Font(bold=number == len(order) + 2)
    page.freeze_panes = page.cell(len(order) + 3, 1)
    widths = (*((18, 24, 60) * len(order)), 36)
    for position, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(position)].width = width
