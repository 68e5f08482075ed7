"""Entries: where the names of all things are held; here in memory, in `graph.naming.kept` in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.rdf.vocabulary import kind_and_slug


class Entries(Protocol):
    """The names of all things of a snapshot."""

    def get(self, iri: str) -> Name | None:
        """The names of a thing; None for an unknown one."""

    def __iter__(self) -> Iterator[Name]:
        """The names of all things."""

    def of_class(self, class_iri: str) -> list[Name]:
        """The things drawn as one class, in order of their IRIs."""

    def number_of(self, class_iri: str) -> int:
        """The number of things drawn as one class."""

    def below(self, beginning: str) -> Iterator[str]:
        """The IRIs that begin with a text."""

    def called(self, text: str) -> list[str]:
        """The IRIs of the things that have a text as slug or name, whatever its case, in their order."""

    def close(self) -> None:
        """Close files."""


class HeldEntries:
    """Names in memory."""

    def __init__(self, entries: Iterable[Name]) -> None:
        self._entries = {entry.iri: entry for entry in entries}
        self._by_form: dict[str, list[str]] = {}
        self._by_class: dict[str, list[Name]] = {}
        for iri in sorted(self._entries):
            entry = self._entries[iri]
            self._by_class.setdefault(entry.class_iri, []).append(entry)
            for form in called(entry):
                self._by_form.setdefault(form, []).append(iri)

    def get(self, iri: str) -> Name | None:
        """See `Entries.get`."""
        return self._entries.get(iri)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._entries.values())

    def of_class(self, class_iri: str) -> list[Name]:
        """See `Entries.of_class`."""
        return list(self._by_class.get(class_iri, ()))

    def number_of(self, class_iri: str) -> int:
        """See `Entries.number_of`."""
        return len(self._by_class.get(class_iri, ()))

    def below(self, beginning: str) -> Iterator[str]:
        """See `Entries.below`."""
        return (iri for iri in self._entries if iri.startswith(beginning))

    def called(self, text: str) -> list[str]:
        """See `Entries.called`."""
        return self._by_form.get(text.casefold(), [])

    def close(self) -> None:
        """See `Entries.close`."""


def called(entry: Name) -> set[str]:
    """What a user may call a thing, without case: its slug and all its names."""
    own = kind_and_slug(entry.iri)
    forms = (*((own[1],) if own else ()), *entry.labels.values(), *entry.others)
    return {form.casefold() for form in forms}
