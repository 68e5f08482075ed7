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
    """

    date: str
    property: str
    thing: str


async def events(engine: Engine, names: Names, iri: str) -> list[Event]:
    """The events of a thing in order of time; an empty list when it has none."""
    answer = await ask(engine, names, "timeline", {"entity": [iri]})
    return [Event(text(row["date"]), text(row["event"]), text(row["thing"])) for row in answer.rows]


async def publication_dates(engine: Engine, names: Names) -> Mapping[str, str]:
    """The publication date of every batch that has one, by IRI."""
    answer = await ask(engine, names, "batches-by-date", {})
    return {text(row["batch"]): text(row["published"]) for row in answer.rows}
