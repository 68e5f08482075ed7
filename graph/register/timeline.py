"""Timeline: the dated events of a thing, and the publication dates of batches, as far as sources give a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import ask
from sandbox_atlas.graph.rdf.results import text


@dataclass(frozen=True)
class Event:
    """An event with a date.

    Attributes:
        date: A day or a month, as XML Schema writes them.
        property: The property that has the date.
        thing: The thing that has the property.
        counted: The property with the date that counts, for the question `statement-evidence`.
        otherwise: The dates according to other sources, with commas between them; empty where none differs.
    """

    date: str
    property: str
    thing: str
    counted: str
    otherwise: str


async def events(engine: Engine, names: Names, iri: str) -> list[Event]:
    """The events of a thing in order of time; an empty list when it has none."""
    answer = await ask(engine, names, "timeline", {"entity": [iri]})
    members = ("date", "event", "thing", "counted", "otherwise")
    return [Event(*(text(row[member]) for member in members)) for row in answer.rows]


async def publication_dates(engine: Engine, names: Names) -> Mapping[str, str]:
    """The publication date of every batch that has one, by IRI."""
    answer = await ask(engine, names, "batches-by-date", {})
    return {text(row["batch"]): text(row["published"]) for row in answer.rows}
