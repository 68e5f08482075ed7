"""Who is next: fairness between clients for a bounded number of things. It knows no processes and no queries.

Under a flood, order of arrival makes everyone wait for the flood. So the atlas itself goes first, then the client that
holds least, then the newest: those who wait longest are nearest to their deadline anyway.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count
from typing import Generic, TypeVar

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.errors import BusyError

T = TypeVar("T")


class _Turn(Generic[T]):
    """One who waits."""

    def __init__(self, context: RequestContext, number: int) -> None:
        self.context, self.number = context, number
        self.granted: asyncio.Future[T] = asyncio.get_running_loop().create_future()


class Lane(Generic[T]):
    """Lends things, such as workers or permits, to clients.

    Args:
        room: How many may wait.
        reserved: How many things are kept for the atlas's own queries.
        patience: Seconds after which one who is turned away should come again.
    """

    def __init__(self, room: int, reserved: int = 0, patience: int = 1) -> None:
        self.free: list[T] = []
        self.held: Counter[str] = Counter()
        self.refused = 0
        self.patience = patience
        self._room, self._reserved = room, reserved
        self._line: list[_Turn[T]] = []
        self._numbers = count()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._line)

    def take_now(self, context: RequestContext) -> T | None:
        """A thing, if one is free for this context."""
        if len(self.free) <= (0 if context.internal else self._reserved):
            return None
        self.held[context.client] += 1
        return self.free.pop()

    async def take(self, context: RequestContext) -> T:
        """A thing, as soon as it is this context's turn.

        Raises:
            BusyError: Too many wait, and this context's client has the largest share of them.
        """
        thing = self.take_now(context)
        if thing is not None:
            return thing
        turn: _Turn[T] = _Turn(context, next(self._numbers))
        self._line.append(turn)
        if len(self._line) > self._room:
            self._turn_away()
        try:
            return await turn.granted
        except asyncio.CancelledError:
            if turn in self._line:
                self._line.remove(turn)
            elif turn.granted.done() and not turn.granted.cancelled() and turn.granted.exception() is None:
                self.give(turn.granted.result(), context)
            raise

    def give(self, thing: T, context: RequestContext | None = None) -> None:
        """Add a thing; from an context, it is one that comes back."""
        self.leave(context)
        self.free.append(thing)
        while (turn := self._next()) is not None:
            granted = self.take_now(turn.context)
            if granted is None:
                return
            self._line.remove(turn)
            turn.granted.set_result(granted)

    def leave(self, context: RequestContext | None) -> None:
        """Count a thing as no longer held by an context, whose thing does not come back."""
        if context is not None:
            self.held[context.client] -= 1
            if self.held[context.client] <= 0:
                del self.held[context.client]

    def largest(self, context: RequestContext) -> str | None:
        """The client that holds most, if it would still hold more than this context after handing one over."""
        client, most = max(self.held.items(), key=lambda item: item[1], default=("", 0))
        return client if most > self.held[context.client] + 1 else None

    def hand_over(self, giver: RequestContext, taker: RequestContext) -> None:
        """Count a thing as held by another context."""
        self.leave(giver)
        self.held[taker.client] += 1

    def close(self, error: Exception) -> None:
        """Turn everyone away who waits."""
        for turn in self._line:
            if not turn.granted.done():
                turn.granted.set_exception(error)
        self._line.clear()

    def _next(self) -> _Turn[T] | None:
        open_to_all = len(self.free) > self._reserved
        turns = [turn for turn in self._line if (turn.context.internal or open_to_all) and not turn.granted.done()]
        key = lambda turn: (turn.context.internal, -self.held[turn.context.client], turn.number)  # noqa: E731 - said once
        return max(turns, key=key, default=None)

    def _turn_away(self) -> None:
        """Refuse the oldest of those whose client has most in the line."""
        shares = Counter(turn.context.client for turn in self._line)
        turn = min(self._line, key=lambda turn: (turn.context.internal, -shares[turn.context.client], turn.number))
        self._line.remove(turn)
        if not turn.granted.done():  # else it has just been given up
            self.refused += 1
            turn.granted.set_exception(busy_error(self.patience))


def busy_error(patience: int) -> BusyError:
    """What one is told who is turned away."""
    return BusyError(
        "The server has more queries than it can run at once.",
        f"Ask again in {patience} second{'s' if patience != 1 else ''}.",
        patience,
    )
