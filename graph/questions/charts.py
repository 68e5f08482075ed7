"""Charts: an answer as the Vega-Lite specification of a bar chart with values at the ends of bars, made with Altair.

The header of a question defines its bars. The page sets colours and fonts, so that a chart follows its theme.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
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
_YEAR, _QUARTER = re.compile(r"\d{4}"), re.compile(r"\d{4}-Q[1-4]")
_PERIOD = re.compile(r"\d{4}(-Q[1-4])?")
_MOST_LABELS = 16
"""Largest number of labels below upright bars."""
_STEP, _UPRIGHT = 20, 260
"""Pixels for a bar across its length, and the height of a chart of upright bars."""


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
    if wanted.in_order and not any(_PERIOD.fullmatch(text(row.get(wanted.bars))) for row in lookup.rows):
        wanted = replace(wanted, in_order=False)

    def label(row: Row, column: str) -> str:
        cell = row.get(column)
        return names.get(cell.value).label(lang) if isinstance(cell, ox.NamedNode) else text(cell) or unknown

    lengths = _lengths(lookup, wanted, lang, label)
    if not lengths:
        return None
    totals: Counter[str] = Counter()
    for (bar, _), length in lengths.items():
        totals[bar] += length
    bars = through_the_years(totals) if wanted.in_order else sorted(totals, key=lambda bar: (-totals[bar], bar))
    series = _series(lengths, lookup, wanted, lang)
    values = [
        {"bar": bar, "series": name, "length": lengths[bar, name]}
        for bar in (bars if wanted.in_order else bars[:MOST_BARS])
        for name in series
        if (bar, name) in lengths
    ]
    drawn = bars if wanted.in_order else bars[:MOST_BARS]
    spec = _specification(values, drawn, series, _title(lookup, wanted, lang), wanted)
    return {**spec, "usermeta": {"shown": len(drawn), "all": len(bars)}}


def _series(lengths: Iterable[tuple[str, str]], lookup: Lookup, wanted: Chart, lang: str) -> list[str]:
    """The series, those of several columns in the order of these."""
    found = list(dict.fromkeys(name for _, name in lengths))
    titles = [lookup.question.columns[name][lang] for name in wanted.lengths]
    return [title for title in titles if title in found] if len(titles) > 1 else found


def through_the_years(known: Iterable[str]) -> list[str]:
    """All years, or quarters such as 2020-Q2, from the first to the last, those without a bar included; then others."""
    per, name = (4, "{0}-Q{1}") if any(_QUARTER.fullmatch(each) for each in known) else (1, "{0}")
    whole = _QUARTER if per == 4 else _YEAR
    steps = [int(each[:4]) * per + (int(each[-1]) - 1 if per == 4 else 0) for each in known if whole.fullmatch(each)]
    through = [name.format(step // per, step % per + 1) for step in range(min(steps), max(steps) + 1)] if steps else []
    return through + sorted(each for each in known if each not in through)


def _marked(bars: list[str]) -> list[str]:
    """The bars with a label: of many times, each second, third …; and what has no time."""
    step = -(-len(bars) // _MOST_LABELS)
    times = [each for each in bars if _PERIOD.fullmatch(each)]
    room = len(times) if len(times) == len(bars) else len(times) - step + 1  # for the label of what has no time
    return [*times[:room:step], *bars[len(times) :]]


def _lengths(lookup: Lookup, wanted: Chart, lang: str, label: Callable[[Row, str], str]) -> Counter[tuple[str, str]]:
    """Length by bar and series; several rows of one bar and series add up, or their different members count."""
    titles = {name: lookup.question.columns[name][lang] for name in wanted.lengths}
    if wanted.distinct:
        members: dict[str, set[str]] = {}
        for row in lookup.rows:
            members.setdefault(label(row, wanted.bars), set()).update(lookup.members(row, wanted.distinct))
        return Counter({(bar, titles[wanted.lengths[0]]): len(found) for bar, found in members.items() if found})
    parts = {label(row, wanted.colour) for row in lookup.rows} if wanted.colour else set()
    is_coloured = 1 < len(parts) <= MOST_COLOURS
    lengths: Counter[tuple[str, str]] = Counter()
    for row in lookup.rows:
        for name in wanted.lengths:
            series = label(row, wanted.colour) if is_coloured else titles[name]
            counted = wanted.beside if wanted.beside and row.get(wanted.bars) is None else name
            length = integer(row.get(counted)) or 0
            if length > 0:
                lengths[label(row, wanted.bars), series] += length
    return lengths


def _title(lookup: Lookup, wanted: Chart, lang: str) -> str | None:
    """The title of the axis; None when the legend names the lengths, or bars of another column stand beside."""
    is_one = len(wanted.lengths) == 1 and not wanted.beside
    return lookup.question.columns[wanted.lengths[0]][lang] if is_one else None


def _specification(
    values: list[dict[str, Any]], bars: list[str], series: list[str], title: str | None, wanted: Chart
) -> dict[str, Any]:
    import altair  # takes a second, and only charts need it

    is_grouped = len(wanted.lengths) > 1
    bar: dict[str, Any] = {"shorthand": "bar", "type": "nominal", "sort": bars, "title": None}
    length: dict[str, Any] = {"shorthand": "length", "type": "quantitative", "title": title}
    ticks = altair.Axis(tickMinStep=1, tickCount=5, format="d")
    encoding: dict[str, Any] = {
        "y": altair.Y(**bar, scale=altair.Scale(domain=bars)),
        "x": altair.X(**length, axis=ticks),
    }
    if wanted.in_order:
        sparse = altair.Axis(values=_marked(bars))
        encoding = {
            "x": altair.X(**bar, scale=altair.Scale(domain=bars), axis=sparse),
            "y": altair.Y(**length, axis=ticks),
        }
    if is_grouped:
        encoding["yOffset"] = altair.YOffset("series", type="nominal", sort=series)
    colour: dict[str, Any] = (
        {"color": altair.Color("series", type="nominal", sort=series, title=None)} if len(series) > 1 else {}
    )
    ends = values if is_grouped else _sums(values, bars)
    place: dict[str, Any] = {"baseline": "bottom", "dy": -3} if wanted.in_order else {"align": "left", "dx": 4}
    drawn = altair.layer(
        altair.Chart(altair.InlineData(values=values)).mark_bar().encode(**encoding, **colour),
        altair.Chart(altair.InlineData(values=ends)).mark_text(**place).encode(**encoding, text="length:Q"),
    )
    step = altair.Step(_STEP * 2 // 3 if is_grouped else _STEP)
    spec: dict[str, Any] = drawn.properties(height=_UPRIGHT if wanted.in_order else step).to_dict()
    spec.pop("config", None)  # the page brings its own
    return spec


def _sums(values: list[dict[str, Any]], bars: list[str]) -> list[dict[str, Any]]:
    """The whole length of each bar."""
    sums: Counter[str] = Counter()
    for value in values:
        sums[value["bar"]] += value["length"]
    return [{"bar": bar, "length": sums[bar]} for bar in bars if sums[bar]]
