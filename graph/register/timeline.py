"""When things happened, as far as sources give a day. It reads dates; it does not guess them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import ask


@dataclass(frozen=True)
class Event:
    """Something with a date.

    Attributes:
        date: A day or a month, as XML Schema writes them.
        property: What happened, as the property that has the date.
        thing: The thing that it happened to.
    """

    date: str
    property: str
    thing: str


async def events(engine: Engine, names: Names, iri: str) -> list[Event]:
    """The events of a thing in order of time; those of a thing without any are none."""
    answer = await ask(engine, names, "timeline", {"entity": [iri]})
    return [Event(*(_text(row[name]) for name in ("date", "event", "thing"))) for row in answer.rows]


async def published(engine: Engine, names: Names) -> Mapping[str, str]:
    """The day of publication of every batch that has one, by IRI."""
    answer = await ask(engine, names, "batches-by-date", {})
    return {_text(row["batch"]): _text(row["published"]) for row in answer.rows}


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    return str(getattr(term, "value", ""))
