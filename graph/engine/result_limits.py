"""Result limits: count the rows and bytes of a result while it is serialised, and stop it at the limit."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from sandbox_atlas.graph.rdf.formats import CSV, JSON, TSV, XML

_ROW_SEPARATORS: Final = {
    JSON: (b'}},{"', 1),
    XML: (b"</result>", 0),
    CSV: (b"\n", -1),
    TSV: (b"\n", -1),
}
"""For each format, the bytes that end or separate rows, and the number of rows minus the number of those bytes.

The bytes cannot occur inside a term of JSON or XML, which escape quotes and '<', nor inside one of TSV, which escapes
line breaks. In CSV they can, inside quotes.
"""


@dataclass(frozen=True, slots=True)
class ResultLimits:
    """How many rows (or triples) and bytes one result may have."""

    max_rows: int
    max_bytes: int

    def check(self, rows: int, size: int) -> None:
        """Check a result against the limits.

        Raises:
            ResultLimitError: It exceeds one of them.
        """
        if size > self.max_bytes:
            raise ResultLimitError(f"The result is larger than {self.max_bytes:,} bytes.")
        if rows > self.max_rows:
            raise ResultLimitError(f"The result has more than {self.max_rows:,} rows.")


UNLIMITED: Final = ResultLimits(2**62, 2**62)
"""Limits that no result reaches."""


class ResultLimitError(Exception):
    """A result that exceeds a limit."""


class BoundedBuffer(io.BytesIO):
    """A buffer for a serialised result whose `write` raises `ResultLimitError` at the limits.

    Args:
        media_type: Media type of the result; rows are counted only in the formats of SELECT results.
        limits: The limits.
    """

    def __init__(self, media_type: str, limits: ResultLimits) -> None:
        super().__init__()
        self._separator, self._rows = _ROW_SEPARATORS.get(media_type, (b"\0", 0))
        self._in_quotes: bool | None = False if media_type == CSV else None
        self._tail = b""
        self._limits = limits

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer, as in io.RawIOBase
        """Append bytes.

        Raises:
            ResultLimitError: The result now exceeds a limit.
        """
        chunk = bytes(data)
        super().write(chunk)
        self._count_rows(chunk)
        self._limits.check(self._rows, self.tell())
        return len(chunk)

    def _count_rows(self, chunk: bytes) -> None:
        if self._in_quotes is None:
            joined = self._tail + chunk
            self._rows += joined.count(self._separator)
            self._tail = joined[-(len(self._separator) - 1) :] if len(self._separator) > 1 else b""
            return
        for part in chunk.split(b'"'):  # each quote begins or ends a quoted value
            self._rows += 0 if self._in_quotes else part.count(self._separator)
            self._in_quotes = not self._in_quotes
        self._in_quotes = not self._in_quotes
