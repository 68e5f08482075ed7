"""Front connection: answers small queries as the server does, and leaves to the server with all else.

It reads one head at a time, so that a connection always leaves between two requests.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from sandbox_atlas.api.http.rate_limit import MAX_HEAD
from sandbox_atlas.api.server.connection import Connection
from sandbox_atlas.api.server.fast_path import Exchange
from sandbox_atlas.api.server.known_heads import HEAD_END
from sandbox_atlas.api.server.peers import Peer

_OF_BODY = frozenset({b"content-length", b"transfer-encoding"})


class Ending(Protocol):
    """Whatever has connections, and ends.

    Attributes:
        is_ending: Whether the server ends too.
    """

    is_ending: bool


class FrontConnection(Connection):
    """The connection of one client to a front.

    Attributes:
        home: The process that answers what a front does not.
        front: The front.
        starts: How requests begin that it may answer.
    """

    home: ClassVar[Peer]
    starts: ClassVar[tuple[bytes, ...]]
    front: ClassVar[Ending]
    _waiting = b""
    _asked = b""
    _is_reading = _is_passed = False

    def data_received(self, data: bytes) -> None:
        """Receive bytes, which wait while a request before them is answered."""
        if not self._waiting and not self._is_leaving and (found := self.known(data)):
            self._asked = data
            if self.takes(*found):
                self._asked = self._asked if self._is_busy() else b""
                return
            self._asked = b""
        if not self._waiting and not self._is_busy():
            self._allow_time()
        self._waiting += data
        if not self._is_reading:
            self._take()
        if len(self._waiting) > MAX_HEAD and not self._is_leaving:
            self.flow.pause_reading()

    def _is_busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _take(self) -> None:
        """Take the requests that have been received, one after the other."""
        self._is_reading = True
        while self._waiting and not self._is_busy() and not self.transport.is_closing() and not self._is_leaving:
            begin, end = self._waiting[:MAX_HEAD], self._waiting.find(HEAD_END) + len(HEAD_END)
            if not self._is_query(begin) or (end < len(HEAD_END) and len(begin) == MAX_HEAD):
                self._pass_all()
            elif end < len(HEAD_END):
                break
            else:
                self._asked, self._waiting = self._waiting[:end], self._waiting[end:]
                super().data_received(self._asked)
                if self._is_passed:
                    self._pass_all()
        self._is_reading = False

    def _is_query(self, begin: bytes) -> bool:
        """Whether a request begins like a query, as far as it has been received."""
        if begin.startswith(self.starts):
            return True
        return any(each.startswith(begin) for each in self.starts)

    def _pass_all(self) -> None:
        """Leave to the server, with the request at hand and what follows it."""
        data, self._asked, self._waiting = self._asked + self._waiting, b"", b""
        self.leave(self.home, data)

    def on_headers_complete(self) -> None:
        """See `Connection`: a request with a body is the server's, as it may not be read as a request."""
        self._is_passed = self._is_passed or any(name in _OF_BODY for name, _ in self.headers)
        if self._is_passed or self.parser.is_offered_upgrade:
            self._pass_on()
        else:
            super().on_headers_complete()

    def _pass_on(self) -> None:
        self._is_answered = self._is_passed = True

    def on_response_complete(self) -> None:
        """See `Connection`: the next request may have been received."""
        self._asked = b""
        super().on_response_complete()
        if not self._is_reading:
            self._take()

    def fail(self) -> None:
        """Leave to the server with a request that was taken, and could not be answered."""
        self._is_passed = True
        if not self._is_reading:
            self._pass_all()

    def shutdown(self) -> None:
        """See `uvicorn`: where this front alone ends, the server goes on with the connection."""
        if self._is_busy() or self.front.is_ending:
            super().shutdown()
        else:
            self._pass_all()

    def send_400_response(self, msg: str) -> None:
        """See `Connection`: the server says what is wrong."""
        del msg
        self._pass_on()

    def _refuse(self, status: int, detail: str, more: str = "") -> None:
        """See `Connection`: the server refuses."""
        del status, detail, more
        self.fail()


class FrontExchange(Exchange):
    """A query on its way through a front; what goes wrong is for the server to find and to say."""

    _protocol: FrontConnection

    def _fail(self, error: Exception) -> None:
        del error
        self._app.endpoint.answers.misses -= 1
        self._release(refund=True)
        self._protocol.fail()
