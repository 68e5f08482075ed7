"""Values: the text of a cell as terms of RDF, and terms as the text that reads back as the same.

A thing is "[slug]" or "[kind/slug]"; what stands before the brackets is its name as printed, what follows them only
helps readers. Text may end in "@" and a language. Dates that may be read in two ways are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.columns import Column
from sandbox_atlas.graph.curation.sheets.letters import Tongue

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
_REFERENCE: Final = re.compile(r"\[([^\[\]\s]+)\]")
_TAGGED: Final = re.compile(r"(.+)@([a-z]{2,3}(?:-[a-z0-9]{2,8})*)", re.S)
_TYPED: Final = re.compile(r"(.*)\^\^([a-z]+:\w+)", re.S)
_ANY: Final = Tongue()
"""Tells languages by script alone, where the register does not matter."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YES: Final = frozenset({"yes", "true", "1", "x", "是", "有", "✓"})
_NO: Final = frozenset({"no", "false", "0", "否", "无"})


class ValueProblemError(ValueError):
    """A cell that cannot be read; the first argument says why, the second what to do."""

    @property
    def hint(self) -> str:
        """What to do about it."""
        return str(self.args[1]) if len(self.args) > 1 else ""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Item:
    """A thing that a cell names.

    Attributes:
        name: Its name as printed; empty where only the reference is given.
        lang: Language of the name.
        reference: What is in brackets: slug, kind/slug, prefixed name, IRI, or "new".
    """

    name: str
    lang: str
    reference: str


def things(text: str) -> list[str]:
    """The things that a cell names, as `items`; 、 separates them too, as in Chinese lists."""
    return items(text, ";；、\n")


def items(text: str, separators: str = ";；\n") -> list[str]:
    r"""The values of a cell, separated by semicolons or line breaks; a backslash keeps one from separating."""
    parts, now = [""], ""
    signs = iter(text)
    for sign in signs:
        if sign == "\\":
            now = next(signs, "")
            parts[-1] += now if now in f"\\{separators}" else f"\\{now}"
        elif sign in separators:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def joined(texts: Iterable[str]) -> str:
    """Values as one cell that `items` takes apart."""
    return "; ".join(text.replace("\\", "\\\\").replace(";", "\\;").replace("；", "\\；") for text in texts)


def item(text: str, tongue: Tongue = _ANY) -> Item:
    """The thing that one value names."""
    found = [*_REFERENCE.finditer(text)]
    name, lang = tagged(before_reference(text), tongue)
    return Item(name, lang, found[-1][1] if found else "")


def before_reference(text: str) -> str:
    """What stands before the last reference of a value: the name, with its language where it says it."""
    found = [*_REFERENCE.finditer(text)]
    return text[: found[-1].start()].strip() if found else text


def role(text: str, tongue: Tongue = _ANY) -> tuple[Item, Item | None]:
    """The institution and the role of a value "name = role"; no role where none is given."""
    name, equals, role_ = text.rpartition("=")
    if equals and name.strip() and role_.strip():
        return item(name.strip(), tongue), item(role_.strip())
    return item(text, tongue), None


def tagged(text: str, tongue: Tongue = _ANY) -> tuple[str, str]:
    """A text and its language, which may follow after "@"."""
    match = _TAGGED.fullmatch(text)
    return (match[1].strip(), match[2]) if match else (text, tongue.of(text))


def is_tagged(text: str) -> bool:
    """Whether a text says its language."""
    return bool(_TAGGED.fullmatch(text))


class Values:
    """The terms of cells.

    Args:
        ranges: The range of properties, by IRI.
        expanded: Makes an IRI of a prefixed name.
        compact: Makes a prefixed name of an IRI.
        choices: The individuals of the ontology by their folded names.
        folded: Reduces a name to what counts when names are compared.
        languages: Languages of the names of the register.
    """

    def __init__(
        self,
        ranges: Mapping[str, str],
        expanded: Callable[[str], str],
        compact: Callable[[str], str],
        choices: Mapping[str, str],
        folded: Callable[[str], str],
        languages: Sequence[str] = (),
    ) -> None:
        self.ranges, self.expanded, self.compact = ranges, lru_cache(4096)(expanded), lru_cache(4096)(compact)
        self._choices, self._folded = choices, folded
        self.tongue = Tongue(tuple(languages))

    def read(self, column: Column, text: str) -> tuple[str, ox.NamedNode | ox.Literal]:
        """The property and the term that one value of a cell states; things with kinds are not read here.

        Raises:
            ValueProblemError: It cannot be read, or in more than one way.
        """
        typed = _TYPED.fullmatch(text)
        property_ = self.expanded(column.property)
        if typed:
            return property_, ox.Literal(typed[1], datatype=ox.NamedNode(self.expanded(typed[2])))
        if match := _REFERENCE.match(text):
            return property_, ox.NamedNode(self.expanded(match[1]))
        if column.is_date:
            literal = dated(text)
            return property_ + ("On" if literal.datatype.value == f"{XSD}date" else "In"), literal
        if column.is_choice:
            return property_, ox.NamedNode(self._choice(text))
        if column.lang:
            return property_, ox.Literal(text, language=column.lang)
        return property_, self._plain(property_, text)

    def _plain(self, property_: str, text: str) -> ox.NamedNode | ox.Literal:
        wanted = self.ranges.get(property_, "")
        if wanted == f"{XSD}date" or property_.endswith("/issued"):
            literal = dated(text)
            if literal.datatype.value != f"{XSD}date":
                raise ValueProblemError(f"“{text}” is no day.", "Write YYYY-MM-DD.")
            return literal
        if wanted == f"{XSD}boolean":
            return ox.Literal(_truth(text))
        if wanted == f"{XSD}integer":
            return _integer(text)
        if wanted.startswith(XSD):
            return ox.Literal(text, datatype=ox.NamedNode(wanted))
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) and not text.endswith("]"):
            return ox.NamedNode(text)
        if wanted and not wanted.endswith(("#Literal", "#langString")):
            return ox.NamedNode(self._choice(text))
        name, lang = tagged(text, self.tongue)
        return ox.Literal(name, language=lang)

    def _choice(self, text: str) -> str:
        """The individual of the ontology that a text names."""
        found = self._choices.get(self._folded(text))
        if found is None:
            raise ValueProblemError(
                f"“{text}” is no value of this column.", "Take one from the drop-down of the template."
            )
        return found

    def written(self, column: Column, property_: str, term: ox.NamedNode | ox.Literal) -> str | None:
        """The shortest text of a term that reads back as it under a column; None where a cell cannot have it."""
        for text in self._forms(column, term):
            value = joined([text]) if column.is_list else text
            parts = items(value) if column.is_list else [value]
            if len(parts) != 1 or parts[0] != text.strip() or text != text.strip():
                continue
            try:
                if self.read(column, text) == (property_, term):
                    return text
            except ValueProblemError:
                continue
        return None

    def _forms(self, column: Column, term: ox.NamedNode | ox.Literal) -> Iterator[str]:
        if isinstance(term, ox.NamedNode):
            short = self.compact(term.value)
            yield short.partition(":")[2]
            yield from (f"[{short}]", term.value) if short != term.value else (term.value,)
            yield f"[{term.value}]"
            return
        yield term.value
        if term.language:
            yield f"{term.value}@{term.language}"
        else:
            yield f"{term.value}^^{self.compact(term.datatype.value)}"


def _narrow(text: str) -> str:
    """A text with digits and signs of full width, as Chinese keyboards write them, in their plain form."""
    return unicodedata.normalize("NFKC", text)


def _truth(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise ValueProblemError(f"“{text}” is neither yes nor no.", "Write yes or no.")
    return text.casefold() in _YES


def _integer(text: str) -> ox.Literal:
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", _narrow(text))
    if not re.fullmatch(r"[0-9]+", plain):
        raise ValueProblemError(f"“{text}” is no whole number.", "Write digits only.")
    return ox.Literal(plain, datatype=ox.NamedNode(f"{XSD}integer"))


# ── Dates ────────────────────────────────────────────────────────────────────


def dated(text: str) -> ox.Literal:
    """A day, month, year or period as a literal; Chinese, ISO and written-out forms are read.

    Raises:
        ValueProblemError: It is no date, or day and month may be the other way round.
    """
    plain = _narrow(text)
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}[~?%]?/([0-9]{4}(-[0-9]{2}){0,2}[~?%]?|\.\.)?", plain):
        return ox.Literal(plain, datatype=ox.NamedNode(_EDTF))
    year, month, day = _parts(text)
    if not month:
        return ox.Literal(f"{year:04}", datatype=ox.NamedNode(f"{XSD}gYear"))
    try:
        found = date(year, month, day or 1).isoformat()
    except ValueError as error:
        raise ValueProblemError(f"“{text}” is no day of the calendar.", "Write YYYY-MM-DD.") from error
    if not day:
        return ox.Literal(found[:7], datatype=ox.NamedNode(f"{XSD}gYearMonth"))
    return ox.Literal(found, datatype=ox.NamedNode(f"{XSD}date"))


def _parts(text: str) -> tuple[int, int, int]:
    """Year, month and day; 0 for what is not given."""
    plain = _narrow(text).strip().rstrip("日号號").casefold()
    match = re.fullmatch(r"((?:19|20)\d\d)(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?\s*[年月]?", plain)
    if match:
        return int(match[1]), int(match[2] or 0), int(match[3] or 0)
    match = re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({_MONTH})[\s,-]+((?:19|20)\d\d)", plain)
    if match:
        return int(match[3]), 1 + _MONTHS.index(match[2][:3]), int(match[1])
    match = re.fullmatch(rf"({_MONTH})\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?((?:19|20)\d\d)", plain)
    if match:
        return int(match[3]), 1 + _MONTHS.index(match[1][:3]), int(match[2] or 0)
    match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)", plain)
    if match:
        return _ordered(text, int(match[1]), int(match[2]), int(match[3]))
    raise ValueProblemError(f"“{text}” is no date.", "Write YYYY-MM-DD, YYYY-MM or YYYY.")


def _ordered(text: str, first: int, second: int, year: int) -> tuple[int, int, int]:
    if first <= 12 and second <= 12 and first != second:
        one, other = (f"{year}-{month:02}-{day:02}" for month, day in ((second, first), (first, second)))
        raise ValueProblemError(f"“{text}” may be {one} or {other}.", "Write the one that is meant.")
    return (year, first, second) if second > 12 else (year, second, first)
