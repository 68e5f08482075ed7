"""Tables: rows with tabs between their cells, cells that stand on lines of their own, and cells run together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import Claim, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, NONE, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.items import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import LABELS, PRODUCT_END, ROLE_LABELS, label_of, type_of

_RUN: Final = re.compile(
    rf"(?:序号|编号)?\s*(?:{LABELS['name']})\s*(?:{LABELS['applicant']})\s*(?P<type>(?:应用|项目)?(?:类型|类别))?\s*(?=1[^\d])"
)
_END_OF_NAME: Final = re.compile(
    r"服务平台|服务系统|管理系统|服务|产品|平台|系统|项目|应用|方案|工具|模型|引擎|助手|机器人|贷|盾|链|宝|风控|金融|融资|[”》]"
)
Row = list[Span]


def read_tables(reading: Reading) -> None:
    """Read all tables; their lines are done."""
    _read_rows(reading)
    _read_cells_on_lines(reading)
    for number, line in enumerate(reading.lines):
        if number not in reading.done:
            _read_run_together(reading, number, line)


def cells_of(text: str, line: Span) -> Row:
    """The cells of a row."""
    found, start = [], line[0]
    for at in range(*line):
        if text[at] == "\t":
            found.append(trimmed(text, (start, at)))
            start = at + 1
    return [*found, trimmed(text, (start, line[1]))]


def _read_rows(reading: Reading) -> None:
    plain = reading.text.plain
    columns: list[str | None] = []
    for number, line in enumerate(reading.lines):
        if "\t" not in plain[slice(*line)].strip():
            columns = [] if columns and number not in reading.done else columns
            continue
        row = cells_of(plain, line)
        labels = [label_of(plain[slice(*cell)]) for cell in row]
        if (
            sum(label is not None for label in labels) >= 2
            and sum(bool(plain[slice(*cell)]) for cell in row) <= len([label for label in labels if label]) + 1
        ):
            columns = labels
        elif columns:
            _read_row(reading, row, columns)
        elif not _read_unlabelled(reading, row):
            continue
        reading.done.add(number)
        reading.used.append(line)


def _read_row(reading: Reading, row: Row, columns: list[str | None]) -> None:
    """Read a row by the labels of its columns; a row that lacks the number column is shifted."""
    plain = reading.text.plain
    if len(row) == len(columns) - 1 and columns[0] in ("number", "type"):
        columns = columns[1:]
    by_label = [(label, cell) for label, cell in zip(columns, row, strict=False) if label and plain[slice(*cell)]]
    fill(reading, DraftedApplication((row[0][0], row[-1][1])), by_label)


def fill(reading: Reading, made: DraftedApplication, values: list[tuple[str, Span]]) -> None:
    """Add an application of labelled values, or institutions where the values have no application."""
    plain = reading.text.plain
    for label, span in values:
        if label == "name" and made.name is None:
            given = named(reading, span, made.position)
            made.name, made.type = given.name, made.type or given.type
        elif label in ROLE_LABELS:
            made.institutions += reading.involved(reading.institutions.group(span), label)
        elif label == "type":
            found = type_of(plain[slice(*span)])
            made.type = reading.claim(span, (), found[0]) if found else made.type
        elif label == "description":
            made.description = reading.claim(span)
        elif label == "technologies":
            made.technologies += technologies_in(reading, span)
    if made.name or made.description:
        reading.add(made)
    elif made.institutions:
        reading.loose.extend(made.institutions)


def technologies_in(reading: Reading, span: Span) -> list[Claim]:
    """The technologies of a list of technologies, known or not."""
    found = []
    plain = reading.text.plain
    for match in re.compile(r"(?:[^,、;/\n\t和及]|(?<=[A-Za-z])/(?=[A-Za-z]))+").finditer(plain, *span):
        part = trimmed(plain, match.span(), " \t,、;。.")
        ended = re.search("等(?:技术)?$", plain[slice(*part)])
        part = (part[0], part[1] - len(ended.group())) if ended else part
        if part[0] < part[1]:
            mention = reading.known.of(plain[slice(*part)], "technology")
            found.append(reading.claim(part, (iri for _, iri in mention.things) if mention else ()))
    return found


def _read_unlabelled(reading: Reading, row: Row) -> bool:
    """Read a row of a table without labels: where one cell names institutions and another an application."""
    plain = reading.text.plain
    cells = [cell for cell in row if not re.fullmatch(r"[\d.、()]*", plain[slice(*cell)])]
    groups = [(cell, reading.institutions.group(cell)) for cell in cells]
    sure = [(cell, group) for cell, group in groups if group.certainty >= LIKELY]
    names = [cell for cell in cells if is_name(plain[slice(*cell)]) and PRODUCT_END.search(plain[slice(*cell)])]
    names = [cell for cell in names if all(cell != other for other, _ in sure)]
    if not sure or len(cells) < 2:
        return False
    made = DraftedApplication((row[0][0], row[-1][1]), institutions=reading.involved(sure[0][1]))
    others = [cell for cell in cells if cell != sure[0][0]]
    if names:
        made.name = named(reading, names[0], made.position).name
    elif len(plain[slice(*others[0])]) > 20:
        made.description = reading.claim(others[0])
    else:
        return False
    reading.add(made)
    return True


def _read_cells_on_lines(reading: Reading) -> None:
    """Read tables of which each cell became a line: labels in a row of lines, then the cells in the same order."""
    labels: list[str] = []
    lines, number = reading.lines, 0
    while number < len(lines):
        label = label_of(reading.text.plain_of(lines[number])) if number not in reading.done else None
        if label:
            labels.append(label)
        elif len(labels) >= 2 and set(labels) & {"name", *ROLE_LABELS}:
            reading.done.update(range(number - len(labels), number))
            reading.used.extend(lines[number - len(labels) : number])
            number = _read_stacked(reading, number, labels) - 1
            labels = []
        else:
            labels = []
        number += 1


def _read_stacked(reading: Reading, number: int, labels: list[str]) -> int:
    """Read rows of cells on lines from a line on; return the number of the first line after them."""
    lines, plain = reading.lines, reading.text.plain
    numbered = labels[0] == "number"
    while number < len(lines):
        if numbered and not re.fullmatch(r"\s*\d{1,3}[.、]?\s*", plain[slice(*lines[number])]):
            break
        end = number + 1
        while (
            end < len(lines)
            and end - number < len(labels) + 8
            and not _ends_row(reading, end, number, labels, numbered)
        ):
            end += 1
        row = [trimmed(plain, line) for line in lines[number:end]]
        if len(row) < len(labels) - (labels[-1] not in ROLE_LABELS):
            break
        values = list(zip(labels, row, strict=False))
        values += [(labels[-1], cell) for cell in row[len(labels) :]]
        fill(reading, DraftedApplication((row[0][0], row[-1][1])), values)
        reading.done.update(range(number, end))
        reading.used.append((row[0][0], row[-1][1]))
        number = end
    return number


def _ends_row(reading: Reading, at: int, first: int, labels: list[str], numbered: bool) -> bool:
    words = reading.text.plain_of(reading.lines[at])
    if numbered and re.fullmatch(r"\s*\d{1,3}[.、]?\s*", words):
        return True
    if at - first < len(labels):
        return False
    return not numbered or reading.institutions.group(reading.lines[at]).certainty < LIKELY


def _read_run_together(reading: Reading, number: int, line: Span) -> None:
    """Read a table of which all cells ran together: numbers in order part its rows."""
    plain = reading.text.plain
    head = _RUN.search(plain, *line)
    if not head:
        return
    marks = _numbers(plain, head.end(), line[1])
    rows = [(mark[1], following[0]) for mark, following in pairwise([*marks, (line[1], line[1])])]
    if not rows:
        return
    for row in rows:
        _read_run_row(reading, trimmed(plain, row))
    reading.find(
        "run-together", "The cells of this table run together: check where each name ends.", (head.start(), line[1])
    )
    reading.done.add(number)
    reading.used.append(line)


def _numbers(plain: str, start: int, end: int) -> list[Span]:
    """Where the numbers 1, 2, 3 … of rows stand."""
    found: list[Span] = []
    while match := re.compile(rf"(?<!\d){len(found) + 1}(?![\dGg×x+%年月日家个级])[.、]?\s*").search(plain, start, end):
        found.append(match.span())
        start = match.end()
    return found


def _read_run_row(reading: Reading, row: Span) -> None:
    plain = reading.text.plain
    type_ = re.compile(r"(?:金融服务|科技产品)$").search(plain, *row)
    made_type = reading.type_in(type_.span()) if type_ else None
    body = (row[0], type_.start()) if type_ else row
    cut, group = _cut(reading, body)
    if group is None:
        reading.find("uncertain", "Where the name ends and the institutions begin was not found.", row)
        return
    made = named(reading, (body[0], cut), row)
    made.type, made.institutions = made_type, reading.involved(group)
    reading.add(made)


def _cut(reading: Reading, body: Span) -> tuple[int, Group | None]:
    """Where the institutions begin in a row whose cells ran together: after the last end of a name before them."""
    found: tuple[int, Group | None] = (body[1], None)
    for match in _END_OF_NAME.finditer(reading.text.plain, *body):
        rest = (match.end(), body[1])
        group = reading.institutions.group(rest)
        starts = _END_OF_NAME.match(reading.text.plain, *rest)
        if group.members and group.certainty >= LIKELY and not starts and group.members[0].certainty > NONE:
            if found[1] is None or group.members[0].certainty > POSSIBLE:
                found = (match.end(), group)
            if group.members[0].entities or reading.institutions.known_in((rest[0], min(rest[1], rest[0] + 12)))[:1]:
                return found
    return found
