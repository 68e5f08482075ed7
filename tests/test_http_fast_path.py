"""Private attributes of uvicorn's protocol: all that the connection and the fast path use exist, and are listed."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.protocols.http import httptools_impl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from sandbox_atlas.api.server import connection, fast_path
from sandbox_atlas.api.server.fronts import front_connection

METHODS = {
    "connection_made", "connection_lost", "pause_writing", "resume_writing", "data_received", "on_message_begin",
    "on_headers_complete", "on_body", "on_message_complete", "on_response_complete", "send_400_response", "shutdown",
}  # fmt: skip
ATTRIBUTES = {
    "client", "connections", "cycle", "flow", "headers", "loop", "parser", "scope", "server_state", "tasks",
    "transport", "url",
}  # fmt: skip
"""What a protocol has as soon as its connection is made; `url` and `headers` come with the first request."""


class Transport(asyncio.Transport):
    """A connection that keeps what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 1), "sockname": ("192.0.2.2", 80)})
        self.written = b""

    def write(self, data: Any) -> None:  # noqa: ANN401 - as asyncio has it
        self.written += data

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def close(self) -> None: ...


def used(module: Any, owner: str) -> set[str]:  # noqa: ANN401 - a module
    """The attributes of a name that the source of a module reads, and the methods of `super()` that it calls."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    names = {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == owner}
    parents = {node.attr for node in found if isinstance(node.value, ast.Call) and ast.unparse(node.value) == "super()"}
    return names | parents


def test_no_other_attribute_of_the_protocol_is_used() -> None:
    own = set(vars(connection.Connection)) | set(connection.Connection.__annotations__)
    front = set(vars(front_connection.FrontConnection)) | set(front_connection.FrontConnection.__annotations__)
    inherited = used(connection, "self") - own | used(fast_path, "protocol")
    inherited |= used(front_connection, "self") - own - front - set(vars(fast_path.Exchange))
    assert inherited <= METHODS | ATTRIBUTES | {"_app", "_protocol"}
    both = {**vars(connection.Connection), **vars(front_connection.FrontConnection)}
    overridden = {name for name in both if hasattr(HttpToolsProtocol, name)}
    assert {name for name in overridden if not name.startswith("__")} <= METHODS


@pytest.mark.anyio
async def test_uvicorn_has_every_attribute_that_is_used() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - any ASGI message
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"text"})

    assert all(callable(getattr(HttpToolsProtocol, name)) for name in METHODS)
    assert httptools_impl.STATUS_LINE[304].startswith(b"HTTP/1.1 304 ")
    config = Config(app, log_config=None)
    config.load()
    protocol, transport = HttpToolsProtocol(config, ServerState(), {}), Transport()
    protocol.connection_made(transport)
    protocol.data_received(b"GET /sparql?query=ASK HTTP/1.1\r\nHost: atlas.example\r\nAccept: text/csv\r\n\r\n")
    assert all(hasattr(protocol, name) for name in ATTRIBUTES)
    assert (protocol.url, protocol.client) == (b"/sparql?query=ASK", ("192.0.2.1", 1))
    assert (b"accept", b"text/csv") in protocol.headers
    assert (protocol.parser.get_method(), protocol.parser.should_keep_alive()) == (b"GET", True)
    assert protocol.flow.write_paused is False
    assert (protocol.cycle.response_started, protocol.cycle.response_complete) == (False, False)
    assert all(isinstance(part, bytes) for header in protocol.server_state.default_headers for part in header)
    assert protocol in protocol.connections
    await asyncio.sleep(0.05)
    assert protocol.cycle.response_complete
    assert transport.written.startswith(httptools_impl.STATUS_LINE[200])
    protocol.connection_lost(None)
