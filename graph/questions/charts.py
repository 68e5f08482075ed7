"""Charts: an answer as bars with what stands at their ends; whoever draws them chooses places, colours and fonts.

The header of a question defines its bars.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.presentation import Chart
from sandbox_atlas.graph.questions.titles import without_shared
from sandbox_atlas.graph.rdf.results import Row, integer, text

MOST_BARS = 30
"""Largest number of bars that lie."""
MOST_PANELS = 12
"""Largest number of small charts."""
FEW = 5
"""A share of fewer than these says little."""
MOST_COLOURS = 6
"""Largest number of colours; with more series, all bars have the same colour."""
_YEAR, _QUARTER = re.compile(r"\d{4}"), re.compile(r"\d{4}-Q[1-4]")
_PERIOD = re.compile(r"\d{4}(-Q[1-4])?")

_Lengths = Mapping[str, Counter[str]]
"""Length by bar and series; a bar is the IRI or text of its cell, empty for what has none."""


@dataclass(frozen=True)
class Bar:
    """A bar.

    Attributes:
        label: What it is about.
        iri: The same as a thing; empty for a text.
        lengths: Its parts, one for each series.
        whole: What it is a part of; None where that is not known or nothing is said of it.
        is_known: False for the bar of what has no value.
    """

    label: str
    iri: str
    lengths: tuple[int, ...]
    whole: int | None = None
    is_known: bool = True

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(self.lengths)

    @property
    def percent(self) -> int | None:
        """The share of the whole in per cent, halves rounded up; None where there is no whole."""
        return (200 * self.total + self.whole) // (2 * self.whole) if self.whole else None


@dataclass(frozen=True)
class Panel:
    """Bars that stand together; a chart without small ones has one panel without a label.

    Attributes:
        label: What it is about.
        iri: The same as a thing.
        unit: What its bars count, where each panel has its own unit.
        bars: The bars, from top to bottom or from left to right.
    """

    label: str
    iri: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Bars:
    """A chart.

    Attributes:
        panels: Its panels.
        series: Names of the parts of bars.
        unknown: Position of the series of what is not known; None without one.
        whole: What the wholes count; empty without wholes.
        is_upright: Whether bars stand side by side in order of time.
        is_share: Whether bars are shares of their wholes.
        count: Number of all bars that lie, or of all panels, also those for which there is no room.
    """

    panels: tuple[Panel, ...]
    series: tuple[str, ...]
    unknown: int | None
    whole: str
    is_upright: bool
    is_share: bool
    count: int

    @property
    def shown(self) -> int:
        """Number of what is drawn of `count`."""
        return len(self.panels) if self.is_multiple else len(self.panels[0].bars)

    @property
    def is_multiple(self) -> bool:
        """Whether it is made of small charts."""
        return bool(self.panels[0].label)

    @property
    def is_of_stages(self) -> bool:
        """Whether each small chart shows the numbers of one row, which count something of its own."""
        return self.series == ("",)

    @property
    def by_unit(self) -> Mapping[str, list[Panel]]:
        """The panels by what their bars count, in the order in which each comes first."""
        found: dict[str, list[Panel]] = {}
        for each in self.panels:
            found.setdefault(each.unit, []).append(each)
        return found

    def size(self, bar: Bar) -> int:
        """What a bar is drawn by: its share or its total."""
        return (bar.percent or 0) if self.is_share else bar.total

    def is_few(self, bar: Bar) -> bool:
        """Whether the share of a bar says little, as its whole is small."""
        return self.is_share and (bar.whole or 0) < FEW

    @property
    def longest(self) -> int:
        """The size of the longest bar, with its whole unless bars are shares; a hundred for shares."""
        if self.is_share:
            return 100
        return max(max(bar.total, bar.whole or 0) for panel in self.panels for bar in panel.bars)


def chart(lookup: Lookup, names: Names, lang: str, unknown: str = "") -> Bars | None:
    """The chart of an answer, or None when its question has none or there is nothing to draw.

    Args:
        lookup: The answer.
        names: Names of things.
        lang: Language of labels.
        unknown: Label of a bar or series without a value.
    """
    wanted = lookup.question.presentation.chart
    if wanted is None:
        return None
    return _bars(lookup, wanted, names, lang, unknown) if wanted.bars else _stages(lookup, wanted, names, lang)


def _bars(lookup: Lookup, wanted: Chart, names: Names, lang: str, unknown: str) -> Bars | None:
    """A chart whose bars are things or periods."""
    if wanted.in_order and not any(_PERIOD.fullmatch(text(row.get(wanted.bars))) for row in lookup.rows):
        wanted = replace(wanted, in_order=False)
    label = _labeller(names, lang, unknown)
    lengths = _lengths(lookup, wanted, lang, label, lookup.rows)
    if not lengths:
        return None
    series = _series(lengths, lookup, wanted, lang, unknown)
    wholes = _wholes(lookup.rows, wanted)
    order = through_the_years(lengths) if wanted.in_order else _longest_first(lengths, wholes, wanted.share, label)

    def panel(rows: Sequence[Row], thing: str = "") -> Panel:
        own = _lengths(lookup, wanted, lang, label, rows) if thing else lengths
        shown = order if wanted.in_order else order[:MOST_BARS]
        bars = (_bar(each, label(each), own.get(each, Counter()), series, wholes.get(each)) for each in shown)
        return Panel(label(thing) if thing else "", thing, "", tuple(bars))

    parts = _parted(lookup.rows, wanted.each)
    several = len(parts) > 1
    most = sorted(parts, key=lambda each: (-_sum(parts[each], wanted), label(each)))[:MOST_PANELS]
    unknown_title = lookup.question.columns[wanted.unknown][lang] if wanted.unknown else unknown
    return Bars(
        panels=tuple(panel(parts[each], each) for each in most) if several else (panel(lookup.rows),),
        series=series,
        unknown=series.index(unknown_title) if len(series) > 1 and unknown_title in series else None,
        whole=lookup.question.columns[wanted.of][lang] if wanted.of else "",
        is_upright=wanted.in_order,
        is_share=wanted.share,
        count=len(parts) if several else len(order),
    )


def through_the_years(known: Iterable[str]) -> list[str]:
    """All years, or quarters such as 2020-Q2, from the first to the last, those without a bar included; then others."""
    per, name = (4, "{0}-Q{1}") if any(_QUARTER.fullmatch(each) for each in known) else (1, "{0}")
    whole = _QUARTER if per == 4 else _YEAR
    steps = [int(each[:4]) * per + (int(each[-1]) - 1 if per == 4 else 0) for each in known if whole.fullmatch(each)]
    through = [name.format(step // per, step % per + 1) for step in range(min(steps), max(steps) + 1)] if steps else []
    return through + sorted(each for each in known if each not in through)


def _labeller(names: Names, lang: str, unknown: str) -> Callable[[str], str]:
    def label(key: str) -> str:
        return (names.get(key).label(lang) if "://" in key else key) or unknown

    return label


def _stages(lookup: Lookup, wanted: Chart, names: Names, lang: str) -> Bars | None:
    """Small charts, one for each row, whose bars are the numbers of its columns; rows with one number are left out."""
    title, label = lookup.question.columns, _labeller(names, lang, "")

    def numbers(row: Row) -> list[int | None]:
        return [integer(row.get(name)) for name in wanted.lengths]

    told = [row for row in lookup.rows if sum(each is not None for each in numbers(row)) > 1]
    told.sort(key=lambda row: -max(each or 0 for each in numbers(row)))
    titles = without_shared([label(text(row[wanted.each])) for row in told])
    panels = tuple(
        Panel(
            own,
            text(row[wanted.each]),
            label(text(row.get(wanted.unit))),
            tuple(
                Bar(title[name][lang], "", (number or 0,), is_known=number is not None)
                for name, number in zip(wanted.lengths, numbers(row), strict=True)
            ),
        )
        for row, own in zip(told[:MOST_PANELS], titles, strict=False)
    )
    return Bars(panels, ("",), None, "", False, False, len(told)) if panels else None


def _parted(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    """The rows by the thing in a column; all together without one."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(text(row.get(column)) if column else "", []).append(row)
    return parts


def _sum(rows: Sequence[Row], wanted: Chart) -> int:
    return sum(integer(row.get(name)) or 0 for row in rows for name in wanted.lengths)


def _bar(key: str, label: str, parts: Counter[str], series: Sequence[str], whole: int | None) -> Bar:
    lengths = tuple(parts[name] for name in series)
    return Bar(label, key if "://" in key else "", lengths, whole, is_known=bool(key))


def _longest_first(
    lengths: _Lengths, wholes: Mapping[str, int], is_share: bool, label: Callable[[str], str]
) -> list[str]:
    """The bars by the length that is drawn, with the whole where that is drawn too."""

    def length(key: str) -> float:
        total, whole = lengths[key].total(), wholes.get(key, 0)
        return (total / whole if whole else 0) if is_share else max(total, whole)

    return sorted(lengths, key=lambda each: (-length(each), label(each), each))


def _series(lengths: _Lengths, lookup: Lookup, wanted: Chart, lang: str, unknown: str) -> tuple[str, ...]:
    """The series, those of several columns in the order of these, others the largest first; what is not known last."""
    sums: Counter[str] = Counter()
    for each in lengths.values():
        sums.update(each)
    found = sorted(sums, key=lambda name: (name == unknown, -sums[name], name))
    titles = [lookup.question.columns[name][lang] for name in wanted.lengths]
    return tuple(title for title in titles if title in found) if len(titles) > 1 else tuple(found)


def _wholes(rows: Sequence[Row], wanted: Chart) -> dict[str, int]:
    """What each bar is a part of."""
    found: dict[str, int] = {}
    for row in rows:
        whole = integer(row.get(wanted.of)) if wanted.of else None
        if whole is not None:
            key = text(row.get(wanted.bars))
            found[key] = max(whole, found.get(key, 0))
    return found


def _lengths(
    lookup: Lookup, wanted: Chart, lang: str, label: Callable[[str], str], rows: Sequence[Row]
) -> dict[str, Counter[str]]:
    """Length by bar and series; several rows of one bar and series add up, or their different members count."""
    titles = {name: lookup.question.columns[name][lang] for name in wanted.lengths}
    found: dict[str, Counter[str]] = {}
    if wanted.distinct:
        members: dict[str, set[str]] = {}
        for row in rows:
            members.setdefault(text(row.get(wanted.bars)), set()).update(lookup.members(row, wanted.distinct))
        return {bar: Counter({titles[wanted.lengths[0]]: len(each)}) for bar, each in members.items() if each}
    parts = {text(row.get(wanted.colour)) for row in lookup.rows} if wanted.colour else set()
    is_coloured = 1 < len(parts) <= MOST_COLOURS
    for row in rows:
        for name in wanted.lengths:
            series = label(text(row.get(wanted.colour))) if is_coloured else titles[name]
            counted = wanted.beside if wanted.beside and row.get(wanted.bars) is None else name
            length = integer(row.get(counted)) or 0
            if length > 0 or (length == 0 and wanted.of and row.get(wanted.of) is not None):
                found.setdefault(text(row.get(wanted.bars)), Counter())[series] += length
    return found
