"""What everything is called: labels, other names, class and place in the legend of every thing in a snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.name import Name
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.formats import JSON
from sandbox_atlas.graph.rdf.vocabulary import KINDS, PREFIXES, entity_iri, kind_and_slug

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.index import NameIndex


class Names:
    """The names of all things in one snapshot."""

    def __init__(self, entries: Iterable[Name]) -> None:
        self._entries = {entry.iri: entry for entry in entries}

    @classmethod
    async def load(cls, engine: Engine) -> Names:
        """Ask an engine for all names."""
        found: dict[str, Name] = {}
        answer = await engine.query(internal("names"), JSON, unlimited=True)
        for binding in json.loads(answer.body)["results"]["bindings"]:
            iri, name = binding["thing"]["value"], binding["name"]
            entry = found.setdefault(iri, Name(iri))
            tag = name.get("xml:lang", "").lower()
            if binding["main"]["value"] == "true" and tag not in entry.labels:
                entry.labels[tag] = name["value"]
            elif name["value"] not in entry.others:
                entry.others.append(name["value"])
        answer = await engine.query(internal("classes"), JSON, unlimited=True)
        for binding in json.loads(answer.body)["results"]["bindings"]:  # best rank last, so it stays
            iri = binding["thing"]["value"]
            found.setdefault(iri, Name(iri)).class_iri = binding["class"]["value"]
        return cls(found.values())

    def __contains__(self, iri: str) -> bool:
        return iri in self._entries

    def __iter__(self) -> Iterator[Name]:
        return iter(self._entries.values())

    def get(self, iri: str) -> Name:
        """The names of a thing; one that is unknown goes by its IRI."""
        return self._entries.get(iri) or Name(iri)

    def of_class(self, class_iri: str) -> list[Name]:
        """The things drawn as one class, in order of their IRIs."""
        return sorted((entry for entry in self if entry.class_iri == class_iri), key=lambda entry: entry.iri)

    def resolve(self, text: str, kinds: tuple[str, ...] = ()) -> str | None:
        """The IRI of the thing that a text means: an IRI, a prefixed name, kind/slug, a slug, or one of its names."""
        for candidate in _candidates(text, kinds):
            if candidate in self._entries and _is_kind(candidate, kinds):
                return candidate
        wanted = text.casefold()
        matches = {
            entry.iri
            for entry in self
            if _is_kind(entry.iri, kinds) and any(wanted == form.casefold() for form in _forms(entry))
        }
        return matches.pop() if len(matches) == 1 else None

    def near(self, text: str, kinds: tuple[str, ...] = (), limit: int = 3) -> list[Name]:
        """Things whose slug or name is like the text, most alike first."""
        wanted = text.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        return [hit.name for hit in self.index.find(wanted, kinds, limit) if kind_and_slug(hit.name.iri)]

    @cached_property
    def index(self) -> NameIndex:
        """The index of all names, built on first use; `graph.register.search` puts a better ordered one here."""
        from sandbox_atlas.graph.naming.index import NameIndex

        return NameIndex(self)


def _candidates(text: str, kinds: tuple[str, ...]) -> Iterator[str]:
    yield text
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES:
        yield PREFIXES[prefix] + local
    kind, slash, slug = text.partition("/")
    if slash:
        yield entity_iri(KINDS.get(kind, kind), slug)
    for kind in kinds:
        yield entity_iri(kind, text)


def _is_kind(iri: str, kinds: tuple[str, ...]) -> bool:
    found = kind_and_slug(iri)  # the kind of other people's IRIs cannot be told
    return not kinds or found is None or found[0] in kinds


def _forms(entry: Name) -> Iterator[str]:
    """What a user may call a thing: its slug and all its names."""
    own = kind_and_slug(entry.iri)
    if own:
        yield own[1]
    yield from entry.labels.values()
    yield from entry.others
