"""What applications can be filtered by, and how many each choice would leave. It counts; the view draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import rows

FACETS = ("sandbox", "batch", "technology", "kind", "certainty")
"""The filters, each a parameter of the view `explore`."""

Chosen = Mapping[str, frozenset[str]]
"""IRIs by filter; several of one filter mean any of them."""


@dataclass(frozen=True)
class Option:
    """One choice of a filter.

    Attributes:
        iri: What is chosen.
        count: Number of applications that it leaves, beside the choices of all other filters.
        chosen: Whether it is chosen now.
        depth: How many broader choices stand above it.
    """

    iri: str
    count: int
    chosen: bool
    depth: int = 0


class Facets:
    """The values of every application in one snapshot, by filter."""

    def __init__(self, values: Mapping[str, Mapping[str, frozenset[str]]], broader: Mapping[str, str]) -> None:
        self._values = values
        self._broader = broader
        self._all = frozenset().union(*(subjects for each in values.values() for subjects in each.values()))

    @classmethod
    async def load(cls, engine: Engine) -> Facets:
        """Ask an engine for the values of all applications."""
        answer = await engine.query(internal("facets"), JSON, unlimited=True)
        gathered: dict[str, dict[str, set[str]]] = {name: {} for name in FACETS}
        broader: dict[str, str] = {}
        for row in rows(answer.body):
            subject, facet, value = row["subject"], row["facet"], row["value"]
            if not (isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode)):
                continue
            name = getattr(facet, "value", "")
            if name in gathered:
                gathered[name].setdefault(value.value, set()).add(subject.value)
            else:
                broader[subject.value] = min(value.value, broader.get(subject.value, value.value))
        frozen = {name: {iri: frozenset(held) for iri, held in values.items()} for name, values in gathered.items()}
        return cls(frozen, broader)

    def applications(self, chosen: Chosen, without: str = "") -> frozenset[str]:
        """The applications that every filter lets through; the filter `without` is left aside."""
        left = self._all
        for name, iris in chosen.items():
            if iris and name != without:
                left &= frozenset().union(*(self._values[name].get(iri, frozenset()) for iri in iris))
        return left

    def options(self, facet: str, chosen: Chosen) -> list[Option]:
        """The choices that leave something or are chosen; chosen ones first, narrower ones below broader."""
        left = self.applications(chosen, without=facet)
        own = chosen.get(facet, frozenset())
        counts = {iri: len(held & left) for iri, held in self._values[facet].items()}
        kept = {iri for iri, count in counts.items() if count or iri in own} | set(own)
        ranked = sorted(kept, key=lambda iri: (iri not in own, -counts.get(iri, 0), iri))
        return [Option(iri, counts.get(iri, 0), iri in own, depth) for iri, depth in self._tree(ranked)]

    def _tree(self, ranked: list[str]) -> list[tuple[str, int]]:
        """The choices in order, each followed by those below it, with the number of choices above."""
        known = set(ranked)
        below: dict[str, list[str]] = {}
        for iri in ranked:
            above = self._broader.get(iri, "")
            below.setdefault(above if above in known else "", []).append(iri)
        placed: list[tuple[str, int]] = []
        waiting = [(iri, 0) for iri in reversed(below.get("", []))]
        while waiting:
            iri, depth = waiting.pop()
            placed.append((iri, depth))
            waiting.extend((child, depth + 1) for child in reversed(below.get(iri, [])))
        return placed
