"""Facets: the values that applications can be filtered by, and the number that each choice would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import integer, iri, rows, text
from sandbox_atlas.graph.rdf.vocabulary import DERIVED

FACETS = ("place", "sandbox", "batch", "technology", "kind", "certainty")
"""The filters, each a parameter of the view `explore`."""
FACETS_OF_ANY = ("type", "relation", "graph")
"""The same for data that are no register."""

Chosen = Mapping[str, frozenset[str]]
"""IRIs by filter; several of one filter mean any of them."""


@dataclass(frozen=True)
class Option:
    """One choice of a filter.

    Attributes:
        iri: The value.
        count: Number of applications that it leaves, given the choices of all other filters.
        chosen: Whether it is chosen now.
        depth: Number of broader choices above it.
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
        """Load the values of all applications."""
        return await engine.read(internal("facets"), cls._of)

    @classmethod
    def _of(cls, body: bytes) -> Facets:
        """The values in a result of the query `facets`."""
        gathered: dict[str, dict[str, set[str]]] = {name: {} for name in FACETS}
        broader: dict[str, str] = {}
        for row in rows(body):
            subject, facet, value = iri(row["subject"]), text(row["facet"]), iri(row["value"])
            if not (subject and value):
                continue
            if facet in gathered:
                gathered[facet].setdefault(value, set()).add(subject)
            else:
                broader[subject] = min(value, broader.get(subject, value))
        frozen = {
            name: {value: frozenset(subjects) for value, subjects in values.items()}
            for name, values in gathered.items()
        }
        return cls(frozen, broader)

    def applications(self, chosen: Chosen, without: str = "") -> frozenset[str]:
        """The applications that pass every filter but `without`."""
        passing = self._all
        for name, iris in chosen.items():
            if iris and name != without:
                passing &= frozenset().union(*(self._values[name].get(value, frozenset()) for value in iris))
        return passing

    def options(self, facet: str, chosen: Chosen) -> list[Option]:
        """The choices that leave some application or are chosen; chosen ones first, narrower ones below broader."""
        passing = self.applications(chosen, without=facet)
        own = chosen.get(facet, frozenset())
        counts = {value: len(subjects & passing) for value, subjects in self._values[facet].items()}
        offered = {value for value, count in counts.items() if count} | own
        ranked = sorted(offered, key=lambda value: (value not in own, -counts.get(value, 0), value))
        return [Option(value, counts.get(value, 0), value in own, depth) for value, depth in self._tree(ranked)]

    def _tree(self, ranked: list[str]) -> list[tuple[str, int]]:
        """The choices in order, each followed by the narrower ones, with the number of choices above."""
        known = set(ranked)
        narrower: dict[str, list[str]] = {}
        for value in ranked:
            above = self._broader.get(value, "")
            narrower.setdefault(above if above in known else "", []).append(value)
        tree: list[tuple[str, int]] = []
        stack = [(value, 0) for value in reversed(narrower.get("", []))]
        while stack:
            value, depth = stack.pop()
            tree.append((value, depth))
            stack.extend((child, depth + 1) for child in reversed(narrower.get(value, [])))
        return tree


class Counts:
    """The classes, relations and graphs of RDF that is no register, each with its number in all of the data."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        self._counts = counts

    @classmethod
    async def load(cls, engine: Engine) -> Counts:
        """Count them."""
        return await engine.read(internal("facets", DERIVED), cls._of)

    @classmethod
    def _of(cls, body: bytes) -> Counts:
        """The numbers in a result of the query `facets`."""
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS_OF_ANY}
        for row in rows(body):
            if iri(row["value"]):
                counts[text(row["facet"])][iri(row["value"])] = integer(row["count"]) or 0
        return cls(counts)

    def of(self, facet: str) -> list[tuple[str, int]]:
        """The values of a filter, those with most first, each with its number."""
        return list(self._counts[facet].items())

    def options(self, facet: str, chosen: Chosen) -> list[Option]:
        """The choices of a filter, chosen ones first, then those with most; one choice is none."""
        own = chosen.get(facet, frozenset())
        counts = self._counts[facet]
        ranked = sorted({*counts, *own}, key=lambda value: (value not in own, -counts.get(value, 0), value))
        return [Option(each, counts.get(each, 0), each in own) for each in ranked] if len(ranked) > 1 or own else []
