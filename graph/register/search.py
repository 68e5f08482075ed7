"""Search over the things of a snapshot: by any name, the better linked first, each with what tells it from others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.naming.index import Hit, NameIndex
from sandbox_atlas.graph.naming.name import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.results import rows
from sandbox_atlas.graph.rdf.vocabulary import KINDS

if TYPE_CHECKING:
    import networkx as nx

MOST = 100
"""Things that one search gives at most."""

_FACTS = 2


@dataclass(frozen=True)
class Found:
    """A thing that was found.

    Attributes:
        hit: The thing, the name that fits, and how well it fits.
        about: What tells it from others of a like name, such as its batch or place.
        degree: Number of its links in the register.
    """

    hit: Hit
    about: tuple[Name, ...]
    degree: int


class Search:
    """The things of a snapshot, to be found by name."""

    def __init__(
        self, names: Names, index: NameIndex, degrees: Mapping[str, int], about: Mapping[str, list[str]]
    ) -> None:
        self._names = names
        self._index = index
        self._degrees = degrees
        self._about = about

    @classmethod
    async def load(cls, engine: Engine, names: Names, style: Style, register: nx.MultiDiGraph[str]) -> Search:
        """Index all names, off the event loop; `names` takes the index for its own suggestions."""
        answer = await engine.query(internal("about"), JSON, unlimited=True)
        about = await asyncio.to_thread(_about, answer.body)
        degrees = dict(register.degree())

        def order(name: Name) -> tuple[int, ...]:
            return -degrees.get(name.iri, 0), style.look(name.class_iri).rank

        index = await asyncio.to_thread(NameIndex, names, order)
        names.index = index
        return cls(names, index, degrees, about)

    def find(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10) -> list[Found]:
        """The things whose names fit a text best; an empty list when none does.

        Args:
            text: What was typed.
            kinds: Only things of these kinds: as in their IRIs ("institution") or by class ("sbx:Institution").
            limit: How many at most, up to `MOST`.

        Raises:
            BadParameterError: There is no such kind, or the limit is out of bounds.
        """
        if not 1 <= limit <= MOST:
            raise BadParameterError(f"'limit' takes a whole number from 1 to {MOST}, not '{limit}'.")
        wanted = tuple(_kind(kind) for kind in kinds)
        return [self._found(hit) for hit in self._index.find(text, wanted, limit)]

    def _found(self, hit: Hit) -> Found:
        about = [self._names.get(iri) for iri in self._about.get(hit.name.iri, ())[:_FACTS]]
        return Found(hit, tuple(about), self._degrees.get(hit.name.iri, 0))


def _kind(text: str) -> str:
    """A kind as it stands in IRIs."""
    segments = {segment: segment for segment in KINDS.values()}
    classes = {f"sbx:{_class_name(segment)}": segment for segment in KINDS.values()}
    found = {**KINDS, **classes, **segments}.get(text)
    if found is None:
        raise BadParameterError(f"'kind' is one of {', '.join(sorted(segments))}, not '{text}'.")
    return found


def _class_name(segment: str) -> str:
    return "".join(part.capitalize() for part in segment.split("-"))


def _about(body: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows(body):
        thing, about = row["thing"], row["about"]
        if isinstance(thing, ox.NamedNode) and isinstance(about, ox.NamedNode):
            told = found.setdefault(thing.value, [])
            if about.value not in told:
                told.append(about.value)
    return found
