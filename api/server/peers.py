"""Peers: the other processes that serve the same address, as a connection sees them."""

from __future__ import annotations

from typing import Protocol


class Peer(Protocol):
    """Another process that serves the same address."""

    def take(self, descriptor: int, data: bytes) -> None:
        """Take over a connection, whose descriptor it closes here, and what has been read of it already."""


class Peers(Protocol):
    """The other processes that serve the same address."""

    def for_new(self) -> Peer | None:
        """The one that a new connection belongs to; None for this process itself."""

    def for_query(self, client: str) -> Peer | None:
        """The one that answers a small query of a client better than this process."""
