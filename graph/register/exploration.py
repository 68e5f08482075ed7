"""Exploration: the network that passes the filters of the explorer, the next choices, and its coverage."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.projection import EVERYTHING, LARGEST, MOST, Network, project
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Parameters
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, PREFIXES, SBX, compact, expanded, kind_and_slug
from sandbox_atlas.graph.register.batch_sequence import Batch, batches, first_pair
from sandbox_atlas.graph.register.facets import FACETS, FACETS_OF_ANY, Counts, Facets, Option

_VIEW, _AROUND = "explore", "neighbourhood"
_START = 150
"""Things that the explorer starts with where there are no batches: the most linked ones."""
_SHOWN = 500
"""Most things of a class or relation of data that are no register, which are often linked with all others."""


@dataclass(frozen=True)
class Exploration:
    """A filtered network with the choices of the filters.

    Attributes:
        network: The network to draw.
        entity: The thing that the network is about; empty when there is none.
        facets: The choices by filter.
        sandboxes: All sandboxes with their number of applications, the largest first.
        batches: All batches in order of time.
        drawn: Number of batches in the network.
        partial: Those of which sources report more applications than are named or described.
        start: The batches that the explorer starts with.
        is_start: Whether no filter is set, so that the start is shown.
    """

    network: Network
    entity: str
    facets: Mapping[str, list[Option]]
    sandboxes: list[Option]
    batches: list[Batch]
    drawn: int
    partial: int
    start: tuple[str, ...]
    is_start: bool


async def explore(
    engine: Engine,
    names: Names,
    cache: AsyncCache,
    parameters: Parameters,
    *,
    whole: bool = False,
    uncut: bool = False,
    grouped: bool = False,
) -> Exploration:
    """The network that passes the filters.

    Args:
        engine: Where to ask.
        names: Names of things.
        cache: Keeps the batches and facets of the snapshot.
        parameters: Filters as the user wrote them, parameters of the view `explore`; or `entity`, for the
            neighbourhood of a thing.
        whole: With no filter set, take the whole register instead of the start.
        uncut: Keep up to `MOST` things instead of `LARGEST`.
        grouped: Keep up to `EVERYTHING`, as groups will stand for them.

    Raises:
        BadParameterError: There is no such filter, or a value is not valid.
    """
    known = await _Known.of(engine, cache)
    is_start = not any(parameters.values()) and not whole
    filters = {"batch": list(known.start)} if is_start and known.start else parameters
    most = LARGEST if engine.profile != DERIVED or whole else _START if is_start else _SHOWN
    most = EVERYTHING if grouped else MOST if uncut else most
    network = await project(engine, names, _AROUND if "entity" in filters else _VIEW, filters, most)
    offered = FACETS if engine.is_register else FACETS_OF_ANY
    return await asyncio.to_thread(_explored, network, known, filters, offered, names, is_start=is_start)


@dataclass(frozen=True)
class _Known:
    """What is known of a snapshot before anything is filtered; without a register's classes there are no batches."""

    facets: Facets | Counts
    batches: list[Batch]
    start: tuple[str, ...]

    @classmethod
    async def of(cls, engine: Engine, cache: AsyncCache) -> _Known:
        """From the cache, which keeps it while the snapshot is served."""
        if engine.profile == DERIVED:
            return cls(await cache.get("facets", lambda: Counts.load(engine)), [], ())
        known = await cache.get("batches", lambda: batches(engine))
        facets = await cache.get("facets", lambda: Facets.load(engine))
        return cls(facets, known, await cache.get("start", lambda: asyncio.to_thread(first_pair, known)))


def _explored(
    network: Network, known: _Known, filters: Parameters, offered: Sequence[str], names: Names, *, is_start: bool
) -> Exploration:
    """A network with what each filter would leave."""
    drawn = [each for each in known.batches if each.iri in network.graph]
    chosen = {name: frozenset(_iris(name, filters.get(name, ()), names)) for name in offered}
    return Exploration(
        network=network,
        entity=names.resolve(filters["entity"][0]) or filters["entity"][0] if "entity" in filters else "",
        facets={name: known.facets.options(name, chosen) for name in offered},
        sandboxes=known.facets.options("sandbox", {}) if "sandbox" in offered else [],
        batches=known.batches,
        drawn=len(drawn),
        partial=sum(each.is_partial for each in drawn),
        start=known.start,
        is_start=is_start,
    )


def _iris(facet: str, values: Sequence[str], names: Names) -> list[str]:
    """Values of a filter as IRIs; the view has already refused invalid ones."""
    parameter = view(_VIEW, names.profile).parameter(facet)
    wanted = [value.strip() for value in values if value.strip()]
    if parameter.type == "term":
        return [expanded(value) for value in wanted]
    if parameter.type == "choice":
        return [PREFIXES["sbx"] + parameter.choices[value].partition(":")[2] for value in wanted]
    return [iri for iri in (names.resolve(value, parameter.kinds) for value in wanted) if iri]


def short(iri: str) -> str:
    """The value of a filter for an IRI: its slug, the lower-cased name of a term of the ontology, else the IRI."""
    own = kind_and_slug(iri)
    if own:
        return own[1]
    return iri.removeprefix(SBX).lower() if iri.startswith(SBX) else compact(iri)
