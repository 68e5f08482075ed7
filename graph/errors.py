"""Errors of the atlas, each with a message and a hint for the user, and findings about data; the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Finding:
    """One error or warning about the data.

    Attributes:
        file: Name of the file as the user gave it.
        line: Line from 1; 0 if the finding concerns the whole file.
        column: Column from 1; 0 if unknown.
        rule: Name of the rule that was broken.
        message: What is wrong.
        hint: How to correct it.
        severity: Data with errors are not served; warnings and notes have no effect.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.severity}: {self.message} [{self.rule}]" + (f" {self.hint}" if self.hint else "")


class Said(str):
    """A sentence to users that keeps its pattern, so that a page can say it in the language of its reader.

    Attributes:
        pattern: The sentence in English, with a gap for each value.
        values: What stands in the gaps, by name; a tuple is a list, which languages write with commas of their own.
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Self:
        """The sentence with its gaps filled."""
        written = {name: ", ".join(each) if isinstance(each, tuple) else each for name, each in values.items()}
        said = super().__new__(cls, pattern.format(**written))
        said.pattern, said.values = pattern, values
        return said

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """What makes the same sentence in another process."""
        return (self.pattern,), dict(self.values)


class AtlasError(Exception):
    """An error that the user can understand and act on.

    Attributes:
        message: What went wrong, in one sentence.
        hint: What to do about it, in one sentence; may be empty.
        slug: Name of the kind of error, for its URI.
        title: Short description of the kind of error.
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
    """A path that cannot be opened, or whose format the atlas does not read."""

    slug = "unreadable-file"
    title = "A file cannot be read"


class InvalidDataError(AtlasError):
    """Data with errors, which cannot be served."""

    slug = "invalid-data"
    title = "The data have mistakes"

    def __init__(self, findings: Sequence[Finding]) -> None:
        count = len(findings)
        super().__init__(
            f"The data have {count} mistake{'s' if count != 1 else ''}, the first: {findings[0]}",
            "Run `sandbox-atlas check` on the same data to see them all.",
        )
        self.findings = list(findings)


UNREADABLE = frozenset({"syntax", "encoding", "rdf-version"})
"""Rules whose findings keep a file from being read at all."""


def refused(findings: Iterable[Finding], mode: str) -> list[Finding]:
    """The findings for which data are refused: of `strict` all errors, else those that keep a file from being read."""
    return [each for each in findings if each.severity == "error" and (mode == "strict" or each.rule in UNREADABLE)]


def refuse(findings: Iterable[Finding], mode: str) -> None:
    """Refuse data for what was found in them; arguments as in `refused`.

    Raises:
        InvalidDataError: There is something for which they are refused.
    """
    wrong = refused(findings, mode)
    if wrong:
        raise InvalidDataError(wrong)


class MalformedQueryError(AtlasError):
    """Text that is not a SPARQL 1.1 query (SPARQL 1.1 Query Language, section 19).

    Attributes:
        line: Line of the error, from 1; None if unknown.
        column: Column of the error, from 1; None if unknown.
    """

    slug = "malformed-query"
    title = "The query is not valid SPARQL"

    def __init__(self, message: str, hint: str = "", line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column


class UnsupportedQueryError(MalformedQueryError):
    """A valid query that the engine would answer wrongly, so that it is refused."""

    slug = "unsupported-query"
    title = "The engine would answer this query wrongly"


class UnknownFunctionError(MalformedQueryError):
    """A valid query that calls a function by an IRI that the engine does not know (SPARQL 1.1, section 17.6).

    By the specification each call is an error, so that a misspelt name would filter away all rows without a word.
    """

    slug = "unknown-function"
    title = "The query calls a function that the engine does not have"


class ForbiddenQueryError(AtlasError):
    """A request for an update, or a query that would call another server."""

    slug = "forbidden-query"
    title = "The query asks for something that this endpoint does not allow"


class DeadlineError(AtlasError):
    """A query that was stopped at its deadline."""

    slug = "deadline-exceeded"
    title = "The query took too long"


class TooLargeError(AtlasError):
    """A result that exceeds the limit on rows or bytes, or a query that exceeds its memory limit."""

    slug = "result-too-large"
    title = "The result is too large"


class NotWritableError(AtlasError):
    """An answer or a file that the chosen format cannot express."""

    slug = "not-writable"
    title = "The format cannot hold this"


class QueryFailedError(AtlasError):
    """A query at which the engine fails for a reason that is no fault of the query."""

    slug = "query-failed"
    title = "The engine failed at this query"


class EngineError(AtlasError):
    """An engine that cannot be reached or failed."""

    slug = "engine-unavailable"
    title = "The query engine is not available"


class StoreError(EngineError):
    """A store on disk that is missing, was not written by the atlas, or cannot be written."""

    slug = "store-unavailable"
    title = "The store on disk cannot be used"


class ArchiveError(EngineError):
    """An archive that cannot be read or written, or a snapshot in it that cannot be opened."""

    slug = "archive-unavailable"
    title = "The archive cannot be used"


class BusyError(AtlasError):
    """A server that is overloaded, or a client that requests more than its share.

    Attributes:
        retry_after: Seconds after which to try again (RFC 9110, section 10.2.3).
    """

    slug = "busy"
    title = "The server is busy"

    def __init__(self, message: str, hint: str = "", retry_after: int = 1) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class UnknownNameError(AtlasError):
    """A question, view, entity or parameter that does not exist.

    Attributes:
        name: The name.
        suggestions: Similar names that exist, the best first.
    """

    slug = "not-found"
    title = "Not found in the atlas"

    def __init__(self, what: str, name: str, suggestions: Sequence[str] = (), hint: str = "") -> None:
        hint = Said("Did you mean {names}?", names=tuple(suggestions)) if suggestions else hint
        super().__init__(f"There is no {what} named '{name}'.", hint)
        self.name = name
        self.suggestions = list(suggestions)


class BadParameterError(AtlasError):
    """A parameter that is missing or unknown, or has an invalid value."""

    slug = "bad-parameter"
    title = "A value was not recognised"


class UnknownValueError(BadParameterError):
    """A parameter that names no thing that it takes.

    Attributes:
        parameter: Name of the parameter.
        value: What was written.
        near: References (kind/slug) of things with similar names.
    """

    def __init__(self, message: str, hint: str, parameter: str, value: str, near: Sequence[str]) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
        self.value = value
        self.near = tuple(near)


def overloaded(retry_after: int) -> BusyError:
    """The error of a query that is refused because too many others run or wait.

    Args:
        retry_after: Seconds after which to try again.
    """
    return BusyError(
        "The server has more queries than it can run at once.",
        f"Ask again in {retry_after} second{'s' if retry_after != 1 else ''}.",
        retry_after,
    )


def reason_of(error: OSError) -> str:
    """What the system says of an error, in words that fit into a sentence."""
    return (error.strerror or str(error)).lower()
