"""The default engine: a snapshot in memory, queried by worker processes."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox_atlas.graph.engine.base import Answer
from sandbox_atlas.graph.engine.pool.pool import Pool
from sandbox_atlas.graph.engine.query import Query, QueryDataset
from sandbox_atlas.graph.errors import MalformedQueryError, TooLargeError
from sandbox_atlas.graph.loading.dataset import Document
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.settings import Settings

_POSITION = re.compile(r"^error at (\d+):(\d+): (.*)$", re.DOTALL)
_NO_CAP = 2**62


class EmbeddedEngine:
    """An `Engine` over worker processes; a killed process is the deadline.

    Attributes:
        origin: The documents that its store was filled with, or the folder that it was opened from.
    """

    def __init__(self, pool: Pool, settings: Settings, snapshot: str) -> None:
        self._pool, self._settings, self._snapshot = pool, settings, snapshot
        self.origin: tuple[tuple[Document, ...], Path | None] = ((), None)

    @classmethod
    async def start(cls, snapshot: Snapshot, settings: Settings) -> EmbeddedEngine:
        """Load the snapshot and start the workers.

        Raises:
            EngineError: The snapshot could not be loaded.
        """
        pool = await Pool.start(snapshot.documents, settings)
        engine = cls(pool, settings, snapshot.digest)
        engine.origin = (snapshot.documents, None)
        return engine

    @property
    def snapshot(self) -> str:
        """Digest of the data."""
        return self._snapshot

    @property
    def statements(self) -> int:
        """Number of statements in the store, those of named graphs included."""
        return self._pool.statements

    async def query(
        self,
        text: str | Query,
        media_type: str,
        deadline: float | None = None,
        *,
        unlimited: bool = False,
        dataset: QueryDataset | None = None,
    ) -> Answer:
        """See `graph.engine.base.Engine.query`."""
        query = await Query.read_off_loop(text)
        if media_type not in query.media_types:
            raise ValueError(f"{media_type} is none of {', '.join(query.media_types)}")
        asked = dataset or query.dataset
        settings = self._settings
        head = {
            "media_type": media_type,
            "dataset": {"default": asked.default, "named": asked.named} if asked else None,
            "max_rows": _NO_CAP if unlimited else settings.max_rows,
            "max_bytes": _NO_CAP if unlimited else settings.max_bytes,
        }
        allowed = min(deadline or settings.deadline, settings.deadline)
        reply, body = await self._pool.run(head, _encoded(query.text), allowed)
        if reply["status"] == "malformed":
            raise _malformed(reply["message"])
        if reply["status"] == "too-large":
            raise TooLargeError(reply["message"], "Add a LIMIT, or ask for fewer columns.")
        return Answer(body, media_type)

    @property
    def pool(self) -> Pool:
        """The processes, with their counters."""
        return self._pool

    async def close(self) -> None:
        """See `graph.engine.base.Engine.close`."""
        await self._pool.close()


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedQueryError("The query holds half of a surrogate pair.", "Send whole characters.") from error


def _malformed(message: str) -> MalformedQueryError:
    match = _POSITION.match(message)
    if not match:
        return MalformedQueryError(f"The engine refused the query: {message}")
    line, column, reason = int(match[1]), int(match[2]), match[3]
    return MalformedQueryError(f"Syntax error at line {line}, column {column}: {reason}.", line=line, column=column)
