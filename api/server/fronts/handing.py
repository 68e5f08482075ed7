"""Handing connections from one process to another."""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from sandbox_atlas.api.http.connection_counts import ConnectionCounts
from sandbox_atlas.api.http.ledger import Ledger
from sandbox_atlas.api.server.fronts.channel import Channel, Message


class ChannelPeer:
    """See `Peer`: the process at the other end of a channel.

    Args:
        channel: The channel.
        ledger: In which a connection is the other's as soon as it is on its way.
        number: The number of the other process in the ledger.
    """

    def __init__(self, channel: Channel, ledger: Ledger, number: int) -> None:
        self.number = number
        self._channel, self._ledger = channel, ledger

    def take(self, descriptor: int, data: bytes) -> None:
        """See `Peer`."""
        self._ledger.open(self._ledger.own, -1)
        self._ledger.open(self.number, 1)
        self._channel.send("connection", data, [descriptor])


async def adopt(server: uvicorn.Server, counts: ConnectionCounts, message: Message) -> None:
    """Go on with a connection that another process has handed over."""
    connection = socket.socket(fileno=message.descriptors[0])
    connection.setblocking(False)
    kind, state = server.config.http_protocol_class, server.lifespan.state
    protocol = kind(config=server.config, server_state=server.server_state, app_state=state)  # type: ignore[call-arg]
    protocol.adopted = message.body  # type: ignore[attr-defined] # a connection of ours
    try:
        await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, connection)
    except OSError:
        counts.opened(-1)
        connection.close()
