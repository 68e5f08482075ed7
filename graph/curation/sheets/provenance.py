"""Provenance: who wrote passages, when, and from which document (W3C PROV-O), with what earlier saves said of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.passages import Triple

_PROV: Final = "http://www.w3.org/ns/prov#"
_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_DATE_TIME: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True, order=True)
class Save:
    """One save of a file.

    Attributes:
        when: Its moment, as xsd:dateTime has it.
        by: Name of who saved.
        used: IRI of the source that the passages were read from; empty where there was none.
        digest: SHA-256 of the text that was read; empty where it is not known.
    """

    when: str
    by: str
    used: str = ""
    digest: str = ""

    @classmethod
    def at(cls, when: datetime, by: str, used: str = "", digest: str = "") -> Save:
        """A save at a moment."""
        return cls(when.isoformat(timespec="seconds"), by, used, digest)


def stated(saves: Iterable[Save], passages: Iterable[str]) -> list[Triple]:
    """Saves as statements: each is an activity that the next one follows; the last one generated the passages."""
    found: list[Triple] = []
    before: ox.BlankNode | None = None
    for number, save in enumerate(saves, 1):
        activity, person = ox.BlankNode(f"save-{number}"), ox.BlankNode(f"curator-{number}")
        found.append((activity, "rdf:type", ox.NamedNode(f"{_PROV}Activity")))
        found.append((activity, "prov:endedAtTime", ox.Literal(save.when, datatype=_DATE_TIME)))
        found.append((activity, "prov:wasAssociatedWith", person))
        if save.used:
            found.append((activity, "prov:used", ox.NamedNode(save.used)))
        if save.digest:
            found.append((activity, "schema:sha256", ox.Literal(save.digest)))
        if before:
            found.append((activity, "prov:wasInformedBy", before))
        found.append((person, "rdf:type", ox.NamedNode(f"{_PROV}Person")))
        found.append((person, "rdfs:label", ox.Literal(save.by)))
        before = activity
    if before:
        found += [(ox.NamedNode(each), "prov:wasGeneratedBy", before) for each in passages]
    return found


def saves(content: bytes) -> list[Save]:
    """The saves that a TriG file records, the oldest first; none where it is not TriG."""
    try:
        quads = list(ox.parse(content, format=ox.RdfFormat.TRIG))
    except (SyntaxError, ValueError):
        return []
    facts: dict[object, dict[str, object]] = {}
    for quad in quads:
        if quad.graph_name == ox.DefaultGraph():
            facts.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
    found = []
    for each in facts.values():
        if each.get(_TYPE.value) == ox.NamedNode(f"{_PROV}Activity"):
            person = facts.get(each.get(f"{_PROV}wasAssociatedWith"), {})
            parts = (each.get(f"{_PROV}endedAtTime"), person.get(_LABEL.value), each.get(f"{_PROV}used"))
            found.append(Save(*map(_text, (*parts, each.get("http://schema.org/sha256")))))
    return sorted(found)


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
