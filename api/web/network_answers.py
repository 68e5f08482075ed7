"""Network answers: the members of pictures in JSON answers, as types."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads those of `typing` from Python 3.12 on

from sandbox_atlas.graph.network.picture import Picture


class NetworkAnswer(Picture):
    """A network as it is drawn."""

    view: str
    snapshot: str


class RelationCount(TypedDict):
    """Number of links of a thing by one relation, in one direction."""

    relation: str
    inverse: bool
    label: str
    count: int


class _ByRelation(TypedDict):
    byRelation: list[RelationCount]


class NeighboursAnswer(Picture, _ByRelation):
    """A thing and its most linked neighbours; `total` is the number of all."""

    of: str
    shown: int
    snapshot: str


_Ends = TypedDict("_Ends", {"from": str, "to": str})


class PathsAnswer(Picture, _Ends):
    """The shortest paths between two things, each as the IRIs along it, and the network along them."""

    length: int | None
    via: str
    paths: list[list[str]]
    snapshot: str
