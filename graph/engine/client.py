"""For whom a query runs. It knows that clients differ, not what they are: the shell gives them names."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Budget:
    """Bytes of answers that the parent process may hold at once, for all clients together."""

    limit: int
    held: int = 0


@dataclass(eq=False, slots=True)
class Asker:
    """Who asks.

    Attributes:
        client: Name of the client; the askers of one client share what it may have.
        own: Whether the query is one of the atlas itself, for a page or lookup, rather than a stranger's text.
        budget: What answers count towards until they are `released`; none for one's own programs.
        held: Bytes of answers that count now.
    """

    client: str = ""
    own: bool = True
    budget: Budget | None = None
    held: int = 0

    def hold(self, size: int) -> bool:
        """Count an answer of so many bytes, unless that would pass the budget."""
        if self.budget is None:
            return True
        if self.budget.held + size > self.budget.limit:
            return False
        self.budget.held += size
        self.held += size
        return True

    def release(self) -> None:
        """Count the answers no longer, as they have been sent or given up."""
        if self.budget is not None:
            self.budget.held -= self.held
        self.held = 0


current: ContextVar[Asker] = ContextVar("asker", default=Asker())  # noqa: B039 - an asker without budget never changes
"""Who asks in this task; without a word, the atlas itself."""
