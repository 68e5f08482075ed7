"""Drafted rows: a draft as rows that an import reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.curation.review.review import Review
from sandbox_atlas.graph.curation.review.rows import ReviewSheet
from sandbox_atlas.graph.curation.sheets.columns import columns
from sandbox_atlas.graph.curation.sheets.exporting import Table
from sandbox_atlas.graph.curation.sheets.letters import Tongue

_ISSUED = next(each for each in columns() if each.heading == "Issued")
_NOWHERE = "[]"
"""What stands in place of a batch or sandbox that is not known."""


@dataclass(frozen=True)
class DraftedRows:
    """The rows of a draft.

    Attributes:
        tables: The rows by the kind of what they are about.
        is_placed: Whether the applications have a batch or a sandbox.
    """

    tables: list[Table]
    is_placed: bool


def drafted_rows(review: Review, digests: Mapping[str, str], tongue: Tongue, issued: str = "") -> DraftedRows:
    """The rows of a review of a draft.

    Args:
        review: The review. Where it names no source, rows have no positions: nobody knows the document that they would
            count in.
        digests: SHA-256 of the documents of sources, by the slug of the source.
        tongue: Tells the languages of names.
        issued: The day on which a source came out that the rows describe; empty where it is not known.
    """
    known = digests if review.source else {"": "unknown"}
    tables: dict[str, Table] = {}
    for row in ReviewSheet(review, known, tongue).rows():
        texts = {column: cell.text for column, cell in row.cells.items() if cell.text != _NOWHERE}
        tables.setdefault(row.kind, Table(row.kind)).rows.append(texts)
    for described in tables["source"].rows if issued and "source" in tables else ():
        described[_ISSUED] = issued
    return DraftedRows([*tables.values()], bool(review.batch.entry or review.sandbox))
