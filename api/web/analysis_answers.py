"""JSON answers of network analyses: their members as types, see `api.web.answers`."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads those of `typing` from Python 3.12 on

from sandbox_atlas.api.web.answer_parts import Column, Thing
from sandbox_atlas.graph.network.picture import Labels
from sandbox_atlas.graph.questions.coverage import Coverage

AnalysisCell = Thing | list[Thing] | list[str] | int | float | None
"""A cell of a row of an analysis: a thing, a list of things, a number, or none where it is not defined."""


class AnalysisNumber(TypedDict):
    """A number about the whole of an analysis, with its label."""

    name: str
    label: str
    value: float | int | None


class AnalysisAnswer(TypedDict):
    """The result of a network analysis, with what its numbers mean and how coverage limits them."""

    analysis: str
    title: str
    definition: str
    meaning: str
    limits: str
    parameters: dict[str, str]
    snapshot: str
    columns: list[Column]
    numbers: list[AnalysisNumber]
    count: int
    rows: list[dict[str, AnalysisCell]]
    coverage: Coverage


class AnalysisEntry(TypedDict):
    """A network analysis, with its texts by language and the labels of its columns, numbers and parameters."""

    name: str
    title: Labels
    definition: Labels
    meaning: Labels
    limits: Labels
    columns: dict[str, Labels]
    numbers: dict[str, Labels]
    parameters: dict[str, Labels]
    href: str


class AnalysisList(TypedDict):
    """All network analyses."""

    analyses: list[AnalysisEntry]
