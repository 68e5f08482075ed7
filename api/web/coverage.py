"""Coverage in words: how many applications sources report, and how many of them the atlas names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox_atlas.api.web.languages import Language
    from sandbox_atlas.graph.questions.coverage import Coverage


def coverage_sentence(covered: Coverage, reader: Language) -> str:
    """What sources report and what is named; nothing is claimed where no source gives a number."""
    say, number = reader.gettext, reader.number
    parts = []
    if covered.reported:
        words = say("Sources report {reported} applications in batches; {named} of these are named here.")
        parts.append(words.format(reported=number(covered.reported), named=number(covered.named)))
        if covered.uncounted:
            words = say("{count} more are named where no source gives a number.")
            parts.append(words.format(count=number(covered.uncounted)))
    elif covered.uncounted or covered.batches or covered.described:
        words = say("No source gives a number of applications; {count} are named here.")
        parts.append(words.format(count=number(covered.uncounted)))
    if covered.described:
        words = say("{count} are described without a name.")
        parts.append(words.format(count=number(covered.described)))
    return reader.joined(parts)
