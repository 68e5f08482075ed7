"""Values: what cells of tables are in Python, from the terms of RDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import pyoxigraph as ox

from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.rdf.results import Cell
from sandbox_atlas.graph.rdf.vocabulary import XSD


@dataclass(frozen=True)
class Thing:
    """Something with an IRI.

    Attributes:
        iri: Its IRI.
        label: Its label in the language that was asked for.
    """

    iri: str
    label: str

    def __str__(self) -> str:
        return self.label


Value: TypeAlias = "Thing | list[Thing] | str | int | float | bool | date | None"
"""One cell: a thing or several, a number, a date (a month or year is text), a truth value, text, or nothing."""

_READERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(("integer", "int", "long", "nonNegativeInteger", "positiveInteger"), int),
    **dict.fromkeys(("decimal", "double", "float"), lambda text: float(text.replace("INF", "inf"))),
    "boolean": lambda text: text in ("true", "1"),
    "date": date.fromisoformat,
    "dateTime": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
}
"""How the lexical forms of a datatype are read, by its name in XML Schema."""


def thing(iri: str, names: Names, lang: str) -> Thing:
    """A thing with its label; a term of a vocabulary has its prefixed name."""
    return Thing(iri, names.get(iri).label(lang))


def value(term: Cell, names: Names, lang: str) -> Value:
    """The value of an RDF term; a literal that Python has no value for stays text, as dates before the year 1 do."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return thing(term.value, names, lang)
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    read = _READERS.get(term.datatype.value.removeprefix(XSD))
    try:
        return read(term.value) if read else term.value
    except ValueError:
        return term.value


def plain(cell: Value) -> str | int | float | bool | date | None:
    """A value without labels: the IRI of a thing, and of several these with spaces between them."""
    if isinstance(cell, Thing):
        return cell.iri
    if isinstance(cell, list):
        return " ".join(each.iri for each in cell)
    return cell


def written(cell: Value) -> str:
    """A value as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return ", ".join(each.label for each in cell)
    if isinstance(cell, Thing):
        return cell.label
    return str(cell)
