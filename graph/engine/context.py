"""Request context: says which client a query runs for and how much of its answer may be buffered.

The API sets it for each request. Clients are plain names here; how a name is found is up to the API.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Budget:
    """Bytes of answers that the parent process may buffer at once, for all clients together."""

    limit: int
    reserved: int = 0


@dataclass(eq=False, slots=True)
class RequestContext:
    """The client and the budget of one request.

    Attributes:
        client: Name of the client; requests with the same name share the client's limits.
        internal: Whether the atlas wrote the query, for a page or a lookup; False for the text of a client.
        budget: What the bytes of answers are reserved from; None sets no bound.
        reserved: Bytes reserved for this request now.
    """

    client: str = ""
    internal: bool = True
    budget: Budget | None = None
    reserved: int = 0

    def reserve(self, size: int) -> bool:
        """Reserve bytes for an answer. Returns False, and reserves nothing, if that would exceed the budget."""
        if self.budget is None:
            return True
        if self.budget.reserved + size > self.budget.limit:
            return False
        self.budget.reserved += size
        self.reserved += size
        return True

    def release(self) -> None:
        """Return all reserved bytes to the budget, once the answers have been sent or dropped."""
        if self.budget is not None:
            self.budget.reserved -= self.reserved
            self.budget = None  # what a run that others wait for still reserves would never be returned
        self.reserved = 0


request_context: ContextVar[RequestContext] = ContextVar(
    "request_context",
    default=RequestContext(),  # noqa: B039 - without a budget it never changes
)
"""The context of the request that the current task serves; by default an internal one without a budget."""
