"""Still: a picture as shapes and texts with their places, from which a page without scripts draws SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from sandbox_atlas.graph.network.picture import Edge, LegendEntry, Node, Picture

WIDTH: Final = 1100.0
"""Width in pixels at which a still is to be read."""
_MARGIN, _LETTER, _LONGEST = 60.0, 12.0, 26
"""Pixels around the drawing, height of a letter, and characters of a label, at that width."""
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


def still(picture: Picture, lang: str) -> Still | None:
    """The drawing of a picture on light paper; None where there is nothing to draw.

    Args:
        picture: The picture.
        lang: Language of labels.
    """
    nodes = picture["nodes"]
    if not nodes:
        return None
    left, right = min(each["x"] for each in nodes), max(each["x"] for each in nodes)
    top, bottom = min(each["y"] for each in nodes), max(each["y"] for each in nodes)
    unit = max((right - left) / (WIDTH - 2 * _MARGIN), 1.0)  # small networks are not blown up
    margin, letter = _MARGIN * unit, _LETTER * unit
    width = max(right - left + 2 * margin, WIDTH * unit)
    box = ((left + right - width) / 2, top - margin, width, bottom - top + 2 * margin)
    looks = {each["id"]: each for each in (*picture["classes"], *picture["relations"])}
    places = {each["id"]: each for each in nodes}
    return Still(
        _rounded(box),
        round(letter, 1),
        tuple(_line(each, places, looks, unit) for each in picture["edges"]),
        tuple(_shape(each, looks, lang) for each in nodes),
        tuple(_words(nodes, lang, letter)),
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


def _words(nodes: Iterable[Node], lang: str, letter: float) -> Iterable[Word]:
    """Labels below their things, the most linked first; one that would lie on another is left out."""
    taken: list[Box] = []
    for node in sorted(nodes, key=lambda each: -each["degree"]):
        label = node["label"][lang]
        text = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
        half = letter * sum(1.0 if east_asian_width(each) in "WF" else 0.56 for each in text) / 2
        top = node["y"] + node["size"] + letter / 6
        box = (node["x"] - half, top, node["x"] + half, top + letter * 1.25)
        if not any(box[0] < each[2] and each[0] < box[2] and box[1] < each[3] and each[1] < box[3] for each in taken):
            taken.append(box)
            yield Word(round(node["x"], 1), round(top + letter, 1), text)


def _rounded(box: Box) -> Box:
    left, top, width, height = (round(each, 1) for each in box)
    return left, top, width, height
