"""What surrounds every answer, whichever application gives it: an id, a line in the log, figures, headers.

A plain ASGI application, as it stands before everything else and each request pays for it. It also answers HEAD for
whatever answers GET (RFC 9110, section 9.3.2), and browsers that ask before they send (CORS preflight).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox_atlas.api.http.access_log import REQUEST_ID, Journal, request_id
from sandbox_atlas.api.http.security_headers import PREFLIGHT, is_open, protected
from sandbox_atlas.api.middleware.metrics import Metrics

_ENDED_BY_CLIENT = 499
_LONGEST_QUERY = 4000
_logger = logging.getLogger("sandbox_atlas")

_BROKEN = json.dumps(
    {
        "type": "https://w3id.org/sandbox-atlas/problems#internal-error",
        "title": "Something broke on our side",
        "status": 500,
        "detail": "The service goes on; the details are in its log.",
    }
).encode()


class Envelope:
    """Wraps an ASGI application.

    Args:
        app: The application.
        journal: Where each request gets a line.
        metrics: Where each request is counted.
        queries: Whether the log has the query string of each request, which may hold what somebody looks for.
    """

    def __init__(self, app: ASGIApp, journal: Journal, metrics: Metrics, *, queries: bool = False) -> None:
        self._app, self._journal, self._metrics, self._queries = app, journal, metrics, queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other scopes pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, self._record)
        token = REQUEST_ID.set(answer.id)
        try:
            await self._answer(answer, receive)
        finally:
            REQUEST_ID.reset(token)
            answer.end()

    async def _answer(self, answer: _Answer, receive: Receive) -> None:
        try:
            if answer.is_preflight():
                await answer.send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
                await answer.send({"type": "http.response.body"})
            else:
                await self._app(answer.scope, receive, answer.send)
        except Exception:
            _logger.exception("A request failed")
            if answer.status:
                return  # the application has answered, and let us know
            headers = [(b"content-type", b"application/problem+json")]
            await answer.send({"type": "http.response.start", "status": 500, "headers": headers})
            await answer.send({"type": "http.response.body", "body": _BROKEN})

    def _record(self, answer: _Answer, seconds: float) -> None:
        scope, status = answer.scope, answer.status or _ENDED_BY_CLIENT
        method = answer.method if answer.method in _METHODS else "other"
        self._metrics.count(_template(scope), method, status, seconds)
        level = logging.ERROR if status >= 500 else logging.INFO
        if level < self._journal.level:
            return
        client = scope.get("client")
        entry: dict[str, Any] = {
            "request": answer.id,
            "method": answer.method,
            "path": scope["path"],
            "status": status,
            "ms": round(seconds * 1000, 2),
            "bytes": answer.bytes,
            "client": client[0] if client else "",
        }
        self._write(level, entry, scope["query_string"])

    def record_ready(
        self, request: str, query_string: bytes, status: int, size: int, client: str, seconds: float
    ) -> None:
        """Record an answer of the SPARQL endpoint that was kept ready and did not come through here.

        Args:
            request: Id of the request.
            query_string: Its query string.
            status: 200 or 304.
            size: Bytes of its body.
            client: Address of the client.
            seconds: What it took.
        """
        self._metrics.count("/sparql", "GET", status, seconds)
        if self._journal.level > logging.INFO:
            return
        entry: dict[str, Any] = {"request": request, "method": "GET", "path": "/sparql", "status": status}
        entry |= {"ms": round(seconds * 1000, 2), "bytes": size, "client": client}
        self._write(logging.INFO, entry, query_string)

    def record_refused(self, request: str, status: int, size: int, client: str) -> None:
        """Record an answer to what could not be read as a request, so that it has neither method nor path.

        Args:
            request: Id of the answer.
            status: Its status.
            size: Bytes of its body.
            client: Address of the client.
        """
        self._metrics.count("(none)", "other", status, 0.0)
        level = logging.ERROR if status >= 500 else logging.INFO
        if level >= self._journal.level:
            entry = {"request": request, "method": "", "path": "", "status": status, "ms": 0.0}
            self._write(level, {**entry, "bytes": size, "client": client}, b"")

    def _write(self, level: int, entry: dict[str, Any], query_string: bytes) -> None:
        if self._queries and query_string:
            entry["query"] = query_string[:_LONGEST_QUERY].decode("latin-1")
        self._journal.write(level, entry)


class _Answer:
    """One request with what has been sent for it so far."""

    __slots__ = ("_begun", "_record", "_send", "bytes", "id", "method", "scope", "status")

    def __init__(self, scope: Scope, send: Send, record: Callable[[_Answer, float], None]) -> None:
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), None)
        self.id = request_id(given)
        self.method: str = scope["method"]
        # Answering HEAD is answering GET; the server leaves the body away and keeps the length.
        self.scope = {**scope, "method": "GET"} if self.method == "HEAD" else scope
        self._send = send
        self._record: Callable[[_Answer, float], None] | None = record
        self._begun = perf_counter()
        self.status = 0
        self.bytes = 0

    def is_preflight(self) -> bool:
        return (
            self.method == "OPTIONS"
            and is_open(self.scope["path"])
            and any(name == b"access-control-request-method" for name, _ in self.scope["headers"])
        )

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = protected(list(message.get("headers", ())), self.scope["path"], self.scope["query_string"])
            headers.append((b"x-request-id", self.id.encode()))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body" and self.method != "HEAD":
            self.bytes += len(message.get("body", b""))
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.end()  # now, so that the figures know it before the client can ask for them

    def end(self) -> None:
        """Record the answer, once."""
        record, self._record = self._record, None
        if record is not None:
            record(self, perf_counter() - self._begun)


_FOLDERS = ("/static/",)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _template(scope: Scope) -> str:
    """The template of the route that answered: few, so that nobody can fill the memory with addresses."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    if path in ("/sparql", "/sparql/"):
        return "/sparql"
    return next((f"{folder}{{path}}" for folder in _FOLDERS if path.startswith(folder)), "(none)")
