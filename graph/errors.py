"""Every way in which the atlas says no. It knows what went wrong and what to do, not how a shell shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox_atlas.graph.findings import Finding


class AtlasError(Exception):
    """Something the user can understand and act on.

    Attributes:
        message: What went wrong, in one sentence.
        hint: What to do about it, in one sentence; may be empty.
    """

    slug = "error"
    title = "The atlas cannot do this"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UnreadableFileError(AtlasError):
    """A path that cannot be opened or is of no kind the atlas reads."""

    slug = "unreadable-file"
    title = "A file cannot be read"


class InvalidDataError(AtlasError):
    """Data with findings that keep them from being served."""

    slug = "invalid-data"
    title = "The data have mistakes"

    def __init__(self, findings: Sequence[Finding]) -> None:
        count = len(findings)
        super().__init__(
            f"The data have {count} mistake{'s' if count != 1 else ''}, the first: {findings[0]}",
            "Run `sandbox-atlas check` on the same data to see them all.",
        )
        self.findings = list(findings)


class MalformedQueryError(AtlasError):
    """Text that is not a SPARQL 1.1 query (SPARQL 1.1 Query Language, section 19).

    Attributes:
        line: Line of the mistake, from 1, where the engine names it.
        column: Column of the mistake, from 1, where the engine names it.
    """

    slug = "malformed-query"
    title = "The query is not valid SPARQL"

    def __init__(self, message: str, hint: str = "", line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column


class ForbiddenQueryError(AtlasError):
    """A query that would reach outside or change data."""

    slug = "forbidden-query"
    title = "The query asks for something this endpoint does not do"


class DeadlineError(AtlasError):
    """A query that ran past its deadline."""

    slug = "deadline-exceeded"
    title = "The query took too long"


class TooLargeError(AtlasError):
    """A result past the cap on rows or bytes, or a query past its memory."""

    slug = "result-too-large"
    title = "The result is too large"


class EngineError(AtlasError):
    """An engine that is not there or broke down."""

    slug = "engine-unavailable"
    title = "The query engine is not available"


class StoreError(EngineError):
    """A store on disk that is not there, is not ours, or cannot be written."""

    slug = "store-unavailable"
    title = "The store on disk cannot be used"


class BusyError(AtlasError):
    """A server that has more to do than it can, or a client that asks for more than its share.

    Attributes:
        retry_after: Seconds after which to ask again (RFC 9110, section 10.2.3).
    """

    slug = "busy"
    title = "The server is busy"

    def __init__(self, message: str, hint: str = "", retry_after: int = 1) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class TooManyRequestsError(BusyError):
    """A client past its own limits (RFC 6585, section 4)."""

    slug = "too-many-requests"
    title = "You ask for more than one client may"


class UnknownNameError(AtlasError):
    """A question, view, entity or parameter that does not exist.

    Attributes:
        suggestions: Names like it that do exist, best first.
    """

    slug = "not-found"
    title = "There is no such thing"

    def __init__(self, what: str, name: str, suggestions: Sequence[str] = ()) -> None:
        hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"There is no {what} named '{name}'.", hint)
        self.suggestions = list(suggestions)


class BadParameterError(AtlasError):
    """A parameter that is missing, unknown or has a value it cannot take."""

    slug = "bad-parameter"
    title = "A parameter is wrong"
