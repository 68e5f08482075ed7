"""Runs the web server: takes the port, says the address, serves until told to stop."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable

import uvicorn

from api.app import create_app
from api.connection import Connection
from api.logs import Journal, take_over
from graph.atlas import Atlas
from graph.errors import AtlasError
from graph.settings import Settings


class PortError(AtlasError):
    """The address to listen on cannot be had."""

    slug = "port-unavailable"
    title = "The port cannot be used"


def run(settings: Settings) -> None:
    """Serve the atlas until interrupted.

    Raises:
        PortError: The port is in use or may not be used.
        AtlasError: The atlas cannot be opened.
    """
    with _listen(settings.host, settings.port) as listener, asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings, listener))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The quicker event loop where it exists, which is everywhere but on Windows."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _serve(settings: Settings, listener: socket.socket) -> None:
    journal = Journal(sys.stderr, settings.log)
    take_over(journal)
    try:
        async with await Atlas.open(settings) as atlas:
            app = create_app(atlas=atlas, journal=journal)
            config = uvicorn.Config(app, http=Connection, log_config=None, access_log=False)
            server = _Server(config, "http://{}:{}".format(*listener.getsockname()[:2]))
            await server.serve(sockets=[listener])
    finally:
        journal.flush()


class _Server(uvicorn.Server):
    """Says the address once pages are served."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Sandbox Atlas is at {self._address}  (Ctrl+C ends it)", flush=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise PortError(f"Port {port} on {host} cannot be used: {reason}.", "Choose another with --port.") from error
    return listener
