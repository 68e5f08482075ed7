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

from starlette.types import Scope

from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.engine.context import Budget, RequestContext, request_context
from sandbox_atlas.graph.errors import TooManyRequestsError, overloaded

MAX_HEAD = 65_536
"""Bytes of address and headers together that one request may have."""

WAITING_FACTOR = 8
"""Requests of a client that may wait, as a multiple of those that may run."""

_MOST_CLIENTS = 10_000
"""Clients remembered at most; each takes about half a kilobyte."""


@dataclass(slots=True)
class TokenBucket:
    """A token bucket: `burst` requests at once, and `rate` more each second.

    Attributes:
        rate: Tokens added each second; 0 sets no limit.
        burst: Largest number of tokens.
        tokens: Tokens at the time `since`.
        since: Seconds on the caller's clock.
    """

    rate: float
    burst: float
    tokens: float
    since: float

    def take(self, now: float) -> float:
        """Take a token if there is one: 0 if one was taken, else the seconds until there is one."""
        if not self.rate:
            return 0.0
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.since) * self.rate)
        self.since = max(now, self.since)
        if self.tokens < 1:
            return (1 - self.tokens) / self.rate
        self.tokens -= 1
        return 0.0


@dataclass(eq=False, slots=True)
class _Client:
    """The bucket of one client, and its requests that run or wait."""

    bucket: TokenBucket
    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


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
    ) -> None:
        self.refused = 0
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
        wait = client.bucket.take(self._clock())
        if wait:
            raise self._refusal(f"One client may send {self._rate:g} requests a second.", math.ceil(wait))
        if client.running < self._parallel:
            client.running += 1
            return
        if len(client.waiting) >= self._parallel * WAITING_FACTOR:
            raise self._refusal(f"One client may have {self._parallel} requests at once.", 1)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        client.waiting.append(turn)
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
        client = self._client(name)
        if client.running >= self._parallel or client.bucket.take(self._clock()):
            return False
        client.running += 1
        return True

    def leave(self, name: str) -> None:
        """End a request of a client, and let the next one that waits run."""
        client = self._clients[name]
        while client.waiting:
            turn = client.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        client.running -= 1

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
        client = self._clients[name] = _Client(TokenBucket(self._rate, self._burst, self._burst, self._clock()))
        return client

    def _forget_one(self) -> None:
        """Forget the idle client that was seen longest ago."""
        idle = next((name for name, client in self._clients.items() if not client.running), None)
        if idle is None:
            raise overloaded(1)
        del self._clients[idle]


class RateLimits:
    """The rate limits of the service.

    Attributes:
        queries: Limits of SPARQL queries.
        pages: Limits of all other requests.
        budget: Bytes of answers on their way to all clients.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self.queries = RateLimiter(settings.rate, settings.burst, settings.parallel)
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

    def end_query(self, context: RequestContext) -> None:
        """End a query that `try_query` let run."""
        context.release()
        self.queries.leave(context.client)

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
