"""What every SPARQL engine promises: a query, a media type and a deadline in; all of the answer out, or an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sandbox_atlas.graph.engine.query import Query, QueryDataset


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: its bytes and their media type."""

    body: bytes
    media_type: str


class Engine(Protocol):
    """Answers SPARQL queries over one snapshot."""

    @property
    def snapshot(self) -> str:
        """What names the state of the data: the same name, the same answers."""
        ...

    @property
    def statements(self) -> int | None:
        """Number of statements, those of named graphs included; None where they cannot be counted."""
        ...

    async def query(
        self,
        text: str | Query,
        media_type: str,
        deadline: float | None = None,
        *,
        unlimited: bool = False,
        dataset: QueryDataset | None = None,
    ) -> Answer:
        """The answer to a query, serialised.

        Args:
            text: A SPARQL 1.1 query, read already or not.
            media_type: A key of `RESULT_TYPES` for SELECT and ASK, of `GRAPH_TYPES` for CONSTRUCT and DESCRIBE.
            deadline: Seconds that the query may take; None takes the engine's own.
            dataset: The dataset to ask, in place of the whole and of what FROM says in the text.
            unlimited: Lift the caps on rows and bytes, for what the atlas asks about itself.

        Raises:
            MalformedQueryError: The text is not a query.
            ForbiddenQueryError: The query would change data or reach outside.
            DeadlineError: It took too long.
            TooLargeError: The answer is past the cap on rows or bytes, or the query past its memory.
            EngineError: The engine is not there or broke down.
            ValueError: The media type does not go with the form of the query.
        """
        ...

    async def close(self) -> None:
        """Let go of all processes and connections."""
        ...
