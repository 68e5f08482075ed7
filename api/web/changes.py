"""Changes: what publications have changed, by thing and with sources, as pages, JSON and feeds show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Any

from sandbox_atlas.graph.cache import LRUCache
from sandbox_atlas.graph.loading.archive import Publication
from sandbox_atlas.graph.rdf.vocabulary import XSD, compact

if TYPE_CHECKING:
    from sandbox_atlas.api.web.languages import Language
    from sandbox_atlas.api.web.links import Links
    from sandbox_atlas.graph.atlas import Atlas

SHOWN = 20
"""Publications on a page and in a feed."""
_MOST_FACTS = 500
"""Changes of one publication on a page and in a feed; the record and `sandbox-atlas diff` have more."""

_CAPACITY = 2**20
"""Bytes of compressed records that are kept in memory, where they take some twenty times as much."""

Cell = tuple[str, str]
"""A text, and the path that it leads to or nothing."""


@dataclass(frozen=True)
class Fact:
    """A changed property of a thing: its label, what happened, the values before and after, and the sources."""

    property: str
    label: str
    kind: str
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    sources: tuple[Cell, ...]


@dataclass(frozen=True)
class Thing:
    """A thing with its changed properties."""

    iri: str
    name: Cell
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Entry:
    """What one publication changed.

    Attributes:
        publication: The publication.
        previous: Digest of the snapshot before; empty for the first.
        things: The things that changed, or those that were asked for.
        count: Number of changes that were asked for, whether they are listed or not.
    """

    publication: Publication
    previous: str
    things: tuple[Thing, ...]
    count: int

    @property
    def listed(self) -> int:
        """Number of changes that are listed."""
        return sum(len(thing.facts) for thing in self.things)


_LOCK = Lock()
_RECORDS: LRUCache[tuple[dict[str, Any], int]] = LRUCache(_CAPACITY, lambda _, found: found[1])


def record_of(publication: Publication) -> dict[str, Any]:
    """The record of a publication, which never changes.

    Raises:
        ArchiveError: It cannot be read.
    """
    with _LOCK:
        found = _RECORDS.get(publication.record)
    if found is None:
        found = (publication.read(), publication.record.stat().st_size)
        with _LOCK:
            _RECORDS.put(publication.record, found)
    return found[0]


def concerns(change: Mapping[str, Any], iri: str) -> bool:
    """Whether a change is about a thing: as its subject, a value, a passage or a source."""
    values = (value.get("iri") for value in (*change["before"], *change["after"]))
    return iri in (change["thing"], *values, *change["passages"], *change["sources"])


def entries(
    known: Sequence[Publication], atlas: Atlas, link: Links, reader: Language, thing: str = "", most: int = SHOWN
) -> list[Entry]:
    """What publications changed, the newest first.

    Args:
        known: The publications, the newest first.
        atlas: Has names of things and properties as they are now.
        link: Addresses of things.
        reader: Language of labels and words.
        thing: Only changes that concern the thing with this IRI, and publications with some; empty means all.
        most: Largest number of publications.

    Raises:
        ArchiveError: A record cannot be read.
    """
    found: list[Entry] = []
    kept = {each.snapshot for each in known if each.file}
    for publication in known:
        if len(found) == most:
            break
        record = record_of(publication)
        changes = [each for each in record["changes"] if not thing or concerns(each, thing)]
        count = len(changes) if thing else record["count"]
        if changes or not thing:
            writer = _Writer(atlas, link, reader, record, record["previous"] if record["previous"] in kept else "")
            found.append(Entry(publication, record["previous"], tuple(writer.things(changes[:_MOST_FACTS])), count))
    return found


def things_of(record: dict[str, Any], atlas: Atlas, link: Links, reader: Language) -> list[Thing]:
    """What a record says that changes, by thing, in words; nothing in it leads to an earlier snapshot."""
    return list(_Writer(atlas, link, reader, record, "").things(record["changes"][:_MOST_FACTS]))


@dataclass(frozen=True)
class _Writer:
    """Writes the changes of one record; what is gone leads to the snapshot before, where that is kept."""

    atlas: Atlas
    link: Links
    reader: Language
    record: dict[str, Any]
    before: str

    def things(self, changes: Sequence[dict[str, Any]]) -> Iterator[Thing]:
        for iri, group in groupby(changes, lambda each: str(each["thing"])):
            yield Thing(iri, self._named(iri), tuple(self._fact(each) for each in group))

    def _fact(self, change: dict[str, Any]) -> Fact:
        label = self.atlas.style.look(change["property"]).label(self.reader.labels)
        before, after = (tuple(self._cell(each) for each in change[side]) for side in ("before", "after"))
        sources = tuple(self._named(each) for each in change["sources"])
        return Fact(change["property"], label, change["kind"], before, after, sources)

    def _cell(self, value: Mapping[str, str]) -> Cell:
        if "iri" in value:
            return self._named(value["iri"])
        words = {"true": self.reader.gettext("yes"), "false": self.reader.gettext("no")}
        is_boolean = value.get("datatype") == f"{XSD}boolean"
        return words.get(value["value"], value["value"]) if is_boolean else value["value"], ""

    def _named(self, iri: str) -> Cell:
        labels, lang = self.record["labels"].get(iri, {}), self.reader.labels
        known = self.atlas.names.get(iri).label(lang) if iri in self.atlas.names else ""
        text = labels.get(lang) or known or self.atlas.style.look(iri).label(lang) or compact(iri)
        if iri in self.atlas.names or not labels:
            return text, self.link.thing(iri)
        return text, self.link.record(iri, parameters={"snapshot": self.before}) if self.before else ""


def as_json(found: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries as JSON."""
    return [
        {
            "snapshot": each.publication.snapshot,
            "published": each.publication.published.isoformat(),
            "previous": each.previous or None,
            "kept": each.publication.file is not None,
            "count": each.count,
            "listed": each.listed,
            "things": things_as_json(each.things),
        }
        for each in found
    ]


def things_as_json(things: Sequence[Thing]) -> list[dict[str, Any]]:
    """Things with their changed properties as JSON."""
    return [
        {
            "iri": thing.iri,
            "label": thing.name[0],
            "href": thing.name[1],
            "changes": [
                {
                    "property": fact.property,
                    "label": fact.label,
                    "kind": fact.kind,
                    "before": [text for text, _ in fact.before],
                    "after": [text for text, _ in fact.after],
                    "sources": [{"label": text, "href": href} for text, href in fact.sources],
                }
                for fact in thing.facts
            ],
        }
        for thing in things
    ]
