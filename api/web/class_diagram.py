"""Class diagram: the main classes of the ontology and the properties between them, as boxes and lines to draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.register.ontology import Term

_COLUMN, _ROW = 236, 92
_WIDTH, _HEIGHT = 136, 40
_MARGIN = 8
_PLACES = {
    "Regulator": (0, 0),
    "Sandbox": (0, 1),
    "Batch": (0, 2),
    "Place": (0, 3),
    "Technology": (1, 1),
    "Application": (1, 2),
    "BusinessArea": (1, 3),
    "Institution": (2, 2),
    "InstitutionKind": (2, 3),
}
"""Column and row of each class."""
PROPERTIES = (
    ("Sandbox", "regulatedBy", "Regulator"),
    ("Batch", "inSandbox", "Sandbox"),
    ("Application", "inBatch", "Batch"),
    ("Application", "usesTechnology", "Technology"),
    ("Batch", "place", "Place"),
    ("Application", "involves", "Institution"),
    ("Application", "businessArea", "BusinessArea"),
    ("Institution", "institutionKind", "InstitutionKind"),
)
"""Class, property, and class of its values."""


@dataclass(frozen=True)
class Box:
    """A class: its name and label, and the corner of its box in pixels."""

    name: str
    label: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A property: its name and label, the ends of its line, and the middle of its label, in pixels."""

    name: str
    label: str
    start: tuple[float, float]
    end: tuple[float, float]
    middle: tuple[float, float]
    is_upright: bool


@dataclass(frozen=True)
class Diagram:
    """Boxes and lines, with the size of all of it and of a box in pixels."""

    boxes: list[Box]
    lines: list[Line]
    size: tuple[int, int]
    box: tuple[int, int] = (_WIDTH, _HEIGHT)


def class_diagram(sections: Mapping[str, Iterable[Term]], lang: str) -> Diagram:
    """The diagram with labels in a language; the names of terms stand where they have none.

    Args:
        sections: The terms of the ontology.
        lang: The language.
    """
    labels = {term.name: term.labels.get(lang, term.name) for terms in sections.values() for term in terms}
    boxes = [Box(name, labels.get(name, name), *_corner(name)) for name in _PLACES]
    lines = [_line(name, labels.get(name, name), _corner(one), _corner(other)) for one, name, other in PROPERTIES]
    width = max(box.x for box in boxes) + _WIDTH + _MARGIN
    return Diagram(boxes, lines, (width, max(box.y for box in boxes) + _HEIGHT + _MARGIN))


def _corner(name: str) -> tuple[int, int]:
    column, row = _PLACES[name]
    return _MARGIN + column * _COLUMN, _MARGIN + row * _ROW


def _line(name: str, label: str, one: tuple[int, int], other: tuple[int, int]) -> Line:
    """A straight line between the nearest sides of two boxes, which stand beside or above each other."""
    x, y, to_x, to_y = one[0] + _WIDTH / 2, one[1] + _HEIGHT / 2, other[0] + _WIDTH / 2, other[1] + _HEIGHT / 2
    right, down = _sign(to_x - x) * _WIDTH / 2, _sign(to_y - y) * _HEIGHT / 2
    start, end = (x + right, y + down), (to_x - right, to_y - down)
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return Line(name, label, start, end, middle, is_upright=x == to_x)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
