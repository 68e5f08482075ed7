"""Packing: boxes beside and below each other on a sheet of about the shape of a screen, the first ones first."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""One row for each box: across and down, in pixels."""
_Skyline = list[tuple[float, float]]
"""From where on, and how far down a sheet is taken there."""

_ASPECT = 1.6
"""Width of a screen by its height."""
_SCREEN = 680_000.0
"""Pixels that boxes may take together on the screen of a laptop."""
_WIDER = (1.0, 1.05, 1.1, 1.16, 1.23, 1.3)
"""How much wider than its boxes together a sheet may be; the one that a screen shows largest is taken."""
_SMALLEST, _LARGEST, _STEPS = 0.45, 0.9, 16
"""Pixels on the screen for each unit of a network, and how often what lies between is halved to find them."""
_ROUNDING = 1e-6


def on_shelves(sizes: Boxes) -> Boxes:
    """Where boxes begin that stand in rows, each as high as its highest box."""
    width = _width(sizes, 1.0)
    places: list[tuple[float, float]] = []
    x = y = shelf = 0.0
    for across, down in sizes.tolist():
        if x and x + across > width:
            x, y, shelf = 0.0, y + shelf, 0.0
        places.append((x, y))
        x, shelf = x + across, max(shelf, down)
    return np.array(places).reshape(-1, 2)


def filled(sizes: Boxes) -> Boxes:
    """Where boxes begin that stand wherever they have room, on the sheet that a screen shows largest."""
    sheets = [_filled(sizes, _width(sizes, wider)) for wider in _WIDER]
    return min(sheets, key=lambda places: _need(places + sizes))


def scale_with_names(extents: Boxes, names: Boxes) -> float:
    """Pixels on the screen for each unit of a network, so that its parts have room for names, which never shrink.

    Args:
        extents: How far each part reaches, in units of the network.
        names: What the names of each part need besides, in pixels on the screen.
    """
    low, high = _SMALLEST, _LARGEST
    for _ in range(_STEPS):
        scale = (low + high) / 2
        fits = float(np.prod(extents * scale + names, axis=1).sum()) <= _SCREEN
        low, high = (scale, high) if fits else (low, scale)
    return low


def _need(ends: Boxes) -> float:
    across, down = ends.max(axis=0).tolist()
    return float(max(across / _ASPECT, down))


def _width(sizes: Boxes, wider: float) -> float:
    area = float((sizes[:, 0] * sizes[:, 1]).sum())
    return max(math.sqrt(area * _ASPECT) * wider, float(sizes[:, 0].max(initial=0.0)))


def _filled(sizes: Boxes, width: float) -> Boxes:
    """Each box as high up as it has room, and there as far to the left."""
    skyline: _Skyline = [(0.0, 0.0)]
    places = []
    for across, down in sizes.tolist():
        x, y = min(_stands(skyline, across, width), key=lambda stand: (stand[1], stand[0]))
        places.append((x, y))
        skyline = _with_box(skyline, x, x + across, y + down)
    return np.array(places).reshape(-1, 2)


def _stands(skyline: _Skyline, across: float, width: float) -> list[tuple[float, float]]:
    """Where a box has room: at each step of the skyline, below all that it would lie on."""
    return [
        (x, max(taken for begin, taken in _steps(skyline, x, x + across)))
        for x, _ in skyline
        if x + across <= width + _ROUNDING
    ]


def _steps(skyline: _Skyline, left: float, right: float) -> Sequence[tuple[float, float]]:
    """The steps of a skyline between two places."""
    ends = [begin for begin, _ in skyline[1:]] + [math.inf]
    return [
        step for step, end in zip(skyline, ends, strict=True) if step[0] < right - _ROUNDING and end > left + _ROUNDING
    ]


def _with_box(skyline: _Skyline, left: float, right: float, bottom: float) -> _Skyline:
    """The skyline with a box on it."""
    before = [step for step in skyline if step[0] < left - _ROUNDING]
    after = [step for step in skyline if step[0] > right + _ROUNDING]
    _, beyond = max(step for step in skyline if step[0] <= right + _ROUNDING)
    return [*before, (left, bottom), (right, beyond), *after]
