"""Name index: finds things by any of their names in any language, unfinished, by their sound, or with a slip.

The index (tantivy, in memory) holds one document for each name of a thing. This module builds queries from the words
of a text, so that what a user types never reaches the query language of tantivy. Names written without spaces, such as
Chinese ones, are indexed by single characters and by pairs of characters; matches of pairs are then compared with the
name itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tantivy

from sandbox_atlas.graph.naming.folding import RUN, words_of
from sandbox_atlas.graph.naming.forms import SHORT, Typed, document, forms, pairs_of, schema
from sandbox_atlas.graph.rdf.vocabulary import SBX

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.labels import Name
    from sandbox_atlas.graph.naming.pronunciation import Readings

EXACT, PREFIX, WORD, INITIALS, ACROSS, PINYIN, LIKE, FAR = range(8)
"""How well a name matches: the name itself, its beginning, its words, its initials, the words of several of its names,
its sound; within one edit, within two."""

_SURE = (EXACT, PREFIX, WORD, INITIALS, ACROSS, PINYIN)
_MOST_GUESSES = 10
_LONGEST_WHOLE = 40
_SHORTEST_BEGINNING = 5
_SIGNS_FOR_A_SLIP = 5
_HEAP = 64_000_000
_MUST = tantivy.Occur.Must
_SHOULD = tantivy.Occur.Should


@dataclass(frozen=True)
class Hit:
    """A thing whose name matches.

    Attributes:
        name: Its names.
        matched: The name that matches, as it is written in the data.
        fit: How well it matches, one of the constants of this module.
    """

    name: Name
    matched: str
    fit: int


@dataclass(frozen=True)
class Hits:
    """What was found for a text.

    Attributes:
        found: Things that are called so, from the offset to the limit.
        total: How many there are in all.
        guesses: Things whose names are similar, where nothing is called so.
    """

    found: list[Hit]
    total: int
    guesses: list[Hit]

    @property
    def best(self) -> list[Hit]:
        """What was found, or else the guesses."""
        return self.found or self.guesses


class NameIndex:
    """An index of the names of things."""

    def __init__(
        self,
        entries: Iterable[Name],
        weight: Callable[[Name], tuple[int, ...]] | None = None,
        readings: Readings | None = None,
        sorts: Callable[[Name], Iterable[str]] | None = None,
    ) -> None:
        """Index names.

        Args:
            entries: The names; terms of the ontology are left out.
            weight: Orders things among equally good matches, the smallest first.
            readings: The syllables of Chinese names, to find them by.
            sorts: Gives what sort of thing one is, in all languages: "bank" may follow the name of a bank.
        """
        order = weight or (lambda _: ())
        things = [entry for entry in entries if not entry.iri.startswith(SBX)]
        things.sort(key=lambda entry: (*order(entry), entry.iri))
        self._forms = [form for entry in things for form in forms(entry)]
        self._schema = schema()
        self._index = tantivy.Index(self._schema)
        self._fill(readings or {}, sorts or (lambda _: ()))
        self._searcher = self._index.searcher()

    def _fill(self, readings: Readings, sorts: Callable[[Name], Iterable[str]]) -> None:
        with self._index.writer(_HEAP, 1) as writer:
            for number, form in enumerate(self._forms):
                writer.add_document(document(number, form, readings, sorts(form.name)))
            writer.commit()
            writer.wait_merging_threads()
        self._index.reload()

    def find(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10, offset: int = 0) -> Hits:
        """The things whose names match a text, the best matches first.

        Args:
            text: The text that the user typed.
            kinds: Only things of these kinds, as path segments of IRIs; empty takes any.
            limit: Largest number of results, and of guesses.
            offset: How many results to leave out at the beginning.
        """
        typed = Typed.of(text)
        found = self._hits(typed, _SURE, kinds)
        if found or not typed.words:
            return Hits(found[offset : offset + limit], len(found), [])
        return Hits([], 0, self._hits(typed, (LIKE, FAR), kinds, min(limit, _MOST_GUESSES)))

    def named(self, text: str, kinds: tuple[str, ...] = ()) -> Name | None:
        """The thing that has a text as a name, or else the only one with a name that begins with its words.

        Arguments are as in `find`. A beginning counts from five letters, or two Chinese characters, on.
        """
        typed = Typed.of(text)
        whole = self._hits(typed, (EXACT,), kinds, 1)
        if whole or not typed.words or (len(typed.key) < _SHORTEST_BEGINNING and not RUN.match(typed.key)):
            return whole[0].name if whole else None
        begun = self._hits(typed, (PREFIX,), kinds, 2)
        return begun[0].name if len(begun) == 1 and _begins_with(begun[0].matched, typed) else None

    def _hits(self, typed: Typed, fits: Iterable[int], kinds: tuple[str, ...], enough: int = 0) -> list[Hit]:
        """The matches of some kinds, until there are enough of them; zero takes all."""
        hits: dict[str, Hit] = {}
        for fit in fits if typed.words else ():
            for number in self._tier(typed, fit, kinds, 4 * enough or len(self._forms)):
                form = self._forms[number]
                if form.name.iri not in hits and _confirms(typed, form.key, fit):
                    hits[form.name.iri] = Hit(form.name, form.text, fit)
            if enough and len(hits) >= enough:
                break
        return list(hits.values())[: enough or None]

    def _tier(self, typed: Typed, fit: int, kinds: tuple[str, ...], limit: int) -> list[int]:
        """The numbers of forms that match so well; with edits, whole names come before longer ones."""
        numbers = self._numbers(self._query(typed, fit), kinds, limit)
        slips = min(fit - PINYIN, typed.slips)
        if slips <= 0 or RUN.search(typed.key) or len(typed.key) > _LONGEST_WHOLE:
            return numbers
        return [*self._numbers(self._near("spelled", typed.key, slips, unfinished=False), kinds, limit), *numbers]

    def _numbers(self, query: tantivy.Query | None, kinds: tuple[str, ...], limit: int) -> list[int]:
        """The numbers of forms that match a query, in order of their weight."""
        if query is None or not limit:
            return []
        if kinds:
            wanted = [self._term("kind", kind) for kind in kinds]
            query = tantivy.Query.boolean_query([(_MUST, query), (_MUST, self._any(wanted))])
        result = self._searcher.search(query, limit, count=False, order_by_field="number", order=tantivy.Order.Asc)
        return [int(number) for number, _ in result.hits]

    def _query(self, typed: Typed, fit: int) -> tantivy.Query | None:
        match fit:
            case 0:
                return self._any([self._term(field, typed.key) for field in ("key", "slug")])
            case 1:
                return self._any([self._begins("key", typed.key), self._term("sorted", typed.key)])
            case 2:
                return self._any([self._words("words", "pairs", way) for way in typed.ways])
            case 3:
                return self._term("initials", typed.key)
            case 4:
                return self._words("across", "across_pairs", typed.words) if len(typed.words) > 1 else None
            case 5:
                return self._near("pinyin", typed.pinyin, 0, unfinished=True) if typed.pinyin else None
        return self._slips(typed, fit - PINYIN)

    def _words(self, spelled: str, pairs: str, words: tuple[str, ...]) -> tantivy.Query:
        """A query for names with all of some words, the last of which may be unfinished."""
        return self._all(self._word(spelled, pairs, word, last=word is words[-1]) for word in words)

    def _word(self, spelled: str, field: str, word: str, *, last: bool) -> tantivy.Query:
        if not RUN.match(word):
            return self._begins(spelled, word) if last else self._term(spelled, word)
        if len(word) == 1:
            return self._term("signs", word)
        pairs = pairs_of(word)
        return self._term(field, pairs[0]) if len(pairs) == 1 else self._phrase(field, pairs)

    def _slips(self, typed: Typed, slips: int) -> tantivy.Query | None:
        """A query for every word, or the whole name, within a number of edits."""
        parts = [self._slipped(typed, word, slips) for word in typed.words]
        choices = [] if None in parts else [self._all(part for part in parts if part is not None)]
        if typed.slips >= slips and len(typed.key) <= _LONGEST_WHOLE and not RUN.search(typed.key):
            choices.append(self._near("spelled", typed.key, slips, unfinished=True))
        return self._any(choices) if choices else None

    def _slipped(self, typed: Typed, word: str, slips: int) -> tantivy.Query | None:
        last = word is typed.words[-1]
        if not RUN.match(word):
            return self._near("words", word, min(slips, typed.allowed(word)), unfinished=last)
        if len(word) < _SIGNS_FOR_A_SLIP * slips:
            return self._word("words", "pairs", word, last=last) if slips == 1 else None
        signs = [(_SHOULD, self._term("signs", sign)) for sign in set(word)]
        return tantivy.Query.boolean_query(signs, minimum_number_should_match=max(1, len(signs) - slips))

    def _begins(self, field: str, text: str) -> tantivy.Query:
        """A query for a beginning; short beginnings, which many names share, are indexed as terms."""
        return self._term(f"{field}_begin", text) if len(text) <= SHORT else self._near(field, text, 0, unfinished=True)

    def _near(self, field: str, text: str, slips: int, *, unfinished: bool) -> tantivy.Query:
        if not slips and not unfinished:
            return self._term(field, text)
        return tantivy.Query.fuzzy_term_query(self._schema, field, text, slips, prefix=unfinished)

    def _term(self, field: str, text: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, text)

    def _phrase(self, field: str, terms: list[str]) -> tantivy.Query:
        return tantivy.Query.phrase_query(self._schema, field, [*terms])

    def _all(self, parts: Iterable[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(_MUST, part) for part in parts])

    def _any(self, parts: list[tantivy.Query]) -> tantivy.Query:
        return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(_SHOULD, part) for part in parts])


def _confirms(typed: Typed, key: str, fit: int) -> bool:
    """Whether a name contains the runs of characters whose pairs match."""
    runs = [word for word in typed.words if RUN.match(word)]
    if fit <= PINYIN:
        return all(run in key for run in runs)
    return all(_slips_in(run, key) <= fit - PINYIN for run in runs)


def _begins_with(name: str, typed: Typed) -> bool:
    """Whether a name begins with all of some words, and not within one of its own."""
    return RUN.search(typed.key) is not None or tuple(words_of(name)[: len(typed.words)]) == typed.words


def _slips_in(part: str, text: str) -> int:
    """The smallest number of edits that turn a part into some substring of a text (Sellers, 1980)."""
    row = [0] * (len(text) + 1)
    for number, sign in enumerate(part, 1):
        above, row = row, [number]
        for place, other in enumerate(text, 1):
            row.append(min(above[place - 1] + (sign != other), above[place] + 1, row[-1] + 1))
    return min(row)
