"""Caching: an LRU cache bounded by weight, and request coalescing, which does the same work once for all callers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class LRUCache(Generic[T]):
    """Values by key, bounded by their total weight; the least recently used are evicted first.

    Attributes:
        capacity: Largest total weight.
        weight: Total weight now.
        hits: Number of lookups that found a value.
        misses: Number of lookups that found none.
        evicted: Number of values evicted to make room.
    """

    def __init__(
        self, capacity: int, weigh: Callable[[Hashable, T], int] = lambda _key, _value: 1, largest: int | None = None
    ) -> None:
        """Create an empty cache.

        Args:
            capacity: Largest total weight.
            weigh: Gives the weight of an entry; by default every entry weighs 1.
            largest: Largest weight of one entry; heavier ones are not stored. By default the whole capacity.
        """
        self.capacity = capacity
        self.weight = self.hits = self.misses = self.evicted = 0
        self._weigh = weigh
        self._largest = capacity if largest is None else largest
        self._entries: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._entries

    def get(self, key: Hashable, *, count_miss: bool = True) -> T | None:
        """The value stored for a key, or None.

        Args:
            key: The key.
            count_miss: Whether a miss is counted; False for a first look that a second one follows.
        """
        entry = self._entries.get(key)
        if entry is None:
            self.misses += count_miss
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: Hashable, value: T) -> None:
        """Store a value, unless it is too heavy or the key has a value already."""
        weight = self._weigh(key, value)
        if weight > self._largest or key in self._entries:
            return
        self._entries[key] = value, weight
        self.weight += weight
        while self.weight > self.capacity:
            self.weight -= self._entries.popitem(last=False)[1][1]
            self.evicted += 1


@dataclass(eq=False)
class Flight(Generic[T]):
    """Work in progress and the number of callers that wait for it."""

    task: asyncio.Task[T]
    waiting: int = 0


class SingleFlight(Generic[T]):
    """Request coalescing: callers that ask for the same key at the same time share one run of the work.

    The work is cancelled when its last waiter has gone. Errors are raised in every waiter and are not remembered.

    Attributes:
        joined: Number of calls that joined work in progress.
    """

    def __init__(self) -> None:
        self.joined = 0
        self._flights: dict[Hashable, Flight[T]] = {}

    async def run(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the work for a key, which starts now unless it is in progress; raises what the work raises."""
        with self.join(key, work) as task:
            try:
                return await asyncio.shield(task)
            finally:
                del task  # an error that it holds holds this frame

    @contextmanager
    def join(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> Iterator[asyncio.Task[T]]:
        """Be a waiter of the work for a key inside the block, which must not cancel the task itself."""
        flight = self.enter(key, work)
        try:
            yield flight.task
        finally:
            self.leave(key, flight)

    def __contains__(self, key: Hashable) -> bool:
        """Whether work for a key is in progress."""
        return key in self._flights

    def enter(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> Flight[T]:
        """Be a waiter of the work for a key, which starts now unless it is in progress; `leave` must follow."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._start(key, work)
        else:
            self.joined += 1
        flight.waiting += 1
        return flight

    def leave(self, key: Hashable, flight: Flight[T]) -> None:
        """Be no waiter any more; work for which nobody waits is cancelled."""
        flight.waiting -= 1
        if not flight.waiting and not flight.task.done():
            self._forget(key, flight)  # the next caller starts anew
            flight.task.cancel()

    async def close(self) -> None:
        """Cancel all work in progress and wait for its end."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> Flight[T]:
        flight = self._flights[key] = Flight(asyncio.create_task(work()))

        def ended(task: asyncio.Task[T]) -> None:
            self._forget(key, flight)
            if not task.cancelled():
                task.exception()  # raised in the waiters; without any, asyncio would log it as never retrieved

        flight.task.add_done_callback(ended)
        return flight

    def _forget(self, key: Hashable, flight: Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


class AsyncCache:
    """LRU cache that computes missing values, each once however many callers ask for it at the same time.

    Values may have any type but None, which stands for a miss.
    """

    def __init__(self, size: int) -> None:
        """Create an empty cache for a number of values."""
        self._values: LRUCache[Any] = LRUCache(size)
        self._loading: SingleFlight[Any] = SingleFlight()

    def __len__(self) -> int:
        return len(self._values)

    def known(self, key: Hashable) -> Any:  # noqa: ANN401 - the caller knows what it keeps under the key
        """The value that is kept for a key; None where it was not computed or is gone."""
        return self._values.get(key, count_miss=False)

    async def get(self, key: Hashable, load: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The value stored for the key, or what `load` computes for it; raises what `load` raises."""
        found = self._values.get(key)
        if found is None:
            found = await self._loading.run(key, lambda: self._load(key, load))
        return cast("T", found)

    def begin(self, key: Hashable, load: Callable[[], Coroutine[Any, Any, T]]) -> None:
        """Have a value computed that nobody waits for now, unless it is being computed."""
        if key not in self._loading:
            self._loading.enter(key, lambda: self._load(key, load))

    async def close(self) -> None:
        """Cancel what is being computed."""
        await self._loading.close()

    async def _load(self, key: Hashable, load: Callable[[], Coroutine[Any, Any, T]]) -> T:
        value = await load()
        self._values.put(key, value)
        return value
