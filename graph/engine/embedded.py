"""Embedded engine, the default: evaluates queries over a snapshot in memory, in worker processes."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_atlas.graph.engine.base import Answer, Engine, QueryRequest
from sandbox_atlas.graph.engine.failures import not_writable, out_of_memory, query_failed, result_too_large
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.pool.pool import Pool
from sandbox_atlas.graph.engine.pool.scanning import request as scan_request
from sandbox_atlas.graph.engine.pool.scanning import scanned
from sandbox_atlas.graph.engine.query import Query
from sandbox_atlas.graph.errors import AtlasError, MalformedQueryError, UnknownFunctionError, UnsupportedQueryError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.snapshot import Snapshot

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings

_UNKNOWN_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")
"""What pyoxigraph says of a function that it does not know."""

_log = logging.getLogger(__name__)


class EmbeddedEngine(Engine):
    """An engine over worker processes; a query that reaches its deadline is stopped by killing its worker.

    Attributes:
        origin: The documents that the store was loaded from, or the folder that it was opened from.
        dataset: The data set that the store was loaded from, where it is known.
    """

    def __init__(self, pool: Pool, settings: Settings, snapshot: str) -> None:
        super().__init__(settings, snapshot)
        self._pool = pool
        self.origin: tuple[tuple[Document, ...], Path | None] = ((), None)
        self.dataset: Dataset | None = None

    @classmethod
    async def start(cls, snapshot: Snapshot, settings: Settings) -> EmbeddedEngine:
        """Load the snapshot and start the workers.

        Raises:
            EngineError: The snapshot could not be loaded.
        """
        pool = await Pool.start(snapshot.documents, settings)
        engine = cls(pool, settings, snapshot.digest)
        engine.origin, engine.dataset = (snapshot.documents, None), snapshot.dataset
        return engine

    @property
    def statements(self) -> int:
        """Number of statements in the store, including those of named graphs."""
        return self._pool.statements

    @property
    def walls(self) -> Walls:
        """See `Engine.walls`."""
        return self._pool.walls

    @property
    def pool(self) -> Pool:
        """The worker pool, with its counters."""
        return self._pool

    async def _evaluate(self, request: QueryRequest) -> Answer:
        """See `Engine._evaluate`."""
        dataset = request.effective_dataset
        head = {
            "media_type": request.media_type,
            "dataset": {"default": dataset.default, "named": dataset.named} if dataset else None,
            "base": request.query.base,
            "max_rows": request.limits.max_rows,
            "max_bytes": request.limits.max_bytes,
            "first": request.first,
            **({"own": True} if request.own else {}),
        }
        reply, body = await self._pool.run(head, _encode(request.query.text), request.deadline)
        if reply["status"] != "ok":
            raise _error(reply, request.media_type)
        return Answer(body, request.media_type, reply.get("total"))

    async def _scan(self, text: str, deadline: float, base: str) -> Query:
        """See `Engine.scan`: a worker scans it, with the share of workers, the trial and the limits of its client."""
        reply, _ = await self._pool.run(scan_request(base), _encode(text), deadline)
        if reply["status"] in _SCANNED:
            return scanned(text, reply)
        raise _error(reply, "")

    async def close(self) -> None:
        """See `Engine.close`."""
        await self._pool.close()


_SCANNED = ("ok", "forbidden", "unreadable")


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedQueryError("The query holds half of a surrogate pair.", "Send whole characters.") from error


def _error(reply: dict[str, Any], media_type: str) -> AtlasError:
    """The error that a worker's reply tells of."""
    status, message = reply["status"], reply.get("message", "")
    if status == "malformed":
        return _malformed(message, reply.get("line"), reply.get("column"))
    if status == "refused":
        return UnsupportedQueryError(message, reply["hint"], reply["line"], reply["column"])
    if status == "too-large":
        return result_too_large(message)
    if status == "out-of-memory":
        return out_of_memory()
    if status == "not-writable":
        return not_writable(media_type, message)
    _log.error("A worker failed at a query: %s", message)
    return query_failed()


def _malformed(message: str, line: int | None, column: int | None) -> MalformedQueryError:
    if function := _UNKNOWN_FUNCTION.match(message):
        return UnknownFunctionError(
            f"There is no function <{function[1]}>.", "Use those of SPARQL 1.1, section 17.4, and casts to XSD types."
        )
    if line is None:
        return MalformedQueryError(f"The engine refused the query: {message}")
    return MalformedQueryError(f"Syntax error at line {line}, column {column}: {message}.", line=line, column=column)
