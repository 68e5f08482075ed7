"""Front: a process that takes connections beside the server, and answers small queries with workers that it lends."""

from __future__ import annotations

import asyncio
import gc
import math
import resource
import signal
import socket
import sys
from collections.abc import Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send

from sandbox_atlas.api.http.access_log import AccessLog, configure_logging
from sandbox_atlas.api.http.connection_counts import SharedCounts
from sandbox_atlas.api.http.ledger import LOG, Ledger
from sandbox_atlas.api.http.rate_limit import RateLimits
from sandbox_atlas.api.middleware.metrics import Metrics
from sandbox_atlas.api.middleware.request_recorder import RequestRecorder
from sandbox_atlas.api.publishing import Edition, Served
from sandbox_atlas.api.server.fronts.channel import Channel, Message
from sandbox_atlas.api.server.fronts.front_connection import FrontConnection, FrontExchange
from sandbox_atlas.api.server.fronts.handing import ChannelPeer, adopt
from sandbox_atlas.api.server.peers import Peer
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.sparql.endpoint import Endpoint
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.pool.forked import Forked
from sandbox_atlas.graph.engine.pool.isolation import Walls
from sandbox_atlas.graph.engine.pool.lent import LentWorkers
from sandbox_atlas.graph.engine.pool.pool import Pool
from sandbox_atlas.graph.engine.pool.starter import shut_down
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.processes.child import die_with_parent


class Editions:
    """What a front serves: the snapshot that the server has it serve, and nothing while another one takes its place."""

    def __init__(self) -> None:
        self.known: dict[int, Edition] = {}
        self._current: Edition | None = None

    @property
    def current(self) -> Atlas | None:
        """The atlas that the next request will get."""
        return self._current.atlas if self._current else None

    def lease(self) -> AbstractContextManager[Atlas | None]:
        """Hold the current atlas open inside the block."""
        return self._current.hold() if self._current else self._nothing()

    @contextmanager
    def _nothing(self) -> Iterator[None]:
        yield None

    def reload(self) -> None:
        """Nothing: the server says what is served."""

    def report(self) -> dict[str, Any]:
        """Nothing: the server reports."""
        return {}

    def serve(self, number: int | None) -> None:
        """Serve an edition; None serves none, so that the server answers."""
        self._current = self.known[number] if number is not None else None


class Front:
    """One front; see `QueryService` for what its connections use."""

    def __init__(self, connection: socket.socket, ledger: int) -> None:
        self.editions = Editions()
        self.served: Served = self.editions
        self.begun = asyncio.Event()
        self.channel = Channel(connection, self._received, self._end)
        self.is_ending = False
        self.server: uvicorn.Server | None = None
        self._ledger_file = ledger
        self._tasks: set[asyncio.Task[None]] = set()

    def _received(self, message: Message) -> None:
        kind, fields = message.kind, message.fields
        if kind == "begin":
            self._begin(message)
        elif kind == "prepare":
            self._do(self._prepare(message))
        elif kind == "pause":
            self.editions.serve(None)
            self.channel.answer(message)
        elif kind == "serve":
            self.editions.serve(fields["edition"])
            for number in [each for each in self.editions.known if each != fields["edition"]]:
                self._do(self._retire(number))
            self.begun.set()
        elif kind == "figures":
            self.channel.answer(message, figures=self.metrics.own(), used=_used())
        elif kind == "connection" and self.server:
            self._do(adopt(self.server, self.counts, message))
        elif kind == "end":
            self._end()

    def _begin(self, message: Message) -> None:
        """Set up what the settings say."""
        fields = message.fields
        self.settings = settings = ServerSettings(**fields["settings"])
        self.ledger = Ledger(self._ledger_file, fields["processes"], fields["own"], bytes.fromhex(fields["secret"]))
        self.counts = SharedCounts(self.ledger)
        self.log = AccessLog(sys.stderr, settings.log, fields["own"] + 1, partial(self.ledger.alone, LOG))
        configure_logging(self.log)
        self.metrics = Metrics(lambda: self.served.current)
        self.recorder = RequestRecorder(self.log, self.metrics, queries=settings.log_queries)
        limits = RateLimits(settings, self.ledger)
        self.endpoint = Endpoint(self, _nothing, settings.answers * 2**20, limits, lambda: self.served.current)
        self.metrics.answers, self.metrics.running = self.endpoint.answers, self.endpoint.running
        self.channel.answer(message)

    async def _prepare(self, message: Message) -> None:
        """Start workers over a snapshot, which is served once the server says so."""
        fields, number = message.fields, message.fields["edition"]

        async def borrow() -> Forked:
            try:
                found = await self.channel.ask("fork", edition=number)
            except ConnectionError as error:
                raise shut_down() from error
            if not found.descriptors:
                raise shut_down()
            return Forked(found.fields["pid"], *found.descriptors)

        lent = LentWorkers(borrow, fields["statements"], Walls(**fields["walls"]))
        engine = EmbeddedEngine(await Pool.of_lent(lent, self.settings), self.settings, fields["snapshot"])
        engine.profile = fields["profile"]
        self.editions.known[number] = Edition(Atlas(engine, Names(()), Style({}), self.settings))
        self.channel.answer(message)

    async def _retire(self, number: int) -> None:
        await self.editions.known.pop(number).retire()
        self.channel.send("released", edition=number)

    def _end(self) -> None:
        """End, as the server does."""
        self.is_ending = True
        if self.server is None:
            sys.exit(1)
        self.server.should_exit = True

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def serve(self, listener: socket.socket) -> None:
        """Take connections until the server or a signal ends it."""
        await self.begun.wait()
        settings, home = self.settings, ChannelPeer(self.channel, self.ledger, 0)
        starts = tuple(f"GET {root}/sparql?".encode() for root in dict.fromkeys(("", settings.root_path)))
        more = {
            "starts": starts,
            "home": home,
            "peers": _Elsewhere(self.ledger, home),
            "exchange": FrontExchange,
            "front": self,
        }
        config = uvicorn.Config(
            _nothing,
            http=FrontConnection.of(self, settings, self.counts, **more),
            lifespan="off",
            ws="none",
            proxy_headers=False,
            timeout_keep_alive=math.ceil(settings.idle),
            timeout_graceful_shutdown=math.ceil(settings.grace),
            log_config=None,
            access_log=False,
        )
        gc.freeze()
        self.server = _Server(config)
        self.channel.send("ready")
        await self.server.serve(sockets=[listener])
        for edition in self.editions.known.values():
            await edition.atlas.close()
        self.log.flush()
        await self.channel.flush()


class _Elsewhere:
    """See `Peers`: a front hands new connections to the server when it has more of them."""

    def __init__(self, ledger: Ledger, home: Peer) -> None:
        self._ledger, self._home = ledger, home

    def for_new(self) -> Peer | None:
        opened = self._ledger.opened()
        return self._home if opened[self._ledger.own] > min(opened) + 1 else None

    def for_query(self, _client: str) -> Peer | None:
        return None


class _Server(uvicorn.Server):
    """Server that SIGTERM ends, and Ctrl+C only by way of the process that started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See `uvicorn.Server`."""
        signal.signal(signal.SIGTERM, self.handle_exit)
        yield


def _used() -> dict[str, float]:
    """Seconds of processor time and bytes of memory that this process uses."""
    times = resource.getrusage(resource.RUSAGE_SELF)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return {"seconds": times.ru_utime + times.ru_stime, "bytes": pages * resource.getpagesize()}


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """The application of a front: it has none, and passes on what would need one."""


async def _run(channel: int, listener: int, ledger: int) -> None:
    front = Front(socket.socket(fileno=channel), ledger)
    await front.serve(socket.socket(fileno=listener))


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGHUP):  # sent to the whole process group; the server decides
        signal.signal(each, signal.SIG_IGN)
    die_with_parent()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(*(int(each) for each in sys.argv[1:4])))
