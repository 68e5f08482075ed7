"""Rate limit: bounds how many requests of one client run at once and how many it sends a second.

A client is an IPv4 address or an IPv6 network of 64 bits, which is what one household gets (RFC 6177). SPARQL queries
and pages are limited separately, so that a script past its limit does not lock its user out of the pages.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextvars import Token
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from starlette.types import Scope

from sandbox_atlas.api.http.errors import TooManyRequestsError
from sandbox_atlas.api.http.token_bucket import TokenBucket
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.engine.context import Budget, RequestContext, request_context
from sandbox_atlas.graph.errors import overloaded

if TYPE_CHECKING:
    from sandbox_atlas.api.http.ledger import Ledger

MAX_HEAD = 65_536
"""Bytes of address and headers together that one request may have."""

WAITING_FACTOR = 8
"""Requests of a client that may wait, as a multiple of those that may run."""

_PAUSE = 0.005
"""Seconds between two looks at whether requests in other processes have ended, while one waits here."""

_MOST_CLIENTS = 10_000
"""Clients remembered at most; each takes about half a kilobyte."""


@dataclass(eq=False, slots=True)
class _Client:
    """The bucket of one client, and its requests that run or wait in this process."""

    bucket: TokenBucket
    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)

    def take(self, now: float) -> float:
        """Take a token; see `TokenBucket.take`."""
        return self.bucket.take(now)

    def start(self, parallel: int, _now: float) -> bool:
        """Begin a request, unless so many run."""
        if self.running >= parallel:
            return False
        self.running += 1
        return True

    def enter(self, parallel: int, now: float) -> bool:
        """Take a token and begin a request, or do neither."""
        return self.running < parallel and not self.take(now) and self.start(parallel, now)

    def stop(self, _now: float, *, refund: bool = False) -> None:
        """End a request; with a refund it has never been."""
        self.running -= 1
        self.bucket.tokens += refund


class _SharedClient(_Client):
    """A client whose bucket and running requests are in a ledger, with those of other processes."""

    __slots__ = ("_ledger", "_name")

    def __init__(self, bucket: TokenBucket, ledger: Ledger, name: str) -> None:
        super().__init__(bucket)
        self._ledger, self._name = ledger, name

    def take(self, now: float) -> float:
        return self._ledger.take(self._name, self.bucket, now)

    def start(self, parallel: int, now: float) -> bool:
        begins = self._ledger.start(self._name, parallel, now)
        self.running += begins
        return begins

    def enter(self, parallel: int, now: float) -> bool:
        begins = self._ledger.enter(self._name, parallel, self.bucket, now)
        self.running += begins
        return begins

    def stop(self, now: float, *, refund: bool = False) -> None:
        self.running -= 1
        self._ledger.stop(self._name, now, refund=refund)


class RateLimiter:
    """Limits each client to a rate of requests and to a number of parallel ones.

    Attributes:
        refused: Number of requests refused because their client was past its limits.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        parallel: int,
        most: int = _MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
        ledger: Ledger | None = None,
    ) -> None:
        self.refused = 0
        self._ledger, self._watched, self._timer = ledger, set[str](), False
        self._rate, self._burst, self._parallel, self._most, self._clock = rate, burst, parallel, most, clock
        self._clients: OrderedDict[str, _Client] = OrderedDict()

    def __len__(self) -> int:
        """Number of clients remembered."""
        return len(self._clients)

    async def enter(self, name: str, patience: float) -> None:
        """Wait until a request of a client may run; `leave` must follow.

        Args:
            name: The client.
            patience: Longest wait in seconds.

        Raises:
            TooManyRequestsError: The client is past its rate, or too many of its requests wait.
            BusyError: There are too many clients at once.
        """
        client = self._client(name)
        wait = client.take(self._clock())
        if wait:
            raise self._refusal(f"One client may send {self._rate:g} requests a second.", math.ceil(wait))
        if client.start(self._parallel, self._clock()):
            return
        if len(client.waiting) >= self._parallel * WAITING_FACTOR:
            raise self._refusal(f"One client may have {self._parallel} requests at once.", 1)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        client.waiting.append(turn)
        if self._ledger is not None:
            self._watched.add(name)
            self._look_soon()
        try:
            async with asyncio.timeout(patience):
                await turn
        except TimeoutError:
            self._give_up(name, client, turn)
            raise self._refusal(f"One client may have {self._parallel} requests at once.", 1) from None
        except asyncio.CancelledError:
            self._give_up(name, client, turn)
            raise

    def try_enter(self, name: str) -> bool:
        """Let a request of a client run at once, if it need not wait and is not refused; `leave` must follow."""
        return self._client(name).enter(self._parallel, self._clock())

    def leave(self, name: str, *, refund: bool = False) -> None:
        """End a request of a client, and let the next one that waits run; with a refund it has taken no token."""
        client = self._clients[name]
        while client.waiting:
            turn = client.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        client.stop(self._clock(), refund=refund)

    def _look_soon(self) -> None:
        if not self._timer:
            self._timer = True
            asyncio.get_running_loop().call_later(_PAUSE, self._look)

    def _look(self) -> None:
        """Let requests run that wait here, as those of their clients in other processes have ended."""
        self._timer = False
        for name in [*self._watched]:
            client = self._clients.get(name)
            while client is not None and client.waiting and client.start(self._parallel, self._clock()):
                self.leave(name)  # which gives the place to the first that waits
            if client is None or not client.waiting:
                self._watched.discard(name)
        if self._watched:
            self._look_soon()

    def _give_up(self, name: str, client: _Client, turn: asyncio.Future[None]) -> None:
        if turn in client.waiting:
            client.waiting.remove(turn)
        elif turn.done() and not turn.cancelled():  # its turn came at the same moment
            self.leave(name)

    def _refusal(self, message: str, seconds: int) -> TooManyRequestsError:
        self.refused += 1
        return TooManyRequestsError(message, "", max(1, seconds))

    def _client(self, name: str) -> _Client:
        client = self._clients.get(name)
        if client is not None:
            self._clients.move_to_end(name)
            return client
        if len(self._clients) >= self._most:
            self._forget_one()
        bucket = TokenBucket(self._rate, self._burst, self._burst, self._clock())
        ledger = self._ledger
        client = self._clients[name] = _Client(bucket) if ledger is None else _SharedClient(bucket, ledger, name)
        return client

    def _forget_one(self) -> None:
        """Forget the idle client that was seen longest ago."""
        waits = self._watched
        idle = next((name for name, each in self._clients.items() if not each.running and name not in waits), None)
        if idle is None:
            raise overloaded(1)
        del self._clients[idle]


class RateLimits:
    """The rate limits of the service.

    Attributes:
        queries: Limits of SPARQL queries.
        pages: Limits of all other requests.
        budget: Bytes of answers on their way to all clients.

    Args:
        settings: The limits.
        ledger: What other processes that answer queries know of their clients.
    """

    def __init__(self, settings: ServerSettings, ledger: Ledger | None = None) -> None:
        self.queries = RateLimiter(settings.rate, settings.burst, settings.parallel, ledger=ledger)
        self.pages = RateLimiter(settings.rate, settings.burst, settings.parallel)
        self.budget = Budget(settings.sending * 2**20)
        self._patience = settings.deadline

    def query(self, scope: Scope) -> Permit:
        """A permit for a SPARQL query: enter it around running the query and sending its answer."""
        context = RequestContext(client_of(scope), internal=False, budget=self.budget)
        return Permit(self.queries, context, self._patience)

    def try_query(self, client: str) -> RequestContext | None:
        """The context of a query of a client that runs at once; None if it would wait or be refused.

        `end_query` must follow, once its answer has been sent.
        """
        context = RequestContext(network(client), internal=False, budget=self.budget)
        return context if self.queries.try_enter(context.client) else None

    def end_query(self, context: RequestContext, *, refund: bool = False) -> None:
        """End a query that `try_query` let run; with a refund it has never been."""
        context.release()
        self.queries.leave(context.client, refund=refund)

    def page(self, scope: Scope) -> Permit:
        """A permit for any other request, whose queries are those of the catalogue."""
        context = RequestContext(client_of(scope), internal=True, budget=self.budget)
        return Permit(self.pages, context, self._patience)


class Permit:
    """Permit for one request, held until its answer has been sent; errors as in `RateLimiter.enter`."""

    __slots__ = ("_context", "_limiter", "_patience", "_token")

    def __init__(self, limiter: RateLimiter, context: RequestContext, patience: float) -> None:
        self._limiter, self._context, self._patience = limiter, context, patience
        self._token: Token[RequestContext] | None = None

    async def __aenter__(self) -> None:
        await self._limiter.enter(self._context.client, self._patience)
        self._token = request_context.set(self._context)

    async def __aexit__(self, *_: object) -> None:
        if self._token is not None:
            request_context.reset(self._token)
        self._context.release()
        self._limiter.leave(self._context.client)


def client_of(scope: Scope) -> str:
    """The client that sent a request."""
    client = scope.get("client")
    return network(client[0]) if client else ""


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """The client that an address belongs to."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)
