"""Caps on the rows and bytes of a result, counted while it is written. It knows how each format ends a row."""

from __future__ import annotations

import io
from typing import Any

_ROW_ENDS = {
    "application/sparql-results+json": (b'}},{"', 1),
    "application/sparql-results+xml": (b"</result>", 0),
    "text/csv": (b"\n", -1),
    "text/tab-separated-values": (b"\n", -1),
}
"""What ends or separates rows, and by how many they differ from the rows.

In JSON and XML the sequence cannot occur inside a term, as quotes and '<' are escaped there; nor can a line break in
TSV. In CSV it can, inside quotes.
"""


class ResultLimitError(Exception):
    """A result past the cap on rows or bytes."""


class BoundedBuffer(io.BytesIO):
    """Collects a result and stops it at its caps, by a `ResultLimitError` out of `write`."""

    def __init__(self, media_type: str, max_rows: int, max_bytes: int) -> None:
        super().__init__()
        self._row_end, self._rows = _ROW_ENDS.get(media_type, (b"\0", 0))
        self._quoted: bool | None = False if media_type == "text/csv" else None
        self._tail = b""
        self._max_rows, self._max_bytes = max_rows, max_bytes

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer, as io.RawIOBase has it
        """Take in the next bytes, unless they pass a cap."""
        chunk = bytes(data)
        super().write(chunk)
        self._count(chunk)
        if self.tell() > self._max_bytes:
            raise ResultLimitError(f"The result is larger than {self._max_bytes:,} bytes.")
        if self._rows > self._max_rows:
            raise ResultLimitError(f"The result has more than {self._max_rows:,} rows.")
        return len(chunk)

    def _count(self, chunk: bytes) -> None:
        if self._quoted is None:
            seam = self._tail + chunk
            self._rows += seam.count(self._row_end)
            self._tail = seam[-(len(self._row_end) - 1) :] if len(self._row_end) > 1 else b""
            return
        for part in chunk.split(b'"'):  # each quote begins or ends a quoted value
            self._rows += 0 if self._quoted else part.count(self._row_end)
            self._quoted = not self._quoted
        self._quoted = not self._quoted
