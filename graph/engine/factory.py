"""Which engine the settings ask for: files in memory, a store on disk, or a remote endpoint."""

from __future__ import annotations

import asyncio

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.engine.disk import DiskEngine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import BadParameterError, InvalidDataError
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import Snapshot
from sandbox_atlas.graph.settings import Settings


async def open_engine(settings: Settings) -> Engine:
    """An engine over the data that the settings name.

    Raises:
        BadParameterError: They name more than one place where the data are.
        UnreadableFileError: A file cannot be read.
        InvalidDataError: The data have mistakes.
        EngineError: The engine does not start.
    """
    places = {"--data": settings.data, "--store": settings.store, "--endpoint": settings.endpoint}
    named = [option for option, value in places.items() if value]
    if len(named) > 1:
        raise BadParameterError(f"{' and '.join(named)} name different data.", "Give one of them.")
    if settings.endpoint:
        from sandbox_atlas.graph.engine.remote import RemoteEngine

        return await RemoteEngine.open(settings)
    if settings.store:
        return await DiskEngine.open(settings.store, settings)
    return await _from_files(settings)


async def _from_files(settings: Settings) -> EmbeddedEngine:
    """Read and check files, then load them; other tasks of the event loop go on meanwhile."""
    from sandbox_atlas.graph.loading.check_process import check_in_subprocess

    dataset = await asyncio.to_thread(read, settings.data)
    digest = await asyncio.to_thread(dataset.digest)
    findings = await check_in_subprocess(dataset, digest, settings.cache)
    if findings:
        raise InvalidDataError(findings)
    return await EmbeddedEngine.start(Snapshot(digest, dataset.served), settings)
