"""Tables whose cells ran together: numbers in order part the rows, and a name ends where only institutions follow."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import Claim, DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, NONE, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.listed import technologies_in
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.tables import fill
from sandbox_atlas.graph.curation.drafting.words import INSTITUTION_END, LABELS, NAME_BEGIN, PRODUCT_END

_RUN: Final = re.compile(
    rf"(?:序号|编号)?\s*(?:{LABELS['name']})\s*(?:{LABELS['applicant']})\s*(?P<type>(?:应用|项目)?(?:类型|类别))?\s*(?=1[^\d])"
)
_COLUMNS: Final = (
    "number", "name", "lead applicant", "applicant", "type", "technologies",
    "technology provider", "developer", "partner",
)  # fmt: skip
"""What columns hold that may run together and be told apart again."""
_END_OF_NAME: Final = re.compile(
    r"服务平台|服务系统|管理系统|服务|产品|平台|系统|项目|应用|方案|工具|模型|引擎|助手|机器人|贷款|贷|盾|链|宝|风控|金融|融资|账户|存管|核验|认证|查勘"
    r"|定价|结算|授信|收单|理赔|监测|评估|识别|核对|对账|汇款|汇兑|开户|[”》]"
)
_REST_OF_FIRM: Final = re.compile("[\u4e00-\u9fff]?(?:股份|责任)?(?:有限|公司)")
"""How words begin that are the rest of the name of a company, and not all of it."""
_MARKED: Final = re.compile(r"(?<![\d.])1[.、)]\s*(?!\d)")

_TYPE_CELL: Final = re.compile(
    "金融服务类?|(?:金融)?科技产品类?|[Ff]inancial [Ss]ervices?|[Tt]ech(?:nology)? [Pp]roducts?"
)
_GLUED: Final = re.compile(r"(?<=[a-z.])[A-Z]")
"""Where a cell begins right after the words of the one before it."""
_SORT: Final = re.compile(r"(?:innovat(?:ion|ive)|pilot|selected)\s+(?=\w)", re.I)
"""What may stand before the label of a column."""
_NUMBER_CELL: Final = re.compile(r"\s*\d{1,3}[.、]?\s*(?=\D)")


def read_run_together(reading: Reading) -> None:
    """Read all lines that are tables whose cells ran together; they are done."""
    _read_rows_on_lines(reading)
    for number, line in enumerate(reading.lines):
        if number not in reading.done and _read_line(reading, line):
            reading.find("run-together", "The cells of this table run together: check where each name ends.", line)
            reading.done.add(number)
            reading.used.append(line)


def _read_line(reading: Reading, line: Span) -> bool:
    """Read a line that has the labels of a table, or rows with marked numbers of which none has a bracket."""
    plain = reading.text.plain
    head = _RUN.search(plain, *line)
    first = None if head else _MARKED.search(plain, *line)
    start = head.end() if head else first.start() if first else None
    if start is None:
        return False
    marks = _numbers(plain, start, line[1])
    rows = [trimmed(plain, (mark[1], following[0])) for mark, following in pairwise([*marks, (line[1], line[1])])]
    if not head and (len(rows) < 2 or any(re.search(r"[(。;]", plain[slice(*row)]) for row in rows)):
        return False
    if not head and 2 * sum(_cut(reading, row)[1] is not None for row in rows) <= len(rows):
        return False
    for row in rows:
        _read_run_row(reading, row)
    return bool(rows)


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
        starts = starts or _REST_OF_FIRM.match(reading.text.plain, *rest)
        if group.members and group.certainty >= LIKELY and not starts and group.members[0].certainty > NONE:
            if found[1] is None or group.members[0].certainty > POSSIBLE:
                found = (match.end(), group)
            if group.members[0].entities or _begins_known(reading, rest):
                return found
    return found


def _begins_known(reading: Reading, rest: Span) -> bool:
    """Whether a known institution stands near the beginning of words, and no end of a name before it."""
    known = reading.institutions.known_in((rest[0], min(rest[1], rest[0] + 12)))[:1]
    return bool(known) and not _END_OF_NAME.search(reading.text.plain, rest[0], known[0].span[0])


def _read_rows_on_lines(reading: Reading) -> None:
    """Read tables of which each row became a line without signs between its cells: 序号应用名称应用类型申请机构."""
    columns: list[str] = []
    for number, line in enumerate(reading.lines):
        if number in reading.done:
            columns = []
            continue
        head = _columns(reading.text.plain_of(line))
        if len(head) > 1 and {"name", "applicant"} <= {each.split()[-1] for each in head}:
            columns = head
        elif not columns or not _read_row(reading, line, columns):
            numbered = columns[:1] == ["number"] and _NUMBER_CELL.match(reading.text.plain, *line)
            columns = columns if numbered else []
            continue
        reading.done.add(number)
        reading.used.append(line)


def _columns(words: str) -> list[str]:
    """The columns that a head of labels without signs between them names; none where other words are in it."""
    words = words.strip()
    found: list[str] = []
    at = 0
    while at < len(words):
        if sort := _SORT.match(words, at):
            at = sort.end()
        if words[at] == " ":
            at += 1
            continue
        options = [
            (match.end(), name)
            for name in _COLUMNS
            if (match := re.compile(LABELS[name], re.I).match(words, at)) and match.end() > at
        ]
        if not options:
            return []
        at, name = max(options)
        found.append(name)
    return found


def _read_row(reading: Reading, line: Span, columns: list[str]) -> bool:
    """Read a row by its columns, which its number, its type and the names of institutions tell apart."""
    plain = reading.text.plain
    number = _NUMBER_CELL.match(plain, *line) if columns[0] == "number" else None
    if columns[0] == "number" and not number:
        return False
    body = trimmed(plain, (number.end() if number else line[0], line[1]), " \t\n.")
    order = [each for each in columns if each != "number"]
    if _read_spaced(reading, body, order):
        return True
    technologies: list[Claim] = []
    if order[-1] == "technologies":
        order, at = order[:-1], _technologies_start(reading, body)
        technologies, body = technologies_in(reading, (at, body[1])), (body[0], at)
    types = [match.span() for match in _TYPE_CELL.finditer(plain, *body)] if "type" in order else []
    types.sort(key=lambda each: not _is_glued(plain, each))
    options: list[Span | None] = [*types] or [None]
    for type_ in options:
        parts = _parts(reading, body, order, type_)
        if parts:
            name, group = parts
            made = named(reading, name, line)
            made.type = reading.type_in(type_) if type_ else None
            made.institutions, made.technologies = reading.involved(group), technologies
            reading.add(made)
            reading.find("run-together", "The cells of this table run together: check where each name ends.", line)
            return True
    return False


def _read_spaced(reading: Reading, body: Span, order: list[str]) -> bool:
    """Read a row whose cells a space each stands between, where there are as many as columns."""
    cells = [match.span() for match in re.compile(r"\S+").finditer(reading.text.plain, *body)]
    if len(cells) != len(order):
        return False
    fill(reading, DraftedApplication(body), list(zip(order, cells, strict=True)))
    return True


def _technologies_start(reading: Reading, body: Span) -> int:
    """Where the technologies begin with which a row ends."""
    at = body[1]
    for mention in reversed(reading.technologies.inside(body)):
        if reading.text.plain[mention.span[1] : at].strip("、,和及等技术 "):
            break
        at = mention.span[0]
    return at


def _is_glued(plain: str, cell: Span) -> bool:
    """Whether a cell has no space before or after it, as only cells that ran together have."""
    return any(_GLUED.match(plain, at) is not None for at in cell)


def _parts(reading: Reading, body: Span, order: list[str], type_: Span | None) -> tuple[Span, Group] | None:
    """The name and the institutions of a row, around the cell of its type."""
    plain = reading.text.plain
    cells = [each for each in order if each != "type"]
    is_name_first = cells[0] == "name"
    between = order.index("type") == 1 if "type" in order else False
    if type_ and between:
        left, right = trimmed(plain, (body[0], type_[0]), " \t\n."), trimmed(plain, (type_[1], body[1]))
        name, who = (left, right) if is_name_first else (right, left)
        group = reading.institutions.group(who)
        least = POSSIBLE if _is_glued(plain, type_) else LIKELY
        fits = name[0] < name[1] and group.members and group.certainty >= least
        return (name, group) if fits else None
    if type_ and (type_[0] > body[0]) == (type_[1] < body[1]):
        return None
    rest = ((type_[1], body[1]) if type_[0] == body[0] else (body[0], type_[0])) if type_ else body
    if is_name_first:
        cut, found = _cut(reading, rest)
        return ((rest[0], cut), found) if found else None
    return _cut_after(reading, rest)


def _cut_after(reading: Reading, body: Span) -> tuple[Span, Group] | None:
    """The institutions with which a row begins, as many as they can be, and the name after them."""
    for at in range(body[1] - 4, body[0] + 2, -1):
        name = (at, body[1])
        words = reading.text.plain_of(name)
        if not (NAME_BEGIN.match(words) or PRODUCT_END.search(words)) or not INSTITUTION_END.search(
            reading.text.plain_of((body[0], at))
        ):
            continue
        group = reading.institutions.group((body[0], at))
        if group.members and group.certainty >= LIKELY and not INSTITUTION_END.match(words):
            return name, group
    return None
