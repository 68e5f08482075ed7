"""Interpretation: the questions of the catalogue that a searched text asks, with the things that it names.

"Tech companies China" names a kind and a place, which one question takes together; "who works with Tencent" names an
institution, and its other words are those of a question. Little is guessed: a name counts as a whole, in the singular
or the plural, or where no other begins so; the words that name nothing must be those of the question.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sandbox_atlas.graph.naming.folding import RUN, words_of
from sandbox_atlas.graph.naming.index import NameIndex
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.abbreviations import is_part
from sandbox_atlas.graph.rdf.vocabulary import kind_in

MOST = 3
"""Largest number of questions of one text."""

_LONGEST_TEXT = 200
_MOST_UNITS = 40
_LONGEST_NAME = 12
_FEWEST_SIGNS = 2
ENOUGH = 0.6
"""Share of the weight of the words that name nothing, from which on they are those of a question."""
_COMMON, _FEW = 0.2, 6
"""A word is common that more than this share of the questions have, and more than so few."""


@dataclass(frozen=True)
class Asked:
    """A question that a text asks.

    Attributes:
        question: The question.
        values: Things that the text names, by the parameter that takes each.
    """

    question: Question
    values: Mapping[str, Name]


def interpret(text: str, index: NameIndex, profile: str) -> list[Asked]:
    """The questions that a text asks, the best first; none where it only names a thing, or nothing fits.

    Args:
        text: What was typed.
        index: The names of things.
        profile: How the data are read, which decides what questions there are.
    """
    named, rest = _named(*_parts(text), index, profile)
    words = {word: weight for word in _terms(rest) if (weight := weight_of(word, profile)) > 0}
    known = vocabulary(profile)
    rated = [(_rating(each, named, words, known[name]), each) for name, each in questions(profile).items()]
    fitting = [(rating, question) for rating, question in rated if rating is not None]
    most = max((len(rating.values) for rating, _ in fitting), default=0)
    best = [(rating, each) for rating, each in fitting if len(rating.values) == most]
    in_titles = titles(profile)

    def order(pair: tuple[_Rating, Question]) -> tuple[float, float, bool, int]:
        rating, asked = pair
        in_title = sum(weight for word, weight in words.items() if word in in_titles[asked.name])
        return (-rating.share, -in_title, asked.presentation.group == "developers", len(asked.parameters))

    best.sort(key=order)
    return [Asked(each, rating.values) for rating, each in best[:MOST]]


@dataclass(frozen=True)
class _Rating:
    """How well a question fits: the things that it takes, and the share of the other words that are its own."""

    values: Mapping[str, Name]
    share: float


def _rating(question: Question, named: list[Name], words: Mapping[str, float], own: frozenset[str]) -> _Rating | None:
    """How well a question fits a text, or None where it does not.

    Args:
        question: The question.
        named: The things that the text names.
        words: Its other words with their weights.
        own: The words of the question.
    """
    values = _assigned(question, named)
    if values is None or any(each.required and each.name not in values for each in question.parameters):
        return None
    whole = sum(words.values())
    share = sum(weight for word, weight in words.items() if word in own) / whole if whole else 0.0
    is_asked = share >= ENOUGH if words else len(values) > 1
    return _Rating(values, share) if is_asked and (values or not named) else None


def _assigned(question: Question, named: list[Name]) -> dict[str, Name] | None:
    """The named things that a question takes, each by another parameter; None where it could be by either of two."""
    values: dict[str, Name] = {}
    for name in named:
        kind = kind_in(name.iri)
        for parameter in question.parameters:
            if kind in parameter.kinds and parameter.name not in values:
                values[parameter.name] = name
                break
    free = {parameter.kinds for parameter in question.parameters if parameter.name not in values}
    return None if any(question.parameter(name).kinds in free for name in values) else values


def _units(text: str) -> list[str]:
    """The words of a text, with each sign of a script without spaces by itself."""
    return _parts(text)[0]


def _parts(text: str) -> tuple[list[str], set[int]]:
    """The units of a text, and the places among them where its words begin."""
    units: list[str] = []
    begins = set()
    for word in words_of(text[:_LONGEST_TEXT]):
        begins.add(len(units))
        units += word if RUN.match(word) else [word]
    return units[:_MOST_UNITS], begins


def _named(units: list[str], begins: set[int], index: NameIndex, profile: str) -> tuple[list[Name], list[str]]:
    """The things that a text names, the longest names first from the left, and the parts between; "" parts them."""
    named: list[Name] = []
    rest: list[str] = []
    at = 0
    while at < len(units):
        for length in range(min(_LONGEST_NAME, len(units) - at), 0, -1):
            found = _thing(units[at : at + length], index, profile)
            if found is not None and not _is_part(units, begins, at, length, rest):
                named.append(found)
                rest.append("")
                at += length
                break
        else:
            rest.append(units[at])
            at += 1
    return list({name.iri: name for name in named}.values()), rest


def _is_part(units: list[str], begins: set[int], at: int, length: int, rest: list[str]) -> bool:
    """Whether some units are no name but part of longer words, after what was no name before them."""
    before = "" if at in begins or not rest else rest[-1]
    after = [unit for place, unit in enumerate(units[at + length :][:2], at + length) if place not in begins]
    return is_part("".join(units[at : at + length]), before, "".join(after))


def _thing(units: list[str], index: NameIndex, profile: str) -> Name | None:
    """The thing of which some parts of a text are a name that a question takes."""
    kinds = _kinds(profile)
    if not kinds or sum(len(unit) for unit in units) < _FEWEST_SIGNS:
        return None
    *first, last = units
    for word in dict.fromkeys((last, _singular(last))):
        found = index.named(" ".join((*first, word)), kinds)
        if found is not None and (_is_whole(found, "".join((*first, word))) or not _are_said(units, profile)):
            return found
    return None


def _is_whole(name: Name, key: str) -> bool:
    """Whether a folded text is one of the names of a thing, and not only the beginning of one."""
    slug = name.reference.rpartition("/")[2]
    return any("".join(words_of(text)) == key for text in (slug, *name.labels.values(), *name.others))


def _are_said(units: list[str], profile: str) -> bool:
    """Whether questions say all of some words, as 应用, with which the name of a technology begins."""
    own = [*_terms(units)]
    return bool(own) and all(term in _frequency(profile) for term in own)


@cache
def _kinds(profile: str) -> tuple[str, ...]:
    """The kinds of things that some question takes by name."""
    taken = (parameter.kinds for each in questions(profile).values() for parameter in each.parameters)
    return tuple(sorted({kind for kinds in taken for kind in kinds}))


@cache
def vocabulary(profile: str) -> Mapping[str, frozenset[str]]:
    """The words of each question, in all languages."""
    return {
        name: frozenset(
            term
            for text in (*each.title.values(), *each.description.values(), *each.keywords)
            for term in _terms(_units(text))
        )
        for name, each in questions(profile).items()
    }


@cache
def titles(profile: str) -> Mapping[str, frozenset[str]]:
    """The words of each question's title, in all languages."""
    return {
        name: frozenset(term for text in each.title.values() for term in _terms(_units(text)))
        for name, each in questions(profile).items()
    }


def _terms(units: list[str]) -> Iterator[str]:
    """What is compared of a text: stems of words, and pairs of neighbouring signs."""
    yield from (_stem(unit) for unit in units if unit and not RUN.match(unit))
    yield from (one + other for one, other in pairwise(units) if RUN.match(one) and RUN.match(other))


@cache
def _frequency(profile: str) -> Mapping[str, int]:
    return Counter(term for own in vocabulary(profile).values() for term in own)


def weight_of(term: str, profile: str) -> float:
    """How telling a word is: the inverse document frequency among questions, nothing for a common one."""
    count, among = max(1, _frequency(profile).get(term, 0)), len(vocabulary(profile))
    return 0.0 if count > max(_FEW, _COMMON * among) else math.log(among / count)


def _singular(word: str) -> str:
    """The singular of an English plural; other words stay as they are."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith("ss"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def _stem(word: str) -> str:
    """A word without the endings that make no other word of it."""
    short = _singular(word)
    return short[:-3] if len(short) > 6 and short.endswith("ing") else short
