"""Connection counts: how many connections are open, in all and for each client, here or in all processes together."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox_atlas.api.http.ledger import Ledger


class ConnectionCounts:
    """The connections of one process."""

    def __init__(self) -> None:
        self._clients: Counter[str] = Counter()
        self._open = 0

    def opened(self, number: int = 1) -> None:
        """Count connections that were opened; closed, where the number is negative."""
        self._open += number

    def total(self) -> int:
        """All open connections."""
        return self._open

    def count(self, name: str, number: int = 1) -> int:
        """Count connections for a client, and give how many it has now."""
        self._clients[name] += number
        if not self._clients[name]:
            del self._clients[name]
        return self._clients[name]


class SharedCounts(ConnectionCounts):
    """The connections of all processes, in their ledger."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger

    def opened(self, number: int = 1) -> None:
        """See `ConnectionCounts`."""
        self.ledger.open(self.ledger.own, number)

    def total(self) -> int:
        """See `ConnectionCounts`."""
        return sum(self.ledger.opened())

    def count(self, name: str, number: int = 1) -> int:
        """See `ConnectionCounts`."""
        return self.ledger.connect(name, number, monotonic())
