"""Stills: charts, matrices and maps as shapes with their places, from which a file or handout draws one SVG."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from unicodedata import east_asian_width

from sandbox_atlas.graph.questions.charts import Bar, Bars, Panel
from sandbox_atlas.graph.questions.maps import DotMap
from sandbox_atlas.graph.questions.matrix import MatrixDrawing

WIDTH: Final = 1120
"""Width of a still in pixels."""
_SERIES: Final = ("#2f62a8", "#d9861a", "#1f9d72", "#8e5fb5", "#b3476b", "#5f6b7a")
"""Colours of series: the atlas's own, which people with colour-blindness tell apart."""
_QUIET, _WHOLE, _INK, _GREY, _LINE = "#c3c9d0", "#dfe4ea", "#1f2933", "#52606d", "#e4e7eb"
_FEW: Final = "#a1b6d8"
_SHADES: Final = ("#ffffff", "#eaeff6", "#d2dfee", "#b5c8e2", "#97b1d4", "#2f62a8")
_LETTER: Final = 13
_ROW, _UPRIGHT, _SMALL = 24, 240, 96
"""Height of a row, of upright bars, and of those of small charts."""
_NAME: Final = 320
"""Room for the names of bars."""

Number = Callable[[int], str]


@dataclass(frozen=True)
class Rect:
    """A rectangle: its left upper corner, its size, and its colour."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Word:
    """A text: where it stands, how it is set against that place, whether it is turned, and its look."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    colour: str = _INK
    is_bold: bool = False
    is_turned: bool = False


@dataclass(frozen=True)
class Spot:
    """A dot: its middle, its radius, and its colour."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass
class Still:
    """A drawing that is `WIDTH` wide."""

    height: float = 0
    rects: list[Rect] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)


def breadth(text: str, letter: int = _LETTER) -> float:
    """How wide a text is about, in pixels."""
    return letter * sum(1.0 if east_asian_width(each) in "WF" else 0.56 for each in text)


def fitted(text: str, room: float, letter: int = _LETTER) -> str:
    """A text, cut to a width in pixels."""
    if breadth(text, letter) <= room:
        return text
    while text and breadth(f"{text}…", letter) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, letter: int, room: float) -> list[str]:
    """A text in lines of a width in pixels, broken between words, or between signs of scripts without blanks."""
    lines = [""]
    for word in re.findall(r"[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef]\s*|\s+", text):
        if lines[-1] and breadth(lines[-1] + word.rstrip(), letter) > room:
            lines.append("")
        lines[-1] += word
    return [fitted(line.rstrip(), room, letter) for line in lines]


def of_bars(chart: Bars, number: Number) -> Still:
    """The still of a chart."""
    found = Still()
    _legend(found, chart)
    if chart.is_multiple:
        _panels(found, chart, number)
    elif chart.is_upright:
        _upright(found, chart, chart.panels[0], number, 0, WIDTH, _UPRIGHT)
    else:
        _lying(found, chart, number)
    return found


def end_of(chart: Bars, bar: Bar, number: Number) -> str:
    """What stands at the end of a bar."""
    if chart.is_share:
        return f"{number(bar.percent)} %" if bar.percent is not None else ""
    return number(bar.total) if bar.whole is None else f"{number(bar.total)} / {number(bar.whole)}"


def colour_of(chart: Bars, series: int, bar: Bar) -> str:
    """The colour of a part of a bar: quiet for what is not known."""
    if series == chart.unknown or not bar.is_known:
        return _QUIET
    return _FEW if chart.is_few(bar) else _SERIES[series % len(_SERIES)]


def _legend(found: Still, chart: Bars) -> None:
    """The names of series, where there are several, and of wholes."""
    names = [(name, _QUIET if at == chart.unknown else _SERIES[at]) for at, name in enumerate(chart.series)]
    names = names if len(names) > 1 else []
    if chart.whole and not chart.is_share:
        names = [*(names or [(chart.series[0], _SERIES[0])]), (chart.whole, _WHOLE)]
    x = 0.0
    for name, colour in names:
        found.rects.append(Rect(x, found.height + 2, 12, 12, colour))
        found.words.append(Word(x + 18, found.height + 13, name, colour=_GREY))
        x += breadth(name) + 44
    found.height += 28 if names else 0


def _lying(found: Still, chart: Bars, number: Number) -> None:
    room = WIDTH - _NAME - 100
    for bar in chart.panels[0].bars:
        y, x = found.height, float(_NAME)
        if bar.whole and not chart.is_share:
            found.rects.append(Rect(x, y + 3, round(room * bar.whole / chart.longest, 1), _ROW - 6, _WHOLE))
        found.words.append(Word(_NAME - 8, y + 16, fitted(bar.label, _NAME - 16), "end"))
        for series, length in enumerate(bar.lengths):
            size = (bar.percent or 0) if chart.is_share else length
            width = round(room * size / chart.longest, 1)
            if width:
                found.rects.append(Rect(x, y + 3, width, _ROW - 6, colour_of(chart, series, bar)))
            x += width
        end = x if chart.is_share else max(x, _NAME + room * (bar.whole or 0) / chart.longest)
        found.words.append(Word(round(end + 6, 1), y + 16, end_of(chart, bar, number)))
        found.height += _ROW


def _upright(found: Still, chart: Bars, panel: Panel, number: Number, x: float, width: float, height: float) -> None:
    """Bars side by side from `x` on; their feet are `height` below the top."""
    slot = width / len(panel.bars)
    top, foot = found.height, found.height + height
    step = -(-len(panel.bars) // max(1, int(width // 56)))
    found.rects.append(Rect(x, foot, round(width, 1), 1, _QUIET))
    for at, bar in enumerate(panel.bars):
        y, middle = foot, round(x + slot * (at + 0.5), 1)
        for series, length in enumerate(bar.lengths):
            size = (bar.percent or 0) if chart.is_share else length
            tall = round((height - 22) * size / chart.longest, 1)
            y -= tall
            colour, left = colour_of(chart, series, bar), round(x + slot * (at + 0.1), 1)
            if tall:
                found.rects.append(Rect(left, round(y, 1), round(slot * 0.8, 1), tall, colour))
        size = chart.size(bar)
        if size and breadth(number(size)) < slot + 4:
            found.words.append(Word(middle, round(y - 4, 1), number(size), "middle"))
        if not bar.is_known or (at % step == 0 and (at + step < len(panel.bars) or panel.bars[-1].is_known)):
            found.words.append(Word(middle, foot + 17, bar.label, "middle", _GREY))
        if bar.whole is not None and step == 1:
            found.words.append(Word(middle, foot + 34, f"/ {number(bar.whole)}", "middle", _GREY))
    found.height = top + height + 44


def _panels(found: Still, chart: Bars, number: Number) -> None:
    """Small charts, those that count the same below its name."""
    for unit, panels in chart.by_unit.items():
        if unit:
            found.height += 20
            found.words.append(Word(0, found.height, unit, colour=_GREY))
        _rows_of_panels(found, chart, panels, number)


def _rows_of_panels(found: Still, chart: Bars, panels: Sequence[Panel], number: Number) -> None:
    """Small charts, three in a row."""
    room, gap = (WIDTH - 2 * 40) / 3, 40
    top, lowest = found.height, found.height
    for at, panel in enumerate(panels):
        if at % 3 == 0:
            top = lowest
        x = round((at % 3) * (room + gap), 1)
        found.height = top + 20
        found.words.append(Word(x, found.height, fitted(panel.label, room), is_bold=True))
        found.height += 8
        if chart.is_upright:
            _upright(found, chart, panel, number, x, room, _SMALL)
        else:
            _steps(found, panel, number, x, room, chart.longest)
        lowest = max(lowest, found.height)
    found.height = lowest


def _steps(found: Still, panel: Panel, number: Number, x: float, room: float, longest: int) -> None:
    """Bars that lie in a small chart, on the scale of all; what no source gives has a dash."""
    names, most = 110, longest or 1
    for bar in panel.bars:
        width = round((room - names - 60) * bar.total / most, 1)
        found.words.append(Word(x, found.height + 16, bar.label, colour=_GREY))
        found.rects.append(Rect(x + names, found.height + 3, width, _ROW - 6, _SERIES[0]))
        end = number(bar.total) if bar.is_known else "–"
        found.words.append(Word(round(x + names + width + 6, 1), found.height + 16, end))
        found.height += _ROW
    found.height += 16


def of_matrix(drawn: MatrixDrawing, label: Callable[[str], str], number: Number) -> Still:
    """The still of a matrix."""
    names, head = 280, 200
    side = min(28.0, (WIDTH - names - 40) / len(drawn.columns))
    found = Still(height=head)
    for at, column in enumerate(drawn.columns):
        x = round(names + side * (at + 0.5) + 4, 1)
        found.words.append(Word(x, head - 6, fitted(label(column), head - 10), is_turned=True))
    for line in drawn.lines:
        y = found.height
        found.words.append(Word(names - 8, y + 18, fitted(label(line.iri), names - 16), "end"))
        for at, value in enumerate(line.values):
            x = round(names + side * at, 1)
            if drawn.counts and value:
                found.rects.append(Rect(x, y, round(side - 1, 1), 25, _SHADES[drawn.shade(value)]))
            if value and not drawn.counts:
                found.spots.append(Spot(round(x + side / 2, 1), y + 13, round(side / 4, 1), _SERIES[1]))
            elif value:
                colour = "#ffffff" if drawn.shade(value) == len(_SHADES) - 1 else _INK
                found.words.append(Word(round(x + side / 2, 1), y + 17, number(value), "middle", colour))
        if drawn.counts:
            end = round(names + side * len(drawn.columns) + 32, 1)
            found.words.append(Word(end, y + 17, number(line.total), "end", is_bold=True))
        found.height += 26
    return found


def of_map(drawn: DotMap, number: Number) -> Still:
    """The still of a map."""
    height = 420
    found = Still(height=height + 24)
    for degrees, x in drawn.meridians:
        found.rects.append(Rect(round(x * WIDTH, 1), 0, 1, height, _LINE))
        found.words.append(Word(round(x * WIDTH, 1), height + 16, f"{degrees}°", "middle", _GREY))
    for degrees, y in drawn.parallels:
        found.rects.append(Rect(0, round(y * height, 1), WIDTH, 1, _LINE))
        found.words.append(Word(0, round(y * height - 4, 1), f"{degrees}°", colour=_GREY))
    for dot in drawn.dots:
        x, y, radius = round(dot.x * WIDTH, 1), round(dot.y * height, 1), round(4 + 12 * dot.part**0.5, 1)
        found.spots.append(Spot(x, y, radius, _SERIES[0]))
        if dot.is_labelled:
            place = (x - radius - 4, "end") if dot.is_eastern else (x + radius + 4, "start")
            found.words.append(Word(round(place[0], 1), y + 4, f"{dot.label} {number(dot.size)}", place[1]))
    return found
