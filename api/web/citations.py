"""Citations: the numbered marks behind facts, each for a passage that states the fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf import results
from sandbox_atlas.graph.rdf.vocabulary import SBX, compact

_INFERRED = f"{SBX}Inferred"


@dataclass(frozen=True)
class Citation:
    """A passage as a page shows it, with its number among the passages of the page.

    The address opens the source at the words of the passage where they are known.
    """

    number: int
    iri: str
    label: str
    note: str
    certainty: str
    source: str
    origin: str
    address: str

    @property
    def is_inferred(self) -> bool:
        """Whether it is the editors' inference, and no document's."""
        return self.certainty == _INFERRED


async def citations(atlas: Atlas, passages: tuple[str, ...], lang: str) -> dict[str, Citation]:
    """The marks of passages, by IRI, numbered from 1 in their order, which is that of reading."""
    if not passages:
        return {}
    found: dict[str, Citation] = {}
    answer = await atlas.ask("passages", {"passage": list(passages)}, lang)
    by_iri = {results.iri(row["passage"]): row for row in answer.rows}
    for number, iri in enumerate(passages, 1):
        row = by_iri.get(iri, {})
        text = {
            name: results.text(row.get(name)) for name in ("note", "certainty", "source", "origin", "address", "words")
        }
        source = atlas.names.get(text["source"]) if text["source"] else None
        found[iri] = Citation(
            number=number,
            iri=iri,
            label=source.label(lang) if source else compact(iri),
            note=text["note"],
            certainty=text["certainty"],
            source=text["source"],
            origin=text["origin"],
            address=text["words"] or text["address"],
        )
    return found


def marks_of(passages: Iterable[str], marks: Mapping[str, Citation]) -> list[Citation]:
    """The marks of those passages that have one, in the order of their numbers."""
    return sorted((marks[each] for each in passages if each in marks), key=lambda mark: mark.number)
