"""How much one client may ask for at once and over time. It knows addresses and clocks, not what is asked.

A client is an IPv4 address or an IPv6 network of 64 bits, which is what one household gets (RFC 6177). Queries and
pages have an allowance each, so that a script past its queries does not lock its user out of the pages.
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

LINE = 8
"""How many requests of a client may wait, as a multiple of those that may run."""

_MOST_CLIENTS = 10_000
"""Clients that are remembered; each takes about half a kilobyte."""


@dataclass(slots=True)
class Bucket:
    """A token bucket: `burst` requests at once, and `rate` more each second.

    Attributes:
        rate: Tokens that come in each second; 0 sets no limit.
        burst: Tokens that fit in.
        tokens: Tokens at the time `since`.
        since: Seconds on the clock of the caller.
    """

    rate: float
    burst: float
    tokens: float
    since: float

    def take(self, now: float) -> float:
        """Take a token. Gives the seconds until there is one, which is 0 if one was taken."""
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
    """What one client does now."""

    bucket: Bucket
    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Allowance:
    """What each client may do, with what it does.

    Attributes:
        refused: Requests refused because their client was past its limits.
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
        """How many clients are remembered."""
        return len(self._clients)

    async def enter(self, name: str, patience: float) -> None:
        """Let a request of a client run, as soon as fewer than it may run at once are running.

        Args:
            name: The client.
            patience: Seconds that it may wait.

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
        if len(client.waiting) >= self._parallel * LINE:
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

    def leave(self, name: str) -> None:
        """A request of a client has ended."""
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
        elif turn.done() and not turn.cancelled():  # its turn came in the same moment
            self.leave(name)

    def _refusal(self, message: str, seconds: int) -> TooManyRequestsError:
        self.refused += 1
        return TooManyRequestsError(message, "See /about/limits.", max(1, seconds))

    def _client(self, name: str) -> _Client:
        client = self._clients.get(name)
        if client is not None:
            self._clients.move_to_end(name)
            return client
        if len(self._clients) >= self._most:
            self._forget_one()
        client = self._clients[name] = _Client(Bucket(self._rate, self._burst, self._burst, self._clock()))
        return client

    def _forget_one(self) -> None:
        """Make room by the client that was seen longest ago and does nothing now."""
        idle = next((name for name, client in self._clients.items() if not client.running), None)
        if idle is None:
            raise overloaded(1)
        del self._clients[idle]


class Admission:
    """Lets requests in.

    Attributes:
        queries: What each client may do at the SPARQL endpoint.
        pages: What each client may do elsewhere.
        budget: Bytes of answers on their way to all clients.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self.queries = Allowance(settings.rate, settings.burst, settings.parallel)
        self.pages = Allowance(settings.rate, settings.burst, settings.parallel)
        self.budget = Budget(settings.sending * 2**20)
        self._patience = settings.deadline

    def query(self, scope: Scope) -> Admitted:
        """Let a query in; for use with `async with`, around running it and sending its answer."""
        return Admitted(
            self.queries, RequestContext(client_of(scope), internal=False, budget=self.budget), self._patience
        )

    def page(self, scope: Scope) -> Admitted:
        """Let a page in, whose lookups are the atlas's own."""
        return Admitted(self.pages, RequestContext(client_of(scope), internal=True, budget=self.budget), self._patience)


class Admitted:
    """One request that is let in, until its answer has been sent; errors as in `Allowance.enter`."""

    __slots__ = ("_allowance", "_context", "_patience", "_token")

    def __init__(self, allowance: Allowance, context: RequestContext, patience: float) -> None:
        self._allowance, self._context, self._patience = allowance, context, patience
        self._token: Token[RequestContext] | None = None

    async def __aenter__(self) -> None:
        await self._allowance.enter(self._context.client, self._patience)
        self._token = request_context.set(self._context)

    async def __aexit__(self, *_: object) -> None:
        if self._token is not None:
            request_context.reset(self._token)
        self._context.release()
        self._allowance.leave(self._context.client)


def client_of(scope: Scope) -> str:
    """The client that a request is from."""
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
