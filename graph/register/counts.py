"""Counts: how many things of each class a register has; of technologies those in use, as a vocabulary has more."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import bindings
from sandbox_atlas.graph.rdf.vocabulary import SBX

_TECHNOLOGY = f"{SBX}Technology"


async def counts(engine: Engine, names: Names, style: Style, cache: AsyncCache) -> Sequence[tuple[str, int]]:
    """The classes of the legend in its order, each with its number; errors as in `graph.engine.base.Engine.read`."""

    async def technologies() -> list[str]:
        return await engine.read(
            internal("technologies"), lambda body: [row["technology"]["value"] for row in bindings(body)]
        )

    used = await cache.get("technologies", technologies)
    return [
        (look.iri, len(used) if look.iri == _TECHNOLOGY else len(names.of_class(look.iri))) for look in style.classes
    ]
