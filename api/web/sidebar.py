"""Sidebar: the short lists beside the facts of a thing, and the questions that can be asked about it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import DeadlineError, TooLargeError
from sandbox_atlas.graph.questions.catalogue import questions_about
from sandbox_atlas.graph.questions.lookups import first_rows
from sandbox_atlas.graph.questions.presentation import GROUPS
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.results import Row, iri, text
from sandbox_atlas.graph.rdf.vocabulary import kind_in

_SHOWN = 12
"""Things of a list that a page shows."""


_PLACES: Final = {group: place for place, group in enumerate([*GROUPS, ""])}


@dataclass(frozen=True)
class Item:
    """A thing in a list, and the number beside it, or nothing."""

    iri: str
    count: str


@dataclass(frozen=True)
class Panel:
    """A short list.

    Attributes:
        title: What the list is called.
        items: Its first things; none where the whole answer is too much for the limits on queries.
        count: Number of all.
        question: Name of the question with the whole answer.
        parameters: What it is asked with.
        is_too_long: Whether the answer is too much for the limits.
    """

    title: str
    items: tuple[Item, ...]
    count: int
    question: str
    parameters: Mapping[str, str]
    is_too_long: bool = False


async def panels(atlas: Atlas, entity: str, lang: str) -> list[Panel]:
    """The short lists of a thing, without the empty ones."""
    lists = [_panel(atlas, each, taking, entity, lang) for each, taking in _about(entity) if _has_panel(each, taking)]
    return [panel for panel in await asyncio.gather(*lists) if panel.items or panel.is_too_long]


def inline_questions(entity: str) -> list[tuple[Question, str]]:
    """The questions whose whole answer is shown on the page of a thing, each with the parameter that takes it."""
    return [(each, taking.name) for each, taking in _about(entity) if _is_inset(each, taking)]


def further_questions(entity: str) -> list[tuple[Question, Mapping[str, str]]]:
    """The other questions that can be asked about a thing, each with its parameters: what people ask first."""
    asked = [(each, {taking.name: entity}) for each, taking in _about(entity) if not _is_shown(each, taking)]
    return sorted(asked, key=lambda pair: _place_among_questions(pair[0]))


def _place_among_questions(question: Question) -> tuple[float, int]:
    """Where a question stands among others: by its card on the first page, then by its group."""
    card, group = question.presentation.card, question.presentation.group
    return (card.rank if card else math.inf, _PLACES[group])


def _is_shown(question: Question, taking: Parameter) -> bool:
    """Whether the answer is on the page already."""
    return _is_inset(question, taking) or _has_panel(question, taking)


def _is_inset(question: Question, taking: Parameter) -> bool:
    """Whether the whole answer stands on the pages of the things that a parameter takes."""
    inset = question.presentation.inset
    return inset is not None and inset.parameter == taking.name


def _has_panel(question: Question, taking: Parameter) -> bool:
    """Whether the question has a short list on the pages of the things that a parameter takes."""
    panel = question.presentation.panel
    return panel is not None and panel.parameter == taking.name


def _about(entity: str) -> tuple[tuple[Question, Parameter], ...]:
    return questions_about(kind_in(entity))


async def _panel(atlas: Atlas, question: Question, taking: Parameter, entity: str, lang: str) -> Panel:
    place = question.presentation.panel
    assert place is not None  # noqa: S101 - chosen so
    title, asked = place.title[lang], {taking.name: entity}
    try:
        rows, count = await first_rows(atlas.engine, atlas.names, question.name, {taking.name: [entity]}, lang, _SHOWN)
    except (DeadlineError, TooLargeError):
        return Panel(title, (), 0, question.name, asked, is_too_long=True)
    items = tuple(_item(row, place.show, place.count) for row in rows)
    return Panel(title, items, count, question.name, asked)


def _item(row: Row, show: str, count: str) -> Item:
    return Item(iri(row[show]), text(row[count]) if count else "")
