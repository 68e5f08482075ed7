"""Indexes of the names of a snapshot: each is made when it is first wanted, once for all, and kept in a cache."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Foremost, Names
from sandbox_atlas.graph.network.style import Style

if TYPE_CHECKING:
    import networkx as nx

    from sandbox_atlas.graph.naming.collation import Collate
    from sandbox_atlas.graph.naming.index import NameIndex
    from sandbox_atlas.graph.naming.pronunciation import Readings
    from sandbox_atlas.graph.register.search import Search


_MADE_AT_ONCE = 50_000
"""Statements up to which an index is made in the time that somebody waits for an answer."""


@dataclass(frozen=True)
class Indexes:
    """What looks things of a snapshot up by their names and links.

    Attributes:
        engine: Answers queries.
        names: Names of the things.
        style: Classes of the things, in order of importance.
        cache: Keeps what was made.
    """

    engine: Engine
    names: Names
    style: Style
    cache: AsyncCache

    async def register(self) -> nx.MultiDiGraph[str]:
        """The whole register as one network; callers must not change it."""
        from sandbox_atlas.graph.network.neighbourhood import register

        return await self.cache.get("register", lambda: register(self.engine))

    async def search(self) -> Search:
        """The search over all names; what makes it goes on when who asked first does not wait any more."""
        if self.cache.known("search") is None:
            self.cache.begin("search", self._search)
        return await self.cache.get("search", self._search)

    def begin(self) -> None:
        """Begin to make the search over a large register, before anybody asks for it."""
        if not self._is_small and not self.names.kept:
            self.cache.begin("search", self._search)

    async def _search(self) -> Search:
        from sandbox_atlas.graph.register.search import Search

        return Search(self.names, await self.index(), await self.links(), await self._about())

    @property
    def _is_small(self) -> bool:
        return (self.engine.statements or 0) <= _MADE_AT_ONCE

    async def index(self) -> NameIndex:
        """All names in the order in which a search prefers their things."""
        return await self.cache.get("index", self._index)

    async def index_for_slips(self, waits: bool) -> NameIndex | None:
        """The index of names, for what an unknown name may mean.

        Args:
            waits: Whether to wait for that of a large register; else it is None until it is made.
        """
        if waits or self._is_small or self.names.kept or self.cache.known("index") is not None:
            return await self.index()
        self.cache.begin("index", self._index)
        return None

    async def _index(self) -> NameIndex:
        from sandbox_atlas.graph.register.search import name_index

        if kept := self.names.kept:
            return await asyncio.to_thread(lambda: kept.index)
        found = await asyncio.gather(self.register(), self._readings(), self._about())
        return await name_index(self.names, self.style, *found)

    async def foremost(self) -> Foremost:
        """The most linked things of each kind, as examples."""
        from sandbox_atlas.graph.register.search import FOREMOST, most_linked

        kept = self.names.kept
        if kept:
            return await self.cache.get("foremost", lambda: asyncio.to_thread(kept.most_linked, FOREMOST))

        async def find() -> Foremost:
            return await most_linked(self.names, self.style, await self.register())

        return await self.cache.get("foremost", find)

    def release(self) -> None:
        """Let the network go with its last holder, without a collection: the views that it keeps refer to it."""
        network = self.cache.known("register")
        kept = {} if network is None else vars(network)
        for name in [each for each in kept if isinstance(getattr(type(network), each, None), cached_property)]:
            del kept[name]

    async def links(self) -> Mapping[str, int]:
        """The number of links of each thing in the register, by IRI."""
        if self.names.kept:
            return self.names.kept.links
        register = await self.register()
        return await self.cache.get("links", lambda: asyncio.to_thread(lambda: dict(register.degree())))

    async def collation(self, lang: str) -> Collate:
        """The order of names for readers of a language; arguments as in `graph.naming.collation.collation`."""
        from sandbox_atlas.graph.naming.collation import collation

        return collation(lang, await self._readings() if lang == "zh" else {})

    async def _about(self) -> Mapping[str, list[str]]:
        from sandbox_atlas.graph.register.search import distinguishing

        if self.names.kept:
            return self.names.kept.about
        return await self.cache.get("about", lambda: distinguishing(self.engine))

    async def _readings(self) -> Readings:
        """The syllables of all Chinese names."""
        if self.names.kept:
            return self.names.kept.readings
        from sandbox_atlas.graph.naming.pronunciation import readings

        def read() -> Readings:
            return readings(text for name in self.names for text in (*name.labels.values(), *name.others))

        return await self.cache.get("readings", lambda: asyncio.to_thread(read))
