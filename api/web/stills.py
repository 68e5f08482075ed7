"""Stills: the bars and dots of a chart as shapes with their places, from which a page without scripts draws SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

BAR_WIDTH: Final = 620
"""Length of the longest bar in pixels."""
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#b06a00", "#a14f86", "#3b8fc4")
"""Colours of series that people with colour-blindness tell apart (Okabe and Ito), dark enough on white paper."""
_MAP: Final = (860, 420)
"""Width and height of a map in pixels."""


@dataclass(frozen=True)
class Part:
    """A piece of a bar: where it begins, its length in pixels, and its colour."""

    start: float
    length: float
    colour: str


@dataclass(frozen=True)
class Bar:
    """A bar: its label, its parts, and the number at its end."""

    label: str
    parts: tuple[Part, ...]
    total: int


@dataclass(frozen=True)
class Bars:
    """A chart of bars, with the colours of its series by name where it has several."""

    bars: tuple[Bar, ...]
    series: dict[str, str]


@dataclass(frozen=True)
class Dot:
    """A dot: its middle, its radius, and its label."""

    x: float
    y: float
    radius: float
    label: str


def bars(chart: dict[str, Any]) -> Bars:
    """The bars of a chart that `graph.questions.charts.chart` specifies."""
    drawn = chart["layer"][0]
    values = chart["datasets"][drawn["data"]["name"]]
    order = list(dict.fromkeys(each["series"] for each in values))
    colours = {name: _COLOURS[number % len(_COLOURS)] for number, name in enumerate(order)}
    is_grouped = "yOffset" in drawn["encoding"]
    lengths: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for each in values:
        key = (each["bar"], each["series"] if is_grouped else "")
        lengths.setdefault(key, []).append((each["series"], each["length"]))
    longest = max(sum(length for _, length in each) for each in lengths.values())
    found, before = [], None
    for (label, _), each in lengths.items():
        found.append(_bar(label if label != before else "", each, colours, BAR_WIDTH / longest))
        before = label
    return Bars(tuple(found), colours if len(order) > 1 else {})


def _bar(label: str, lengths: list[tuple[str, int]], colours: dict[str, str], unit: float) -> Bar:
    parts, start = [], 0.0
    for series, length in lengths:
        parts.append(Part(round(start, 1), round(length * unit, 1), colours[series]))
        start += length * unit
    return Bar(label, tuple(parts), sum(length for _, length in lengths))


def dots(chart: dict[str, Any]) -> tuple[Dot, ...]:
    """The dots of a map that `graph.questions.maps.dot_map` specifies, the largest first; only some have a label."""
    east, north = (chart["encoding"][channel]["scale"]["domain"] for channel in ("x", "y"))
    values = chart["layer"][0]["data"]["values"]
    labelled = {each["name"] for each in chart["layer"][1]["data"]["values"]}
    most = max(each["size"] for each in values) or 1
    return tuple(
        Dot(
            round((each["east"] - east[0]) / (east[1] - east[0]) * _MAP[0], 1),
            round((north[1] - each["north"]) / (north[1] - north[0]) * _MAP[1], 1),
            round(3 + 13 * (each["size"] / most) ** 0.5, 1),
            each["name"] if each["name"] in labelled else "",
        )
        for each in values
    )
