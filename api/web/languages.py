"""Interface languages: reads the catalogues of translated texts, one folder for each language. English needs none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from sandbox_atlas.graph.errors import Said
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES

_SOURCE = "en"
"""The language that the texts are written in, in templates and code."""


def marked(text: str) -> str:
    """The text itself: marks it for the catalogues where it is written down, away from where it is translated."""
    return text


@dataclass(frozen=True)
class Language:
    """A language of the interface.

    Attributes:
        code: What addresses, cookies and Accept-Language call it: the primary subtag (RFC 5646, section 2.2.1).
        locale: How its readers write numbers, dates and lists.
        texts: The translated texts; one that is missing stays English.
    """

    code: str
    locale: Locale
    texts: NullTranslations

    @property
    def tag(self) -> str:
        """The language tag of a page, with the script where readers of another could take it for theirs."""
        return "-".join(filter(None, (self.code, self.locale.script)))

    @property
    def labels(self) -> str:
        """The language of labels beside these texts: the same, or English where the register has none in it."""
        return self.code if self.code in LANGUAGES else _SOURCE

    @property
    def name(self) -> str:
        """What its speakers call it."""
        own = self.locale.languages
        name = str(own.get(f"{self.locale.language}_{self.locale.script}") or own[self.locale.language])
        return name[:1].upper() + name[1:]

    @property
    def alone(self) -> str:
        """What a switch calls it where only pages are in it, not the names of things."""
        return self.gettext("{language} interface").format(language=self.name)

    def names(self, codes: Iterable[str]) -> str:
        """What readers call some languages; one that they have no word for by its code."""
        known = self.locale.languages
        return self.listed([str(known.get(code) or known.get(code.partition("-")[0]) or code) for code in codes])

    def gettext(self, text: str) -> str:
        """A text of the interface in this language."""
        return self.texts.gettext(text)

    def said(self, text: str) -> str:
        """What an error says in this language; what has no pattern, or none in this language, stays English."""
        if not isinstance(text, Said):
            return text
        comma = self.gettext(", ")
        values = {name: comma.join(each) if isinstance(each, tuple) else each for name, each in text.values.items()}
        return self.gettext(text.pattern).format(**values)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """A text of the interface in the form that a number wants; `{count}` stands for the number."""
        return self.texts.ngettext(singular, plural, count).replace("{count}", self.number(count))

    def number(self, value: float) -> str:
        """A number as readers write it."""
        return str(format_decimal(value, locale=self.locale))

    def joined(self, sentences: Sequence[str]) -> str:
        """Several sentences as one text."""
        return ("" if self.code == "zh" else " ").join(sentences)

    def listed(self, words: Sequence[str]) -> str:
        """Several words as one phrase."""
        return str(format_list(words, locale=self.locale))


class Languages:
    """The languages of an interface, by code: English, then those with a catalogue, in alphabetical order."""

    def __init__(self, folder: Traversable) -> None:
        """Read the catalogues.

        Args:
            folder: Holds `<code>/LC_MESSAGES/messages.po` for each language.
        """
        self._known = {_SOURCE: Language(_SOURCE, Locale(_SOURCE), NullTranslations())}
        for each in sorted(folder.iterdir(), key=lambda path: path.name):
            catalogue = each / "LC_MESSAGES" / "messages.po"
            if catalogue.is_file():
                self._known[each.name] = _read(each.name, catalogue)

    def __iter__(self) -> Iterator[Language]:
        """All languages; English comes first."""
        return iter(self._known.values())

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def __getitem__(self, code: str) -> Language:
        return self._known[code]

    def for_reader(self, code: str) -> Language:
        """The language of texts for someone who reads labels in a language: that one, else English."""
        return self._known.get(code, self._known[_SOURCE])

    def labels(self, text: str) -> dict[str, str]:
        """A text of the interface in every language of labels; English for one without a catalogue."""
        return {lang: self.for_reader(lang).gettext(text) for lang in LANGUAGES}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all languages; English comes first."""
        return tuple(self._known)


@cache
def shipped() -> Languages:
    """The languages that come with the program."""
    return Languages(files("sandbox_atlas.api") / "locale")


def _read(code: str, path: Traversable) -> Language:
    """A language with the texts of its catalogue, as if compiled; the header names the locale."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, catalogue.locale or Locale.parse(code), Translations(compiled))
