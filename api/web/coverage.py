"""Coverage in words: how many applications are recorded, and how many more sources report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox_atlas.api.web.languages import Language
    from sandbox_atlas.graph.questions.coverage import Coverage


def coverage_sentence(covered: Coverage, reader: Language) -> str:
    """What is recorded and what more is reported; nothing is claimed where no source gives a number."""
    if not covered.batches and not covered.recorded:
        return ""
    return reader.joined([_recorded(covered, reader), *_reported(covered, reader)])


def _recorded(covered: Coverage, reader: Language) -> str:
    if not covered.recorded:
        return reader.gettext("No application is recorded.")
    if not covered.described:
        return reader.ngettext(
            "{count} application is recorded.", "{count} applications are recorded.", covered.recorded
        )
    words = reader.ngettext(
        "{count} application is recorded ({described} described without a name).",
        "{count} applications are recorded ({described} described without a name).",
        covered.recorded,
    )
    return words.format(described=reader.number(covered.described))


def _reported(covered: Coverage, reader: Language) -> list[str]:
    say, number = reader.gettext, reader.number
    if covered.unreported == covered.batches:
        return [say("No source gives a total.")]
    said = []
    if covered.missing and covered.batches == 1:
        said.append(say("Sources report {missing} more.").format(missing=number(covered.missing)))
    elif covered.missing:
        words = say("Sources report {missing} more, in {partial} of {batches} batches.")
        values = {"partial": number(covered.partial), "batches": number(covered.batches)}
        said.append(words.format(missing=number(covered.missing), **values))
    elif not covered.unreported:
        said.append(say("Sources report no more."))
    if covered.unreported:
        said.append(
            reader.ngettext(
                "For {count} batch no source gives a total.",
                "For {count} batches no source gives a total.",
                covered.unreported,
            )
        )
    return said
