"""Cards: the questions on the first page, each with its answer in one line."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox_atlas.api.web.links import Links
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import AtlasError, BadParameterError, DeadlineError, TooLargeError
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.lookups import bind_parameters
from sandbox_atlas.graph.questions.presentation import Card as Place
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.questions.sentences import sentence

Number = Callable[[int], str]
_FEW, _ONE = 2, 1
"""Questions that are asked at the same time, and so many of a large register: others are not kept waiting."""
_AT_ONE_GO = 50_000
"""Statements up to which pages wait for the answers of questions; of more, the first readers see them without."""

T = TypeVar("T")


@dataclass(frozen=True)
class Card:
    """A question as the first page shows it.

    Attributes:
        title: The question as text.
        answer: The answer in one line; empty where it is too much for the limits on queries.
        question: Name of the question.
        page: Path of the question's own page; empty where it has none.
        parameters: Parameters of the question.
    """

    title: str
    answer: str
    question: str
    page: str
    parameters: Mapping[str, Sequence[str]]

    def address(self, links: Links) -> str:
        """Address of the page with the whole answer."""
        if self.page:
            return links.page(self.page, self.parameters)
        return links.lookup(self.question, self.parameters)


async def cards(atlas: Atlas, lang: str, number: Number, *, waits: bool = False) -> list[Card] | None:
    """The cards in their order, cached by the atlas.

    Args:
        atlas: The atlas.
        lang: Language of the cards.
        number: Formats numbers in that language.
        waits: Whether to wait for the answers whatever the size of the register.

    Returns:
        The cards; None where a large register's answers are still being found.

    Raises:
        AtlasError: As `graph.atlas.Atlas.ask` does, for errors of the engine.
    """
    gate = _gate(atlas)

    async def made(question: Question, place: Place) -> Card | None:
        async with gate:
            return await _card(question, place, atlas, lang, number)

    async def load() -> list[Card]:
        found = await asyncio.gather(*(made(*each) for each in _placed(atlas.profile)))
        return [card for card in found if card]

    return await _once_found(atlas, ("cards", lang), load, waits=waits)


async def unanswered(atlas: Atlas, lang: str) -> list[Card]:
    """The cards that may have an answer, without it, for the first readers of a large register."""
    found = []
    for question, place in _placed(atlas.profile):
        with suppress(BadParameterError):
            await bind_parameters(question, atlas.names, place.parameters, lang)
            found.append(Card(place.title[lang], "", question.name, question.presentation.page, place.parameters))
    return found


def _is_large(atlas: Atlas) -> bool:
    return (atlas.statements or 0) > _AT_ONE_GO


def _gate(atlas: Atlas) -> asyncio.Semaphore:
    return asyncio.Semaphore(_ONE if _is_large(atlas) else _FEW)


async def _once_found(
    atlas: Atlas, key: tuple[str, str], load: Callable[[], Coroutine[Any, Any, T]], *, waits: bool = False
) -> T | None:
    """What is kept under a key; of a large register, None while it is still being found."""
    if waits or not _is_large(atlas) or atlas.cache.known(key) is not None:
        return await atlas.cache.get(key, load)
    atlas.cache.begin(key, load)
    return None


async def answers(atlas: Atlas, lang: str, number: Number, *, waits: bool = False) -> Mapping[str, str] | None:
    """Today's answer to each question that needs nothing filled in, by name, cached by the atlas; none where it fails.

    Args:
        atlas: The atlas.
        lang: Language of the answers.
        number: Formats numbers in that language.
        waits: Whether to wait for the answers whatever the size of the register.

    Returns:
        The answers; None where they are still being found.
    """
    wanted = [each for each in questions(atlas.profile).values() if each.presentation.answer and not _is_form(each)]
    gate = _gate(atlas)

    async def said(question: Question) -> str:
        async with gate:
            try:
                found = await atlas.ask(question.name, {}, lang)
                return await asyncio.to_thread(sentence, found, atlas.names, lang, number)
            except AtlasError:
                return ""

    async def load() -> dict[str, str]:
        found = await asyncio.gather(*map(said, wanted))
        return {question.name: answer for question, answer in zip(wanted, found, strict=True) if answer}

    return await _once_found(atlas, ("answers", lang), load, waits=waits)


def _is_form(question: Question) -> bool:
    return any(parameter.required for parameter in question.parameters)


def opening(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])|(?<=[。？！])", text, maxsplit=1)[0]


def _placed(profile: str) -> list[tuple[Question, Place]]:
    """The questions with a card, in their order."""
    found = [(each, each.presentation.card) for each in questions(profile).values() if each.presentation.card]
    return sorted(found, key=lambda pair: pair[1].rank)


async def _card(question: Question, place: Place, atlas: Atlas, lang: str, number: Number) -> Card | None:
    """A card with its answer; None where the register has no answer to it.

    An answer that is too much for the limits is left out: the first page does not fail for it, and its own says why.
    """
    answer = ""
    try:
        lookup = await atlas.ask(question.name, place.parameters, lang)
        if not lookup.rows:
            return None
        answer = await asyncio.to_thread(sentence, lookup, atlas.names, lang, number)
    except BadParameterError:
        return None
    except (DeadlineError, TooLargeError):
        pass
    return Card(place.title[lang], answer, question.name, question.presentation.page, place.parameters)
