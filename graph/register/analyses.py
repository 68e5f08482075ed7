"""Analyses: answers an analysis of `graph.network.analysis`, from what the register says of its applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import BadParameterError, Said
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.analysis.catalogue import Analysis, analysis
from sandbox_atlas.graph.network.analysis.computation import computed_results, computed_routes
from sandbox_atlas.graph.network.analysis.involvement import Involvement
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import rows, text
from sandbox_atlas.graph.rdf.vocabulary import SBX
from sandbox_atlas.graph.register.batch_sequence import Batch, batches
from sandbox_atlas.graph.register.entities import resolved

if TYPE_CHECKING:
    from sandbox_atlas.graph.network.analysis.results import Result


@dataclass(frozen=True)
class Analysed:
    """An analysis with its result.

    Attributes:
        analysis: The analysis.
        parameters: The IRI of each institution that was given, by parameter.
        result: What it found.
    """

    analysis: Analysis
    parameters: dict[str, str]
    result: Result


async def analyse(
    engine: Engine, names: Names, cache: AsyncCache, seconds: float, name: str, parameters: Mapping[str, Sequence[str]]
) -> Analysed:
    """The result of an analysis; those without parameters are computed together, once for a snapshot.

    Args:
        engine: Where to ask.
        names: Names of things, to find those that parameters name.
        cache: Cache of results.
        seconds: How long it may take.
        name: The analysis.
        parameters: Its parameters as the user wrote them.

    Raises:
        UnknownNameError: There is no such analysis, or no such thing.
        BadParameterError: A parameter is missing or unknown, or names something else than an institution.
        DeadlineError: It took too long.
    """
    asked = analysis(name)
    ends = await _institutions(names, asked, parameters)

    async def read() -> Involvement:
        return await involvement(engine)

    read_once = await cache.get("involvement", read)
    if ends:
        return Analysed(asked, ends, await computed_routes(read_once, ends["from"], ends["to"], seconds))
    results = await cache.get("analyses", lambda: computed_results(read_once, seconds))
    return Analysed(asked, {}, results[name])


async def _institutions(names: Names, asked: Analysis, given: Mapping[str, Sequence[str]]) -> dict[str, str]:
    unknown = next((name for name in given if name not in asked.parameters), None)
    if unknown is not None:
        takes = tuple(asked.parameters)
        raise BadParameterError(
            Said("The analysis '{what}' has no parameter '{name}'.", what=asked.name, name=unknown),
            Said("It takes {known}.", known=takes) if takes else Said("It takes none."),
        )
    found: dict[str, str] = {}
    for name in asked.parameters:
        values = [value for value in given.get(name, ()) if value.strip()]
        if len(values) != 1:
            raise BadParameterError(
                Said("The analysis '{what}' needs one '{name}'.", what=asked.name, name=name),
                Said("Give an institution by name, kind/slug or IRI: {name}=institution/icbc", name=name),
            )
        iri = await resolved(names, values[0])
        if names.get(iri).class_iri != f"{SBX}Institution":
            raise BadParameterError(
                Said("'{value}' is no institution.", value=values[0]),
                Said("Analyses of ways between institutions take institutions only."),
            )
        found[name] = iri
    if found and len(set(found.values())) < len(found):
        raise BadParameterError(Said("Both ends are the same institution."), Said("Give two different ones."))
    return found


async def involvement(engine: Engine) -> Involvement:
    """The institutions, technologies and batch of every application, and the order of the dated batches."""
    order = await batches(engine)
    return await engine.read(internal("involvement"), lambda body: _involvement(body, order))


def _involvement(body: bytes, order: Sequence[Batch]) -> Involvement:
    found: dict[str, dict[str, list[str]]] = {"institution": {}, "technology": {}, "batch": {}, "kind": {}, "named": {}}
    for row in rows(body):
        found[text(row["facet"])].setdefault(text(row["subject"]), []).append(text(row["value"]))
    lists = {
        facet: {subject: sorted(values) for subject, values in sorted(members.items())}
        for facet, members in found.items()
    }
    return Involvement(
        institutions=lists["institution"],
        technologies=lists["technology"],
        batches={subject: values[0] for subject, values in lists["batch"].items()},
        named=lists["named"],
        kinds={subject: values[0] for subject, values in lists["kind"].items()},
        order=[batch.iri for batch in order if batch.date],
    )
