"""Fast path: answers queries from the cache or from a worker, without a task, a scope and the layers of ASGI.

Setting up an ASGI request costs twice as much as all the rest of a cached answer, and as much as a small query; see
decision 013. What is not a query alone, and whatever has to wait for its turn or is refused, takes the usual way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from sandbox_atlas.api.http.access_log import REQUEST_ID, RequestRecord, request_id
from sandbox_atlas.api.http.request_headers import Header
from sandbox_atlas.api.server.known_heads import Head, KnowingConnection
from sandbox_atlas.api.server.query_service import QueryService
from sandbox_atlas.api.sparql.response import BufferedResponse, head_of
from sandbox_atlas.api.sparql.short_query import ShortQuery, short_query
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.engine.context import request_context
from sandbox_atlas.graph.errors import AtlasError

_PART = 262_144
"""Bytes handed to a connection at once; the buffer of a slow client holds one part."""
_ENDED_BY_CLIENT = 499
_GRACE = 0.05
"""Seconds that the query of a client that has gone may still run."""


class Exchange:
    """A query on its way from the connection to a worker and back; uvicorn sees it in the place of its own cycle.

    Attributes:
        response_started: Whether some of the answer has been sent.
        response_complete: Whether all of it has been sent, or the client has gone.
        disconnected: Whether the client has gone; uvicorn says so.
        keep_alive: Whether the connection stays open afterwards; not at the end of the server.
    """

    response_started = response_complete = disconnected = False
    keep_alive = True

    def __init__(self, protocol: KnowingConnection, app: QueryService, client: str, query: bytes, head: Head) -> None:
        """An exchange, of which the head is complete.

        Args:
            protocol: The connection. No earlier request on it may still wait, and the client must read what it is sent.
            app: What answers.
            client: Address of the client.
            query: The part of the address after the question mark.
            head: The rest of the head.
        """
        self._started = perf_counter()
        self._protocol, self._app = protocol, app
        self._head, self._headers, self._query_string = head, head.headers, query
        name = request_id(head.headers.request_id)
        self._record = RequestRecord(name, client, 0, 0, "/sparql", "GET", head.path, query)

    def begin_or_answer(self, *, is_proxied: bool) -> bool:
        """Answer now, or once the query has run; gives whether it is taken.

        Args:
            is_proxied: Whether a trusted proxy passes the request on.
        """
        return self._answer_from_cache() or self._begin(is_proxied=is_proxied)

    def _answer_from_cache(self) -> bool:
        """Answer, if the answer is cached; 304 without a body to a client that has it (RFC 9110, section 13.1.2)."""
        found = self._app.endpoint.cached(self._query_string, self._headers)
        if found is None:
            return False
        status, head, body = 200, found.head, found.body
        if self._headers.if_none_match and found.is_current(self._headers.if_none_match):
            status, head, body = 304, found.head_not_modified, b""
        self._write(status, head, body)
        self._log(status)
        self._protocol.rest()
        return True

    def _begin(self, *, is_proxied: bool) -> bool:
        """Have the query run, unless it has to take the usual way."""
        protocol, endpoint, headers = self._protocol, self._app.endpoint, self._headers
        asked = short_query(self._query_string, headers) if self._query_string.isascii() else None
        atlas = self._app.served.current
        if asked is None or atlas is None or (headers.is_forwarded and not is_proxied):
            return False
        self._key = (atlas.snapshot, self._query_string, headers.accept, headers.gzip)
        try:
            context = None if self._key in endpoint.running else endpoint.limits.try_query(self._record.client)
        except AtlasError:  # as there are too many clients
            return False
        if context is None:
            return False
        endpoint.answers.misses += 1
        self._context, self._lease = context, self._app.served.lease()
        self._lease.__enter__()  # holds `atlas` open until the end
        self._flight = endpoint.running.enter(self._key, partial(self._run, atlas, asked))
        protocol.cycle = self  # type: ignore[assignment] # it has all that uvicorn asks of its own
        self._keep(self._flight.task, self._finish)
        return True

    async def _run(self, atlas: Atlas, asked: ShortQuery) -> BufferedResponse:
        """The work that other requests for the same answer may join."""
        REQUEST_ID.set(self._record.id)
        request_context.set(self._context)
        return await self._app.endpoint.run(atlas, asked, self._key)

    def _finish(self, task: asyncio.Task[BufferedResponse]) -> None:
        """Send what the run has given."""
        if self.response_complete:
            return
        if self.disconnected:
            self._end(_ENDED_BY_CLIENT)
            return
        if task.cancelled():  # by the end of the server
            self.keep_alive = False
            self._end(_ENDED_BY_CLIENT)
            return
        error = task.exception()
        if isinstance(error, Exception):
            self._fail(error)
        elif error is None:
            response = task.result()
            self._send(200, response.head, response.body)

    def _fail(self, error: Exception) -> None:
        """Answer what is wrong."""
        self._keep(asyncio.ensure_future(self._explain(error)))

    async def _explain(self, error: Exception) -> None:
        REQUEST_ID.set(self._record.id)
        scope = self._protocol.scope_of(self._head, self._query_string)
        scope["state"] = {**scope["state"], "atlas": self._app.served.current}
        found = await self._app.endpoint.problem(scope, error)
        self._send(found.status_code, head_of(found.raw_headers), bytes(found.body))

    def _send(self, status: int, head: bytes, body: bytes) -> None:
        """Send an answer; a large one in parts, as the client reads them."""
        if self.response_complete:
            return
        self.response_started = True
        self._write(status, head if self.keep_alive else b"connection: close\r\n" + head, body[:_PART])
        if len(body) > _PART:
            self._keep(asyncio.ensure_future(self._send_rest(status, body)))
        else:
            self._end(status)

    async def _send_rest(self, status: int, body: bytes) -> None:
        protocol = self._protocol
        for begin in range(_PART, len(body), _PART):
            await protocol.flow.drain()
            if self.disconnected:
                break
            protocol.transport.write(body[begin : begin + _PART])
            self._record.size += len(body[begin : begin + _PART])
            await asyncio.sleep(0)  # a fast client takes part after part, and others want their turn
        self._end(status)

    def _end(self, status: int) -> None:
        """Let the connection go on."""
        self._release()
        self._log(status)
        protocol = self._protocol
        if not self.keep_alive:
            protocol.transport.close()
        protocol.on_response_complete()

    def _release(self, *, refund: bool = False) -> None:
        """Return everything that the request holds; with a refund it does not count as one of its client's."""
        self.response_complete = True
        self._app.endpoint.running.leave(self._key, self._flight)
        self._app.endpoint.limits.end_query(self._context, refund=refund)
        self._lease.__exit__(None, None, None)

    def _write(self, status: int, head: bytes, body: bytes) -> None:
        """Write an answer, or its beginning; the head lacks what every answer of the server has."""
        protocol = self._protocol
        always = _always(protocol.server_state.default_headers)
        name = b"x-request-id: %s\r\n" % self._record.id.encode()
        protocol.transport.write(b"".join((STATUS_LINE[status], always, name, head, body)))
        self._record.size = len(body)

    def _log(self, status: int) -> None:
        self._record.status, self._record.seconds = status, perf_counter() - self._started
        self._app.recorder.record(self._record)

    def _keep(self, task: asyncio.Task[Any], then: Callable[[asyncio.Task[Any]], None] | None = None) -> None:
        """Have the end of the server wait for a task."""
        protocol = self._protocol
        protocol.tasks.add(task)
        task.add_done_callback(protocol.tasks.discard)
        if then is not None:
            task.add_done_callback(then)

    # ── What uvicorn asks of a cycle ──

    @property
    def message_event(self) -> Exchange:
        """What uvicorn sets when the client has gone."""
        return self

    def set(self) -> None:
        """End the request of a client that has gone; soon, as most queries end before their worker is killed."""
        if self.disconnected and not self.response_started:
            asyncio.get_running_loop().call_later(_GRACE, self._abandon)

    def _abandon(self) -> None:
        if not self.response_complete:
            self._end(_ENDED_BY_CLIENT)


class _Always:
    """The lines of the headers that all answers have; uvicorn makes new headers each second, for the date."""

    def __init__(self) -> None:
        self._headers: list[Header] = []
        self._lines = b""

    def __call__(self, headers: list[Header]) -> bytes:
        if headers is not self._headers:
            self._headers, self._lines = headers, b"".join([b"%s: %s\r\n" % header for header in headers])
        return self._lines


_always = _Always()
