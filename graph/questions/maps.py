"""Maps: an answer as dots at the places of its rows, as a Vega-Lite specification; degrees are drawn, no borders."""

from __future__ import annotations

from typing import Any

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.results import Row, integer, text

_HEIGHT = 320
"""Pixels from north to south."""
_MARGIN = 0.15
"""Part of the span of the dots that is left free on each side."""
_APART = (0.14, 0.07)
"""Least distance of two labels, as parts of the width and height."""


def dot_map(lookup: Lookup, names: Names, lang: str) -> dict[str, Any] | None:
    """The specification, or None where the question has no map or no row has a latitude and a longitude.

    Args:
        lookup: The answer; its variables `latitude` and `longitude` have the point of a row (WGS 84, degrees).
        names: Names of things.
        lang: Language of labels.

    Returns:
        The specification; its `usermeta` has the number of dots, "shown", and of rows, "all".
    """
    wanted = lookup.question.presentation.map
    placed = [row for row in lookup.rows if text(row.get("latitude")) and text(row.get("longitude"))]
    if wanted is None or not placed:
        return None

    def dot(row: Row) -> dict[str, Any]:
        point = {"north": float(text(row["latitude"])), "east": float(text(row["longitude"]))}
        size = integer(row[wanted.size]) or 0
        return {**point, "size": size, "name": f"{names.get(text(row[wanted.of])).label(lang)} {size}"}

    dots = sorted(map(dot, placed), key=lambda each: (-each["size"], each["name"]))
    return {**_specification(dots), "usermeta": {"shown": len(dots), "all": len(lookup.rows)}}


def _specification(dots: list[dict[str, Any]]) -> dict[str, Any]:
    frame = {way: _frame([each[way] for each in dots]) for way in ("east", "north")}
    axis = {"format": "d", "tickCount": 6, "labelExpr": "datum.label + '°'", "grid": True}
    place = {
        channel: {
            "field": way,
            "type": "quantitative",
            "title": None,
            "scale": {"domain": frame[way], "nice": False, "zero": False},
            "axis": axis,
        }
        for channel, way in (("x", "east"), ("y", "north"))
    }
    size = {"field": "size", "type": "quantitative", "scale": {"range": [40, 900], "zero": True}, "legend": None}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT,
        "encoding": place,
        "layer": [
            {"data": {"values": dots}, "mark": {"type": "circle", "opacity": 0.6}, "encoding": {"size": size}},
            {
                "data": {"values": _labelled(dots, frame)},
                "mark": {"type": "text", "align": "left", "dx": 17},
                "encoding": {"text": {"field": "name", "type": "nominal"}},
            },
        ],
    }


def _frame(degrees: list[float]) -> list[float]:
    """What is shown of one direction: the span of the dots with a margin, of ten degrees at least."""
    span = max(max(degrees) - min(degrees), 10.0)
    middle = (max(degrees) + min(degrees)) / 2
    return [round(middle + way * span * (0.5 + _MARGIN), 2) for way in (-1, 1)]


def _labelled(dots: list[dict[str, Any]], frame: dict[str, list[float]]) -> list[dict[str, Any]]:
    """The dots with a label, the largest first, none where it would cover another."""
    spans = [frame[way][1] - frame[way][0] for way in ("east", "north")]
    found: list[dict[str, Any]] = []
    for each in dots:
        near = (
            all(
                abs(each[way] - other[way]) < apart * span
                for way, apart, span in zip(("east", "north"), _APART, spans, strict=True)
            )
            for other in found
        )
        if not any(near):
            found.append(each)
    return found
