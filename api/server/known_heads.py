"""Known heads: the headers of a request are read once, and known by their bytes when they come again.

Programs, proxies and browsers send the same headers with each query, and reading them costs as much as all the rest of
an answer that is cached. What stands before them, the line with the query, is read each time.
"""

from __future__ import annotations

import math
import re
from typing import ClassVar, NamedTuple

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox_atlas.api.http.request_headers import Header, Headers
from sandbox_atlas.graph.cache import LRUCache

HEAD_END = b"\r\n\r\n"
"""What ends the head of a request."""
_KNOWN, _LONGEST = 1_000, 2_048
"""Heads that are known, and bytes that one of them may have."""


class Head(NamedTuple):
    """The head of a query without its first line.

    Attributes:
        path: The path of its address, as the log has it.
        headers: Its headers, as far as an answer depends on them.
        fields: All its headers.
    """

    path: str
    headers: Headers
    fields: list[Header]


def known_heads() -> LRUCache[Head]:
    """The heads that are known, by their bytes; none at first."""
    return LRUCache(_KNOWN)


def first_line(endpoints: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """The first line of a request for one of the addresses; the group is what follows the question mark."""
    return re.compile(b"GET (?:%s)([!-~]*) HTTP/1\\.1" % b"|".join(map(re.escape, endpoints)))


class KnowingConnection(HttpToolsProtocol):
    """A connection that knows heads again.

    Attributes:
        line: The first line of a query.
        heads: Known heads.
    """

    _is_proxy = _in_message = False
    _due, _rested, _alone = math.inf, -math.inf, b""
    line: ClassVar[re.Pattern[bytes]]
    heads: ClassVar[LRUCache[Head]]

    def known(self, data: bytes) -> tuple[bytes, Head] | None:
        """Query string and head of what has been received, if that is one request alone, and its head is known."""
        line, _, rest = data.partition(b"\r\n")
        head = self.heads.get(rest)
        if head is None or self._in_message or self._is_proxy or self.flow.write_paused:
            return None
        if (self.cycle and not self.cycle.response_complete) or self.transport.is_closing():
            return None
        query = self.line.fullmatch(line)
        return (query[1], head) if query else None

    def hold(self, data: bytes) -> None:
        """Hold what has been received, if that is the whole head of one request."""
        is_whole = not self._in_message and len(data) <= _LONGEST and data.find(HEAD_END) + len(HEAD_END) == len(data)
        self._alone = data if is_whole else b""

    def remember(self, head: Head) -> None:
        """Know a head again that has come alone and in one piece, without a body, and gives its request no id."""
        if self._alone and head.headers.is_plain and not head.headers.request_id and not self._is_proxy:
            self.heads.put(self._alone.partition(b"\r\n")[2], head)

    def rest(self) -> None:
        """Wait for the next request, as `on_response_complete` does; a timer that runs already goes on."""
        if self.timeout_keep_alive_task is None:
            self.on_response_complete()
        else:
            self._rested = self.loop.time()
            self.server_state.total_requests += 1

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that has rested for long enough."""
        now = self.loop.time()
        if self.cycle and not self.cycle.response_complete:
            self._rested = now
        left = self._rested + self.timeout_keep_alive - now
        if left <= 0:
            super().timeout_keep_alive_handler()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)

    def scope_of(self, head: Head, query: bytes) -> Scope:
        """The scope of a query, as ASGI has it."""
        return {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "root_path": self.root_path,
            "headers": head.fields,
            "state": self.app_state.copy(),
            "method": "GET",
            "path": head.path,
            "raw_path": head.path.encode(),
            "query_string": query,
        }
