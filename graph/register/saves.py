"""Saves: who entered a passage, and when, as the file that holds it records (W3C PROV-O)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.questions.binding import bind
from sandbox_atlas.graph.rdf.results import Row, rows, text
from sandbox_atlas.graph.register.entities import Entity

GENERATED: Final = "http://www.w3.org/ns/prov#wasGeneratedBy"


@dataclass(frozen=True)
class Saved:
    """One save.

    Attributes:
        by: Name of who saved.
        day: Its day, as YYYY-MM-DD.
    """

    by: str
    day: str


async def saves(engine: Engine, entity: Entity) -> list[Saved]:
    """The saves that made a passage, the latest first; none of a thing of which none is recorded in this form.

    Errors as in `graph.engine.base.Engine.read`.
    """
    made = (group for group in entity.groups if group.property == GENERATED and not group.inverse)
    if not any(isinstance(fact.value, ox.BlankNode) for group in made for fact in group.facts):
        return []
    query = bind(internal("saves"), {"passage": [f"<{entity.name.iri}>"]})
    found: list[Row] = await engine.read(query, lambda body: list(rows(body)))
    return [*dict.fromkeys(Saved(text(row["by"]), text(row["when"])[:10]) for row in found if row["by"] is not None)]
