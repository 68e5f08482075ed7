"""Support: which independent sources state the links of a picture, and how sure they are.

Sources of one origin are one witness, and what the editors add is none; what no passage states is derived, and has no
support of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.picture import Edge, Origin, Picture
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.rdf.results import iri, rows
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact

_AT_ONCE = 400
"""Things that one query asks about."""
_STATED, _INFERRED, _DOUBTFUL = "stated", "inferred", "doubtful"
_CERTAINTIES = {f"{SBX}Stated": _STATED, f"{SBX}Inferred": _INFERRED, f"{SBX}Doubtful": _DOUBTFUL}
_SUREST = (_STATED, _INFERRED, _DOUBTFUL)

Link = tuple[str, str, str]
"""IRI of the subject, relation as a prefixed name, IRI of the object."""


@dataclass(frozen=True)
class Support:
    """The support of a link: its origins by IRI, and the surest certainty of a passage."""

    origins: frozenset[str]
    certainty: str


async def support(engine: Engine, subjects: Iterable[str]) -> dict[Link, Support]:
    """The support of every stated link that begins at one of some things."""
    found: dict[Link, set[tuple[str, str]]] = {}
    ordered = sorted(set(subjects))
    for start in range(0, len(ordered), _AT_ONCE):
        terms = [f"<{each}>" for each in ordered[start : start + _AT_ONCE]]
        await engine.read(bind(internal("support"), {"subject": terms}), partial(_add, found))
    return {link: _summed(said) for link, said in found.items()}


def _add(found: dict[Link, set[tuple[str, str]]], body: bytes) -> None:
    for row in rows(body):  # what the editors add has no origin
        subject, relation, object_, origin = (iri(row[name]) for name in ("subject", "property", "object", "origin"))
        certainty = _CERTAINTIES.get(iri(row["certainty"]) or "")
        if subject and relation and object_ and certainty:
            found.setdefault((subject, compact(relation), object_), set()).add((origin, certainty))


def _summed(said: set[tuple[str, str]]) -> Support:
    certainties = {certainty for _, certainty in said}
    origins = frozenset(origin for origin, _ in said if origin)
    return Support(origins, next(each for each in _SUREST if each in certainties))


def with_support(picture: Picture, supported: Mapping[Link, Support], names: Names, lang: str) -> Picture:
    """The picture with the support of its links: each has numbers of origins, which "sources" lists.

    Args:
        picture: The picture.
        supported: The support by link.
        names: Names of the origins.
        lang: Language in whose order origins are listed.
    """
    drawn = {_link(edge) for edge in picture["edges"]}
    origins = {origin for link, each in supported.items() if link in drawn for origin in each.origins}
    listed = sorted(origins, key=lambda origin: (names.get(origin).label(lang).casefold(), origin))
    numbers = {origin: number for number, origin in enumerate(listed)}

    def with_its(edge: Edge) -> Edge:
        own = supported.get(_link(edge))
        if own is None:
            return edge
        found: Edge = {**edge, "origins": sorted(numbers[origin] for origin in own.origins)}
        if own.certainty != _STATED:
            found["certainty"] = own.certainty
        return found

    sources: list[Origin] = [{"id": origin, "label": names.get(origin).labels} for origin in listed]
    return {**picture, "edges": [with_its(edge) for edge in picture["edges"]], "sources": sources}


def _link(edge: Edge) -> Link:
    return edge["from"], edge["relation"], edge["to"]
