"""Columns: those that a sheet may have, by their English and Chinese headings, and what each of them states.

`columns.yaml` lists them. Any other property has a column too, under its prefixed name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

from sandbox_atlas.graph.curation.sheets.tongues import code_of, word
from sandbox_atlas.graph.rdf.vocabulary import Texts

About = Literal["entry", "passage"]


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        heading: Its heading in English; a prefixed name, with "@" and a language or not, for any other property.
        chinese: Its heading in Chinese.
        property: Prefixed name of the property that it states; empty where it says what the row is about.
        lang: Language of its texts; empty where each text decides.
        kinds: Kinds of things that its cells name.
        is_list: Whether a cell may hold several values, separated by semicolons.
        is_date: Whether its cells are days, months, years or periods; the property is that of a day, without "On".
        is_choice: Whether its cells name individuals of the ontology, though the range of its property does not say so.
        is_ours: Whether the editors say it, whatever source the row has.
        about: Whether it speaks of the entry or of the passage.
        explained: What to write, by language.
        example: An example.
    """

    heading: str
    chinese: str = ""
    property: str = ""
    lang: str = ""
    kinds: tuple[str, ...] = ()
    is_list: bool = False
    is_date: bool = False
    is_choice: bool = False
    is_ours: bool = False
    about: About = "entry"
    explained: Mapping[str, str] | None = None
    example: str = ""

    def __hash__(self) -> int:
        return hash((self.heading, self.about))

    def titled(self, lang: str) -> str:
        """Its heading in a language."""
        return self.chinese if lang == "zh" and self.chinese else self.heading


@dataclass(frozen=True)
class Worksheet:
    """A worksheet of a template.

    Attributes:
        kind: The kind of its rows.
        name: Its name by language.
        columns: Its columns.
    """

    kind: str
    name: Mapping[str, str]
    columns: tuple[Column, ...]


AREA: Final = "Field of finance"
ENTRY: Final = "Entry"
KIND: Final = "Kind of entry"
PASSAGE: Final = "Passage"
POSITION: Final = "Position"
QUOTE: Final = "Quote"
SOURCE: Final = "Source"
"""Headings that modules ask for."""
LANGUAGES: Final = ("en", "zh")
"""Languages of which `columns.yaml` has columns; those of any other language follow from the English ones."""

_PROPERTY: Final = re.compile(
    r"([a-z][a-z0-9]*:[A-Za-z][\w-]*|<https?://[^\s<>@]+>)(?:@([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*))?"
)
_IN_LANGUAGE: Final = re.compile(r"([^()]+)\(([^()]+)\)[\s*:]*")


def folded(heading: str) -> str:
    """A heading without what does not count: width, case, blanks and marks such as * after it."""
    return re.sub(r"[\s*:_]+", "", unicodedata.normalize("NFKC", heading)).casefold()


@cache
def columns() -> tuple[Column, ...]:
    """All columns with a heading of their own."""
    return tuple(_column(each) for each in _listed()["columns"])


@cache
def worksheets() -> Mapping[str, Worksheet]:
    """The worksheets of a template by the kind of their rows, in order."""
    return {
        kind: Worksheet(
            kind,
            Texts(en=each["name"], zh=each["chinese"]),
            tuple(_explained(column(name), each.get("explained", {})) for name in each["columns"]),
        )
        for kind, each in _listed()["worksheets"].items()
    }


def in_languages(listed: Iterable[Column], languages: Sequence[str]) -> list[Column]:
    """Columns as a register with names in some languages needs them: those of texts once for each language."""
    found: list[Column] = []
    for each in listed:
        if not each.lang:
            found.append(each)
        elif each.lang == "en":
            found += (_in_language(each, lang) for lang in languages or LANGUAGES)
    return found


def name_heading(lang: str) -> str:
    """The heading of names in a language, as sources give them."""
    return f"Name ({word(lang)})"


def our_heading(lang: str) -> str:
    """The heading of names in a language that the editors give."""
    return f"Our name ({word(lang)})"


def _in_language(english: Column, lang: str) -> Column:
    """The column of texts in a language that has those in English."""
    if lang == "en":
        return english
    heading = english.heading.replace("(English)", f"({word(lang)})")
    known = next((each for each in columns() if each.heading == heading), None)
    if known:
        return known
    called = {"en": ("English", word(lang), " In {}."), "zh": ("英文", word(lang, "zh"), "语言：{}。")}
    explained = {
        reader: text.replace(of, name) if of in text else text + more.format(name)
        for reader, text in (english.explained or {}).items()
        for of, name, more in (called[reader],)
    }
    chinese = english.chinese.replace("（英文）", f"（{word(lang, 'zh')}）")
    return replace(english, heading=heading, chinese=chinese, lang=lang, explained=explained)


def columns_of(kinds: Iterable[str], languages: Sequence[str]) -> list[Column]:
    """The columns of a table whose rows are of several kinds."""
    wanted = {each.heading for kind in kinds if kind in worksheets() for each in worksheets()[kind].columns}
    wanted |= {ENTRY, KIND, "Name (English)"}
    return in_languages((each for each in columns() if each.heading in wanted), languages)


def described_by(kind: str) -> tuple[Column, ...]:
    """The columns that say something of an entry of a kind; none of a kind without a worksheet."""
    sheet = worksheets().get(kind)
    about = [each for each in sheet.columns if each.property and each.about == "entry"] if sheet else []
    return tuple(each for each in about if not each.is_ours)


def column(heading: str) -> Column:
    """The column with an English heading of `columns.yaml`."""
    return next(each for each in columns() if each.heading == heading)


def column_of(heading: str) -> Column | None:
    """The column of a heading in English or Chinese, or of a property: `sbx:expectedCustomers`, `rdfs:label@fr`.

    The language of a heading may be named, or be a code: `Name (French)`, `Name (fr)`.
    """
    known = _by_heading().get(folded(heading))
    if known:
        return known
    text = unicodedata.normalize("NFKC", heading).strip()
    named = _IN_LANGUAGE.fullmatch(text)
    lang = code_of(named[2]) if named else ""
    if named and lang:
        found = (_by_heading().get(folded(f"{named[1]}({of})")) for of in ("English", "英文"))
        english = next(filter(None, found), None)
        if english:
            return _in_language(english, lang)
    match = _PROPERTY.fullmatch(text)
    return of_property(match[1].strip("<>"), (match[2] or "").lower()) if match else None


@cache
def of_property(name: str, lang: str = "", about: About = "entry") -> Column:
    """The column that states a property in a language; one under its prefixed name where none has a heading."""
    for each in columns():
        names = (f"{each.property}On", f"{each.property}In") if each.is_date else (each.property,)
        if name in names and each.about == about and not each.is_ours:
            if each.lang == lang:
                return each
            if lang and each.lang == "en" and lang not in LANGUAGES:
                return _in_language(each, lang)
    written = f"<{name}>" if "://" in name else name
    return Column(f"{written}@{lang}" if lang else written, property=name, lang=lang, is_list=not lang, about=about)


@cache
def kind_of_worksheet(name: str) -> str:
    """The kind of the rows of a worksheet, by its name in English or Chinese or by itself; empty for another name."""
    for kind, each in worksheets().items():
        if folded(name) in {folded(text) for text in (kind, *each.name.values())}:
            return kind
    return ""


@cache
def _by_heading() -> Mapping[str, Column]:
    return {folded(text): each for each in columns() for text in (each.heading, each.chinese)}


@cache
def _listed() -> Mapping[str, Any]:
    text = files(__package__).joinpath("columns.yaml").read_text(encoding="utf-8")
    listed: Mapping[str, Any] = yaml.safe_load(text)
    return listed


def _column(each: Mapping[str, Any]) -> Column:
    return Column(
        each["heading"],
        each["chinese"],
        each.get("property", ""),
        each.get("lang", ""),
        tuple(each.get("kinds", ())),
        each.get("list", False),
        each.get("date", False),
        each.get("choice", False),
        each.get("ours", False),
        each.get("about", "entry"),
        each["explained"],
        each.get("example", ""),
    )


def _explained(known: Column, own: Mapping[str, Mapping[str, str]]) -> Column:
    """A column with what a worksheet says of it."""
    return replace(known, explained=own[known.heading]) if known.heading in own else known
