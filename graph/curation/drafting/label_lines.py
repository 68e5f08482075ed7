"""Label lines: labels that are lines of their own, each over its value: 一、创新应用名称, and the name under it."""

from __future__ import annotations

from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import MARK
from sandbox_atlas.graph.curation.drafting.tables import fill
from sandbox_atlas.graph.curation.drafting.words import label_of

_SIGNS: Final = " \t:*"


def read_label_lines(reading: Reading) -> None:
    """Read all blocks that begin with a marked label of a name over it, and say who applies."""
    number = 0
    while number < len(reading.lines) - 1:
        block = _block(reading, number) if _label(reading, number) == "name" else []
        labels = [label for label, _ in block]
        if any("applicant" in label for label in labels):
            span = (reading.lines[number][0], block[-1][1][1])
            fill(reading, DraftedApplication(span), block)
            last = number + 2 * len(block)
            reading.done.update(range(number, last))
            reading.used.append(span)
            number = last
        else:
            number += 1


def _block(reading: Reading, number: int) -> list[tuple[str, Span]]:
    """The labels and values of the application whose name a line introduces, up to the next name."""
    found: list[tuple[str, Span]] = []
    for at in range(number, len(reading.lines) - 1, 2):
        label = _label(reading, at)
        if label is None or _label(reading, at + 1) or at + 1 in reading.done or label in [each for each, _ in found]:
            break
        found.append((label, trimmed(reading.text.plain, reading.lines[at + 1])))
    return found


def _label(reading: Reading, number: int) -> str | None:
    """What a line with a mark holds that is only a label."""
    if number in reading.done:
        return None
    line = reading.lines[number]
    mark = MARK.match(reading.text.plain, *line)
    return label_of(reading.text.plain_of((mark.end(), line[1])).strip(_SIGNS)) if mark else None
