"""The marks behind facts: the passages that state them, numbered as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import compact


@dataclass(frozen=True)
class Mark:
    """A passage as a page shows it: its number among the page's passages, and what it is."""

    number: int
    iri: str
    label: str
    note: str
    certainty: str
    source: str
    address: str


async def marks(atlas: Atlas, passages: tuple[str, ...], lang: str) -> dict[str, Mark]:
    """What a page shows of passages, by IRI."""
    if not passages:
        return {}
    found: dict[str, Mark] = {}
    answer = await atlas.ask("passages", {"passage": list(passages)}, lang)
    by_iri = {row["passage"].value: row for row in answer.rows if isinstance(row["passage"], ox.NamedNode)}
    for number, iri in enumerate(passages, 1):
        row = by_iri.get(iri, {})
        text = {name: getattr(row.get(name), "value", "") for name in ("note", "certainty", "source", "address")}
        source = atlas.names.get(text["source"]) if text["source"] else None
        found[iri] = Mark(
            number=number,
            iri=iri,
            label=source.label(lang) if source else compact(iri),
            note=text["note"],
            certainty=text["certainty"],
            source=text["source"],
            address=text["address"],
        )
    return found
