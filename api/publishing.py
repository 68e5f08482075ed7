"""Publishing: replaces the atlas that is served by one over changed data, without downtime.

A request holds one atlas from its beginning to its end. Changed data are read, checked and loaded while the current
atlas is served; then new requests get the new one, and the old one is closed after the last request that holds it.
Data with mistakes change nothing: the current atlas stays, and the log and `/health/ready` name the mistakes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.fingerprint import fingerprint
from sandbox_atlas.graph.errors import AtlasError, BadParameterError, EngineError, InvalidDataError
from sandbox_atlas.graph.loading.archive import Bounds, prepare
from sandbox_atlas.graph.loading.archiving import keep_in_subprocess
from sandbox_atlas.graph.processes.memory import give_back

INTERVAL = 1.0
"""Seconds between two checks for changes. Data that differ in two checks are still being written, and must settle."""

_PATIENCE = 60.0
"""Longest time in seconds that requests may keep an old atlas open."""
_SHOWN = 20
"""Findings in a report; `sandbox-atlas check` shows all."""

_log = logging.getLogger("sandbox_atlas")


class Served(Protocol):
    """The atlas that is served."""

    @property
    def current(self) -> Atlas | None:
        """The atlas that the next request will get; None before the application has started."""

    def lease(self) -> AbstractContextManager[Atlas | None]:
        """Hold the current atlas open inside the block."""

    def reload(self) -> None:
        """Load the data now, where they may change."""

    def report(self) -> dict[str, Any]:
        """What `/health/ready` says about publishing."""


@dataclass
class FixedAtlas:
    """One atlas that is served from beginning to end; the application opens and closes it.

    Attributes:
        current: The atlas; None before the application has started.
    """

    current: Atlas | None = None

    @contextmanager
    def lease(self) -> Iterator[Atlas | None]:
        """The atlas."""
        yield self.current

    def reload(self) -> None:
        """Nothing: the atlas stays."""

    def report(self) -> dict[str, Any]:
        """Nothing: nothing else is ever published."""
        return {}


@dataclass(eq=False)
class Edition:
    """An atlas and the number of those that hold it: requests, and other processes that serve it too."""

    atlas: Atlas
    holders: int = 0
    free: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def hold(self) -> Iterator[Atlas]:
        """Hold the atlas open inside the block."""
        self.holders += 1
        try:
            yield self.atlas
        finally:
            self.holders -= 1
            if not self.holders:
                self.free.set()

    async def retire(self) -> None:
        """Close the atlas after the last that holds it."""
        if self.holders:
            self.free.clear()
            try:
                await asyncio.wait_for(self.free.wait(), _PATIENCE)
            except TimeoutError:
                _log.warning("Snapshot %s is closed while requests still hold it", self.atlas.snapshot[:12])
        await self.atlas.close()


class Follower(Protocol):
    """Whoever serves what a publisher serves, in other processes."""

    def taking_up(self, edition: Edition) -> AbstractAsyncContextManager[None]:
        """Prepare an edition, and begin no request with another one from inside the block on."""


class Publisher:
    """Serves an atlas, and replaces it when the data change.

    Attributes:
        previous: Snapshot that was served before the current one; empty for the first.
        since: Time at which the current atlas was published.
        problem: Why the newest data are not served, or None.
        edition: The current atlas, and who holds it.
        follower: Serves the same in other processes, if there are any.
    """

    def __init__(self, settings: ServerSettings, atlas: Atlas, loaded: Hashable) -> None:
        self.previous, self.since = "", datetime.now(UTC)
        self.problem: dict[str, Any] | None = None
        self._settings, self._loaded = settings, loaded
        self.edition = Edition(atlas)
        self.follower: Follower | None = None
        self._leaving: list[Edition] = []
        self._requested = asyncio.Event()
        self._archive_problem = ""

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: ServerSettings) -> AsyncIterator[Publisher]:
        """Open an atlas and keep it current inside the block.

        Raises:
            BadParameterError: An archive cannot keep the data of an endpoint.
            ArchiveError: The archive cannot be written.
            AtlasError: As `Atlas.open` does.
        """
        if settings.archive and settings.endpoint:
            raise BadParameterError(
                "--archive and --endpoint do not go together: the data of an endpoint are not here to be kept.",
                "Leave out --archive.",
            )
        if settings.archive and not settings.store:
            await asyncio.to_thread(prepare, settings.archive)
        loaded = await asyncio.to_thread(fingerprint, settings)
        publisher = cls(settings, await _opened(settings), loaded)
        watching = asyncio.create_task(publisher._keep_current())
        try:
            yield publisher
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            for edition in (publisher.edition, *publisher._leaving):
                await edition.atlas.close()

    @property
    def current(self) -> Atlas:
        """The atlas that the next request will get."""
        return self.edition.atlas

    def reload(self) -> None:
        """Load the data now, changed or not, as after SIGHUP."""
        self._requested.set()

    def report(self) -> dict[str, Any]:
        """Since when the current snapshot is served, the previous one, and why newer data are not served, if so."""
        report: dict[str, Any] = {"since": self.since.isoformat(timespec="seconds"), "previous": self.previous or None}
        report |= {"archive": {"problem": self._archive_problem}} if self._archive_problem else {}
        return report | ({"problem": self.problem} if self.problem else {})

    def lease(self) -> AbstractContextManager[Atlas]:
        """Hold the current atlas open inside the block."""
        return self.edition.hold()

    async def _keep_current(self) -> None:
        """Publish changed data, one change at a time, until cancelled."""
        await self._keep()
        seen = self._loaded
        watching = self._settings.watch or bool(self._settings.endpoint)
        while True:
            requested = await self._wait(INTERVAL if watching else None)
            now = await asyncio.to_thread(fingerprint, self._settings)
            settled, seen = now == seen, now
            if requested or (settled and now != self._loaded):
                self._loaded = now
                await self._publish()
                await give_back()

    async def _wait(self, seconds: float | None) -> bool:
        """Wait for a request to reload, at most some seconds; whether there was one."""
        try:
            await asyncio.wait_for(self._requested.wait(), seconds)
        except TimeoutError:
            return False
        self._requested.clear()
        return True

    async def _publish(self) -> None:
        """Open an atlas over the data as they are now, and serve it to new requests."""
        try:
            fresh = await _opened(self._settings)
        except AtlasError as error:
            self._refuse(error)
            return
        except Exception:  # whatever happens, the current atlas stays
            _log.exception("The changed data could not be loaded")
            self._refuse(AtlasError("The changed data could not be loaded.", "See the log."))
            return
        self.problem = None
        leaving = Edition(fresh)
        if fresh.snapshot != self.current.snapshot:
            async with self.follower.taking_up(leaving) if self.follower else nullcontext():
                leaving, self.edition = self.edition, leaving
            self.previous, self.since = leaving.atlas.snapshot, datetime.now(UTC)
            _log.info("Snapshot %s takes the place of %s", fresh.snapshot[:12], self.previous[:12])
            await self._keep()
        await self._retire(leaving)

    async def _keep(self) -> None:
        """Keep the current snapshot in the archive; a store is kept by the build that writes it."""
        settings, engine = self._settings, self.current.engine
        dataset = engine.dataset if isinstance(engine, EmbeddedEngine) else None
        if settings.archive is None or dataset is None:
            return
        bounds = Bounds(settings.archive_snapshots, settings.archive_size * 2**20)
        try:
            await keep_in_subprocess(settings.archive, dataset, self.since, bounds)
            self._archive_problem = ""
        except EngineError as error:
            self._archive_problem = error.message
            _log.error("%s", error.message)

    async def _retire(self, edition: Edition) -> None:
        """Close an atlas after the last that holds it; no other is loaded before, to bound memory."""
        self._leaving.append(edition)
        await edition.retire()
        self._leaving.remove(edition)

    def _refuse(self, error: AtlasError) -> None:
        findings = error.findings if isinstance(error, InvalidDataError) else []
        self.problem = {
            "title": error.title,
            "detail": error.message,
            "hint": error.hint,
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "findings": [asdict(finding) for finding in findings[:_SHOWN]],
        }
        _log.error("The changed data are not served: %s", error.message)


async def _opened(settings: ServerSettings) -> Atlas:
    """An atlas to be served; in spite of how many errors in its data is logged, with the first of them."""
    atlas = await Atlas.open(settings)
    atlas.names.waits = False
    atlas.indexes.begin()
    if atlas.engine.findings:
        _log.warning("Served with errors in the data: %d, listed at /about/findings", len(atlas.engine.findings))
    for finding in atlas.engine.findings[:_SHOWN]:
        _log.warning("%s", finding)
    return atlas


class Leases:
    """ASGI middleware: each request holds one atlas from beginning to end, and has it as `request.state.atlas`."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        self._app, self._served = app, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other scopes pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._served.lease() as atlas:
            scope["state"] = {**scope.get("state", {}), "atlas": atlas}
            await self._app(scope, receive, send)
