"""Labelled lines: "Application: …", "Applicant: …", one under the other."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, labelled
from sandbox_atlas.graph.curation.drafting.names import is_name
from sandbox_atlas.graph.curation.drafting.plain import Span
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK
from sandbox_atlas.graph.curation.drafting.tables import fill
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END, ROLE_LABELS, settled

_LONGEST_NAME: Final = 80
_OF_APPLICATION = frozenset({"name", "bare name", "type", "description", "technologies", *ROLE_LABELS})
_NAMES: Final = frozenset({"name", "bare name"})


def read_labels(reading: Reading) -> None:
    """Read all blocks of labelled lines; their lines are done."""
    number = 0
    while number < len(reading.lines):
        block = _block(reading, number)
        if block:
            _read_block(reading, block)
        number += max(len(block), 1)


def _block(reading: Reading, number: int) -> list[tuple[int, str, Span]]:
    """The labelled lines from a line on that speak of one application."""
    found: list[tuple[int, str, Span]] = []
    for at in range(number, len(reading.lines)):
        line = reading.lines[at]
        mark = MARK.match(reading.text.plain, *line)
        value = labelled(reading.text, (mark.end() if mark else line[0], line[1])) if at not in reading.done else None
        if not value or value[0] not in _OF_APPLICATION or value[1][0] >= value[1][1]:
            break
        if value[0] in _NAMES and any(label in _NAMES for _, label, _ in found):
            break
        found.append((at, *value))
    labels = settled(label for _, label, _ in found)
    return [(at, label, span) for (at, _, span), label in zip(found, labels, strict=True) if label]


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
    """The institution on the line before the labels of its application."""
    if not number or number - 1 in reading.done:
        return None
    line = reading.lines[number - 1]
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
    looks = PRODUCT_END.search(words) or (is_name(words) and reading.institutions.one(name).certainty < LIKELY)
    short = len(words) <= _LONGEST_NAME and (mark is not None or bool(looks))
    return name if short and not re.search("[。;:!?]", words) else None
