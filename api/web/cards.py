"""The cards of the first page: what people come to ask, each with its answer of today in one line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox_atlas.api.web.links import Links
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.questions.catalogue import Question, questions
from sandbox_atlas.graph.questions.presentation import Card as Place
from sandbox_atlas.graph.questions.sentences import sentence

Number = Callable[[int], str]


@dataclass(frozen=True)
class Card:
    """A question as the first page shows it.

    Attributes:
        title: What it asks.
        answer: The answer in one line.
        question: Name of the question.
        page: Path of the question's own page, or nothing.
        parameters: What it is asked with.
    """

    title: str
    answer: str
    question: str
    page: str
    parameters: Mapping[str, Sequence[str]]

    def address(self, links: Links) -> str:
        """The page with the whole answer."""
        if self.page:
            return links.page(self.page, self.parameters)
        return links.lookup(self.question, self.parameters)


class Cards:
    """The cards of one snapshot, answered once for each language."""

    def __init__(self) -> None:
        self._snapshot = ""
        self._known: dict[str, list[Card]] = {}

    async def get(self, atlas: Atlas, lang: str, number: Number) -> list[Card]:
        """The cards in their order; errors of the engine as in `graph.atlas.Atlas.ask`."""
        if self._snapshot != atlas.snapshot:
            self._snapshot, self._known = atlas.snapshot, {}
        known = self._known  # another snapshot may take its place meanwhile
        if lang not in known:
            cards = await asyncio.gather(*(_card(each, at, atlas, lang, number) for each, at in _placed()))
            known[lang] = [card for card in cards if card]
        return known[lang]


def _placed() -> list[tuple[Question, Place]]:
    """The questions that have a place on the first page, in their order."""
    found = [(each, each.presentation.card) for each in questions().values() if each.presentation.card]
    return sorted(found, key=lambda pair: pair[1].rank)


async def _card(question: Question, place: Place, atlas: Atlas, lang: str, number: Number) -> Card | None:
    """A card with its answer; none where the register does not have the things that the card asks about."""
    try:
        lookup = await atlas.ask(question.name, place.parameters, lang)
    except BadParameterError:
        return None
    said = sentence(lookup, atlas.names, lang, number)
    return Card(place.title[lang], said, question.name, question.presentation.page, place.parameters)
