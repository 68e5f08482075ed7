"""Lanes: share a bounded number of resources, such as workers or permits, fairly between clients.

In order of arrival, a flood from one client would delay everybody. So a free resource goes to the client that holds
fewest; of several, to the one that has had none for longest, whether the atlas wrote its query or the client itself.
Of one client's requests the newest goes first: the oldest ones are nearest to their deadline anyway.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count
from typing import Generic, TypeVar

from sandbox_atlas.graph.engine.context import RequestContext
from sandbox_atlas.graph.errors import overloaded

_REMEMBERED = 1_000
"""Clients of which a lane knows when they last took a resource."""

T = TypeVar("T")


class _Waiter(Generic[T]):
    """A request that waits for a resource."""

    def __init__(self, context: RequestContext, number: int) -> None:
        self.context, self.number = context, number
        self.granted: asyncio.Future[T] = asyncio.get_running_loop().create_future()


class Lane(Generic[T]):
    """A set of resources and the requests that wait for one of them.

    Args:
        capacity: Requests that may wait.
        reserved: Resources that the queries of clients leave to internal ones.
        retry_after: Seconds after which a refused client should try again.

    Attributes:
        free: Resources that nobody holds.
        held: Number of resources that each client holds.
        refused: Requests refused so far because too many waited.
    """

    def __init__(self, capacity: int, reserved: int = 0, retry_after: int = 1) -> None:
        self.free: list[T] = []
        self.held: Counter[str] = Counter()
        self.refused = 0
        self.retry_after = retry_after
        self._capacity, self._reserved = capacity, reserved
        self._waiters: list[_Waiter[T]] = []
        self._external = 0
        self._last: dict[str, int] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        """Number of requests that wait."""
        return len(self._waiters)

    def try_acquire(self, context: RequestContext) -> T | None:
        """Take a resource if one is free for this request, without waiting."""
        if not self.free or not self._may_take(context):
            return None
        self._hold(context)
        return self.free.pop()

    async def acquire(self, context: RequestContext) -> T:
        """Take a resource, waiting until it is this request's turn.

        Raises:
            BusyError: Too many requests wait, and this one's client has most of them.
        """
        resource = self.try_acquire(context)
        if resource is not None:
            return resource
        waiter: _Waiter[T] = _Waiter(context, next(self._numbers))
        self._waiters.append(waiter)
        if len(self._waiters) > self._capacity:
            self._refuse_one()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
            elif waiter.granted.done() and not waiter.granted.cancelled() and waiter.granted.exception() is None:
                self.release(waiter.granted.result(), context)
            raise

    def add(self, resource: T) -> None:
        """Add a free resource, and give it to the next request that waits."""
        self.free.append(resource)
        while self._waiters and (waiter := self._next()) is not None:
            granted = self.try_acquire(waiter.context)
            if granted is None:
                return
            self._waiters.remove(waiter)
            waiter.granted.set_result(granted)

    def release(self, resource: T, context: RequestContext) -> None:
        """Return a resource that a request held."""
        self.retire(context)
        self.add(resource)

    def retire(self, context: RequestContext) -> None:
        """Count a resource of a request as no longer held; it does not come back."""
        self._external -= not context.internal
        self.held[context.client] -= 1
        if self.held[context.client] <= 0:
            del self.held[context.client]

    def heaviest_client(self, context: RequestContext) -> str | None:
        """The client that holds most, if it would still hold more than this request's client after giving one away."""
        client, most = max(self.held.items(), key=lambda item: item[1], default=("", 0))
        return client if most > self.held[context.client] + 1 else None

    def transfer(self, giver: RequestContext, taker: RequestContext) -> None:
        """Count a resource of one request as held by another."""
        self.retire(giver)
        self._hold(taker)

    def close(self, error: Exception) -> None:
        """Give every request that waits an error."""
        for waiter in self._waiters:
            if not waiter.granted.done():
                waiter.granted.set_exception(error)
        self._waiters.clear()

    def _may_take(self, context: RequestContext) -> bool:
        """Whether a request leaves enough to internal queries, or is one."""
        return context.internal or self._external < len(self.free) + self.held.total() - self._reserved

    def _hold(self, context: RequestContext) -> None:
        """Count a resource as held by a request."""
        self._external += not context.internal
        self.held[context.client] += 1
        self._last.pop(context.client, None)
        self._last[context.client] = next(self._numbers)
        if len(self._last) > _REMEMBERED:
            del self._last[next(iter(self._last))]

    def _next(self) -> _Waiter[T] | None:
        """The request whose turn it is."""
        eligible = [each for each in self._waiters if not each.granted.done() and self._may_take(each.context)]
        first = min(eligible, key=self._turn, default=None)
        if first is None:
            return None
        return max((each for each in eligible if each.context.client == first.context.client), key=_arrival)

    def _turn(self, waiter: _Waiter[T]) -> tuple[int, int, int]:
        """What decides between clients: the smallest share, then the longest time since the last turn, then arrival."""
        client = waiter.context.client
        return self.held[client], self._last.get(client, 0), waiter.number

    def _refuse_one(self) -> None:
        """Refuse the oldest request of the client that has most requests waiting, an internal one last."""
        waiting = Counter(each.context.client for each in self._waiters)
        waiter = min(
            self._waiters, key=lambda each: (each.context.internal, -waiting[each.context.client], each.number)
        )
        self._waiters.remove(waiter)
        if not waiter.granted.done():  # else it was cancelled just now
            self.refused += 1
            waiter.granted.set_exception(overloaded(self.retry_after))


def _arrival(waiter: _Waiter[T]) -> int:
    return waiter.number
