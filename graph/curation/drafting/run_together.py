"""Tables whose cells ran together: numbers in order part the rows, and a name ends where only institutions follow."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, NONE, POSSIBLE, Group
from sandbox_atlas.graph.curation.drafting.names import named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.words import LABELS

_RUN: Final = re.compile(
    rf"(?:序号|编号)?\s*(?:{LABELS['name']})\s*(?:{LABELS['applicant']})\s*(?P<type>(?:应用|项目)?(?:类型|类别))?\s*(?=1[^\d])"
)
_END_OF_NAME: Final = re.compile(
    r"服务平台|服务系统|管理系统|服务|产品|平台|系统|项目|应用|方案|工具|模型|引擎|助手|机器人|贷款|贷|盾|链|宝|风控|金融|融资|账户|存管|核验|认证|查勘"
    r"|定价|结算|授信|收单|理赔|监测|评估|识别|核对|对账|汇款|汇兑|开户|[”》]"
)
_MARKED: Final = re.compile(r"(?<![\d.])1[.、)]\s*(?!\d)")


def read_run_together(reading: Reading) -> None:
    """Read all lines that are tables whose cells ran together; they are done."""
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
        if group.members and group.certainty >= LIKELY and not starts and group.members[0].certainty > NONE:
            if found[1] is None or group.members[0].certainty > POSSIBLE:
                found = (match.end(), group)
            if group.members[0].entities or reading.institutions.known_in((rest[0], min(rest[1], rest[0] + 12)))[:1]:
                return found
    return found
