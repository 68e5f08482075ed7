"""Examples: the questions and views as queries over the register that is served, for editors and the query page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.example_queries import example_queries
from sandbox_atlas.graph.rdf.lexer import tokens

_LEAST = 0.6
"""Least share of the terms of a query that another has, to be like it."""


async def queries_of(atlas: Atlas) -> Mapping[str, str]:
    """The queries by name of the question, without those that nothing in the register fits; cached by the atlas."""
    return await atlas.cache.get("example queries", lambda: example_queries(atlas.names))


def alike(query: str, queries: Mapping[str, str], most: int = 3) -> list[str]:
    """The names of the queries that are made of the same terms as a reader's, the most alike first."""
    own = _terms(query)
    if not own:
        return []
    others = {name: _terms(each) for name, each in queries.items()}
    near = [name for name, terms in others.items() if len(own & terms) >= _LEAST * len(own)]
    return sorted(near, key=lambda name: (-len(own & others[name]) / len(own | others[name]), name))[:most]


@lru_cache(maxsize=512)
def _terms(query: str) -> frozenset[str]:
    """The classes and properties that a query names, by their prefixes; what stands in VALUES are things."""
    found: set[str] = set()
    is_value = False
    for token in tokens(query):
        is_value = token.keyword == "VALUES" or (is_value and token.text != "}")
        if token.kind == "name" and not is_value and not token.text.endswith(":"):
            found.add(token.text)
    return frozenset(found)
