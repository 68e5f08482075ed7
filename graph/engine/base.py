"""Engine interface: evaluates a SPARQL query and returns the complete serialised answer, or raises an error."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sandbox_atlas.graph.engine.failures import deadline_exceeded
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.query import Query, QueryDataset
from sandbox_atlas.graph.engine.result_limits import UNLIMITED, ResultLimits
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.vocabulary import BASE, REGISTER

if TYPE_CHECKING:
    from sandbox_atlas.graph.errors import Finding
    from sandbox_atlas.graph.settings import Settings

T = TypeVar("T")

_SCANNED_AT_ONCE = 4_096
"""Characters up to which a text is scanned in less than ten milliseconds, on the event loop."""
PATIENCE = 3_600.0
"""Seconds that a query may take without which nothing could be served: on a busy machine data still open."""
_READ_AT_ONCE = 16_384
"""Bytes of an answer up to which reading it takes less than handing it to a thread."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer.

    Attributes:
        body: Its bytes.
        media_type: Their media type.
        total: Number of rows of the result, where only the first were asked for; None for a complete answer.
    """

    body: bytes
    media_type: str
    total: int | None = None


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query that may run, with the limits that apply to it.

    Attributes:
        query: The query.
        media_type: Media type of the answer, one that fits the form of the query.
        dataset: The dataset that the caller named; it replaces the one of the query's FROM clauses.
        deadline: Seconds that the query may take.
        limits: Limits on the size of the result.
        first: Number of rows to return; the others are only counted. None for all.
        own: Whether it is a query of the atlas's own, which needs no order between kinds of values.
    """

    query: Query
    media_type: str
    dataset: QueryDataset | None
    deadline: float
    limits: ResultLimits
    first: int | None = None
    own: bool = False

    @property
    def effective_dataset(self) -> QueryDataset | None:
        """The dataset to evaluate the query against; None stands for all graphs of the engine."""
        return self.dataset or self.query.dataset


class Engine(ABC):
    """A SPARQL engine over one snapshot.

    Attributes:
        findings: Errors of the data that are served in spite of them; see the setting `check`.
        profile: How the data are read: as a register, or by what is derived from them.
    """

    def __init__(self, settings: Settings, snapshot: str) -> None:
        self.findings: tuple[Finding, ...] = ()
        self.profile: str = REGISTER
        self._settings, self._snapshot = settings, snapshot
        self._scanning = asyncio.Lock()

    @property
    def is_register(self) -> bool:
        """Whether the data are a register, with the ontology of the atlas."""
        return self.profile == REGISTER

    @property
    def snapshot(self) -> str:
        """Identifier of the state of the data: equal identifiers mean equal answers."""
        return self._snapshot

    @property
    @abstractmethod
    def statements(self) -> int | None:
        """Number of statements, including those of named graphs; None if they cannot be counted."""

    @property
    def walls(self) -> Walls | None:
        """What keeps the processes that run queries apart from the rest of the system; None if they are elsewhere."""
        return None

    async def query(
        self,
        text: str | Query,
        media_type: str,
        deadline: float | None = None,
        *,
        unlimited: bool = False,
        patient: bool = False,
        dataset: QueryDataset | None = None,
        first: int | None = None,
        own: bool = False,
    ) -> Answer:
        """Evaluate a query.

        Args:
            text: A SPARQL 1.1 query, as text or already scanned.
            media_type: A key of `RESULT_TYPES` for SELECT and ASK, of `GRAPH_TYPES` for CONSTRUCT and DESCRIBE.
            deadline: Seconds that the query may take, at most those of the settings; None takes the settings' own.
            unlimited: Lift the limits on rows and bytes, for the atlas's internal queries.
            patient: Wait for `PATIENCE` in place of the deadline: for what is asked once, before anybody is answered.
            dataset: The dataset to query, in place of all graphs and of the query's FROM clauses.
            first: Number of rows of a SELECT to return, as JSON; the others are only counted, for `Answer.total`.
            own: Whether it is a query of the atlas's own, as in `QueryRequest`.

        Raises:
            MalformedQueryError: The text is not a query.
            ForbiddenQueryError: The query would call another server.
            DeadlineError: It took too long.
            TooLargeError: The result exceeds the limit on rows or bytes, or the query its memory limit.
            EngineError: The engine cannot be reached or failed.
            ValueError: The media type does not fit the form of the query.
        """
        query = await self.scan(text, deadline)
        if media_type not in query.media_types:
            raise ValueError(f"{media_type} is none of {', '.join(query.media_types)}")
        seconds = PATIENCE if patient else min(deadline or self._settings.deadline, self._settings.deadline)
        limits = UNLIMITED if unlimited else ResultLimits(self._settings.max_rows, self._settings.max_bytes)
        shown = first if query.form == "SELECT" and media_type == JSON else None
        return await self._evaluate(QueryRequest(query, media_type, dataset, seconds, limits, shown, own))

    async def scan(self, text: str | Query, deadline: float | None = None, base: str | None = None) -> Query:
        """Scan a text as `Query.read` does, a long one not on the event loop.

        Args:
            text: The text; a query that has been scanned is returned as it is.
            deadline: Seconds that it may take, as in `query`.
            base: The IRI that relative IRIs are resolved against, by default the atlas's own.

        Raises:
            ForbiddenQueryError: The text calls another server.
            MalformedQueryError: The text is not a query.
            DeadlineError: It took too long.
        """
        base = BASE if base is None else base
        if isinstance(text, Query) or len(text) <= _SCANNED_AT_ONCE:
            return Query.read(text, base)
        limit = self._settings.deadline
        return await self._scan(text, min(deadline or limit, limit), base)

    async def _scan(self, text: str, deadline: float, base: str) -> Query:
        """Scan a long text: here in a thread, one text at a time, so that the event loop gets its turn."""
        try:
            async with asyncio.timeout(deadline), self._scanning:
                return await asyncio.to_thread(Query.read, text, base)
        except TimeoutError as error:
            raise deadline_exceeded(deadline) from error

    async def read(
        self,
        text: str,
        reader: Callable[[bytes], T],
        media_type: str = JSON,
        *,
        unlimited: bool = True,
        patient: bool = False,
    ) -> T:
        """Evaluate a query of the atlas's own and read its answer; a large one in a thread, not on the event loop.

        Args:
            text: The query.
            reader: Reads the answer, and makes of it whatever is needed.
            media_type: The media type of the answer.
            unlimited: As in `query`, whose errors it raises.
            patient: As there.
        """
        answer = await self.query(text, media_type, unlimited=unlimited, patient=patient, own=True)
        if len(answer.body) <= _READ_AT_ONCE:
            return reader(answer.body)
        return await asyncio.to_thread(reader, answer.body)

    @abstractmethod
    async def _evaluate(self, request: QueryRequest) -> Answer:
        """The answer to a query; errors as in `query`."""

    @abstractmethod
    async def close(self) -> None:
        """Release all processes and connections."""
