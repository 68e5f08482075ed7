"""What stands beside the facts of a thing: short lists, its timeline, and the questions that can be asked about it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import Parameter, Question, questions_about
from sandbox_atlas.graph.rdf.results import Row
from sandbox_atlas.graph.rdf.vocabulary import kind_and_slug


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
        items: What is in it.
        question: Name of the question with the whole answer.
        parameters: What it is asked with.
    """

    title: str
    items: tuple[Item, ...]
    question: str
    parameters: Mapping[str, str]


async def panels(atlas: Atlas, iri: str, lang: str) -> list[Panel]:
    """The lists of a thing; those without anything in them are left out."""
    wanted = [
        (each, taking) for each, taking in _about(iri) if each.shown.panel and each.shown.panel.parameter == taking.name
    ]
    found = await asyncio.gather(*(_panel(atlas, each, taking, iri, lang) for each, taking in wanted))
    return [panel for panel in found if panel.items]


def inset(iri: str) -> list[tuple[Question, str]]:
    """The questions whose whole answer stands on the page of a thing, each with the parameter that takes the thing."""
    return [(each, taking.name) for each, taking in _about(iri) if each.shown.inset == taking.name]


def further(iri: str) -> list[tuple[Question, Mapping[str, str]]]:
    """The other questions that can be asked about a thing, each with its parameters."""
    return [(each, {taking.name: iri}) for each, taking in _about(iri) if not _is_shown(each, taking)]


def _is_shown(question: Question, taking: Parameter) -> bool:
    """Whether the answer stands on the page already."""
    return taking.name in (question.shown.inset, question.shown.panel and question.shown.panel.parameter)


def _about(iri: str) -> tuple[tuple[Question, Parameter], ...]:
    own = kind_and_slug(iri)
    return questions_about(own[0]) if own else ()


async def _panel(atlas: Atlas, question: Question, taking: Parameter, iri: str, lang: str) -> Panel:
    place = question.shown.panel
    assert place is not None  # noqa: S101 - chosen so
    lookup = await atlas.ask(question.name, {taking.name: [iri]}, lang)
    items = tuple(_item(row, place.show, place.count) for row in lookup.rows)
    return Panel(place.title[lang], items, question.name, {taking.name: iri})


def _item(row: Row, show: str, count: str) -> Item:
    thing, number = row[show], row[count] if count else None
    return Item(
        thing.value if isinstance(thing, ox.NamedNode) else "", number.value if isinstance(number, ox.Literal) else ""
    )
