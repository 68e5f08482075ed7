"""Repeats: requests that come again byte by byte get their cached answer without being read.

Programs, proxies and browsers send the same head for the same query; reading it costs as much as all the rest of an
answer that is cached.
"""

from __future__ import annotations

import math
from time import perf_counter
from typing import ClassVar, NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from sandbox_atlas.api.http.access_log import RequestRecord, request_id
from sandbox_atlas.api.http.request_headers import Header, Headers
from sandbox_atlas.api.server.query_service import QueryService
from sandbox_atlas.api.sparql.response import BufferedResponse
from sandbox_atlas.graph.cache import LRUCache

HEAD_END = b"\r\n\r\n"
"""What ends the head of a request."""
_KNOWN, _LONGEST = 1_000, 2_048
"""Requests that are known again, and bytes that one of them may have."""


class Repeat(NamedTuple):
    """A request that was answered from the cache; the same bytes again ask for the same answer.

    Attributes:
        query_string: The part of its address after the question mark.
        path: The path of its address, as the log has it.
        headers: Its headers, without a body and without an id.
    """

    query_string: bytes
    path: str
    headers: Headers


def answer_again(protocol: HttpToolsProtocol, app: QueryService, client: str, repeat: Repeat) -> bool:
    """Answer a request that is repeated byte by byte, without reading it, if its answer is still cached."""
    started = perf_counter()
    found = app.endpoint.cached(repeat.query_string, repeat.headers)
    if found is None:
        return False
    record = RequestRecord(request_id(None), client, 200, 0, "/sparql", "GET", repeat.path, repeat.query_string)
    write_cached(protocol, record, found, repeat.headers)
    protocol.server_state.total_requests += 1
    record.seconds = perf_counter() - started
    app.recorder.record(record)
    return True


def write_cached(protocol: HttpToolsProtocol, record: RequestRecord, found: BufferedResponse, headers: Headers) -> None:
    """Write a cached answer; 304 without a body to a client that has it (RFC 9110, section 13.1.2)."""
    if headers.if_none_match and found.is_current(headers.if_none_match):
        record.status = 304
        write(protocol, record, found.head_not_modified, b"")
    else:
        record.status = 200
        write(protocol, record, found.head, found.body)


def write(protocol: HttpToolsProtocol, record: RequestRecord, head: bytes, body: bytes) -> None:
    """Write an answer, of which the head lacks what every answer of the server has."""
    always = _always(protocol.server_state.default_headers)
    name = b"x-request-id: %s\r\n" % record.id.encode()
    protocol.transport.write(b"".join((STATUS_LINE[record.status], always, name, head, body)))
    record.size = len(body)


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


def known_requests() -> LRUCache[Repeat]:
    """The requests that are known again, by their bytes; none at first."""
    return LRUCache(_KNOWN)


class RepeatingConnection(HttpToolsProtocol):
    """A connection that answers requests which are repeated.

    Attributes:
        application: What answers short queries; `app` is uvicorn's, for all other requests.
        repeats: Requests that were answered from the cache, by their bytes.
    """

    _is_proxy = _in_message = False
    _client = ""
    _due, _rested, _alone = math.inf, -math.inf, b""
    application: ClassVar[QueryService]
    repeats: ClassVar[LRUCache[Repeat]]

    def hold(self, data: bytes) -> None:
        """Hold what has been received, if that is the whole head of one request."""
        is_whole = not self._in_message and len(data) <= _LONGEST and data.find(HEAD_END) + len(HEAD_END) == len(data)
        self._alone = data if is_whole else b""

    def answers_again(self, data: bytes) -> bool:
        """Answer a request that is byte by byte one that was answered before, if its answer is cached."""
        found = self.repeats.get(data)
        if found is None or self._in_message or self._is_proxy or self.flow.write_paused:
            return False
        if (self.cycle and not self.cycle.response_complete) or self.transport.is_closing():
            return False
        self._due, self._rested = math.inf, self.loop.time()
        if not answer_again(self, self.application, self._client, found):
            return False
        if self.timeout_keep_alive_task is None:  # this is the first request on the connection
            self.timeout_keep_alive_handler()
        return True

    def remember(self, repeat: Repeat | None) -> None:
        """Remember the request at hand, which has come alone and in one piece."""
        if repeat and self._alone and not self._is_proxy:
            self.repeats.put(self._alone, repeat)

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that has rested for long enough; its timer goes on while requests are repeated."""
        left = self._rested + self.timeout_keep_alive - self.loop.time()
        if left <= 0:
            super().timeout_keep_alive_handler()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
