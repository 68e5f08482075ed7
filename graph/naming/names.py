"""Names: the labels, other names and class of every thing in a snapshot, and the thing that a name means."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.naming.derived import derived_names
from sandbox_atlas.graph.naming.entries import Entries, HeldEntries
from sandbox_atlas.graph.naming.kept import KeptNames
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import bindings
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, KINDS, PREFIXES, REGISTER, entity_iri, kind_and_slug, kind_in

if TYPE_CHECKING:
    from sandbox_atlas.graph.naming.index import NameIndex

LoadIndex = Callable[[bool], Awaitable["NameIndex | None"]]
"""Gives the index of names; when told not to wait, None while one that takes long is made."""
Foremost = Mapping[str, list[Name]]
"""The most linked things of each kind, as kinds stand in the references of things, the most linked first."""


class Names:
    """The names of all things in one snapshot.

    Attributes:
        profile: How the data are read: as a register, or by what is derived from them.
        waits: Whether `near` waits for the index of a large register while it is made, as a command does; a server
            answers without suggestions until then.
        kept: Where the names are kept, with what is known of their things, if they are read from a file.
    """

    def __init__(self, entries: Iterable[Name] | KeptNames, profile: str = REGISTER) -> None:
        self.profile = profile
        self.waits = True
        self.kept = entries if isinstance(entries, KeptNames) else None
        self._entries: Entries = self.kept or HeldEntries(entries)
        self._load_index: LoadIndex | None = None
        self._load_foremost: Callable[[], Awaitable[Foremost]] | None = None

    @classmethod
    async def load(cls, engine: Engine) -> Names:
        """The names of a snapshot: from the folder of its store where they are kept there, else all of them are loaded.

        What is made of them is made in a thread.
        """
        kept = KeptNames.found(engine.origin[1]) if isinstance(engine, EmbeddedEngine) and engine.origin[1] else None
        if kept:
            return cls(kept, engine.profile)
        if engine.profile == DERIVED:
            return await asyncio.to_thread(cls, await derived_names(engine), DERIVED)
        entries: dict[str, Name] = {}
        await engine.read(internal("names"), partial(_add_names, entries), patient=True)
        await engine.read(internal("classes"), partial(_add_classes, entries), patient=True)
        return await asyncio.to_thread(cls, entries.values())

    def suggest_from(
        self, load_index: LoadIndex | None, load_foremost: Callable[[], Awaitable[Foremost]] | None
    ) -> None:
        """Set where `near` finds the index of these names, and `foremost` its things; called when first needed.

        Without them there are no suggestions: what made them can go with its last holder.
        """
        self._load_index, self._load_foremost = load_index, load_foremost

    def close(self) -> None:
        """Close the file that the names are kept in."""
        self._entries.close()

    def __contains__(self, iri: str) -> bool:
        return self._entries.get(iri) is not None

    def __iter__(self) -> Iterator[Name]:
        return iter(self._entries)

    def get(self, iri: str) -> Name:
        """The names of a thing; an unknown thing has only its IRI."""
        return self._entries.get(iri) or Name(iri)

    def of_class(self, class_iri: str) -> list[Name]:
        """The things drawn as one class, in order of their IRIs."""
        return self._entries.of_class(class_iri)

    def number_of(self, class_iri: str) -> int:
        """The number of things drawn as one class."""
        return self._entries.number_of(class_iri)

    def speak(self, lang: str) -> bool:
        """Whether something has a label in a language or a variety of it."""
        return any(lang in name.labels or any(tag.startswith(f"{lang}-") for tag in name.labels) for name in self)

    def languages(self) -> list[str]:
        """The tags of all labels, sorted."""
        return sorted({tag for name in self for tag in name.labels if tag})

    def below(self, beginning: str) -> Iterator[str]:
        """The IRIs of things that begin with a text."""
        return self._entries.below(beginning)

    def resolve(self, text: str, kinds: tuple[str, ...] = ()) -> str | None:
        """The IRI of the thing that a text means: an IRI, a prefixed name, kind/slug, a slug, or one of its names."""
        for candidate in _candidates(text, kinds):
            if candidate in self and _is_kind(candidate, kinds):
                return candidate
        matches = [iri for iri in self._entries.called(text) if _is_kind(iri, kinds)]
        return matches[0] if len(matches) == 1 else None

    def of_address(self, text: str) -> str | None:
        """The IRI of the thing that a text is an address of: its IRI, a page of it, a prefixed name, or kind/slug."""
        text = text.strip().removeprefix("<").removesuffix(">")  # as SPARQL and Turtle write an IRI
        try:
            address = urlsplit(text)
        except ValueError:  # such as http://[
            return None
        _, mark, below = address.path.rpartition("/id/")
        candidates = [text, text.rstrip("/"), *parse_qs(address.query).get("iri", ())]
        if mark:
            stem = unquote(below)
            candidates += [stem, stem.rpartition(".")[0], stem.rstrip("/")]
        found = (iri for each in candidates if re.search("[:/]", each) for iri in _candidates(each, ()))
        return next((iri for iri in found if iri in self), None)

    async def near(self, text: str, kinds: tuple[str, ...] = (), limit: int = 3) -> list[Name]:
        """Things with a slug or name similar to the text, the most similar first; none where there is no index yet."""
        index = await self._load_index(self.waits) if self._load_index else None
        if index is None:
            return []
        wanted = text.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        hits = await asyncio.to_thread(index.find, wanted, kinds, limit)
        return [hit.name for hit in hits.best if self.profile == DERIVED or kind_and_slug(hit.name.iri)]

    async def foremost(self, kinds: tuple[str, ...]) -> list[Name]:
        """The most linked things of some kinds, the most linked first; by IRI where links are not known."""
        if self._load_foremost is None:
            named = (name for name in self if kind_in(name.iri) in kinds)
            return sorted(named, key=lambda name: name.iri)
        found = await self._load_foremost()
        return [thing for kind in kinds for thing in found.get(kind, ())]


def _add_names(entries: dict[str, Name], body: bytes) -> None:
    """Add the names in a result of the query `names`."""
    for binding in bindings(body):
        iri, name = binding["thing"]["value"], binding["name"]
        is_label = binding["main"]["value"] == "true"
        entries.setdefault(iri, Name(iri)).add(name["value"], name.get("xml:lang", "").lower(), is_label=is_label)


def _add_classes(entries: dict[str, Name], body: bytes) -> None:
    """Add the classes in a result of the query `classes`, where the class with the best rank comes last."""
    for binding in bindings(body):
        iri = binding["thing"]["value"]
        entries.setdefault(iri, Name(iri)).class_iri = binding["class"]["value"]


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
    own = kind_and_slug(iri)
    return not kinds or own is None or own[0] in kinds  # an IRI from elsewhere does not show its kind
