"""Failures of queries: the errors for queries that are stopped, too large, or cannot be answered."""

from __future__ import annotations

from sandbox_atlas.graph.errors import DeadlineError, NotWritableError, QueryFailedError, TooLargeError
from sandbox_atlas.graph.rdf.formats import LABELS, RESULT_TYPES


def result_too_large(reason: str) -> TooLargeError:
    """The error of a query whose result exceeds a limit."""
    return TooLargeError(reason, "Add a LIMIT, or ask for fewer columns.")


def deadline_exceeded(seconds: float) -> DeadlineError:
    """The error of a query that was stopped at its deadline."""
    return DeadlineError(
        f"The query did not finish within {seconds:g} seconds and was stopped.",
        "Narrow it: name a class, a sandbox or a batch, or add a LIMIT inside.",
    )


def out_of_memory() -> TooLargeError:
    """The error of a query that exceeded the memory or the nesting of one query."""
    return TooLargeError(
        "The query needed more memory or nesting than one query may use.",
        "Ask for less at once: fewer groups, a smaller sort, less nesting.",
    )


def query_failed() -> QueryFailedError:
    """The error of a query at which a worker failed."""
    return QueryFailedError(
        "The engine failed at this query; others are not affected.",
        "Ask in another way; the log of the server has the details.",
    )


def not_writable(media_type: str, reason: str) -> NotWritableError:
    """The error of an answer that its format cannot express, with the formats that can express anything."""
    others = "JSON, CSV or TSV" if media_type in RESULT_TYPES else "Turtle, N-Triples, TriG or N-Quads"
    return NotWritableError(f"{LABELS[media_type]} cannot hold this. {reason}", f"Ask for {others}.")
