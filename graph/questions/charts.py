"""Charts: an answer as the Vega-Lite specification of a bar chart, made with Altair.

The header of a question defines its bars. The page sets colours and fonts, so that a chart follows its theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.presentation import Chart
from sandbox_atlas.graph.rdf.results import Row, integer, text

MOST_BARS = 30
"""Largest number of bars."""
MOST_COLOURS = 6
"""Largest number of colours; with more series, all bars have the same colour."""
_STEP = 20


def chart(lookup: Lookup, names: Names, lang: str, unknown: str = "") -> dict[str, Any] | None:
    """The Vega-Lite specification of an answer, or None when its question has no chart or there is nothing to draw.

    Args:
        lookup: The answer.
        names: Names of things.
        lang: Language of labels.
        unknown: Label of a bar or series without a value.

    Returns:
        The specification; its `usermeta` has the number of bars drawn, "shown", and of all bars, "all".
    """
    wanted = lookup.question.presentation.chart
    if wanted is None:
        return None

    def label(row: Row, column: str) -> str:
        cell = row.get(column)
        return names.get(cell.value).label(lang) if isinstance(cell, ox.NamedNode) else text(cell) or unknown

    lengths = _lengths(lookup, wanted, lang, label)
    if not lengths:
        return None
    totals: Counter[str] = Counter()
    for (bar, _), length in lengths.items():
        totals[bar] += length
    bars = sorted(totals) if wanted.in_order else sorted(totals, key=lambda bar: (-totals[bar], bar))
    series = list(dict.fromkeys(name for _, name in lengths))
    values = [
        {"bar": bar, "series": name, "length": lengths[bar, name]}
        for bar in bars[:MOST_BARS]
        for name in series
        if (bar, name) in lengths
    ]
    spec = _specification(values, bars[:MOST_BARS], series, _title(lookup, wanted, lang), wanted)
    return {**spec, "usermeta": {"shown": len(bars[:MOST_BARS]), "all": len(bars)}}


def _lengths(lookup: Lookup, wanted: Chart, lang: str, label: Callable[[Row, str], str]) -> Counter[tuple[str, str]]:
    """Length by bar and series; several rows of one bar and series add up."""
    titles = {name: lookup.question.columns[name][lang] for name in wanted.lengths}
    parts = {label(row, wanted.colour) for row in lookup.rows} if wanted.colour else set()
    is_coloured = 1 < len(parts) <= MOST_COLOURS
    lengths: Counter[tuple[str, str]] = Counter()
    for row in lookup.rows:
        for name in wanted.lengths:
            series = label(row, wanted.colour) if is_coloured else titles[name]
            length = integer(row.get(name)) or 0
            if length > 0:
                lengths[label(row, wanted.bars), series] += length
    return lengths


def _title(lookup: Lookup, wanted: Chart, lang: str) -> str | None:
    """The title of the axis; None when the legend names the lengths."""
    return lookup.question.columns[wanted.lengths[0]][lang] if len(wanted.lengths) == 1 else None


def _specification(
    values: list[dict[str, Any]], bars: list[str], series: list[str], title: str | None, wanted: Chart
) -> dict[str, Any]:
    import altair  # takes a second, and only charts need it

    encoding: dict[str, Any] = {
        "y": altair.Y("bar", type="nominal", sort=bars, title=None),
        "x": altair.X("length", type="quantitative", title=title, axis=altair.Axis(tickMinStep=1, format="d")),
    }
    if len(series) > 1:
        encoding["color"] = altair.Color("series", type="nominal", sort=series, title=None)
    if len(wanted.lengths) > 1:
        encoding["yOffset"] = altair.YOffset("series", type="nominal", sort=series)
    drawn = altair.Chart(altair.InlineData(values=values)).mark_bar().encode(**encoding)
    step = _STEP // 2 if len(wanted.lengths) > 1 else _STEP
    spec: dict[str, Any] = drawn.properties(height=altair.Step(step)).to_dict()
    spec.pop("config", None)  # the page brings its own
    return spec
