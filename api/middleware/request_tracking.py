"""Request tracking: gives every request an id, a line in the access log, a count in the metrics, and default headers.

A plain ASGI middleware around everything else. It also turns HEAD into GET for the application (RFC 9110, section
9.3.2), answers CORS preflight requests, and answers 500 for unexpected errors.
"""

from __future__ import annotations

import json
import logging
from time import perf_counter
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox_atlas.api.http.access_log import REQUEST_ID, RequestRecord, request_id
from sandbox_atlas.api.http.paths import SPARQL, STATIC, is_open, path_of
from sandbox_atlas.api.http.request_headers import Header
from sandbox_atlas.api.http.security_headers import PREFLIGHT, protected
from sandbox_atlas.api.middleware.request_recorder import RequestRecorder
from sandbox_atlas.api.web import problems

_ENDED_BY_CLIENT = 499
_logger = logging.getLogger("sandbox_atlas")


class RequestTracking:
    """Wraps an ASGI application; each answered request goes to the recorder."""

    def __init__(self, app: ASGIApp, recorder: RequestRecorder) -> None:
        self._app, self._recorder = app, recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other scopes pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, self._recorder)
        token = REQUEST_ID.set(exchange.id)
        try:
            await self._answer(exchange, receive)
        finally:
            REQUEST_ID.reset(token)
            exchange.end()

    async def _answer(self, exchange: _Exchange, receive: Receive) -> None:
        try:
            if exchange.is_preflight():
                await exchange.send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
                await exchange.send({"type": "http.response.body"})
            else:
                await self._app(exchange.scope, receive, exchange.send)
        except Exception:
            _logger.exception("A request failed")
            if exchange.status:
                return  # Starlette has answered and raised the error again
            headers = [(b"content-type", problems.MEDIA_TYPE.encode())]
            body = json.dumps(problems.document(500, problems.UNEXPECTED)).encode()
            await exchange.send({"type": "http.response.start", "status": 500, "headers": headers})
            await exchange.send({"type": "http.response.body", "body": body})


def _relative(header: Header) -> Header:
    """A Location without scheme and host, which a proxy in front may not have told (RFC 9110, section 10.2.2)."""
    name, value = header
    if name != b"location":
        return header
    path = urlsplit(value)._replace(scheme=b"", netloc=b"").geturl()
    return header if path.startswith(b"//") else (name, path)


class _Exchange:
    """One request and what has been sent in answer to it."""

    __slots__ = ("_recorder", "_send", "_started", "bytes", "id", "method", "path", "scope", "status")

    def __init__(self, scope: Scope, send: Send, recorder: RequestRecorder) -> None:
        self.id = request_id(next((value for name, value in scope["headers"] if name == b"x-request-id"), None))
        self.method: str = scope["method"]
        self.path = path_of(scope)
        # HEAD is answered as GET; the server leaves out the body and keeps its length.
        self.scope = {**scope, "method": "GET"} if self.method == "HEAD" else scope
        self._send = send
        self._recorder: RequestRecorder | None = recorder
        self._started = perf_counter()
        self.status = 0
        self.bytes = 0

    def is_preflight(self) -> bool:
        return (
            self.method == "OPTIONS"
            and is_open(self.path)
            and any(name == b"access-control-request-method" for name, _ in self.scope["headers"])
        )

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = [_relative(header) for header in message.get("headers", ())]
            headers = protected(own, self.path, self.scope["query_string"])
            headers.append((b"x-request-id", self.id.encode()))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body" and self.method != "HEAD":
            self.bytes += len(message.get("body", b""))
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.end()  # at once, so that metrics count the request before the client can ask for them

    def end(self) -> None:
        """Record the request, once."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        client = self.scope.get("client")
        recorder.record(
            RequestRecord(
                id=self.id,
                client=client[0] if client else "",
                status=self.status or _ENDED_BY_CLIENT,
                size=self.bytes,
                route=self._route(),
                method=self.method,
                path=self.scope["path"],
                query_string=self.scope["query_string"],
                seconds=perf_counter() - self._started,
            )
        )

    def _route(self) -> str:
        """The template of the route that answered: templates are few, so that addresses cannot fill the memory."""
        route = self.scope.get("route")
        if route is not None:
            return str(getattr(route, "path_format", route.path))
        if self.path in SPARQL:
            return "/sparql"
        return f"{STATIC}{{path}}" if self.path.startswith(STATIC) else "(none)"
