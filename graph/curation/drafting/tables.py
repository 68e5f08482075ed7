"""Tables: rows with tabs or drawn lines between their cells, and cells that stand on lines of their own."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Claim, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END, ROLE_LABELS, label_of, settled, type_of

_DRAWN: Final = re.compile(r"\s*\|.*\|.*\|\s*")
"""A row with drawn lines between its cells."""
_RULE: Final = re.compile(r"[\s|:+=–-]*\|[\s|:+=–-]*")
Row = list[Span]


def read_tables(reading: Reading) -> None:
    """Read all tables; their lines are done."""
    _read_rows(reading)
    _read_cells_on_lines(reading)


def cells_of(text: str, line: Span) -> Row:
    """The cells of a row."""
    sign = "\t"
    if _DRAWN.fullmatch(text, *line):
        sign = "|"
        line = trimmed(text, line, " \t|")
    found, start = [], line[0]
    for at in range(*line):
        if text[at] == sign:
            found.append(trimmed(text, (start, at)))
            start = at + 1
    return [*found, trimmed(text, (start, line[1]))]


def _read_rows(reading: Reading) -> None:
    plain = reading.text.plain
    columns: list[str | None] = []
    heads: set[int] = set()
    for number, line in enumerate(reading.lines):
        if _RULE.fullmatch(plain, *line):
            reading.done.add(number)
            continue
        if "\t" not in plain[slice(*line)].strip() and not _DRAWN.fullmatch(plain, *line):
            columns = [] if columns and number not in reading.done else columns
            continue
        row = cells_of(plain, line)
        labels = settled(label_of(plain[slice(*cell)]) for cell in row)
        if (
            sum(label is not None for label in labels) >= 2
            and sum(bool(plain[slice(*cell)]) for cell in row) <= len([label for label in labels if label]) + 1
        ):
            columns = [*columns[:-1], *labels] if columns and number - 1 in heads else labels
            heads.add(number)
        elif columns:
            _read_row(reading, row, columns)
        elif not _read_unlabelled(reading, row):
            continue
        reading.done.add(number)
        reading.used.append(line)


def _read_row(reading: Reading, row: Row, columns: list[str | None]) -> None:
    """Read a row by the labels of its columns; a row that lacks the number column is shifted."""
    plain = reading.text.plain
    shifted = len(row) == len(columns) - 1 and columns[0] in ("number", "type")
    if shifted and not re.fullmatch(r"[\d.、]+", plain[slice(*row[0])]):
        columns = columns[1:]
    by_label = [(label, cell) for label, cell in zip(columns, row, strict=False) if label and plain[slice(*cell)]]
    fill(reading, DraftedApplication((row[0][0], row[-1][1])), by_label)


def fill(reading: Reading, made: DraftedApplication, values: list[tuple[str, Span]]) -> None:
    """Add an application of labelled values, or institutions where the values have no application."""
    filled(reading, made, values)
    if made.name or made.description:
        reading.add(made)
    elif made.institutions:
        reading.loose.extend(made.institutions)


def filled(reading: Reading, made: DraftedApplication, values: list[tuple[str, Span]]) -> DraftedApplication:
    """An application with labelled values; who is called its provider applies, unless another applicant is named."""
    plain = reading.text.plain
    applies = any("applicant" in label for label, _ in values)
    for label, span in values:
        if label == "name" and made.name is None:
            given = named(reading, span, made.position)
            made.name, made.type = given.name, made.type or given.type
        elif label in ROLE_LABELS:
            role = label if label != "provider" else "technology provider" if applies else APPLICANT
            if any(sign.isalpha() for sign in plain[slice(*span)]):
                made.institutions += reading.involved(reading.institutions.group(span), role)
        elif label == "type":
            found = type_of(plain[slice(*span)])
            made.type = reading.claim(span, (), found[0]) if found else made.type
        elif label == "description":
            made.description = reading.claim(span)
        elif label == "technologies":
            made.technologies += technologies_in(reading, span)
    return made


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


def technologies_among(reading: Reading, span: Span) -> list[Claim]:
    """The technologies of the register that stand among institutions, or in a bracket after one."""
    found = []
    for part in re.compile(r"[^,;、/|()]+").finditer(reading.text.plain, *span):
        mention = reading.known.of(part.group().strip(), "technology")
        if mention:
            found.append(reading.claim(part.span(), (iri for _, iri in mention.things)))
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
