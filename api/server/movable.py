"""Movable connections: counted for the client that they belong to, and given to another process that answers better."""

from __future__ import annotations

import os
from typing import ClassVar

from sandbox_atlas.api.http.connection_counts import ConnectionCounts
from sandbox_atlas.api.server.known_heads import HEAD_END, KnowingConnection
from sandbox_atlas.api.server.peers import Peer, Peers

_SHARE = 4
"""One client may have this part of all connections, as a divisor."""
STAY = 16
"""Requests for which a connection stays that another process has given here because it could not answer."""
_PAUSE = 0.005
"""Seconds after which one that leaves looks again whether the client has read everything."""


class MovableConnection(KnowingConnection):
    """A connection that may move to another process between two requests.

    Attributes:
        endpoints: How addresses of queries begin, up to the question mark.
        most: Connections that may be open at once; one client may have a quarter of them.
        counts: Open connections by client; one of a proxy counts for the client whose request it carries.
        peers: Other processes that serve the same address, if there are any.
        adopted: What another process has read of the connection before it gave it here; None for a new one.
    """

    _is_leaving = _has_left = False
    _of_client = _stays = 0
    _name = _client = ""
    endpoints: ClassVar[tuple[bytes, ...]]
    most: ClassVar[int]
    counts: ClassVar[ConnectionCounts]
    peers: ClassVar[Peers | None] = None
    adopted: bytes | None = None

    def _count_for(self, name: str) -> None:
        """Count the connection for a client, no longer for the one before; for nobody if the name is empty."""
        if self._name:
            self.counts.count(self._name, -1)
        self._name = name
        self._of_client = self.counts.count(name) if name else 0

    def _has_too_many(self) -> bool:
        return self._of_client > self.most // _SHARE

    def leave(self, peer: Peer, data: bytes) -> None:
        """Give the connection to another process, with what has been read and not answered."""
        if not self._is_leaving:
            self._is_leaving = True
            self.transport.pause_reading()
            self._leave(peer, data)

    def _leave(self, peer: Peer, data: bytes) -> None:
        """Leave once the client has read the answers before."""
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size():
            self.loop.call_later(_PAUSE, self._leave, peer, data)
            return
        self._has_left = True
        self._count_for("")
        peer.take(os.dup(self.transport.get_extra_info("socket").fileno()), data)
        self.transport.close()

    def _peer_for(self, data: bytes) -> Peer | None:
        """Who answers a request better that has nothing before it and is a small query, if anybody."""
        if self._stays or self._in_message or not data.endswith(HEAD_END) or b"&" in data:
            self._stays = max(0, self._stays - 1)
            return None
        if (self.cycle and not self.cycle.response_complete) or data.find(HEAD_END) + len(HEAD_END) < len(data):
            return None
        is_query = data.startswith(b"GET ") and data.startswith(self.endpoints, 4)
        return self.peers.for_query(self._client) if self.peers and is_query else None
