"""Tables: rows with tabs or drawn lines between their cells, and cells that stand on lines of their own."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import APPLICANT, Claim, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import KNOWN, LIKELY
from sandbox_atlas.graph.curation.drafting.listed import technologies_in
from sandbox_atlas.graph.curation.drafting.names import is_name, named, unended
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import (
    INSTITUTION_END,
    NOTHING,
    ONLY_TYPE,
    OTHER_LABEL,
    PRODUCT_END,
    ROLE_LABELS,
    label_of,
    settled,
    type_of,
)

_DRAWN: Final = re.compile(r"\s*\|.*\|.*\|\s*")  # a row with drawn lines around its cells
_BARRED: Final = re.compile(
    r"[^|\n]*[^|\s][^|\n]* \| [^|\n]*(?: \| [^|\n]*)*|(?=[^\n]*[\u4e00-\u9fff])[^|\n]*(?:\|[^|\n]*){2,}"
)
"""A row with drawn lines only between its cells."""
_RULE: Final = re.compile(r"[\s|:+=–-]*\|[\s|:+=–-]*")
_TOLD: Final = re.compile("。|运用|利用|采用|借助|依托")
"""What a value of technologies has that tells of them in sentences."""
_SAID: Final = re.compile(r"\s*(?:[,:]|–+|-\s)\s*(?=\S)")
"""What stands between a quoted name and what is said of it."""
_SUM: Final = re.compile(r"合计|总计|共计|小计|(?:sub|grand )?total", re.I)  # what a row of sums begins with
_LONGEST_HEADING, _LONGEST_LABEL = 40, 30
Row = list[Span]


def read_tables(reading: Reading) -> None:
    """Read all tables; their lines are done."""
    _read_rows(reading)
    _read_cells_on_lines(reading)


def cells_of(text: str, line: Span) -> Row:
    """The cells of a row."""
    sign = "\t"
    if _DRAWN.fullmatch(text, *line) or ("\t" not in text[slice(*line)] and _BARRED.fullmatch(text, *line)):
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
    type_: Claim | None = None
    for number, line in enumerate(reading.lines):
        if _RULE.fullmatch(plain, *line):
            reading.done.add(number)
            continue
        if not _is_row(plain, line, has_head=bool(columns)):
            if columns and _is_group(reading, number, len(columns)):
                type_ = reading.type_in(line)
                reading.done.add(number)
                reading.used.append(line)
            elif number not in reading.done:
                columns, type_ = [], None
            continue
        row = cells_of(plain, line)
        labels = settled(label_of(plain[slice(*cell)]) for cell in row)
        if _is_head(reading, row, labels, is_first=not columns):
            columns = [*columns[:-1], *labels] if columns and number - 1 in heads else labels
            heads.add(number)
        elif columns and any(_SUM.fullmatch(plain, *cell) for cell in row[:2]):
            reading.used.append(line)
        elif columns:
            _read_row(reading, row, columns, type_)
        elif not _read_unlabelled(reading, row):
            continue
        reading.done.add(number)
        reading.used.append(line)


def _is_row(plain: str, line: Span, *, has_head: bool) -> bool:
    """Whether a line is a row: with tabs or drawn lines, or with lines between cells only, under a head or as one."""
    if "\t" in plain[slice(*line)].strip() or _DRAWN.fullmatch(plain, *line):
        return True
    if not _BARRED.fullmatch(plain, *line):
        return False
    return has_head or sum(label_of(plain[slice(*cell)]) is not None for cell in cells_of(plain, line)) > 1


def _is_head(reading: Reading, row: Row, labels: list[str | None], *, is_first: bool) -> bool:
    """Whether a row has the labels of the columns: most of its cells are labels, or enough of those of a first row."""
    filled_cells = [cell for cell in row if cell[0] < cell[1]]
    known = [label for label in labels if label]
    short = all(cell[1] - cell[0] <= _LONGEST_LABEL for cell in filled_cells)
    tells = is_first and short and bool({"name", "description"} & set(known)) and bool(set(ROLE_LABELS) & set(known))
    return len(known) >= 2 and (len(filled_cells) <= len(known) + 1 or tells)


def _is_group(reading: Reading, number: int, width: int) -> bool:
    """Whether a line between the rows of a table is the heading of the rows after it."""
    words, following = reading.text.plain_of(reading.lines[number]), number + 1
    if len(words) > _LONGEST_HEADING or re.search("[。;!?]|: *$", words) or following >= len(reading.lines):
        return False
    line = reading.lines[following]
    return "\t" in reading.text.plain_of(line).strip() and len(cells_of(reading.text.plain, line)) <= width


def _read_row(reading: Reading, row: Row, columns: list[str | None], type_: Claim | None) -> None:
    """Read a row by the labels of its columns; a row that lacks the number column is shifted."""
    plain = reading.text.plain
    shifted = len(row) == len(columns) - 1 and columns[0] in ("number", "type")
    if shifted and not re.fullmatch(r"[\d.、]+", plain[slice(*row[0])]):
        columns = columns[1:]
    elif len(row) < len(columns) and _misfits(reading, row, columns):
        message = "This row has fewer cells than the table has columns, perhaps because a cell of a row above goes on."
        reading.find("uncertain", f"{message} Check its institutions.", (row[0][0], row[-1][1]))
        columns = columns[len(columns) - len(row) :]
    by_label = [(label, cell) for label, cell in zip(columns, row, strict=False) if label and plain[slice(*cell)]]
    made = DraftedApplication((row[0][0], row[-1][1]), type=type_)
    if not _goes_on(reading, made, by_label):
        fill(reading, made, by_label)


def _misfits(reading: Reading, row: Row, columns: list[str | None]) -> bool:
    """Whether the cells of a row do not hold what their columns say."""
    for label, cell in zip(columns, row, strict=False):
        words = reading.text.plain_of(cell)
        if label == "name" and (ONLY_TYPE.fullmatch(words) or reading.known.of(words, "technology")):
            return True
        product = PRODUCT_END.search(words) and not INSTITUTION_END.search(words)
        if label in ROLE_LABELS and product and reading.institutions.group(cell).certainty < KNOWN:
            return True
    return False


def _goes_on(reading: Reading, made: DraftedApplication, values: list[tuple[str, Span]]) -> bool:
    """Whether a row goes on with the application of the row before it, of the same number and name."""
    before = reading.applications[-1] if reading.applications else None
    given = next((span for label, span in values if label == "name"), None)
    if not before or not before.name or not given or reading.text.of(given) != reading.text.of(before.name.position):
        return False
    numbers = [label for label, _ in values if label == "number"]
    same = numbers and reading.text.plain[before.position[0] : before.name.position[0]].strip() == (
        reading.text.plain[made.position[0] : given[0]].strip()
    )
    apart = reading.text.plain[before.position[1] : made.position[0]].strip()
    if apart or not (same or any(label == "role" for label, _ in values)):
        return False
    filled(reading, made, [(label, span) for label, span in values if label != "name"])
    before.institutions += [each for each in made.institutions if each not in before.institutions]
    have = {each.value for each in before.technologies}
    before.technologies += [each for each in made.technologies if each.value not in have]
    before.position = (before.position[0], made.position[1])
    reading.used.append(made.position)
    return True


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
    own = next((role for label, span in values if label == "role" and (role := role_named(plain[slice(*span)]))), None)
    for label, cell in values:
        span = unended(plain, cell) if label == "name" or label in ROLE_LABELS else cell
        if NOTHING.fullmatch(plain, *span):
            _unnamed(reading, made, span, label)
        elif label == "name" and made.name is None:
            quoted = quotations(plain, span)[:1]
            said = _SAID.match(plain, quoted[0][1], span[1]) if quoted and quoted[0][0] == span[0] else None
            if said and not made.description:
                made.description, span = reading.claim((said.end(), span[1])), quoted[0]
            given = named(reading, span, made.position)
            made.name, made.type = given.name, made.type or given.type
        elif label in ROLE_LABELS:
            role = label if label != "provider" else "technology provider" if applies else APPLICANT
            role = APPLICANT if label == "participant" and not applies else role
            role = own if own and role == APPLICANT else role
            if any(sign.isalpha() for sign in plain[slice(*span)]):
                made.institutions += reading.involved(reading.institutions.group(span), role)
        elif label == "type":
            found = type_of(plain[slice(*span)])
            made.type = reading.claim(span, (), found[0]) if found else made.type
        elif label == "description":
            made.description = reading.claim(span)
        elif label == "technologies" and _TOLD.search(plain, *span):
            made.details = span
        elif label == "technologies":
            made.technologies += technologies_in(reading, span)
    return made


def _unnamed(reading: Reading, made: DraftedApplication, span: Span, label: str) -> None:
    """Keep the words in the place of a name that the text does not give; elsewhere they say that there is none."""
    reading.used.append(span)
    if label == "name" and any(sign.isalpha() for sign in reading.text.plain_of(span)) and not made.description:
        made.description = reading.claim(span)


def role_named(words: str) -> str | None:
    """The role that a cell names, as a label of a column would."""
    label = label_of(words)
    return label if label in ROLE_LABELS else None


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
        words = reading.text.plain_of(lines[number]) if number not in reading.done else ""
        label = label_of(words) or ("other" if labels and OTHER_LABEL.fullmatch(words) else None)
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
