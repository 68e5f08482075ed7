"""Web server: listens on a port, prints the address, and serves the application until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import uvicorn

from sandbox_atlas.api.app import Application, create_app
from sandbox_atlas.api.http.access_log import AccessLog, configure_logging
from sandbox_atlas.api.http.listener import address_of, listening
from sandbox_atlas.api.publishing import Publisher
from sandbox_atlas.api.server.collector import Collector, calm_collector
from sandbox_atlas.api.server.connection import Connection
from sandbox_atlas.api.server.fronts.shares import refuse_impossible, shares
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.desk.folder import edited_folder
from sandbox_atlas.api.web.publication import publication_of
from sandbox_atlas.graph.processes.memory import give_back

if TYPE_CHECKING:
    from sandbox_atlas.api.server.fronts.supervisor import Fronts

_PAUSE = 60.0
"""Seconds between two times at which freed memory is given back to the system; it takes a millisecond."""
_SWITCH_INTERVAL = 0.001
"""Seconds after which a thread that computes lets the event loop run; Python's own default is five times as long."""

_LATE_MODULES = (
    "sandbox_atlas.graph.downloads.definition",
    "sandbox_atlas.graph.network.centrality",
    "sandbox_atlas.graph.network.layout",
    "sandbox_atlas.graph.register.comparison",
    "sandbox_atlas.graph.register.exploration",
    "sandbox_atlas.graph.register.search",
    "graspologic_native",
    "networkx",
)
"""Modules that only some requests need."""
_CALM = 3.0
"""Seconds after the start until they are imported: they take a third of the time of a start."""

_log = logging.getLogger(__name__)


def run(settings: ServerSettings) -> None:
    """Serve the atlas until interrupted.

    Raises:
        BadParameterError: There is no folder that may be edited.
        PortError: The port is in use or may not be used.
        AtlasError: The atlas cannot be opened.
    """
    refuse_impossible(settings)
    if settings.edit:  # before the data are loaded, which may take long
        edited_folder(settings, settings.host, has_token=bool(settings.edit_token.get_secret_value()))
    sys.setswitchinterval(_SWITCH_INTERVAL)
    with listening(settings.host, settings.port) as listener, asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings, listener))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop, uvloop, where it exists: everywhere but on Windows."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _serve(settings: ServerSettings, listener: socket.socket) -> None:
    fronts, settings = _fronts(settings, listener), shares(settings)[0]
    log = fronts.log(sys.stderr) if fronts else AccessLog(sys.stderr, settings.log)
    configure_logging(log)
    try:
        async with Publisher.opened(settings) as publisher:
            await publication_of(publisher.current)  # by which the description of the API is called
            calm_collector()
            app = create_app(settings, log=log, served=publisher, fronts=fronts)
            _make_routes_ready(app)
            _log_walls(publisher)
            config = uvicorn.Config(app, **_protocol(settings, app, fronts))
            server = _Server(config, address_of(listener) + settings.root_path, fronts)
            _handle_hangups(server, publisher)
            if fronts is not None:
                publisher.follower = fronts.follow(publisher)
            collector = Collector(lambda: bool(server.server_state.tasks), lambda: publisher.current.snapshot)
            beside = [
                asyncio.create_task(each())
                for each in (_prepare_pages, _import_late_modules, _give_memory_back, collector.run)
            ]
            try:
                await server.serve(sockets=[listener])
            finally:
                for task in beside:
                    task.cancel()
                await app.kept.close()
    finally:
        log.flush()


def _fronts(settings: ServerSettings, listener: socket.socket) -> Fronts | None:
    """The fronts beside this server; None where there are none."""
    if settings.processes == 1:
        return None
    from sandbox_atlas.api.server.fronts.supervisor import Fronts

    return Fronts(shares(settings)[1], listener)


async def _prepare_pages() -> None:
    """Compile the templates of what is written on the event loop, in a thread: it takes 0.1 s."""
    await asyncio.to_thread(pages.prepare)


async def _import_late_modules() -> None:
    """Import what requests would else import one by one, each of which would hold the event loop."""
    await asyncio.sleep(_CALM)
    for name in _LATE_MODULES:
        await asyncio.to_thread(import_module, name)
    calm_collector()


async def _give_memory_back() -> None:
    """Give freed memory back again and again; large answers and pages leave much of it between what is in use."""
    while True:
        await asyncio.sleep(_PAUSE)
        await give_back()


def _make_routes_ready(app: Application) -> None:
    """Have the framework prepare all routes, which it does when they are first compared with an address.

    It takes 0.1 s, and would hold the event loop during the first request.
    """
    for route in app.routes:
        route.matches({"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []})


def _log_walls(publisher: Publisher) -> None:
    """Log how workers are started and which walls stand around queries; one that is missing is a warning."""
    walls = publisher.current.engine.walls
    if walls is None:
        return
    _log.info("Workers are started by the %s pool", walls.pool)
    if walls.memory:
        _log.info("Workers may allocate %d MiB for a query", walls.memory // 2**20)
    else:
        _log.warning("This system sets no limit on the memory of workers; see docs/operations.md, Walls around queries")
    if walls.network:
        _log.info("Workers have a network namespace of their own, without interfaces")
    else:
        _log.warning("Workers have no network namespace of their own; see docs/operations.md, Walls around queries")


def _protocol(settings: ServerSettings, app: Application, fronts: Fronts | None) -> dict[str, Any]:
    """Arguments for uvicorn: our protocol; headers of proxies are read by the application."""
    counts = fronts.counts if fronts else None
    return {
        "http": Connection.of(app, settings, counts, peers=fronts),
        "proxy_headers": False,
        "timeout_keep_alive": math.ceil(settings.idle),
        "timeout_graceful_shutdown": math.ceil(settings.grace),
        "log_config": None,
        "access_log": False,
    }


def _handle_hangups(server: uvicorn.Server, publisher: Publisher) -> None:
    """Reload the data on SIGHUP; where the signal means that the terminal is gone, end the server."""
    if sys.platform == "win32":
        return
    in_terminal = os.isatty(0)

    def hung_up() -> None:
        if in_terminal and not os.isatty(0):
            server.should_exit = True
        else:
            publisher.reload()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up)


class _Server(uvicorn.Server):
    """Server that prints its address once it answers, as do the fronts beside it."""

    def __init__(self, config: uvicorn.Config, address: str, fronts: Fronts | None) -> None:
        super().__init__(config)
        self._address, self._fronts = address, fronts

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End the server on SIGTERM and SIGINT; unlike uvicorn's, it does not raise the signal again afterwards."""
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._fronts is not None:
            await self._fronts.start(self)
        if self.started:
            print(f"Sandbox Atlas is at {self._address}  (Ctrl+C ends it)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._fronts is not None:
            self._fronts.end()
        await super().shutdown(sockets)
        if self._fronts is not None:
            await self._fronts.close()
