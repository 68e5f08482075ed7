"""Crawling: has everything made that a site holds, by several makers at once, until no link leads on."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from sandbox_atlas.api.cli.site.addresses import Address
from sandbox_atlas.api.cli.site.making import Made, Wanted
from sandbox_atlas.api.cli.site.plan import Plan

AT_ONCE: Final = 8
"""Addresses that a maker is given at once."""


class Making(Protocol):
    """What makes files of addresses, here or in another process."""

    async def make(self, wanted: Sequence[Wanted]) -> Made:
        """See `sandbox_atlas.api.cli.site.making.Maker.make`."""


@dataclass
class Crawl:
    """Hands out addresses, each once.

    Attributes:
        plan: What the site holds.
        prefixes: The folder of each language, by code.
        progress: Is told how many files are written, and how many are known to come.
        missing: The files that the application has no answer for.
    """

    plan: Plan
    prefixes: dict[str, str]
    progress: Callable[[int, int], None]
    missing: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _waiting: deque[Wanted] = field(default_factory=deque)
    _written: int = 0

    async def run(self, makers: Sequence[Making]) -> None:
        """Have everything written that the seeds of the plan lead to.

        Raises:
            EngineError: The application failed at an address, or a process that makes pages has ended.
        """
        for address in self.plan.seeds():
            for lang in self.prefixes:  # one after the other, since pages in two languages share pictures
                self._find(address, lang)
        idle, running = [*makers], dict[asyncio.Task[Made], Making]()
        try:
            while self._waiting or running:
                while self._waiting and idle:
                    maker = idle.pop()
                    running[asyncio.create_task(maker.make(self._next()))] = maker
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    idle.append(running.pop(task))
                    self._take(task.result())
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _next(self) -> list[Wanted]:
        return [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]

    def _take(self, made: Made) -> None:
        self._written += made.written
        self.missing.update(made.missing)
        for address, lang in made.found:
            self._find(address, lang)
        self.progress(self._written, len(self._known))

    def _find(self, address: Address, lang: str) -> None:
        file = address.file(self.prefixes[lang])
        if file not in self._known and not address.path.startswith("/static/"):
            self._known.add(file)
            self._waiting.append((address, lang))
