"""Front handle: one front, as the server sees it."""

from __future__ import annotations

import asyncio
import socket
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from typing import Any

from sandbox_atlas.api.http.ledger import Ledger
from sandbox_atlas.api.middleware.metrics import Figures
from sandbox_atlas.api.publishing import Edition
from sandbox_atlas.api.server.fronts.channel import Channel, Message
from sandbox_atlas.api.server.fronts.handing import ChannelPeer
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.errors import EngineError

PATIENCE = 30.0
"""Seconds in which a front has to start, or to have a snapshot ready."""
SOON = 2.0
"""Seconds in which it has to answer anything else; one that does not is killed, and started again."""

TakeOver = Callable[[Message], Coroutine[Any, Any, None]]
"""Takes a connection over that a front hands over."""


class FrontHandle:
    """One front, as the server sees it.

    Attributes:
        channel: The connection to it.
        peer: The front as connections see it.
        figures: What it has counted, as far as it is known.
        used: What it has used of the system.
    """

    def __init__(
        self, process: Process, connection: socket.socket, ledger: Ledger, number: int, take_over: TakeOver
    ) -> None:
        self.process, self.number = process, number
        self.ended = asyncio.Event()
        self.channel = Channel(connection, self._received, self.ended.set)
        self.peer = ChannelPeer(self.channel, ledger, number)
        self.figures: dict[str, Any] = Figures().own()
        self.used: dict[str, float] = {}
        self.is_ready = asyncio.Event()
        self._take_over = take_over
        self._editions: dict[int, Edition] = {}
        self._holds: dict[int, ExitStack] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def _received(self, message: Message) -> None:
        if message.kind == "ready":
            self.is_ready.set()
        elif message.kind == "released":
            self._release(message.fields["edition"])
        elif message.kind == "fork":
            self._do(self._lend(message))
        elif message.kind == "connection":
            self._do(self._take_over(message))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _lend(self, message: Message) -> None:
        """Lend it a worker over the snapshot that it asks for, if that is still open."""
        edition = self._editions.get(message.fields["edition"])
        try:
            if edition is None or not isinstance(edition.atlas.engine, EmbeddedEngine):
                raise EngineError("That snapshot is closed.", "")
            forked = await edition.atlas.engine.pool.lend()
        except EngineError:
            self.channel.answer(message)
        else:
            self.channel.answer(message, (forked.connection, forked.pidfd), pid=forked.pid)

    async def prepare(self, number: int, edition: Edition) -> None:
        """Have it start workers over a snapshot.

        Raises:
            OSError: It has ended, or takes too long.
        """
        hold, atlas = ExitStack(), edition.atlas
        hold.enter_context(edition.hold())
        self._editions[number], self._holds[number] = edition, hold
        walls = atlas.engine.walls
        assert walls is not None  # noqa: S101 - its engine has workers
        async with asyncio.timeout(PATIENCE):
            await self.channel.ask(
                "prepare",
                edition=number,
                snapshot=atlas.snapshot,
                statements=atlas.statements,
                profile=atlas.profile,
                walls={"network": walls.network, "memory": walls.memory, "pool": walls.pool},
            )

    async def ask_soon(self, kind: str) -> Message:
        """Its answer to a message, which has to come soon; errors as in `prepare`."""
        async with asyncio.timeout(SOON):
            return await self.channel.ask(kind)

    async def kill(self) -> None:
        """Kill it, and wait for its end."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    def _release(self, number: int) -> None:
        self._editions.pop(number, None)
        hold = self._holds.pop(number, None)
        if hold is not None:
            hold.close()

    async def close(self) -> None:
        """Kill it, if it still runs, and give up all that it had."""
        await self.kill()
        self.channel.close()
        for number in [*self._holds]:
            self._release(number)
