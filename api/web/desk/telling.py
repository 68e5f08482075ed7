"""Telling: findings on a review in words for curators: fields in place of properties, and the reader's language.

The checks speak English, to people who write files. A sentence that is listed here has a translation in the catalogue;
any other is told as it is, with words in place of the terms of RDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from sandbox_atlas.api.web.languages import Language, marked
from sandbox_atlas.graph.curation.sheets.columns import columns
from sandbox_atlas.graph.curation.sheets.wording import in_words_of_sheets
from sandbox_atlas.graph.errors import Finding

SENTENCES: Final = (
    marked("A batch belongs to exactly one sandbox"),
    marked("A batch has a place"),
    marked("The ordinal of a batch is one whole number from 1."),
    marked("A batch is published by a regulator"),
    marked("A sandbox names its regulator"),
    marked("A sandbox has a place"),
    marked("An application is in one batch"),
    marked("An application belongs to a sandbox"),
    marked("An institution has a kind"),
    marked("A branch belongs to one institution or regulator"),
    marked("A place is within one larger place"),
    marked("A milestone has a date"),
    marked("A milestone belongs to a sandbox"),
    marked("A source has a publisher"),
    marked("A source has a title or a description"),
    marked("A reported number is a whole number from 0."),
    marked("A name has a language"),
    marked("{rule}: the row says nothing of it."),
    marked("{rule}: {value} does not fit."),
    marked("Fill in the column {fields}."),
    marked("Fill in the column {fields} with an entry of the register or of the worksheet {sheet}."),
    marked("Add a column {fields} and fill it in."),
    marked("Add a column {fields} and fill it in with an entry of the register or of the worksheet {sheet}."),
    marked("Correct the column {fields}."),
    marked("Correct the column {fields}: take an entry of the register or of the worksheet {sheet}."),
    marked("The review has no name of who saves it."),
    marked("Write your name."),
    marked("The review names no source."),
    marked("Choose the source that the document is, or describe a new one."),
    marked("The applications have neither batch nor sandbox."),
    marked("Choose the batch that admitted them, or the sandbox where there are no batches."),
    marked("Nothing is accepted yet."),
    marked("Accept what the text says."),
    marked("{number} of {all} applications are undecided and will not be saved."),
    marked("Accept or reject them."),
    marked("What is said of the batch has no passage."),
    marked("Select the words of the text that speak of the batch."),
    marked("What is said of the entry has no passage."),
    marked("Select the words of the text that say so."),
    marked("The application has no passage."),
    marked("Select the words of the text that describe it."),
    marked("The application has no name."),
    marked("Write its name as the text prints it, or mark it as described, not named."),
    marked("“{value}” has no passage."),
    marked("Select the words of the text that say so, and press P."),
    marked("The text says “{there}” there, not “{value}”."),
    marked("Write the name as it is printed there, or select the words that print it."),
    marked("The file has no name."),
    marked("{file} is there already, and is no review of this document."),
    marked("Choose another name."),
    marked("“{name}” is the name of several entries: {entries}."),
    marked("“{name}” is the name of an entry elsewhere: {entries}."),
    marked("“{name}” is no name of the register, but like {entries}."),
    marked("“{name}” is not in the register. The nearest is {entries}."),
    marked("“{name}” is not in the register."),
    marked("The entry is new and has no name in {language}, which this register needs."),
    marked("The register calls this “{known}”: “{name}” is kept as another name."),
    marked("Choose what it means, or make a new entry of it."),
    marked("There is no {kind} “{name}”."),
    marked("The register has no source for what its editors add."),
    marked("Choose the source of what the editors add."),
    marked("“{value}” may be in {languages}: it is taken for {language}."),
    marked("Write @{code} after what is in {language}, or a name under {field}."),
    marked("“{name}” is the name of another entry in this review too."),
    marked("Write another slug for one of them, or the same if they are one."),
    marked("“{value}” is no day."),
    marked("“{value}” is no day of the calendar."),
    marked("Write YYYY-MM-DD."),
    marked("“{value}” is no date."),
    marked("Write YYYY-MM-DD, YYYY-MM or YYYY."),
    marked("“{value}” may be {one} or {other}."),
    marked("Write the one that is meant."),
    marked("“{value}” is no whole number."),
    marked("Write digits only."),
    marked("“{value}” is neither yes nor no."),
    marked("Write yes or no."),
    marked("“{slug}” is no slug."),
    marked("Use lower-case letters, digits and hyphens."),
    marked("{entity} and {other} are both called '{value}'."),
    marked("If they are one thing, use one slug; if not, say in the label what tells them apart."),
    marked("{entity} has {property} {value}, before {other}."),
    marked("Correct the dates; if sources disagree, list the disagreement."),
    marked("{entity} has neither a batch nor a reason."),
    marked("{entity} reports {value} applications, but the batches it covers add up to {other}."),
    marked("{entity} has more than one {property}, {value} and {other}, and no disagreement lists it."),
    marked("{entity} is marked as unnamed, but a source prints '{value}' for it."),
)
"""What is told; names in braces stand for what differs."""
_ANSWERS: Final = ("ambiguous", "near", "unknown")
"""Verdicts on names, which the page lets a curator decide beside the name, so that nothing has to be typed."""


def told(finding: Finding, reader: Language) -> Finding:
    """A finding as a curator reads it."""
    plain = in_words_of_sheets(finding, {each.heading for each in columns()})
    hint = reader.gettext("Choose the entry beside the name, or make a new one.")
    asks = finding.rule in _ANSWERS
    return replace(plain, message=_in(plain.message, reader), hint=hint if asks else _in(plain.hint, reader))


def _in(text: str, reader: Language) -> str:
    """A text in the reader's language: as a whole, or as what it is put together from."""
    for pattern, sentence in _patterns():
        found = pattern.fullmatch(text)
        if found:
            parts = {name: _in(part, reader) if name == "rule" else part for name, part in found.groupdict().items()}
            return reader.gettext(sentence).format(**parts)
    return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences as patterns, those with most words of their own first."""
    return tuple(_compiled(sorted(SENTENCES, key=lambda each: -len(re.sub(r"{\w+}", "", each)))))


def _compiled(sentences: list[str]) -> Iterator[tuple[re.Pattern[str], str]]:
    for sentence in sentences:
        parts = re.split(r"{(\w+)}", sentence.rstrip("."))
        body = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        yield re.compile(rf"{body}\.?", re.S), sentence
