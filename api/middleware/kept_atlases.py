"""Kept atlases: opens the atlas of a kept snapshot when somebody asks for it, and closes it when nobody does any more.

Each open one costs a store and three workers, and opening one costs seconds of a processor. So few are open at once,
one is opened at a time, and one stays open for some seconds at least, whoever else wants its place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import ArchiveError, BusyError, UnreadableFileError

MOST_OPEN: Final = 2
"""Kept snapshots that are open at once."""
IDLE: Final = 300.0
"""Seconds without a request after which one is closed."""
_LEAST: Final = 10.0
"""Seconds for which one stays open, so that a reader of many makes the server open one in five seconds at most."""
_MOST_WAITING: Final = 32
"""Requests that may wait for an opening."""

_log = logging.getLogger("sandbox_atlas")


@dataclass(eq=False)
class _Open:
    """An open atlas, the requests that hold it, and when it was opened and last used."""

    atlas: Atlas
    holders: int = 0
    opened: float = field(default_factory=monotonic)
    used: float = field(default_factory=monotonic)

    @property
    def idle(self) -> float:
        """Seconds since it was used last; 0 while it is."""
        return 0.0 if self.holders else monotonic() - self.used


class KeptAtlases:
    """The open atlases of kept snapshots.

    Args:
        settings: The settings of the server; queries over kept snapshots have the same limits, and fewer workers.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._open: dict[str, _Open] = {}
        self._opening = asyncio.Lock()
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def lease(self, snapshot: str, file: Path) -> AsyncIterator[Atlas]:
        """Hold the atlas of a kept snapshot open inside the block.

        Args:
            snapshot: Its digest.
            file: The file that it is kept in.

        Raises:
            BusyError: Too many others are open, or wait.
            ArchiveError: It cannot be read.
            EngineError: As `Atlas.open` does.
        """
        found = self._open.get(snapshot) or await self._wait(snapshot, file)
        found.holders += 1
        try:
            yield found.atlas
        finally:
            found.holders -= 1
            found.used = monotonic()

    async def close(self) -> None:
        """Close all."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._open:
            _, found = self._open.popitem()
            await found.atlas.close()

    async def _wait(self, snapshot: str, file: Path) -> _Open:
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with self._opening:
                return self._open.get(snapshot) or await self._opened(snapshot, file)
        finally:
            self._waiting -= 1

    async def _opened(self, snapshot: str, file: Path) -> _Open:
        while len(self._open) >= MOST_OPEN:
            await self._make_room()
        places = {"data": (file,), "store": None, "archive": None, "workers": 1, "slow": 1}
        try:
            atlas = await Atlas.open(self._settings.model_copy(update=places), check=False)
        except UnreadableFileError as error:
            raise ArchiveError(f"The snapshot {snapshot[:12]} cannot be opened: {error.message}", error.hint) from error
        _log.info("Snapshot %s is opened from the archive", snapshot[:12])
        found = self._open[snapshot] = _Open(atlas)
        asyncio.get_running_loop().call_later(IDLE, self._expire, snapshot, found)
        return found

    async def _make_room(self) -> None:
        """Close the one that was not used for longest.

        Raises:
            BusyError: All are in use, or have just been opened.
        """
        now = monotonic()
        free = [
            (each.used, name) for name, each in self._open.items() if not each.holders and now - each.opened > _LEAST
        ]
        if not free:
            raise _busy()
        await self._open.pop(min(free)[1]).atlas.close()

    def _expire(self, snapshot: str, found: _Open) -> None:
        """Close an atlas that was not used for a while, else look at it again; nothing if it has been closed before."""
        if self._open.get(snapshot) is not found:
            return
        loop, left = asyncio.get_running_loop(), IDLE - found.idle
        if left > 0:
            loop.call_later(left, self._expire, snapshot, found)
            return
        del self._open[snapshot]
        task = loop.create_task(found.atlas.close())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _busy() -> BusyError:
    seconds = round(_LEAST)
    return BusyError(
        "Other earlier states of the data are being read, and only a few can be open at once.",
        f"Ask again in {seconds} seconds.",
        seconds,
    )
