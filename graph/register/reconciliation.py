"""Reconciliation: matches names of a table against the register, by the search, and scores how well each fits.

A name that is not found as it stands is tried without what stands in brackets and without its legal form, since a table
has "Ltd" or 股份有限公司 where the register does not. Values of other columns raise or lower the score.
"""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.folding import HAN, RUN, words_of
from sandbox_atlas.graph.naming.hits import EXACT, LIKE
from sandbox_atlas.graph.naming.index import NameIndex
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.rdf.results import iri, rows, text
from sandbox_atlas.graph.rdf.vocabulary import compact, expanded
from sandbox_atlas.graph.register.entities import HIDDEN, Entity, Fact
from sandbox_atlas.graph.register.search import SearchResult, SearchResults

_FULL, _STRIPPED, _OTHER_NAME = 100.0, 97.0, 0.5
"""Scores of the name itself, and of it without brackets and legal form; what a name that is no label scores less."""
_SIMILAR, _SLIP, _SLIPS = 92.0, 88.0, 75.0
"""Most that a beginning or some words score, a name with a slip, and one with two."""
_PART, _SHORTEST_PART = 60.0, 2
"""Score of a short part of a name, and letters or characters that a part must have."""
_MOST_SIGNS, _MOST_SIGNS_OF_PART = 200, 40
"""Letters of a text in which names are looked for, and of such a name where it is written without spaces."""
_SHORTENED, _SHORTEST_SHORT = 25.0, 3
"""What a shortened Chinese name adds to that, and the characters that it must have."""
_OTHER_COLUMN = 12.0
"""What a value of another column is worth."""
_LEGAL_FORM = re.compile(
    r"(?:[\s,，]+(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|s\.a|nv|n\.v|bv|b\.v|pte|pty"
    r"|ltda|oy|ab|as|spa|s\.p\.a|k\.k)\b\.?)+\s*$|(?:股份有限公司|有限责任公司|有限責任公司|股份公司|有限公司|股份)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_BACKWARDS = "^"

Find = Callable[[str], Awaitable[SearchResults]]
"""Finds things by name."""


@dataclass(frozen=True)
class Candidate:
    """A thing that a name may mean.

    Attributes:
        name: Its names.
        matched: The name of it that matches.
        score: How well it fits, from 0 to 100; other columns may lead beyond.
        is_whole: Whether the whole name is one of its names, but for brackets and legal form.
        likeness: How alike the two names are, from 0 to 1.
    """

    name: Name
    matched: str
    score: float
    is_whole: bool
    likeness: float


@dataclass(frozen=True)
class Property:
    """A property that tables may be extended by.

    Attributes:
        iri: The property.
        inverse: Whether it is read from its object.
        label: Its label.
    """

    iri: str
    inverse: bool
    label: str

    @property
    def id(self) -> str:
        """Its prefixed name, after "^" where it is read backwards, as in paths of SPARQL."""
        return (_BACKWARDS if self.inverse else "") + compact(self.iri)


class NameParts:
    """Finds things whose name is a part of a longer one, as 网商银行 is of 浙江网商银行.

    A Chinese name is also found by characters of it in their order, as 邮储银行 stands for 中国邮政储蓄银行.
    """

    def __init__(self, index: NameIndex) -> None:
        self._index = index

    def within(self, written: str, kinds: Sequence[str]) -> Iterator[Candidate]:
        """The things of which a name is a part of a text: whole words, or characters that are written without spaces.

        Args:
            written: The text, of which the first `_MOST_SIGNS` letters count.
            kinds: Path segments of the kinds that are wanted; empty takes any.
        """
        words = words_of(written[:_MOST_SIGNS])
        key = "".join(words)
        for form in self._index.keyed(_parts(words), kinds):
            if RUN.search(form.key) or f" {' '.join(words_of(form.text))} " in f" {' '.join(words)} ":
                share = len(form.key) / len(key)
                score = round(_PART + (_SIMILAR - _PART) * share, 1)
                yield Candidate(form.name, form.text, score, False, round(share, 3))
        for form in self._index.with_signs(key, kinds) if _may_be_short(key) else ():
            if form.key not in key and _is_short_for(key, form.key):
                share = len(key) / len(form.key)
                yield Candidate(form.name, form.text, round(_PART + _SHORTENED * share, 1), False, round(share, 3))


def _parts(words: Sequence[str]) -> Iterator[str]:
    """The keys that a name within a text can have: words in a row, or characters with some written without spaces."""
    for start in range(len(words)):
        joined = ("".join(words[start:end]) for end in range(start + 1, len(words) + 1))
        yield from (part for part in joined if len(part) >= _SHORTEST_PART and not RUN.search(part))
    key = "".join(words)
    for start in range(len(key)) if RUN.search(key) else ():
        for end in range(start + _SHORTEST_PART, min(start + _MOST_SIGNS_OF_PART, len(key)) + 1):
            if RUN.search(key, start, end):
                yield key[start:end]


def _may_be_short(key: str) -> bool:
    return HAN.fullmatch(key) is not None and len(key) >= _SHORTEST_SHORT


def _is_short_for(short: str, name: str) -> bool:
    """Whether Chinese characters stand in a name in their order, and both end with the same two."""
    if not _may_be_short(short) or short[-2:] != name[-2:]:
        return False
    signs = iter(name)
    return all(sign in signs for sign in short)


async def candidates(find: Find, name: str, parts: NameParts, kinds: Sequence[str] = ()) -> list[Candidate]:
    """The things that a name may mean, the best first.

    Args:
        find: Finds things by name, among those that are wanted.
        name: The name, as a table has it.
        parts: Finds things whose name is a part of it, where no whole name is found.
        kinds: Path segments of the kinds that are wanted.
    """
    found: dict[str, Candidate] = {}
    for number, written in enumerate(_forms(name)):
        for each in _scored(await find(written), written, _STRIPPED if number else _FULL):
            known = found.get(each.name.iri)
            if known is None or each.score > known.score:
                found[each.name.iri] = each
        if any(each.is_whole for each in found.values()):
            break
    else:
        for each in await asyncio.to_thread(lambda: [*parts.within([*_forms(name)][-1], kinds)]):
            if each.name.iri not in found or each.score > found[each.name.iri].score:
                found[each.name.iri] = each
    return sorted(found.values(), key=lambda each: -each.score)


def _forms(name: str) -> Iterator[str]:
    """The name, then without brackets, without its legal form, and without both, each once."""
    bare = _BRACKETS.sub("", name)
    yield from dict.fromkeys(filter(str.strip, (name, bare, _LEGAL_FORM.sub("", name), _LEGAL_FORM.sub("", bare))))


def _scored(results: SearchResults, written: str, full: float) -> Iterator[Candidate]:
    typed = "".join(words_of(written))
    for result in results.results or results.guesses:
        likeness = _likeness(typed, result)
        is_whole, fit = result.hit.fit == EXACT, result.hit.fit
        most = _SIMILAR if fit < LIKE else _SLIP if fit == LIKE else _SLIPS
        is_label = result.hit.matched in result.hit.name.labels.values()
        score = full - (0 if is_label else _OTHER_NAME) if is_whole else most * (0.4 + 0.6 * likeness)
        yield Candidate(result.hit.name, result.hit.matched, round(score, 1), is_whole, likeness)


def _likeness(typed: str, result: SearchResult) -> float:
    """How alike a name is to the one of a thing that matches."""
    return round(difflib.SequenceMatcher(None, typed, "".join(words_of(result.hit.matched))).ratio(), 3)


def is_sure(ranked: Sequence[Candidate]) -> bool:
    """Whether the first candidate can be taken without a look: its whole name, and no other thing's."""
    return bool(ranked) and ranked[0].is_whole and not any(each.is_whole for each in ranked[1:])


def adjusted(candidate: Candidate, entity: Entity, wanted: Mapping[str, Iterable[str]], names: Names) -> Candidate:
    """A candidate with the score that values of other columns give it.

    Args:
        candidate: The candidate.
        entity: The same thing with its facts.
        wanted: Values by property, as `Property.id` writes it: ids, or names in any language.
        names: Names of things.
    """
    score = candidate.score
    for property_, values in wanted.items():
        has = {form for fact in facts_of(entity, property_) for form in _forms_of(fact, names)}
        if has:
            fits = any("".join(words_of(value)) in has for value in values)
            score += _OTHER_COLUMN if fits else -_OTHER_COLUMN
    whole = candidate.is_whole and score >= candidate.score
    return Candidate(candidate.name, candidate.matched, round(max(score, 0.0), 1), whole, candidate.likeness)


def facts_of(entity: Entity, property_: str) -> list[Fact]:
    """The facts of a thing by one property, as `Property.id` writes it; names are properties too."""
    wanted = expanded(property_.removeprefix(_BACKWARDS))
    inverse = property_.startswith(_BACKWARDS)
    groups = (*entity.names, *entity.groups)
    return [fact for group in groups if group.property == wanted and group.inverse == inverse for fact in group.facts]


def _forms_of(fact: Fact, names: Names) -> Iterator[str]:
    """What a table may have for a value: its id, any of its names, or its text."""
    if not iri(fact.value):
        yield "".join(words_of(text(fact.value)))
        return
    name = names.get(iri(fact.value))
    for form in (name.iri, name.reference, compact(name.iri), *name.labels.values(), *name.others):
        yield "".join(words_of(form))


async def properties_of(engine: Engine, style: Style, class_iri: str, lang: str) -> list[Property]:
    """The properties that things of a class have, the most frequent first."""
    query = bind(internal("properties"), {"class": [f"<{class_iri}>"]})
    found = await engine.read(
        query, lambda body: [(iri(row["property"]), text(row["direction"])) for row in rows(body)]
    )
    listed = []
    for each, direction in found:
        inverse = direction == "in"
        if each not in HIDDEN:
            listed.append(Property(each, inverse, style.look(each).label(lang, inverse=inverse)))
    return listed
