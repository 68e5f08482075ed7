"""Supervisor: starts the fronts beside the server, starts them again when they end, and has them serve what it serves.

No reader sees an old answer after a new one: before a snapshot takes the place of another, each front has the new one
ready, and begins no request with the old one any more; what it is asked meanwhile, the server answers.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from itertools import count
from time import monotonic
from typing import Any, TextIO

import uvicorn

from sandbox_atlas.api.http.access_log import AccessLog
from sandbox_atlas.api.http.connection_counts import SharedCounts
from sandbox_atlas.api.http.ledger import LOG, Ledger
from sandbox_atlas.api.http.rate_limit import network
from sandbox_atlas.api.middleware.metrics import Figures
from sandbox_atlas.api.publishing import Edition, Publisher
from sandbox_atlas.api.server.fronts.channel import Message
from sandbox_atlas.api.server.fronts.front_handle import PATIENCE, SOON, FrontHandle
from sandbox_atlas.api.server.fronts.handing import adopt
from sandbox_atlas.api.server.peers import Peer
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.processes.child import module_command, module_environment

_PAUSE = 1.0
"""Seconds before one is started again that ended soon after its start."""

_log = logging.getLogger("sandbox_atlas")


class Fronts:
    """All fronts of a server.

    Args:
        settings: The settings of each front.
        listener: The socket that all take connections at.

    Attributes:
        ledger: What all processes know of their clients; this process has the number 0 in it, and each front its own.
        counts: The connections of all.
        restarts: How often a front had to be started again.
    """

    def __init__(self, settings: ServerSettings, listener: socket.socket) -> None:
        self.ledger, self.restarts = Ledger.made(settings.processes), 0
        self.counts = SharedCounts(self.ledger)
        self._settings, self._listener = settings, listener
        self._publisher: Publisher | None = None
        self._server: uvicorn.Server | None = None
        self._serving: dict[int, FrontHandle] = {}
        self._gone = Figures()
        self._switching = asyncio.Lock()
        self._numbers = count(1)
        self._edition = 0
        self._keeping: list[asyncio.Task[None]] = []
        self._is_ending = False

    def log(self, stream: TextIO) -> AccessLog:
        """The log of this process, on a stream on which the fronts write too."""
        return AccessLog(stream, self._settings.log, 1, partial(self.ledger.alone, LOG))

    def follow(self, publisher: Publisher) -> Fronts:
        """Have the fronts serve what a publisher says."""
        self._publisher = publisher
        return self

    async def start(self, server: uvicorn.Server) -> None:
        """Start all, and wait until each serves or has failed for the first time."""
        self._server = server
        self._edition = next(self._numbers)
        first = [asyncio.Event() for _ in range(1, self.ledger.processes)]
        self._keeping = [asyncio.create_task(self._keep(at + 1, event)) for at, event in enumerate(first)]
        await asyncio.gather(*(event.wait() for event in first))

    def end(self) -> None:
        """Have all end, as the server does: they take no connections any more, and finish the requests that run."""
        self._is_ending = True
        for front in self._serving.values():
            front.channel.send("end")
        for number, task in enumerate(self._keeping, 1):
            if number not in self._serving:  # it has just been started, and has nothing to finish
                task.cancel()

    async def close(self) -> None:
        """Wait for their end; those that take longer than the requests may are killed."""
        self.end()
        if self._keeping:
            await asyncio.wait(self._keeping, timeout=self._settings.grace + SOON)
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _keep(self, number: int, first: asyncio.Event) -> None:
        """Have a front run until the server ends."""
        while not self._is_ending:
            began = monotonic()
            try:
                await self._run(number, first)
            except Exception:  # whatever it is, the server and the other fronts go on
                _log.exception("Front %d failed", number + 1)
            finally:
                first.set()
            if not self._is_ending:
                self.restarts += 1
                _log.warning("Front %d has ended; it is started again", number + 1)
                await asyncio.sleep(0 if monotonic() - began > _PAUSE * 5 else _PAUSE)

    async def _run(self, number: int, first: asyncio.Event) -> None:
        """Start a front, and wait for its end."""
        async with AsyncExitStack() as stack:
            front = await self._started(number)
            stack.push_async_callback(self._forget, front)
            async with self._switching:
                await self._begin(front)
            first.set()
            await front.ended.wait()

    async def _started(self, number: int) -> FrontHandle:
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with there:
            files = (there.fileno(), self._listener.fileno(), self.ledger.descriptor)
            command = module_command("sandbox_atlas.api.server.fronts.front", *map(str, files))
            process = await asyncio.create_subprocess_exec(
                *command, pass_fds=files, env=module_environment(), stdin=DEVNULL, stdout=DEVNULL
            )
        return FrontHandle(process, here, self.ledger, number, self.take_over)

    async def _begin(self, front: FrontHandle) -> None:
        """Have a front serve the current snapshot; errors as in `FrontHandle.prepare`."""
        assert self._publisher is not None  # noqa: S101 - set before the start
        settings = self._settings.model_dump(mode="json", exclude={"edit_token"})
        async with asyncio.timeout(PATIENCE):
            await front.channel.ask(
                "begin",
                settings=settings,
                processes=self.ledger.processes,
                own=front.number,
                secret=self.ledger.secret.hex(),
            )
            await front.prepare(self._edition, self._publisher.edition)
            self._serving[front.number] = front
            front.channel.send("serve", edition=self._edition)
            await front.is_ready.wait()

    async def _forget(self, front: FrontHandle) -> None:
        """Give up what a front had that has ended."""
        self._serving.pop(front.number, None)
        self._gone.add(front.figures)
        await front.close()
        self.ledger.clear(front.number)

    # ── What the server asks of them ──

    @asynccontextmanager
    async def taking_up(self, edition: Edition) -> AsyncIterator[None]:
        """See `Follower`: one that cannot prepare the edition is killed, and started again with it."""
        async with self._switching:
            number = next(self._numbers)
            await asyncio.gather(*(self._pause(front, number, edition) for front in [*self._serving.values()]))
            yield
            self._edition = number
            for front in self._serving.values():
                front.channel.send("serve", edition=number)

    async def _pause(self, front: FrontHandle, number: int, edition: Edition) -> None:
        try:
            await front.prepare(number, edition)
            await front.ask_soon("pause")
        except OSError:
            self._serving.pop(front.number, None)
            _log.warning("Front %d did not take up the new snapshot; it is ended", front.number + 1)
            await front.kill()

    async def figures(self) -> list[dict[str, Any]]:
        """What the fronts have counted, those included that have ended."""
        await asyncio.gather(*(self._ask_figures(front) for front in [*self._serving.values()]))
        return [self._gone.own(), *(front.figures for front in self._serving.values())]

    async def _ask_figures(self, front: FrontHandle) -> None:
        with suppress(OSError):  # as it ends just now
            fields = (await front.ask_soon("figures")).fields
            front.figures, front.used = fields["figures"], fields["used"]

    def report(self) -> dict[str, int]:
        """How many processes serve, and how many there are to be."""
        return {"wanted": self.ledger.processes, "serving": 1 + len(self._serving)}

    def used(self) -> dict[int, dict[str, float]]:
        """Seconds of processor time and bytes of memory of each front, by the number of its process."""
        return {front.number + 1: front.used for front in self._serving.values() if front.used}

    async def take_over(self, message: Message) -> None:
        """Go on with a connection that a front hands over; a new one may belong to another front."""
        peer = None if message.body else self.for_new()
        if peer is not None:
            peer.take(message.descriptors[0], b"")
        elif self._server is not None:
            await adopt(self._server, self.counts, message)

    # ── Peers ──

    def for_new(self) -> Peer | None:
        """See `Peers`: a front with fewer connections."""
        opened = self.ledger.opened()
        front = min(self._serving.values(), key=lambda each: opened[each.number], default=None)
        return front.peer if front is not None and opened[0] > opened[front.number] + 1 else None

    def for_query(self, client: str) -> Peer | None:
        """See `Peers`: a front with fewer connections, unless the client has to wait for its turn."""
        peer = self.for_new()
        if peer is None or self.ledger.running(network(client), monotonic()) >= self._settings.parallel:
            return None
        return peer
