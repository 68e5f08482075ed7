"""Name index: finds things by any of their names in either language, unfinished or with a typing mistake.

The index (tantivy, in memory) holds one document for each name of a thing. This module splits names and queries into
tokens and builds queries from tokens, so that a user's text never reaches the query language of tantivy. Names written
without spaces, such as Chinese ones, are indexed by single characters and by pairs of characters; matches of pairs are
then compared with the name itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import tantivy

from sandbox_atlas.graph.rdf.vocabulary import SBX, kind_and_slug

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.name import Name

EXACT, PREFIX, WORD, LIKE, FAR = range(5)
"""How well a name matches: the name itself, its beginning, its words, within one edit, within two."""

_UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_RUN = re.compile(rf"[{_UNSPACED}]+")
_LONGEST_QUERY = 200
_MOST_TOKENS = 12
_LONGEST_WHOLE = 40
_SHORT = 3
_SIGNS_FOR_A_SLIP = 3
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


@dataclass(frozen=True, slots=True)
class _Form:
    """One name of one thing, and its key: the name without case, accents, marks and spaces.

    The slug is a name too; it matches as a whole, within the allowed edits, but not by its words.
    """

    name: Name
    text: str
    key: str
    is_slug: bool = False


def words_of(text: str) -> list[str]:
    """The words of a text without case, accents and marks; characters written without spaces stay together.

    Compatibility forms count as equal (Unicode Normalization Form KD), so that "５Ｇ" is "5g".
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", "".join(sign for sign in folded if not unicodedata.combining(sign)))
    return _TOKEN.findall(plain)


class NameIndex:
    """An index of the names of things."""

    def __init__(self, entries: Iterable[Name], weight: Callable[[Name], tuple[int, ...]] | None = None) -> None:
        """Index names.

        Args:
            entries: The names; terms of the ontology are left out.
            weight: Orders things among equally good matches, the smallest first.
        """
        order = weight or (lambda _: ())
        things = [entry for entry in entries if not entry.iri.startswith(SBX)]
        things.sort(key=lambda entry: (*order(entry), entry.iri))
        self._forms = [form for entry in things for form in _forms(entry)]
        self._schema = _schema()
        self._index = tantivy.Index(self._schema)
        self._fill()
        self._searcher = self._index.searcher()

    def _fill(self) -> None:
        with self._index.writer(_HEAP, 1) as writer:
            for number, form in enumerate(self._forms):
                writer.add_document(_document(number, form))
            writer.commit()
            writer.wait_merging_threads()
        self._index.reload()

    def find(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10) -> list[Hit]:
        """The things whose names match a text best.

        Args:
            text: The text that the user typed.
            kinds: Only things of these kinds, as path segments of IRIs; empty takes any.
            limit: Largest number of results.
        """
        typed = _Typed.of(text)
        hits: dict[str, Hit] = {}
        for fit in (EXACT, PREFIX, WORD, LIKE, FAR) if typed.words else ():
            for number in self._tier(typed, fit, kinds, 4 * limit):
                form = self._forms[number]
                if form.name.iri not in hits and typed.confirms(form.key, fit):
                    hits[form.name.iri] = Hit(form.name, form.text, fit)
            if len(hits) >= limit or (hits and fit >= WORD):
                break  # a text that matches without edits is no typing mistake
        return list(hits.values())[:limit]

    def _tier(self, typed: _Typed, fit: int, kinds: tuple[str, ...], limit: int) -> list[int]:
        """The numbers of forms that match so well; with edits, whole names come before longer ones."""
        numbers = self._numbers(self._query(typed, fit), kinds, limit)
        if fit <= WORD or _RUN.search(typed.key) or len(typed.key) > _LONGEST_WHOLE:
            return numbers
        slips = min(fit - WORD, _allowed(typed.key))
        return [*self._numbers(self._near("spelled", typed.key, slips, unfinished=False), kinds, limit), *numbers]

    def _numbers(self, query: tantivy.Query | None, kinds: tuple[str, ...], limit: int) -> list[int]:
        """The numbers of forms that match a query, in order of their weight."""
        if query is None:
            return []
        if kinds:
            wanted = [(_SHOULD, tantivy.Query.term_query(self._schema, "kind", kind)) for kind in kinds]
            query = tantivy.Query.boolean_query([(_MUST, query), (_MUST, tantivy.Query.boolean_query(wanted))])
        result = self._searcher.search(query, limit, count=False, order_by_field="number", order=tantivy.Order.Asc)
        return [int(number) for number, _ in result.hits]

    def _query(self, typed: _Typed, fit: int) -> tantivy.Query | None:
        if fit == EXACT:
            exactly = [tantivy.Query.term_query(self._schema, field, typed.key) for field in ("key", "slug")]
            return tantivy.Query.boolean_query([(_SHOULD, each) for each in exactly])
        if fit == PREFIX:
            return self._begins("key", typed.key)
        if fit == WORD:
            return self._all(self._word(word, last=word is typed.words[-1]) for word in typed.words)
        return self._slips(typed, fit - WORD)

    def _word(self, word: str, *, last: bool) -> tantivy.Query:
        if not _RUN.match(word):
            return self._begins("words", word) if last else self._near("words", word, 0, unfinished=False)
        if len(word) == 1:
            return tantivy.Query.term_query(self._schema, "signs", word)
        pairs = _pairs(word)
        if len(pairs) == 1:
            return tantivy.Query.term_query(self._schema, "pairs", pairs[0])
        return tantivy.Query.phrase_query(self._schema, "pairs", [*pairs])

    def _slips(self, typed: _Typed, slips: int) -> tantivy.Query | None:
        """A query for every word, or the whole name, within a number of edits."""
        parts = [self._slipped(word, slips, last=word is typed.words[-1]) for word in typed.words]
        choices = [] if None in parts else [self._all(part for part in parts if part is not None)]
        if _allowed(typed.key) >= slips and len(typed.key) <= _LONGEST_WHOLE and not _RUN.search(typed.key):
            choices.append(self._near("spelled", typed.key, slips, unfinished=True))
        return tantivy.Query.boolean_query([(_SHOULD, choice) for choice in choices]) if choices else None

    def _slipped(self, word: str, slips: int, *, last: bool) -> tantivy.Query | None:
        if not _RUN.match(word):
            return self._near("words", word, min(slips, _allowed(word)), unfinished=last)
        if len(word) < _SIGNS_FOR_A_SLIP * slips:
            return self._word(word, last=last) if slips == 1 else None
        signs = [(_SHOULD, tantivy.Query.term_query(self._schema, "signs", sign)) for sign in set(word)]
        return tantivy.Query.boolean_query(signs, minimum_number_should_match=max(1, len(signs) - slips))

    def _begins(self, field: str, text: str) -> tantivy.Query:
        """A query for a beginning; short beginnings, which many names share, are indexed as terms."""
        if len(text) <= _SHORT:
            return tantivy.Query.term_query(self._schema, f"{field}_begin", text)
        return self._near(field, text, 0, unfinished=True)

    def _near(self, field: str, text: str, slips: int, *, unfinished: bool) -> tantivy.Query:
        if not slips and not unfinished:
            return tantivy.Query.term_query(self._schema, field, text)
        return tantivy.Query.fuzzy_term_query(self._schema, field, text, slips, prefix=unfinished)

    def _all(self, parts: Iterable[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(_MUST, part) for part in parts])


@dataclass(frozen=True)
class _Typed:
    """A text that the user typed: its words, and the words joined."""

    words: tuple[str, ...]
    key: str

    @classmethod
    def of(cls, text: str) -> _Typed:
        words = tuple(words_of(text[:_LONGEST_QUERY])[:_MOST_TOKENS])
        return cls(words, "".join(words))

    def confirms(self, key: str, fit: int) -> bool:
        """Whether a name contains the runs of characters whose pairs match."""
        runs = [word for word in self.words if _RUN.match(word)]
        if fit <= WORD:
            return all(run in key for run in runs)
        return all(_slips_in(run, key) <= fit - WORD for run in runs)


def _slips_in(part: str, text: str) -> int:
    """The smallest number of edits that turn a part into some substring of a text (Sellers, 1980)."""
    row = [0] * (len(text) + 1)
    for number, sign in enumerate(part, 1):
        above, row = row, [number]
        for place, other in enumerate(text, 1):
            row.append(min(above[place - 1] + (sign != other), above[place] + 1, row[-1] + 1))
    return min(row)


def _allowed(word: str) -> int:
    """Allowed edits of a word; a short word with an edit is too often another word."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def _schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    for field in (
        "key",
        "slug",
        "spelled",
        "kind",
    ):  # edits are searched among spelled names only, because a search through all is slow
        build.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("words", "signs", "key_begin", "words_begin"):
        build.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    build.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    build.add_unsigned_field("number", fast=True)
    return build.build()


def _document(number: int, form: _Form) -> tantivy.Document:
    own = kind_and_slug(form.name.iri)
    runs = _RUN.findall(form.key)
    words = [word for word in words_of(form.text) if not _RUN.match(word)]
    document = tantivy.Document()
    document.add_unsigned("number", number)
    document.add_text("kind", own[0] if own else "")
    if form.is_slug:
        document.add_text("slug", form.key)
        document.add_text("spelled", form.key)
        return document
    document.add_text("key", form.key)
    document.add_text("key_begin", " ".join(_beginnings(form.key)))
    document.add_text("spelled", "" if runs else form.key)
    document.add_text("words", " ".join(words))
    document.add_text("words_begin", " ".join(start for word in words for start in _beginnings(word)))
    document.add_text("signs", " ".join(sign for run in runs for sign in run))
    document.add_text("pairs", " ".join(pair for run in runs for pair in _pairs(run)))
    return document


def _beginnings(text: str) -> list[str]:
    return [text[:length] for length in range(1, min(_SHORT, len(text)) + 1)]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]


def _forms(entry: Name) -> Iterator[_Form]:
    """The searchable names of a thing, one for each key; the first of several with the same key."""
    seen: set[str] = set()
    own = kind_and_slug(entry.iri)
    named = [(text, False) for text in (*entry.labels.values(), *entry.others)]
    for text, is_slug in [*named, (own[1] if own else "", True)]:
        key = "".join(words_of(text))
        if key and key not in seen:
            seen.add(key)
            yield _Form(entry, text, key, is_slug)
