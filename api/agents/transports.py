"""Transports: standard input and output for one agent, streamable HTTP with the limits of the endpoint for many."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

import uvicorn
from mcp.server.stdio import stdio_server
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox_atlas.api.agents.protocol import server_of
from sandbox_atlas.api.http.errors import TooManyRequestsError
from sandbox_atlas.api.http.listener import address_of, listening
from sandbox_atlas.api.http.rate_limit import RateLimits
from sandbox_atlas.api.web.publication import publication_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BusyError

if TYPE_CHECKING:
    import socket

    from sandbox_atlas.api.settings import ServerSettings

PATH = "/mcp"
"""Where the protocol is spoken over HTTP."""
_MOST_BYTES = 65_536
"""Bytes that a request may have, as many as an address of the endpoint with its query."""


def run(settings: ServerSettings, *, over_http: bool) -> None:
    """Serve agents until the input ends or the server is interrupted.

    Raises:
        PortError: The port is in use or may not be used.
        AtlasError: The atlas cannot be opened.
    """
    if not over_http:
        asyncio.run(_over_stdio(settings))
        return
    with listening(settings.host, settings.port) as listener:
        asyncio.run(_over_http(settings, listener))


async def _over_stdio(settings: ServerSettings) -> None:
    async with await _opened(settings) as atlas, stdio_server() as (received, sent):
        server = server_of(atlas)
        await server.run(received, sent, server.create_initialization_options())


async def _opened(settings: ServerSettings) -> Atlas:
    """The atlas; the shipped data, which were checked before their release, are not checked while an agent waits."""
    atlas = await Atlas.open(settings, check=bool(settings.data))
    await publication_of(atlas)
    return atlas


async def _over_http(settings: ServerSettings, listener: socket.socket) -> None:
    async with await _opened(settings) as atlas:
        config = uvicorn.Config(
            http_application(atlas, settings),
            limit_concurrency=settings.connections,
            timeout_keep_alive=math.ceil(settings.idle),
            timeout_graceful_shutdown=math.ceil(settings.grace),
            proxy_headers=False,
            ws="none",
            log_config=None,
            access_log=False,
        )
        await _Server(config).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says where it is once it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"Sandbox Atlas serves agents at {address_of(sockets[0])}{PATH}  (Ctrl+C ends it)", flush=True)


def http_application(atlas: Atlas, settings: ServerSettings) -> ASGIApp:
    """The application: each request stands for itself, and each client has the rate limit of the endpoint.

    On a loopback address, requests for another host or from pages of other origins are refused (MCP, Transports,
    security warning).
    """
    app = server_of(atlas).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_MOST_BYTES,
        host=settings.host,
    )
    return _Limited(app, RateLimits(settings))


class _Limited:
    """Wraps an application with the rate limit; refusals are problem details (RFC 9457)."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with self._limits.page(scope):
                await self._app(scope, receive, send)
        except BusyError as error:
            status = 429 if isinstance(error, TooManyRequestsError) else 503
            problem = {"status": status, "title": error.title, "detail": str(error)}
            headers = {"Retry-After": str(error.retry_after)}
            refused = JSONResponse(problem, status, headers, "application/problem+json")
            await refused(scope, receive, send)
