"""What every SPARQL engine promises: a query, a media type and a deadline in; all of the answer out, or an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

RESULT_TYPES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types of SELECT and ASK results, with the suffix that stands for each."""

GRAPH_TYPES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
}
"""Media types of CONSTRUCT and DESCRIBE results, with the suffix that stands for each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: its bytes and their media type."""

    body: bytes
    media_type: str


class Engine(Protocol):
    """Answers SPARQL queries over one snapshot."""

    async def query(self, text: str, media_type: str, deadline: float | None = None, *, whole: bool = False) -> Answer:
        """The answer to a query, serialised.

        Args:
            text: A SPARQL 1.1 query.
            media_type: A key of `RESULT_TYPES` for SELECT and ASK, of `GRAPH_TYPES` for CONSTRUCT and DESCRIBE.
            deadline: Seconds that the query may take; None takes the engine's own.
            whole: Lift the caps on rows and bytes, for what the atlas asks about itself.

        Raises:
            MalformedQueryError: The text is not a query.
            ForbiddenQueryError: The query would change data or reach outside.
            DeadlineError: It took too long.
            TooLargeError: The answer is past the cap on rows or bytes, or the query past its memory.
            EngineError: The engine is not there or broke down.
        """
        ...

    async def close(self) -> None:
        """Let go of all processes and connections."""
        ...
