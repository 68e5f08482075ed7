"""Labelled lines: "Application: …", "Applicant: …", one under the other."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.batches import batch_numbers
from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.explicit import labels_in
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, POSSIBLE
from sandbox_atlas.graph.curation.drafting.names import is_name
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.roles import labelled
from sandbox_atlas.graph.curation.drafting.structure import MARK, mark_end
from sandbox_atlas.graph.curation.drafting.tables import fill
from sandbox_atlas.graph.curation.drafting.words import (
    LABELLED,
    OFFICE,
    PRODUCT_END,
    ROLE_LABELS,
    TYPE_HEADING,
    label_of,
    settled,
)

_LONGEST_NAME: Final = 80
_TABBED: Final = re.compile(r"\s*(?P<label>[^\s:\t][^:\t\n]{0,24}?) *\t *(?P<value>[^\t\n]+)")
"""A row of two cells, of which the first may be a label."""
_OF_APPLICATION = frozenset({"name", "bare name", "type", "description", "technologies", *ROLE_LABELS})
_NAMES: Final = frozenset({"name", "bare name"})
_OF_LIST: Final = re.compile(
    r"公示|公布|公告|通知|名单|清单|如下|\d{4}|\b(?:announc\w+|list|sandbox|approved|cohort|participants|notice|contents)\b",
    re.I,
)
"""What headings say that name no application."""


def read_labels(reading: Reading) -> None:
    """Read all blocks of labelled lines; their lines are done."""
    number = 0
    while number < len(reading.lines):
        if number not in reading.done and _read_several(reading, number):
            number += 1
            continue
        block = _block(reading, number)
        if block:
            _read_block(reading, block)
        number += max(len(block), 1)


def _read_several(reading: Reading, number: int) -> bool:
    """Read a line with several labels: 应用名称：X　应用类型：Y　申请机构：Z; return whether it was one."""
    line = reading.lines[number]
    values = labels_in(reading, (mark_end(reading.text.plain, line), line[1]))
    labels = [label for label, _ in values]
    gaps = re.findall(r"\s{2,}|\t|;", reading.text.plain_of(line).strip())
    if labels[:1] != ["name"] or len(gaps) < len(labels) - 1 or not any("applicant" in each for each in labels):
        return False
    fill(reading, DraftedApplication(line), values)
    reading.done.add(number)
    reading.used.append(line)
    return True


def _block(reading: Reading, number: int) -> list[tuple[int, str, Span]]:
    """The labelled lines from a line on that speak of one application."""
    found: list[tuple[int, str, Span]] = []
    for at in range(number, len(reading.lines)):
        value = _value(reading, at)
        if value is None and found and _continues(reading, at, found):
            found.append((at, found[-1][1], reading.lines[at]))
            continue
        if value is None and found and _is_other_label(reading, at):
            continue
        if not value or value[0] not in _OF_APPLICATION or value[1][0] >= value[1][1]:
            break
        if _begins_next(value[0], [label for _, label, _ in found]) or _stands_apart(reading, at, found):
            break
        found.append((at, *value))
    labels = settled(label for _, label, _ in found)
    return [(at, label, span) for (at, _, span), label in zip(found, labels, strict=True) if label]


def _value(reading: Reading, number: int) -> tuple[str, Span] | None:
    """What a line that is not done holds by its label."""
    if number in reading.done or number >= len(reading.lines):
        return None
    line = reading.lines[number]
    whole = labelled(reading.text, line)
    if whole and whole[0] in _NAMES:
        return whole
    if tabbed := _TABBED.fullmatch(reading.text.plain, *line):
        label, value = label_of(tabbed["label"]), tabbed["value"].strip()
        return (label, tabbed.span("value")) if label and not label_of(value) else None
    return labelled(reading.text, (mark_end(reading.text.plain, line), line[1]))


def _is_other_label(reading: Reading, number: int) -> bool:
    """Whether a line has a label that says nothing of an application, and the next one goes on with what does."""
    if number in reading.done or not LABELLED.match(reading.text.plain, *reading.lines[number]):
        return False
    following = _value(reading, number + 1)
    return following is not None and following[0] in _OF_APPLICATION and following[0] not in _NAMES


def _begins_next(label: str, before: list[str]) -> bool:
    """Whether a label begins the next application: a second name, or again what stood before the name of this one."""
    names = [number for number, each in enumerate(before) if each in _NAMES]
    if not names and before[:1] == [label] and "description" in before:
        return True
    return bool(names) and (label in _NAMES or label in before[: names[0]])


def _stands_apart(reading: Reading, number: int, block: list[tuple[int, str, Span]]) -> bool:
    """Whether a name below an empty line has the same label right under it as what stands above that empty line."""
    value, following = _value(reading, number), _value(reading, number + 1)
    if not block or not value or value[0] not in _NAMES or not following or _is_after_gap(reading, number + 1):
        return False
    labels = {label for _, label, _ in block}
    return not labels & _NAMES and following[0] in labels and _is_after_gap(reading, number)


def _is_after_gap(reading: Reading, number: int) -> bool:
    """Whether an empty line stands between a line and the one before it."""
    return reading.text.plain.count("\n", reading.lines[number - 1][1], reading.lines[number][0]) > 1


def _continues(reading: Reading, number: int, block: list[tuple[int, str, Span]]) -> bool:
    """Whether a line without a label goes on with the institutions of the line before it."""
    line, before, following = reading.lines[number], reading.lines[number - 1], _value(reading, number + 1)
    if number in reading.done or block[-1][1] not in ROLE_LABELS or MARK.match(reading.text.plain, *line):
        return False
    group = reading.institutions.group(line)
    indented = _indent(reading, line) > _indent(reading, before)
    if not group.members or group.certainty < (POSSIBLE if indented else LIKELY):
        return False
    has_name = any(label in _NAMES for _, label, _ in block)
    goes_on = following is not None and not _begins_next(following[0], [label for _, label, _ in block])
    return indented or (goes_on and (has_name or (following is not None and following[0] in _NAMES)))


def _indent(reading: Reading, line: Span) -> int:
    words = reading.text.plain_of(line)
    return len(words) - len(words.lstrip())


def _read_block(reading: Reading, block: list[tuple[int, str, Span]]) -> None:
    labels = {label for _, label, _ in block}
    lines = [reading.lines[number] for number, _, _ in block]
    values = [(label, span) for _, label, span in block]
    before = _institution_before(reading, block[0][0])
    if "name" in labels and (len(labels) > 1 or before):
        made = DraftedApplication((lines[0][0], lines[-1][1]))
        if before and not labels & {"applicant", "lead applicant"}:
            values = [("applicant", before), *values]
            reading.done.add(block[0][0] - 1)
        fill(reading, made, values)
    elif labels & set(ROLE_LABELS) and (name := _named_before(reading, block[0][0])):
        fill(reading, DraftedApplication(name), [("name", name), *values])
        reading.done.add(block[0][0] - 1)
    elif "description" in labels and before and not labels & set(ROLE_LABELS):
        fill(reading, DraftedApplication((before[0], lines[-1][1])), [("applicant", before), *values])
        reading.done.add(block[0][0] - 1)
    elif "description" in labels and labels & {"applicant", "lead applicant", "participant"}:
        fill(reading, DraftedApplication((lines[0][0], lines[-1][1])), values)
    else:
        return
    reading.done.update(number for number, _, _ in block)
    if (
        reading.applications
        and reading.applications[-1].position[0] <= lines[-1][0] <= reading.applications[-1].position[1]
    ):
        reading.headings[block[-1][0]] = reading.applications[-1]
    reading.used.extend(lines)


def _institution_before(reading: Reading, number: int) -> Span | None:
    """The institution on the line before the labels of its application, unless that line follows another name."""
    if not number or number - 1 in reading.done:
        return None
    above = _value(reading, number - 2) if number > 1 else None
    if above and above[0] in _NAMES:
        return None
    line = reading.lines[number - 1]
    line = (mark_end(reading.text.plain, line), line[1])
    group = reading.institutions.group(line) if line[1] - line[0] <= _LONGEST_NAME else None
    return line if group and group.members and group.certainty >= LIKELY else None


def _named_before(reading: Reading, number: int) -> Span | None:
    """The name of an application on the line before its labels: a numbered line."""
    if not number or number - 1 in reading.done:
        return None
    line = reading.lines[number - 1]
    mark = MARK.match(reading.text.plain, *line)
    name = (mark.end() if mark else line[0], line[1])
    words = reading.text.plain_of(name)
    if OFFICE.match(words):
        return None
    looks = PRODUCT_END.search(words) or (is_name(words) and reading.institutions.one(name).certainty < LIKELY)
    stands = mark is not None or bool(looks) or _stands_as_name(reading, number - 1)
    short = len(words) <= _LONGEST_NAME and stands
    return name if short and not re.search("[。;:!?]", words) else None


def _stands_as_name(reading: Reading, number: int) -> bool:
    """Whether a short line is the name of what the labels under it speak of: no institution, and no heading."""
    words = reading.text.plain_of(reading.lines[number])
    heading = _OF_LIST.search(words) or batch_numbers(words) or TYPE_HEADING.fullmatch(words)
    return not heading and reading.institutions.one(reading.lines[number]).certainty < LIKELY
