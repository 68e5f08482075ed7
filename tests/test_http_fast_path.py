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

from sandbox_atlas.api.app import create_app
from sandbox_atlas.api.server import connection, fast_path, known_heads, movable
from sandbox_atlas.api.server.fronts import front_connection
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.atlas import Atlas

METHODS = {
    "connection_made", "connection_lost", "pause_writing", "resume_writing", "data_received", "on_message_begin",
    "on_headers_complete", "on_body", "on_message_complete", "on_response_complete", "send_400_response", "shutdown",
    "timeout_keep_alive_handler",
}  # fmt: skip
ATTRIBUTES = {
    "client", "connections", "cycle", "flow", "headers", "loop", "parser", "scope", "server_state", "tasks",
    "app_state", "asgi_version", "root_path", "scheme", "server",
    "timeout_keep_alive", "timeout_keep_alive_task", "transport", "url",
}  # fmt: skip
"""What a protocol has as soon as its connection is made; `url` and `headers` come with the first request."""


CLASSES = (
    known_heads.KnowingConnection,
    movable.MovableConnection,
    connection.Connection,
    front_connection.FrontConnection,
)
OTHERS = {"_app", "_protocol", "_headers", "_lines"}
"""What other classes in these modules call their own."""


class Transport(asyncio.Transport):
    """A connection that keeps what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 1), "sockname": ("192.0.2.2", 80)})
        self.written, self.is_closed = b"", False

    def write(self, data: Any) -> None:  # noqa: ANN401 - as asyncio has it
        self.written += data

    def is_closing(self) -> bool:
        return False

    def write_eof(self) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def close(self) -> None:
        self.is_closed = True


def used(module: Any, owner: str) -> set[str]:  # noqa: ANN401 - a module
    """The attributes of a name that the source of a module reads, and the methods of `super()` that it calls."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    names = {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == owner}
    parents = {node.attr for node in found if isinstance(node.value, ast.Call) and ast.unparse(node.value) == "super()"}
    return names | parents


def test_no_other_attribute_of_the_protocol_is_used() -> None:
    own = {name for each in CLASSES for name in {**vars(each), **each.__annotations__}}
    inherited = (
        used(known_heads, "self") | used(movable, "self") | used(connection, "self") | used(front_connection, "self")
    )
    inherited |= used(fast_path, "protocol") | used(known_heads, "protocol")
    assert inherited - own - set(vars(fast_path.Exchange)) <= METHODS | ATTRIBUTES | OTHERS
    overridden = {name for each in CLASSES for name in vars(each) if hasattr(HttpToolsProtocol, name)}
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


@pytest.mark.anyio
async def test_headers_that_come_again_are_not_read_again(atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(atlas=atlas)
    kind = connection.Connection.of(app, ServerSettings(patience=0.1))
    config = Config(app, log_config=None, timeout_keep_alive=1, lifespan="off")
    config.load()
    state, data = ServerState(), b"GET /sparql?query=ASK+%7B%7D HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n"

    def connected() -> tuple[connection.Connection, Transport]:
        protocol, transport = kind(config, state, {}), Transport()
        protocol.connection_made(transport)
        return protocol, transport

    async def answered(protocol: connection.Connection, transport: Transport, data: bytes) -> list[bytes]:
        transport.written = b""
        protocol.data_received(data)
        while not transport.written:
            await asyncio.sleep(0.01)
        return sorted(line for line in transport.written.split(b"\r\n") if not line.startswith((b"x-request", b"date")))

    first, others = connected(), [connected() for _ in range(3)]
    answers = [await answered(*first, data) for _ in range(3)]
    assert len(kind.heads) == 1
    answers += [await answered(*others[0], data), await answered(*others[0], data)]
    assert all(each == answers[0] for each in answers)
    assert app.endpoint.answers.hits == 4
    for end in (
        b"Content-Length: 3\r\n\r\n",
        b"X-Request-ID: own\r\n\r\n",
    ):  # what follows a body, or has an id, is read
        await answered(*others[1], data[:-2] + end)
        others[1] = connected()
    others[2][0].data_received(data[:20])
    await answered(*others[2], data[20:])
    assert len(kind.heads) == 1
    await asyncio.sleep(0.3)
    assert b"408" not in others[0][1].written
    others[0][0]._rested -= 1  # as if a second had passed
    others[0][0].timeout_keep_alive_handler()
    assert others[0][1].is_closed
    assert capsys.readouterr().err.count('"path": "/sparql"') == 8
    for protocol, _ in (first, *others):
        protocol.connection_lost(None)
