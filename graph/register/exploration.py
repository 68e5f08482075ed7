"""What the explorer shows: the network that filters leave, what can be chosen next, and how much of it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.projection import LARGEST, MOST, Network, project
from sandbox_atlas.graph.questions.catalogue import view
from sandbox_atlas.graph.questions.lookups import Given
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, kind_and_slug
from sandbox_atlas.graph.register.batches import Batch, batches, first_pair
from sandbox_atlas.graph.register.facets import FACETS, Facets, Option

_VIEW, _AROUND = "explore", "neighbourhood"


@dataclass(frozen=True)
class Exploration:
    """A network with the choices around it.

    Attributes:
        network: What is drawn.
        entity: The thing that the network is about, or nothing.
        facets: The choices by filter.
        sandboxes: All sandboxes with their number of applications, the largest first.
        batches: All batches in order of time.
        partial: Batches of the network of which not all reported applications are named, or for which none is reported.
        start: The batches that the explorer starts with.
        is_start: Whether nothing was chosen, so that the start is shown.
    """

    network: Network
    entity: str
    facets: Mapping[str, list[Option]]
    sandboxes: list[Option]
    batches: list[Batch]
    partial: int
    start: tuple[str, ...]
    is_start: bool


async def explore(
    engine: Engine, names: Names, given: Given, *, whole: bool = False, uncut: bool = False
) -> Exploration:
    """The network that filters leave.

    Args:
        engine: Where to ask.
        names: What things are called.
        given: Filters as the reader wrote them, parameters of the view `explore`; or `entity`, to look around a thing.
        whole: Show the whole register when no filter is set, rather than the start.
        uncut: Draw everything, as far as that can be drawn.

    Raises:
        BadParameterError: There is no such filter, or a value cannot be taken.
    """
    known = await batches(engine)
    start = first_pair(known)
    is_start = not any(given.values()) and not whole
    filters = {"batch": list(start)} if is_start else given
    shown = _AROUND if "entity" in filters else _VIEW
    network = await project(engine, names, shown, filters, MOST if uncut else LARGEST)
    facets = await Facets.load(engine)
    chosen = {name: frozenset(_iris(name, filters.get(name, ()), names)) for name in FACETS}
    return Exploration(
        network=network,
        entity=names.resolve(filters["entity"][0]) or "" if "entity" in filters else "",
        facets={name: facets.options(name, chosen) for name in FACETS},
        sandboxes=facets.options("sandbox", {}),
        batches=known,
        partial=sum(each.iri in network.graph and not each.is_complete for each in known),
        start=start,
        is_start=is_start,
    )


def _iris(facet: str, values: Sequence[str], names: Names) -> list[str]:
    """Values of a filter as IRIs; the view has already refused those that mean nothing."""
    parameter = view(_VIEW).parameter(facet)
    wanted = [value.strip() for value in values if value.strip()]
    if parameter.type == "choice":
        return [PREFIXES["sbx"] + parameter.choices[value].partition(":")[2] for value in wanted]
    return [iri for iri in (names.resolve(value, parameter.kinds) for value in wanted) if iri]


def short(iri: str) -> str:
    """What stands for an IRI in the address of a filter: its slug, or the last part of its name."""
    own = kind_and_slug(iri)
    return own[1] if own else iri.rpartition("#")[2].lower()
