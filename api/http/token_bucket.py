"""Token bucket: how many requests one client may send at once, and over time."""

from __future__ import annotations

from dataclasses import dataclass


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
