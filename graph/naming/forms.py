"""Search forms: the names of things as the index holds them, and the text that somebody typed, in the same form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, Literal

import tantivy

from sandbox_atlas.graph.naming.folding import HAN, RUN, parts_of, words_of
from sandbox_atlas.graph.rdf.vocabulary import kind_and_slug

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.labels import Name
    from sandbox_atlas.graph.naming.pronunciation import Readings

SHORT: Final = 3
"""Letters of a beginning that is indexed as a term."""
_SHORT_LENGTHS: Final = range(1, SHORT + 1)
FORMS_BITS: Final = 20
"""Bits of the number of a form that stand for its place among those of its thing."""
MOST_FORMS: Final = 2**FORMS_BITS - 1
"""Forms of one thing that are indexed."""
_MOST_SYLLABLES = 24
_SHORTEST_PART = 3
ABBREVIATED = frozenset({"institution", "regulator", "place", "sandbox", "technology"})
"""Kinds of things that people call by the initials of their names."""
_FEWEST_INITIALS = 3
_WORDS_OF_NAME = re.compile(r"[^\W\d_][^\s\W]*")
_LONGEST_QUERY = 200
_MOST_TOKENS = 12
_LONGEST_ACRONYM = 5
_SHORTEST_PINYIN = 4
_SYLLABLE = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u)"
)
_ONE = re.compile(_SYLLABLE)
_PINYIN = re.compile(f"(?:{_SYLLABLE}){{2,}}(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?")


@dataclass(frozen=True, slots=True)
class Form:
    """One name of one thing, and its key: the words of the name joined.

    The slug is a name too: it matches as a whole, within the allowed edits, but not by its words. All names of a thing
    together match by words that are in several of them.
    """

    name: Name
    text: str
    key: str
    role: Literal["name", "slug", "all"] = "name"


def forms(entry: Name) -> Iterator[Form]:
    """The searchable names of a thing, one for each key; the first of several with the same key."""
    seen: set[str] = set()
    texts = (*entry.labels.values(), *entry.others)
    for text in texts:
        key = "".join(words_of(text))
        if key and key not in seen:
            seen.add(key)
            yield Form(entry, text, key)
    own = kind_and_slug(entry.iri)
    slug = "".join(words_of(own[1])) if own else ""
    if slug and slug not in seen:
        yield Form(entry, own[1] if own else "", slug, "slug")
    if len(seen) > 1:
        yield Form(entry, texts[0], "\n".join(seen), "all")


def schema() -> tantivy.Schema:
    """The fields of the index; edits are searched among spelled names only, because a search through all is slow."""
    build = tantivy.SchemaBuilder()
    for field in ("key", "slug", "spelled", "kind", "initials"):
        build.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("words", "signs", "key_begin", "words_begin", "across", "across_begin", "pinyin", "sorted"):
        build.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    build.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    build.add_text_field("across_pairs", tokenizer_name="whitespace", index_option="position")
    build.add_unsigned_field("number", fast=True)
    return build.build()


def add(writer: tantivy.IndexWriter, place: int, entry: Name, readings: Readings, sorts: Iterable[str] = ()) -> None:
    """Add the forms of a thing to an index.

    Args:
        writer: Writes the index.
        place: The place of the thing in the order of all; a form has it in its number, before its own place.
        entry: The names of the thing.
        readings: The syllables of Chinese names.
        sorts: What sort of thing it is, in all languages: people add "bank" to the name of one.
    """
    own = kind_and_slug(entry.iri)
    for at, form in enumerate(islice(forms(entry), MOST_FORMS)):
        fields = _fields(form, own[0] if own else "", readings)
        if form.role == "name":
            fields["sorted"] = " ".join(form.key + "".join(words_of(sort)) for sort in sorts)
        found = tantivy.Document()
        found.add_unsigned("number", place << FORMS_BITS | at)
        found.add_text("kind", own[0] if own else "")
        for field, text in fields.items():
            found.add_text(field, text)
        writer.add_document(found)


def _fields(form: Form, kind: str, readings: Readings) -> dict[str, str]:
    if form.role == "slug":
        return {"slug": form.key, "spelled": form.key}
    runs = RUN.findall(form.key)
    pairs = " ".join(pair for run in runs for pair in pairs_of(run))
    signs = " ".join(sign for run in runs for sign in run)
    if form.role == "all":
        words = _words((*form.name.labels.values(), *form.name.others))
        return {"across": " ".join(words), "across_begin": _begun(words), "across_pairs": pairs, "signs": signs}
    words = _words((form.text,))
    found = {
        "key": form.key,
        "key_begin": _begun([form.key]),
        "spelled": "" if runs else form.key,
        "words": " ".join(words),
        "words_begin": _begun(words),
        "signs": signs,
        "pairs": pairs,
        "pinyin": " ".join(_spoken(form.key, readings)),
    }
    is_label = form.text in form.name.labels.values()
    return {**found, "initials": initials(form.text)} if kind in ABBREVIATED and is_label else found


def _words(texts: Iterable[str]) -> list[str]:
    """The spelled words of names, each pair of neighbours as one word too, and what apostrophes separate."""
    found: dict[str, None] = {}
    for text in texts:
        own = words_of(text)
        words = [word for word in own if not RUN.match(word)]
        found.update(dict.fromkeys(words))
        if (others := parts_of(text)) != own:
            found.update(dict.fromkeys(each for each in others if len(each) >= _SHORTEST_PART and not RUN.match(each)))
        found.update(dict.fromkeys(one + other for one, other in pairwise(words)))
    return list(found)


def initials(text: str) -> str:
    """The initials of a name's capitalised words; nothing where they are too few to be a name."""
    found = "".join(word[0] for word in _WORDS_OF_NAME.findall(text) if word[0].isupper())
    return "".join(words_of(found)) if len(found) >= _FEWEST_INITIALS else ""


def _spoken(key: str, readings: Readings) -> Iterator[str]:
    """The pinyin of each Chinese part of a key, from each of its syllables on."""
    for part in HAN.findall(key):
        syllables = ["".join(words_of(each.rstrip("12345"))) for each in readings.get(part, ())]
        for start in range(len(syllables)):
            yield "".join(syllables[start : start + _MOST_SYLLABLES])


def _begun(words: Iterable[str]) -> str:
    """The short beginnings of words, each once."""
    return " ".join({word[:length]: None for word in words for length in _SHORT_LENGTHS})


def pairs_of(run: str) -> list[str]:
    """All pairs of neighbouring signs."""
    return [run[start : start + 2] for start in range(len(run) - 1)]


@dataclass(frozen=True)
class Typed:
    """A text that somebody typed.

    Attributes:
        words: Its words.
        key: The words joined.
        acronyms: The words that were written as acronyms: short and in capitals.
    """

    words: tuple[str, ...]
    key: str
    acronyms: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Typed:
        """The typed text, cut where it is absurdly long."""
        text = text[:_LONGEST_QUERY]
        words = tuple(words_of(text)[:_MOST_TOKENS])
        capitals = (each for each in text.split() if each.isupper())
        short = (word for each in capitals for word in words_of(each) if len(word) <= _LONGEST_ACRONYM)
        return cls(words, "".join(words), frozenset(short))

    @property
    def pinyin(self) -> str:
        """The text as pinyin of several syllables, the last perhaps unfinished; empty where it is none."""
        spoken = self.key.replace("v", "u")
        is_pinyin = len(spoken) >= _SHORTEST_PINYIN and _PINYIN.fullmatch(spoken) and not _ONE.fullmatch(spoken)
        return spoken if is_pinyin else ""

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """The words as they stand, and with two spelled neighbours as one word: "fin tech" is "fintech" too."""
        found = [self.words]
        for place, (one, other) in enumerate(pairwise(self.words)):
            if not RUN.match(one) and not RUN.match(other):
                found.append((*self.words[:place], one + other, *self.words[place + 2 :]))
        return found

    def allowed(self, word: str) -> int:
        """How many slips a spelled word may have: none where it is so short that it is sooner another word."""
        others = any(len(each) > _LONGEST_ACRONYM for each in self.words if each != word)
        if word in self.acronyms or len(word) < 4 or (len(word) == 4 and not others):
            return 0
        return 1 if len(word) < 6 else 2

    @property
    def slips(self) -> int:
        """How many slips the whole text may have."""
        return 0 if self.acronyms or len(self.key) < 5 else 1 if len(self.key) < 6 else 2
