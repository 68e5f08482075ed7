"""Still: a picture as shapes and texts with their places, from which a page without scripts draws SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final
from unicodedata import east_asian_width

from sandbox_atlas.graph.network.picture import Edge, LegendEntry, Node, Picture

WIDTH: Final = 1100.0
"""Width in pixels at which a still is read in a file of its own."""
_MARGIN, _LETTER, _LONGEST = 60.0, 12.0, 26
"""Pixels around the drawing, height of a letter, and characters of a label, at that width."""
_HUBS: Final = 3
"""Things that have a name whatever lies around them."""
_POINTS: Final[dict[str, tuple[int, float, float]]] = {
    "square": (4, 45, 1.3),
    "diamond": (4, 90, 1),
    "triangle": (3, 90, 1.2),
    "triangleDown": (3, -90, 1.2),
    "hexagon": (6, 0, 1),
    "star": (10, 90, 1),
}
"""Shapes as vis-network draws them: number of points, and direction in degrees and distance of the first."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A link: its ends, its colour and width, and whether it is dashed."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float
    dashed: bool


@dataclass(frozen=True)
class Shape:
    """A thing: its outline as SVG path data, its colour, and its label."""

    path: str
    colour: str
    label: str


@dataclass(frozen=True)
class Word:
    """A label: the middle of its upper edge, and its text."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Still:
    """A drawing.

    Attributes:
        box: Left, top, width and height in units of the drawing.
        letter: Height of a letter in these units.
        lines: The links.
        shapes: The things, on top of the links.
        words: The labels that fit, the most linked things first.
    """

    box: Box
    letter: float
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]
    words: tuple[Word, ...]


def still(picture: Picture, lang: str, wide: float = WIDTH) -> Still | None:
    """The drawing of a picture on light paper; None where there is nothing to draw.

    Args:
        picture: The picture.
        lang: Language of labels.
        wide: Width in pixels at which it is read.
    """
    nodes = picture["nodes"]
    if not nodes:
        return None
    left, right = min(each["x"] for each in nodes), max(each["x"] for each in nodes)
    top, bottom = min(each["y"] for each in nodes), max(each["y"] for each in nodes)
    unit = max((right - left) / (wide - 2 * _MARGIN), 1.0)  # small networks are not blown up
    margin, letter = _MARGIN * unit, _LETTER * unit
    width = max(right - left + 2 * margin, wide * unit)
    box = ((left + right - width) / 2, top - margin, width, bottom - top + 2 * margin)
    looks = {each["id"]: each for each in (*picture["classes"], *picture["relations"])}
    places = {each["id"]: each for each in nodes}
    return Still(
        _rounded(box),
        round(letter, 1),
        tuple(_line(each, places, looks, unit) for each in picture["edges"]),
        tuple(_shape(each, looks, lang) for each in nodes),
        tuple(_words(nodes, lang, letter, box)),
    )


def outline(shape: str, x: float, y: float, size: float) -> str:
    """The outline of a shape as SVG path data.

    Args:
        shape: Its name as vis-network knows it; an unknown one is drawn as a disc.
        x: Middle of the shape.
        y: The same.
        size: Its radius.
    """
    if shape not in _POINTS:
        arc = f"a{size:g} {size:g} 0 1 0"
        return f"M{x - size:.1f} {y:.1f}{arc} {2 * size:g} 0{arc} {-2 * size:g} 0Z"
    count, turn, reach = _POINTS[shape]
    points = []
    for step in range(count):
        angle = math.radians(turn + 360 * step / count)
        far = size * reach * (0.45 if shape == "star" and step % 2 else 1)
        points.append(f"{x + far * math.cos(angle):.1f} {y - far * math.sin(angle):.1f}")
    return f"M{'L'.join(points)}Z"


def _line(edge: Edge, places: dict[str, Node], looks: dict[str, LegendEntry], unit: float) -> Line:
    start, end, look = places[edge["from"]], places[edge["to"]], looks[edge["relation"]]
    width = min(1.2 + 1.1 * (edge.get("weight", 1) - 1), 7) * unit
    x1, y1, x2, y2 = (round(each, 1) for each in (start["x"], start["y"], end["x"], end["y"]))
    return Line(x1, y1, x2, y2, look["colour"]["light"], round(width, 1), look["dashed"])


def _shape(node: Node, looks: dict[str, LegendEntry], lang: str) -> Shape:
    look = looks[node["class"]]
    return Shape(
        outline(look["shape"], node["x"], node["y"], node["size"]), look["colour"]["light"], node["label"][lang]
    )


def _words(nodes: Sequence[Node], lang: str, letter: float, box: Box) -> Iterable[Word]:
    """Labels beside their things, the most linked first; one that would lie on a thing or on another is left out.

    The largest hubs have theirs in any case, across lesser things if need be.
    """
    taken, names = _Taken(4 * letter), _Taken(4 * letter)
    for node in nodes:
        x, y, size = node["x"], node["y"], node["size"]
        taken.take((x - size, y - size, x + size, y + size))
    right, bottom = box[0] + box[2], box[1] + box[3]
    for number, node in enumerate(sorted(nodes, key=lambda each: -each["degree"])):
        label = node["label"][lang]
        text = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
        half = letter * sum(1.0 if east_asian_width(each) in "WF" else 0.56 for each in text) / 2
        spots = [(x, (x - half, top, x + half, top + letter * 1.25)) for x, top in _beside(node, half, letter)]
        inside = [each for each in spots if _is_within(each[1], (box[0], box[1], right, bottom))]
        free = [each for each in inside if taken.is_free(each[1])]
        if not free and number < _HUBS:
            free = [each for each in inside if names.is_free(each[1])]
        for x, place in free[:1]:
            taken.take(place)
            names.take(place)
            yield Word(round(x, 1), round(place[1] + letter, 1), text)


def _is_within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _beside(node: Node, half: float, letter: float) -> Iterable[tuple[float, float]]:
    """Where a label may stand, best first: its middle and its upper edge, below, right, left and above its thing."""
    x, y, away = node["x"], node["y"], node["size"] + letter / 6
    yield x, y + away
    yield x + away + letter / 4 + half, y - letter * 0.62
    yield x - away - letter / 4 - half, y - letter * 0.62
    yield x, y - away - letter * 1.25


class _Taken:
    """Boxes on which no other may lie, by the cells of a grid that they touch."""

    def __init__(self, cell: float) -> None:
        self.cell = cell
        self.boxes: dict[tuple[int, int], list[Box]] = {}

    def take(self, box: Box) -> None:
        for cell in self._cells(box):
            self.boxes.setdefault(cell, []).append(box)

    def is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        return not any(
            left < each[2] and each[0] < right and top < each[3] and each[1] < bottom
            for cell in self._cells(box)
            for each in self.boxes.get(cell, ())
        )

    def _cells(self, box: Box) -> Iterable[tuple[int, int]]:
        left, top, right, bottom = (math.floor(each / self.cell) for each in box)
        return product(range(left, right + 1), range(top, bottom + 1))


def _rounded(box: Box) -> Box:
    left, top, width, height = (round(each, 1) for each in box)
    return left, top, width, height
