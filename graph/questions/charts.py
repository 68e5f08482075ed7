"""An answer as a bar chart: a Vega-Lite specification made with Altair. It knows lengths and labels, not colours.

The header of a question says what its bars are. Colours and fonts are the page's, so that a chart follows its theme.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.presentation import Chart
from sandbox_atlas.graph.rdf.results import Row

MOST_BARS = 30
"""Bars that can be read at a glance."""
MOST_COLOURS = 6
"""Colours that can be told apart; with more, the bars have one."""
_UNKNOWN = {"en": "not known", "zh": "未知"}
_STEP = 20


def chart(lookup: Lookup, names: Names, lang: str) -> dict[str, Any] | None:
    """The Vega-Lite specification of an answer, or nothing when its question has no chart or there is nothing to draw.

    Returns:
        The specification; its `usermeta` has the number of bars that are drawn, "shown", and that there are, "all".
    """
    asked = lookup.question.presentation.chart
    lengths = _lengths(lookup, asked, names, lang) if asked else Counter()
    if asked is None or not lengths:
        return None
    totals: Counter[str] = Counter()
    for (bar, _), length in lengths.items():
        totals[bar] += length
    bars = sorted(totals) if asked.in_order else sorted(totals, key=lambda bar: (-totals[bar], bar))
    series = list(dict.fromkeys(name for _, name in lengths))
    values = [
        {"bar": bar, "series": name, "length": lengths[bar, name]}
        for bar in bars[:MOST_BARS]
        for name in series
        if (bar, name) in lengths
    ]
    spec = _specification(values, bars[:MOST_BARS], series, _title(lookup, asked, lang), asked)
    return {**spec, "usermeta": {"shown": len(bars[:MOST_BARS]), "all": len(bars)}}


def _lengths(lookup: Lookup, asked: Chart, names: Names, lang: str) -> Counter[tuple[str, str]]:
    """Length by bar and series; several rows of one bar and series add up."""
    labels = {name: lookup.question.columns[name][lang] for name in asked.lengths}
    parts = {_label(row, asked.colour, names, lang) for row in lookup.rows} if asked.colour else set()
    coloured = 1 < len(parts) <= MOST_COLOURS
    found: Counter[tuple[str, str]] = Counter()
    for row in lookup.rows:
        bar = _label(row, asked.bars, names, lang)
        for name in asked.lengths:
            cell = row.get(name)
            series = _label(row, asked.colour, names, lang) if coloured else labels[name]
            if isinstance(cell, ox.Literal) and int(cell.value) > 0:
                found[bar, series] += int(cell.value)
    return found


def _title(lookup: Lookup, asked: Chart, lang: str) -> str | None:
    """What the lengths are, if the legend does not say it."""
    return lookup.question.columns[asked.lengths[0]][lang] if len(asked.lengths) == 1 else None


def _label(row: Row, column: str, names: Names, lang: str) -> str:
    cell = row.get(column)
    if isinstance(cell, ox.NamedNode):
        return names.get(cell.value).label(lang)
    return cell.value if isinstance(cell, ox.Literal) else _UNKNOWN[lang]


def _specification(
    values: list[dict[str, Any]], bars: list[str], series: list[str], title: str | None, asked: Chart
) -> dict[str, Any]:
    import altair  # takes a second, and only charts need it

    encoding: dict[str, Any] = {
        "y": altair.Y("bar", type="nominal", sort=bars, title=None),
        "x": altair.X("length", type="quantitative", title=title, axis=altair.Axis(tickMinStep=1, format="d")),
    }
    if len(series) > 1:
        encoding["color"] = altair.Color("series", type="nominal", sort=series, title=None)
    if len(asked.lengths) > 1:
        encoding["yOffset"] = altair.YOffset("series", type="nominal", sort=series)
    drawn = altair.Chart(altair.InlineData(values=values)).mark_bar().encode(**encoding)
    step = _STEP // 2 if len(asked.lengths) > 1 else _STEP
    spec: dict[str, Any] = drawn.properties(height=altair.Step(step)).to_dict()
    spec.pop("config", None)  # the page brings its own
    return spec
