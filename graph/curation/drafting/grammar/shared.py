"""Shared: lists of applications of which the line before them says whose they are: use cases developed by X."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.draft import DraftedApplication
from sandbox_atlas.graph.curation.drafting.grammar.agents import names_at
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import mark_end

_WHOSE: Final = re.compile(
    r"\b(?:use cases|projects|applications|pilots|trials|products|solutions|proofs? of concept|experiments)\s+"
    r"(?:that were\s+)?(?:developed|submitted|proposed|tested|piloted|run|completed|filed|put forward)\s+by\s+(?=[A-Z])"
)
"""What says before a list whose applications its items are."""
_WITH: Final = re.compile(
    r",?\s+(?:by\s+working|in\s+(?:partnership|collaboration|cooperation)|together)\s+with\s+(?=[A-Z])"
)
"""What leads to a partner in an item."""


def read_shared(reading: Reading, block: list[int], first: int) -> None:
    """Take the items of a list for applications of those whom the line before it names.

    Args:
        reading: The reading.
        block: The numbers of the lines of the list.
        first: The number of the first application that was read from them.
    """
    before = reading.lines[block[0] - 1] if block[0] else (0, 0)
    match = _WHOSE.search(reading.text.plain, *before)
    group = names_at(reading, match.end(), before[1]) if match else None
    if group is None or any(each.regulator for each in group.members):
        return
    for each in reading.applications[first:]:
        each.institutions = each.institutions or reading.involved(group)
    for number in block:
        if number not in reading.done:
            line = reading.lines[number]
            made = _described(
                reading, trimmed(reading.text.plain, (mark_end(reading.text.plain, line), line[1]), " \t.;")
            )
            made.institutions = [*reading.involved(group), *made.institutions]
            reading.add(made)
            reading.done.add(number)


def _described(reading: Reading, what: Span) -> DraftedApplication:
    """An application that words describe, with the partner whom they name at their end."""
    beside = _WITH.search(reading.text.plain, *what)
    partner = names_at(reading, beside.end(), what[1]) if beside else None
    if beside and partner:
        what = (what[0], beside.start())
    made = DraftedApplication(what, description=reading.claim(what))
    made.institutions = reading.involved(partner, "partner") if partner else []
    return made
