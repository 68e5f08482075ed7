"""Name index: finds things by any of their names in any language, unfinished, by their sound, or with a slip.

The index (tantivy, in memory or in files) holds one document for each name of a thing. This module builds queries from
the words of a text, so that what a user types never reaches the query language of tantivy. Names written without
spaces, such as Chinese ones, are indexed by single characters and by pairs of characters; matches of pairs are then
compared with the name itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import tantivy

from sandbox_atlas.graph.naming.folding import RUN
from sandbox_atlas.graph.naming.forms import (
    FORMS_BITS,
    MOST_FORMS,
    SHORT,
    Form,
    Typed,
    add,
    forms,
    pairs_of,
    schema,
)
from sandbox_atlas.graph.naming.hits import (
    ACROSS,
    EXACT,
    FAR,
    INITIALS,
    LIKE,
    MOST_COUNTED,
    PINYIN,
    PREFIX,
    WORD,
    Hit,
    Hits,
    begins_with,
    slips_in,
)
from sandbox_atlas.graph.rdf.vocabulary import SBX

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.labels import Name
    from sandbox_atlas.graph.naming.pronunciation import Readings

_SURE = (EXACT, PREFIX, WORD, INITIALS, ACROSS, PINYIN)
_MOST_GUESSES = 10
_LONGEST_WHOLE = 40
_SHORTEST_BEGINNING = 5
_SIGNS_FOR_A_SLIP = 5
_SHORTEST_RUN = 3
"""Characters of a run that has two pairs."""
_SHORT_RUN = range(3, 5)
"""Characters of a name that is too short for edits, but may have another sign in one place."""
_HEAP = 64_000_000
_FORMS_OF_ONE = 4
"""Names that are looked at for each thing that is wanted, as several of one may match."""
_MUST = tantivy.Occur.Must
_SHOULD = tantivy.Occur.Should


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
        index = tantivy.Index(schema())
        with index.writer(_HEAP, 1) as writer:
            for place, entry in enumerate(things):
                add(writer, place, entry, readings or {}, sorts(entry) if sorts else ())
            writer.commit()
            writer.wait_merging_threads()
        self._open(index, lambda place: forms(things[place]))

    def _open(self, index: tantivy.Index, forms_at: Callable[[int], Iterable[Form]]) -> None:
        """Begin to search an index whose things have their forms by their place."""
        index.reload()
        self._schema, self._searcher, self._forms_at = index.schema, index.searcher(), forms_at

    @classmethod
    def opened(cls, folder: Path, forms_at: Callable[[int], Iterable[Form]]) -> NameIndex:
        """An index in the files of a folder, which is only read, even where the library would write a lock.

        Args:
            folder: The folder, as `write` left it.
            forms_at: Gives the forms of a thing by its place.
        """
        opened = cls.__new__(cls)
        with TemporaryDirectory() as links:
            for file in folder.iterdir():
                (Path(links) / file.name).symlink_to(file.resolve())
            opened._open(tantivy.Index.open(links), forms_at)
        return opened

    def find(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10, offset: int = 0) -> Hits:
        """The things whose names match a text, the best matches first.

        Args:
            text: The text that the user typed.
            kinds: Only things of these kinds, as path segments of IRIs; empty takes any.
            limit: Largest number of results, and of guesses.
            offset: How many results to leave out at the beginning.
        """
        typed = Typed.of(text)
        found, is_cut = self._matches(typed, _SURE, kinds, MOST_COUNTED)
        if found or not typed.words:
            return Hits([self._hit(*each) for each in found[offset : offset + limit]], len(found), [], is_cut)
        guesses = self._hits(typed, (LIKE, FAR), kinds, min(limit, _MOST_GUESSES))
        return Hits([], 0, guesses or self._with_another_sign(typed, kinds)[:limit])

    def count(self, text: str, kind: str) -> int:
        """How many things of a kind, as a path segment of IRIs, have a name that matches; at most `MOST_COUNTED`."""
        return len(self._matches(Typed.of(text), _SURE, (kind,), MOST_COUNTED)[0])

    def named(self, text: str, kinds: tuple[str, ...] = ()) -> Name | None:
        """The thing that has a text as a name, or else the only one with a name that begins with its words.

        Arguments are as in `find`. A beginning counts from five letters, or two Chinese characters, on.
        """
        typed = Typed.of(text)
        whole = self._hits(typed, (EXACT,), kinds, 1)
        if whole or not typed.words or (len(typed.key) < _SHORTEST_BEGINNING and not RUN.match(typed.key)):
            return whole[0].name if whole else None
        begun = self._hits(typed, (PREFIX,), kinds, 2)
        return begun[0].name if len(begun) == 1 and begins_with(begun[0].matched, typed) else None

    def keyed(self, keys: Iterable[str], kinds: Sequence[str] = ()) -> list[Form]:
        """The names whose key is one of some, at most `MOST_COUNTED`; kinds are as in `find`."""
        wanted = [self._term("key", key) for key in dict.fromkeys(keys)]
        return [self._form(each) for each in self._numbers(self._any(wanted), kinds, MOST_COUNTED)] if wanted else []

    def with_signs(self, text: str, kinds: Sequence[str] = ()) -> list[Form]:
        """The names that have all characters of a text that is written without spaces; see `keyed`."""
        query = self._all(self._term("signs", sign) for sign in dict.fromkeys(text))
        found = map(self._form, self._numbers(query, kinds, MOST_COUNTED))
        return [form for form in found if form.role == "name"]

    def _with_another_sign(self, typed: Typed, kinds: Sequence[str]) -> list[Hit]:
        """The only thing whose name has one other sign than a short one that is written without spaces; else none.

        Where several have, as many banks differ in one sign, the text is sooner the name of something else.
        """
        key = typed.key
        if len(key) not in _SHORT_RUN or not RUN.fullmatch(key):
            return []
        patterns = [key[:place] + "." + key[place + 1 :] for place in range(len(key))]
        queries = [tantivy.Query.regex_query(self._schema, "key", each) for each in patterns]
        found = {number >> FORMS_BITS: number for number in self._numbers(self._any(queries), kinds, _FORMS_OF_ONE)}
        return [self._hit(number, LIKE) for number in found.values()] if len(found) == 1 else []

    def _hits(self, typed: Typed, fits: Iterable[int], kinds: Sequence[str], enough: int) -> list[Hit]:
        """The first matches of some kinds, as many as are enough."""
        return [self._hit(*each) for each in self._matches(typed, fits, kinds, enough)[0]]

    def _matches(
        self, typed: Typed, fits: Iterable[int], kinds: Sequence[str], enough: int
    ) -> tuple[list[tuple[int, int]], bool]:
        """The numbers of the forms that match and how well, one for each thing, and whether enough left some out."""
        matches: dict[int, tuple[int, int]] = {}
        is_cut = False
        for fit in fits if typed.words else ():
            numbers = self._tier(typed, fit, kinds, _FORMS_OF_ONE * enough)
            is_cut |= len(numbers) >= _FORMS_OF_ONE * enough
            for number in numbers:
                place = number >> FORMS_BITS
                if place not in matches and self._confirms(typed, number, fit):
                    matches[place] = number, fit
                if len(matches) > enough:
                    break
            if len(matches) > enough or (is_cut and len(matches) == enough):
                break
        return list(matches.values())[:enough], is_cut or len(matches) > enough

    def _hit(self, number: int, fit: int) -> Hit:
        form = self._form(number)
        return Hit(form.name, form.text, fit)

    def _form(self, number: int) -> Form:
        return next(islice(self._forms_at(number >> FORMS_BITS), number & MOST_FORMS, None))

    def _confirms(self, typed: Typed, number: int, fit: int) -> bool:
        """Whether a name contains the runs of characters whose pairs match: a long one may match across two."""
        runs = [word for word in typed.words if RUN.match(word)]
        if fit in (EXACT, PREFIX) or (fit <= PINYIN and all(len(run) < _SHORTEST_RUN for run in runs)) or not runs:
            return True
        key = self._form(number).key
        if fit <= PINYIN:
            return all(run in key for run in runs)
        return all(slips_in(run, key) <= fit - PINYIN for run in runs)

    def _tier(self, typed: Typed, fit: int, kinds: Sequence[str], limit: int) -> list[int]:
        """The numbers of forms that match so well; with edits, whole names come before longer ones."""
        numbers = self._numbers(self._query(typed, fit), kinds, limit)
        slips = min(fit - PINYIN, typed.slips)
        if slips <= 0 or RUN.search(typed.key) or len(typed.key) > _LONGEST_WHOLE:
            return numbers
        return [*self._numbers(self._near("spelled", typed.key, slips, unfinished=False), kinds, limit), *numbers]

    def _numbers(self, query: tantivy.Query | None, kinds: Sequence[str], limit: int) -> list[int]:
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
