"""Disk engine: evaluates queries over a store on disk, for data that outgrow memory or must open at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Answer, QueryRequest
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.pool import Pool
from sandbox_atlas.graph.engine.result_limits import UNLIMITED
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.store.folder import StoreLease

if TYPE_CHECKING:
    from sandbox_atlas.graph.settings import Settings


class DiskEngine(EmbeddedEngine):
    """An engine over a store that `sandbox-atlas build` wrote; each worker opens it read-only."""

    def __init__(self, pool: Pool, settings: Settings, lease: StoreLease) -> None:
        super().__init__(pool, settings, lease.digest)
        self._lease: StoreLease | None = lease
        self.origin = ((), lease.folder)

    @classmethod
    async def open(cls, atlas: Path, settings: Settings) -> DiskEngine:
        """Acquire the current store of an atlas's folder and start the workers.

        Raises:
            StoreError: There is no atlas in the folder, or its store is missing.
            EngineError: The store cannot be opened.
        """
        lease = await asyncio.to_thread(StoreLease.acquire, atlas)
        try:
            pool = await Pool.start(lease, settings)
        except BaseException:
            await asyncio.to_thread(lease.release)
            raise
        engine = cls(pool, settings, lease)
        engine.findings, engine.profile = lease.findings, lease.profile
        return engine

    async def _evaluate(self, request: QueryRequest) -> Answer:
        """See `Engine._evaluate`; some internal queries were answered when the store was built."""
        if self._lease and request.limits is UNLIMITED and request.media_type == JSON and not request.dataset:
            answer = await asyncio.to_thread(self._lease.precomputed, request.query.text)
            if answer is not None:
                return Answer(answer, JSON)
        return await super()._evaluate(request)

    async def close(self) -> None:
        """See `Engine.close`."""
        await super().close()
        if self._lease:
            lease, self._lease = self._lease, None
            await asyncio.to_thread(lease.release)
