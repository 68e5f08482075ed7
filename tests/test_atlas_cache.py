"""What is kept of a snapshot: computed once, the oldest forgotten, failures not kept."""

from __future__ import annotations

import pytest

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.errors import BadParameterError

pytestmark = pytest.mark.anyio


async def test_what_is_kept_is_computed_once_and_the_oldest_is_forgotten() -> None:
    cache, made = AsyncCache(2), []

    async def make(key: str) -> str:
        made.append(key)
        return key.upper()

    for key in ("a", "b", "a", "c", "b", "c"):
        assert await cache.get(key, lambda key=key: make(key)) == key.upper()
    assert made == ["a", "b", "c", "b"]
    assert len(cache) == 2


async def test_a_failure_is_not_kept() -> None:
    cache, tries = AsyncCache(2), []

    async def make() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise BadParameterError("not yet")
        return "done"

    with pytest.raises(BadParameterError):
        await cache.get("a", make)
    assert await cache.get("a", make) == "done"
