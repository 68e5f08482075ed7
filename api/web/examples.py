"""Examples: the questions and views as queries over the register that is served, for editors and the query page."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.example_queries import example_queries


async def queries_of(atlas: Atlas) -> Mapping[str, str]:
    """The queries by name of the question, without those that nothing in the register fits; cached by the atlas."""
    return await atlas.cache.get("example queries", lambda: example_queries(atlas.names))
