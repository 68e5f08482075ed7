"""Publishing without downtime: the atlas that is served, the next one in its place, and who still holds the old one.

A request holds one atlas from its beginning to its end. Changed data are read, checked and loaded beside the atlas that
is served; then the next request gets the new one, and the old one is closed when the last request lets go of it. Data
with mistakes change nothing: the old ones are served on, and what is wrong is said in the log and on `/health/ready`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import State
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import AtlasError, InvalidDataError
from sandbox_atlas.graph.store.changes import fingerprint

INTERVAL = 1.0
"""Seconds between two looks at the data. What changed between two looks is still being written, and left alone."""

_PATIENCE = 60.0
"""Seconds that requests may go on with an old atlas while another new one waits to be loaded."""
_SHOWN = 20
"""Findings that are shown; `sandbox-atlas check` gives all."""

_HELD: ContextVar[Atlas | None] = ContextVar("held", default=None)
_log = logging.getLogger("sandbox_atlas")


class ServedState(State):
    """The state of an application whose `atlas` is the one that the request at hand began with."""

    @property
    def atlas(self) -> Atlas:
        """The atlas of this request; outside of one, the atlas that the next request will get."""
        publisher: Publisher | None = self._state.get("publisher")
        held = _HELD.get() or (publisher.current if publisher else None)
        return held or self.__getattr__("atlas")


@dataclass(eq=False)
class _Edition:
    """An atlas and the number of requests that hold it."""

    atlas: Atlas
    holders: int = 0
    free: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self.holders -= 1
        if not self.holders:
            self.free.set()


class Publisher:
    """Holds the atlas that is served, and lets another take its place.

    Attributes:
        previous: Snapshot that was served before the current one, or nothing.
        since: When the current atlas was taken up.
        problem: Why the newest data are not served, or None.
    """

    def __init__(self, settings: ServerSettings, atlas: Atlas, loaded: Hashable) -> None:
        self.previous, self.since = "", datetime.now(UTC)
        self.problem: dict[str, Any] | None = None
        self._settings, self._loaded = settings, loaded
        self._edition = _Edition(atlas)
        self._leaving: list[_Edition] = []
        self._called = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: ServerSettings) -> AsyncIterator[Publisher]:
        """Open an atlas and keep it current for as long as the block lasts; errors as in `Atlas.open`."""
        loaded = await asyncio.to_thread(fingerprint, settings)
        publisher = cls(settings, await Atlas.open(settings), loaded)
        keeping = asyncio.create_task(publisher._keep_current())
        try:
            yield publisher
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            for edition in (publisher._edition, *publisher._leaving):
                await edition.atlas.close()

    @property
    def current(self) -> Atlas:
        """The atlas that the next request will get."""
        return self._edition.atlas

    def call(self) -> None:
        """Have the data looked at now, changed or not, as after SIGHUP."""
        self._called.set()

    def report(self) -> dict[str, Any]:
        """Since when the current snapshot is served, which one was before, and why a newer one is not, where so."""
        report = {"since": self.since.isoformat(timespec="seconds"), "previous": self.previous or None}
        return report | ({"problem": self.problem} if self.problem else {})

    @contextmanager
    def lease(self) -> Iterator[Atlas]:
        """Hold the current atlas: it stays open inside the block."""
        edition = self._edition
        edition.holders += 1
        token = _HELD.set(edition.atlas)
        try:
            yield edition.atlas
        finally:
            _HELD.reset(token)
            edition.release()

    async def _keep_current(self) -> None:
        """Take up changed data, one change at a time, until cancelled."""
        seen = self._loaded
        watching = self._settings.watch or bool(self._settings.endpoint)
        while True:
            called = await self._wait(INTERVAL if watching else None)
            now = await asyncio.to_thread(fingerprint, self._settings)
            settled, seen = now == seen, now
            if called or (settled and now != self._loaded):
                self._loaded = now
                await self._take_up()

    async def _wait(self, seconds: float | None) -> bool:
        """Wait for a call, or some time; whether there was a call."""
        try:
            await asyncio.wait_for(self._called.wait(), seconds)
        except TimeoutError:
            return False
        self._called.clear()
        return True

    async def _take_up(self) -> None:
        """Open an atlas over the data as they are now, and serve it from the next request on."""
        try:
            fresh = await Atlas.open(self._settings)
        except AtlasError as error:
            self._refuse(error)
            return
        except Exception:  # whatever it is, the old atlas is served on
            _log.exception("The changed data could not be loaded")
            self._refuse(AtlasError("The changed data could not be loaded.", "See the log."))
            return
        self.problem = None
        leaving = _Edition(fresh)
        if fresh.snapshot != self.current.snapshot:
            leaving, self._edition = self._edition, leaving
            self.previous, self.since = leaving.atlas.snapshot, datetime.now(UTC)
            _log.info("Snapshot %s takes the place of %s", fresh.snapshot[:12], self.previous[:12])
        await self._let_go(leaving)

    async def _let_go(self, edition: _Edition) -> None:
        """Close an atlas when the last request lets go of it; until then no other is loaded: memory is bounded."""
        self._leaving.append(edition)
        if edition.holders:
            edition.free.clear()
            try:
                await asyncio.wait_for(edition.free.wait(), _PATIENCE)
            except TimeoutError:
                _log.warning("Snapshot %s is closed while requests still hold it", edition.atlas.snapshot[:12])
        await edition.atlas.close()
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


class Leases:
    """Wraps an ASGI application: each request holds one atlas from its beginning to its end."""

    def __init__(self, app: ASGIApp, publisher: Publisher) -> None:
        self._app, self._publisher = app, publisher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other scopes pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._publisher.lease():
            await self._app(scope, receive, send)
