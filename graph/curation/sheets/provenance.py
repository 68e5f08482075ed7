"""Provenance: who wrote passages, when, and from which document or sheets (W3C PROV-O), and the saves before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.curation.sheets.passages import Triple

_PROV: Final = "http://www.w3.org/ns/prov#"
_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_DIGEST: Final = "http://schema.org/sha256"
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
        sheets: Name and SHA-256 of each sheet that was read, in order of their names.
    """

    when: str
    by: str
    used: str = ""
    digest: str = ""
    sheets: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(cls, when: datetime, by: str, used: str = "", digest: str = "") -> Save:
        """A save at a moment."""
        return cls(when.isoformat(timespec="seconds"), by, used, digest)

    @classmethod
    def of_sheets(cls, when: datetime, by: str, files: Iterable[Path]) -> Save:
        """An import of sheets at a moment."""
        sheets = sorted((path.name, sha256(path.read_bytes()).hexdigest()) for path in files)
        return cls(when.isoformat(timespec="seconds"), by, sheets=tuple(sheets))


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
        for place, (name, digest) in enumerate(save.sheets, 1):
            sheet = ox.BlankNode(f"sheet-{number}-{place}")
            found.append((activity, "prov:used", sheet))
            found.append((sheet, "rdf:type", ox.NamedNode(f"{_PROV}Entity")))
            found.append((sheet, "rdfs:label", ox.Literal(name)))
            found.append((sheet, "schema:sha256", ox.Literal(digest)))
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
    facts: dict[object, dict[str, list[object]]] = {}
    for quad in quads:
        if quad.graph_name == ox.DefaultGraph():
            facts.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    activity = ox.NamedNode(f"{_PROV}Activity")
    return sorted(_save(each, facts) for each in facts.values() if activity in each.get(_TYPE.value, ()))


def _save(said: Mapping[str, list[object]], facts: Mapping[object, Mapping[str, list[object]]]) -> Save:
    """The save that is an activity, from what is said of that and of all things."""
    used = said.get(f"{_PROV}used", [])
    person = next((facts.get(each, {}) for each in said.get(f"{_PROV}wasAssociatedWith", ())), {})
    sheets = [facts.get(each, {}) for each in used if isinstance(each, ox.BlankNode)]
    return Save(
        _text(said.get(f"{_PROV}endedAtTime")),
        _text(person.get(_LABEL.value)),
        _text([each for each in used if isinstance(each, ox.NamedNode)]),
        _text(said.get(_DIGEST)),
        tuple(sorted((_text(each.get(_LABEL.value)), _text(each.get(_DIGEST))) for each in sheets)),
    )


def _text(terms: Sequence[object] | None) -> str:
    """The first of some terms as text."""
    term = terms[0] if terms else None
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
