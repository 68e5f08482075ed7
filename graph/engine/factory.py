"""Engine factory: opens the engine that the settings name, over files in memory, a store on disk or an endpoint."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.engine.disk import DiskEngine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import BadParameterError, EngineError, refuse
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.loading.snapshot import Snapshot

if TYPE_CHECKING:
    from sandbox_atlas.graph.errors import Finding
    from sandbox_atlas.graph.settings import Settings


async def open_engine(settings: Settings, *, check: bool = True) -> Engine:
    """Open an engine over the data that the settings name.

    Args:
        settings: Where the data are, and the limits on queries.
        check: Whether files are checked first, as the settings say; without this, only what does not parse is refused.

    Raises:
        BadParameterError: They name more than one source of data.
        UnreadableFileError: A file cannot be read.
        InvalidDataError: The data have errors.
        EngineError: The engine does not start.
    """
    sources = {"--data": settings.data, "--store": settings.store, "--endpoint": settings.endpoint}
    named = [option for option, value in sources.items() if value]
    if len(named) > 1:
        raise BadParameterError(f"{' and '.join(named)} name different data.", "Give one of them.")
    if settings.endpoint:
        from sandbox_atlas.graph.engine.remote import RemoteEngine

        return await RemoteEngine.open(settings)
    if settings.store:
        return await DiskEngine.open(settings.store, settings)
    return await _from_files(settings, check=check)


async def _from_files(settings: Settings, *, check: bool) -> EmbeddedEngine:
    """Read, check and load files without blocking the event loop."""
    dataset = await asyncio.to_thread(read, settings.data, settings.base, settings.profile)
    digest = await asyncio.to_thread(dataset.digest)
    findings: list[Finding] = []
    mode = settings.check or dataset.usual_check
    if check and mode != "off":
        from sandbox_atlas.graph.loading.checking import check_in_subprocess

        findings = await check_in_subprocess(dataset, digest, settings.cache)
        refuse(findings, mode)
    try:
        engine = await EmbeddedEngine.start(Snapshot(digest, dataset.served, dataset), settings)
    except EngineError:
        from sandbox_atlas.graph.loading.syntax import syntax_findings

        refuse(await asyncio.to_thread(syntax_findings, dataset.served), mode)
        raise
    engine.findings, engine.profile = tuple(findings), dataset.profile
    return engine
