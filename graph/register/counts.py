"""Counts: how many things of each class a register has, and one thing reaches; of vocabularies what is in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.rdf.results import bindings, integer, iri, rows, text
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, SBX
from sandbox_atlas.graph.register.facets import Counts

_TECHNOLOGY = f"{SBX}Technology"


async def counts(engine: Engine, names: Names, style: Style, cache: AsyncCache) -> Sequence[tuple[str, int]]:
    """The classes of the legend in its order, each with its number; errors as in `graph.engine.base.Engine.read`.

    Of other RDF they are all classes, those with most things first, and a thing counts in each of its classes.
    """

    async def technologies() -> list[str]:
        return await engine.read(
            internal("technologies"), lambda body: [row["technology"]["value"] for row in bindings(body)]
        )

    if engine.profile == DERIVED:
        found: Counts = await cache.get("facets", lambda: Counts.load(engine))
        return found.of("type")
    used = await cache.get("technologies", technologies)
    return [(look.iri, len(used) if look.iri == _TECHNOLOGY else names.number_of(look.iri)) for look in style.classes]


async def reach(engine: Engine, entity: str) -> Mapping[str, int]:
    """How many things of each class one thing has to do with through applications, itself included.

    An institution has the batches that its applications are in, a batch the institutions of its applications: the same
    numbers as questions count. Errors as in `graph.engine.base.Engine.read`.

    Args:
        engine: Holds a register.
        entity: The thing.
    """
    query = bind(internal("reach"), {"entity": [f"<{entity}>"]})
    return await engine.read(query, lambda body: {iri(row["class"]): integer(row["count"]) or 0 for row in rows(body)})


async def unused(engine: Engine) -> frozenset[str]:
    """The concepts of vocabularies that nothing in the data has to do with; errors as in `reach`."""

    def read(body: bytes) -> frozenset[str]:
        told = {(iri(row["concept"]), text(row["isUsed"])) for row in rows(body)}
        return frozenset(concept for concept, _ in told if (concept, "true") not in told)

    return await engine.read(internal("concepts"), read)


def foremost(names: Names, class_iri: str, degrees: Mapping[str, int], most: int = 3) -> list[Name]:
    """The things of a class that are linked most.

    Args:
        names: The names of things.
        class_iri: The class that they are drawn as.
        degrees: Number of links by IRI.
        most: How many of them.
    """
    return nsmallest(most, names.of_class(class_iri), key=lambda name: (-degrees.get(name.iri, 0), name.iri))
