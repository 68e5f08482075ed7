"""The engine for data that shall open at once or outgrow memory: the same workers over a store on disk."""

from __future__ import annotations

from pathlib import Path

from sandbox_atlas.graph.engine.base import Answer
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.pool import Pool
from sandbox_atlas.graph.engine.query import Query, QueryDataset
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.settings import Settings
from sandbox_atlas.graph.store.folder import StoreLease


class DiskEngine(EmbeddedEngine):
    """An `Engine` over a store that `sandbox-atlas build` made; each worker opens it read-only."""

    def __init__(self, pool: Pool, settings: Settings, stored: StoreLease) -> None:
        super().__init__(pool, settings, stored.digest)
        self._stored: StoreLease | None = stored
        self.origin = ((), stored.folder)

    @classmethod
    async def open(cls, atlas: Path, settings: Settings) -> DiskEngine:
        """Hold the store that the folder of an atlas names now, and start the workers.

        Raises:
            StoreError: There is no atlas in the folder, or its store is gone.
            EngineError: The store cannot be opened.
        """
        stored = StoreLease.acquire(atlas)
        try:
            pool = await Pool.start(stored, settings)
        except BaseException:
            stored.release()
            raise
        return cls(pool, settings, stored)

    async def query(
        self,
        text: str | Query,
        media_type: str,
        deadline: float | None = None,
        *,
        unlimited: bool = False,
        dataset: QueryDataset | None = None,
    ) -> Answer:
        """See `graph.engine.base.Engine.query`; what the atlas asks about itself may be kept with the store."""
        if unlimited and isinstance(text, str) and media_type == JSON and self._stored:
            kept = self._stored.precomputed(text)
            if kept is not None:
                return Answer(kept, media_type)
        return await super().query(text, media_type, deadline, unlimited=unlimited, dataset=dataset)

    async def close(self) -> None:
        """See `graph.engine.base.Engine.close`."""
        await super().close()
        if self._stored:
            self._stored.release()
            self._stored = None
