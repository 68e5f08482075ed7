"""Maps: an answer as dots at the places of its rows, on a net of degrees without borders."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row, integer, text

_MARGIN = 0.15
"""Part of the span of the dots that is left free on each side."""
_APART = (0.14, 0.07)
"""Least distance of two labels, as parts of the width and height."""
_EAST = 0.8
"""Part of the width from which on names stand to the left of their dots."""
_LINES = 6
"""Largest number of lines of the net in one direction."""


@dataclass(frozen=True)
class Dot:
    """A dot.

    Attributes:
        x: Its place from west to east, from 0 to 1.
        y: Its place from north to south, from 0 to 1.
        size: The number that it stands for.
        part: The same as a part of the largest.
        iri: The place.
        label: Its name.
        is_labelled: Whether there is room for the name.
    """

    x: float
    y: float
    size: int
    part: float
    iri: str
    label: str
    is_labelled: bool

    @property
    def is_eastern(self) -> bool:
        """Whether the name stands to the left, as there is no room to the right."""
        return self.x > _EAST


@dataclass(frozen=True)
class Pointless:
    """A place without a latitude and a longitude: its name, and the number that it stands for."""

    label: str
    size: int


@dataclass(frozen=True)
class DotMap:
    """A map.

    Attributes:
        dots: The dots, the largest first.
        meridians: The lines from north to south: degrees east, and the place from 0 to 1.
        parallels: The lines from west to east: degrees north, and the place from 0 to 1.
        pointless: The places without a point, the largest first.
    """

    dots: tuple[Dot, ...]
    meridians: tuple[tuple[int, float], ...]
    parallels: tuple[tuple[int, float], ...]
    pointless: tuple[Pointless, ...]


@dataclass(frozen=True)
class _Frame:
    """What is shown of one direction, in degrees."""

    start: float
    span: float

    def at(self, degrees: float) -> float:
        return round((degrees - self.start) / self.span, 4)

    def lines(self) -> list[int]:
        step = next(each for each in (1, 2, 5, 10, 20, 30, 60) if self.span / each <= _LINES)
        first = int(self.start // step + 1) * step
        return list(range(first, int(self.start + self.span) + 1, step))


def dot_map(lookup: Lookup, names: Names, lang: str) -> DotMap | None:
    """The map of an answer, or None where the question has no map or no row has a latitude and a longitude.

    Args:
        lookup: The answer; its variables `latitude` and `longitude` have the point of a row (WGS 84, degrees).
        names: Names of things.
        lang: Language of labels.
    """
    wanted = lookup.question.presentation.map
    placed = [row for row in lookup.rows if _has_point(row)]
    if wanted is None or not placed:
        return None
    points = [(float(text(row["longitude"])), float(text(row["latitude"]))) for row in placed]
    east, north = _frame([each for each, _ in points]), _frame([each for _, each in points])
    sizes = [integer(row[wanted.size]) or 0 for row in placed]

    def dot(row: Row, point: tuple[float, float], size: int) -> Dot:
        thing = text(row[wanted.of])
        part = size / (max(sizes) or 1)
        return Dot(east.at(point[0]), 1 - north.at(point[1]), size, part, thing, names.get(thing).label(lang), False)

    dots = sorted(map(dot, placed, points, sizes), key=lambda each: (-each.size, each.label))
    meridians = tuple((each, east.at(each)) for each in east.lines())
    parallels = tuple((each, 1 - north.at(each)) for each in north.lines())
    others = (row for row in lookup.rows if not _has_point(row))
    pointless = [
        Pointless(names.get(text(row[wanted.of])).label(lang), integer(row[wanted.size]) or 0) for row in others
    ]
    pointless.sort(key=lambda each: (-each.size, each.label))
    return DotMap(_labelled(dots), meridians, parallels, tuple(pointless))


def _has_point(row: Row) -> bool:
    return bool(text(row.get("latitude")) and text(row.get("longitude")))


def _frame(degrees: list[float]) -> _Frame:
    """The span of the dots with a margin, of ten degrees at least."""
    span = max(max(degrees) - min(degrees), 10.0) * (1 + 2 * _MARGIN)
    return _Frame((max(degrees) + min(degrees) - span) / 2, span)


def _labelled(dots: list[Dot]) -> tuple[Dot, ...]:
    """The dots, those with room for a label marked, the largest first: none where it would cover another."""
    marked: list[Dot] = []
    found = []
    for each in dots:
        has_room = not any(abs(each.x - other.x) < _APART[0] and abs(each.y - other.y) < _APART[1] for other in marked)
        found.append(Dot(each.x, each.y, each.size, each.part, each.iri, each.label, has_room))
        if has_room:
            marked.append(found[-1])
    return tuple(found)
