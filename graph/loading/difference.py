"""Difference: finds the facts that two data sets do not share, by thing, with the passages that state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pyoxigraph as ox

from sandbox_atlas.graph.loading.blank_nodes import named_by_content
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, RDFS, SKOS

Kind = Literal["added", "removed", "changed", "evidence"]
"""What happened to a property of a thing: values came, went, gave way to others, or only their passages differ."""
Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_LABELS = (f"{RDFS}label", f"{SKOS}prefLabel")
_PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")


@dataclass(frozen=True)
class Change:
    """What happened to one property of one thing.

    Attributes:
        thing: The thing.
        property: The property.
        kind: What happened.
        before: The values that are no longer stated; for "evidence" those whose passages differ.
        after: The values that were not stated before; for "evidence" the same as before.
        passages: The passages that state what is after, or where nothing is, that stated what was before.
    """

    thing: str
    property: str
    kind: Kind
    before: tuple[Value, ...]
    after: tuple[Value, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """One of the two data sets, its blank nodes named by what is said of them."""

    dataset: Dataset

    @cached_property
    def quads(self) -> frozenset[ox.Quad]:
        """All its statements."""
        found = ox.Dataset(quad for document in self.dataset.data for quad in document.quads())
        found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return frozenset(named_by_content(list(found)))

    @cached_property
    def facts(self) -> Mapping[tuple[str, str], Mapping[Value, frozenset[str]]]:
        """The values of each property of each thing, with the passages that state them."""
        found: dict[tuple[str, str], dict[Value, frozenset[str]]] = {}
        for quad in self.quads:
            values = found.setdefault((_text(quad.subject), quad.predicate.value), {})
            passage = {quad.graph_name.value} if isinstance(quad.graph_name, ox.NamedNode) else set()
            values[quad.object] = values.get(quad.object, frozenset()) | passage
        return found

    def label(self, iri: str, lang: str) -> str:
        """The label of a thing in a language, else in another; empty where it has none."""
        values = [value for name in _LABELS for value in self.facts.get((iri, name), ())]
        texts = [value for value in values if isinstance(value, ox.Literal)]
        chosen = sorted(texts, key=lambda text: (text.language != lang, text.value))
        return chosen[0].value if chosen else ""

    def sources(self, passages: tuple[str, ...]) -> list[str]:
        """The sources that passages are part of."""
        found = {value for each in passages for value in self.facts.get((each, _PART_OF.value), ())}
        return sorted(_text(value) for value in found)


@dataclass(frozen=True)
class Difference:
    """Two editions of the data compared.

    Attributes:
        old: The earlier one.
        new: The later one.
    """

    old: Edition
    new: Edition

    @classmethod
    def of(cls, old: Dataset, new: Dataset) -> Difference:
        """The difference between two data sets."""
        return cls(Edition(old), Edition(new))

    @cached_property
    def changes(self) -> list[Change]:
        """The changes, in order of things and properties."""
        keys = sorted({*self.old.facts, *self.new.facts})
        return [change for key in keys for change in self._changes(*key)]

    def _changes(self, thing: str, name: str) -> Iterator[Change]:
        before, after = self.old.facts.get((thing, name), {}), self.new.facts.get((thing, name), {})
        gone, new = _sorted(before.keys() - after.keys()), _sorted(after.keys() - before.keys())
        if gone or new:
            kind: Kind = "changed" if gone and new else "added" if new else "removed"
            stated = [after[value] for value in new] or [before[value] for value in gone]
            yield Change(thing, name, kind, gone, new, tuple(sorted(frozenset().union(*stated))))
        moved = _sorted(value for value in before.keys() & after.keys() if before[value] != after[value])
        if moved:
            stated = [after[value] for value in moved]
            yield Change(thing, name, "evidence", moved, moved, tuple(sorted(frozenset().union(*stated))))

    def label(self, iri: str, lang: str) -> str:
        """The label of a thing as it is now, else as it was."""
        return self.new.label(iri, lang) or self.old.label(iri, lang)

    def patch(self) -> str:
        """The same as an RDF Patch: one transaction that turns the old data into the new."""
        removed = sorted(f"D {quad} ." for quad in self.old.quads - self.new.quads)
        added = sorted(f"A {quad} ." for quad in self.new.quads - self.old.quads)
        return "\n".join(["TX .", *removed, *added, "TC .", ""])


_MOST = 5_000
"""Changes that a record lists; it counts all."""


def recorded(difference: Difference) -> dict[str, Any]:
    """A difference as JSON: the number of changes, the changes, and the labels by language of what they name.

    A change has `thing`, `property`, `kind`, `before`, `after`, `passages` and `sources`; values are those
    of `described`. At most 5,000 changes are listed.
    """
    changes, labels = [], {}
    for change in difference.changes[:_MOST]:
        edition = difference.old if change.kind == "removed" else difference.new
        sources = edition.sources(change.passages)
        values = [value.value for value in (*change.before, *change.after) if isinstance(value, ox.NamedNode)]
        for iri in (change.thing, *values, *sources):
            found = {lang: difference.label(iri, lang) for lang in LANGUAGES}
            labels.update({iri: found} if any(found.values()) else {})
        changes.append(
            {
                "thing": change.thing,
                "property": change.property,
                "kind": change.kind,
                "before": [described(each) for each in change.before],
                "after": [described(each) for each in change.after],
                "passages": list(change.passages),
                "sources": sources,
            }
        )
    return {"count": len(difference.changes), "changes": changes, "labels": labels}


def described(value: Value) -> dict[str, str]:
    """A value as in SPARQL 1.1 Query Results JSON, section 3.2.2, without its type; `iri` for that of a thing."""
    if isinstance(value, ox.Literal):
        more = {"lang": value.language} if value.language else {"datatype": value.datatype.value}
        return {"value": value.value, **more}
    return {"iri": value.value} if isinstance(value, ox.NamedNode) else {"value": str(value)}


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _sorted(values: Iterator[Value] | set[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=str))
