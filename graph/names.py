"""What everything is called: labels, other names, class and place in the legend of every thing in a snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.catalogue import internal
from graph.engine.base import Engine
from graph.vocabulary import KINDS, PREFIXES, compact, entity_iri, kind_and_slug

if TYPE_CHECKING:
    from graph.index import NameIndex

JSON = "application/sparql-results+json"
LANGUAGES = ("en", "zh")

Row = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | None]


def rows(body: bytes) -> Iterator[Row]:
    """The rows of a result in SPARQL JSON, each with a value or None for every variable."""
    results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("a SELECT result was expected")
    names = [variable.value for variable in results.variables]
    for solution in results:
        yield {name: solution[name] for name in names}


@dataclass(slots=True)
class Name:
    """The names of one thing.

    Attributes:
        iri: The thing.
        labels: Its label by language.
        others: Other names and names as printed.
        class_iri: The class that says how it is drawn, or nothing.
    """

    iri: str
    labels: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    class_iri: str = ""

    def label(self, lang: str) -> str:
        """The label in a language, else in another, else another name, else the end of the IRI."""
        for tag in (lang, *LANGUAGES, ""):
            if tag in self.labels:
                return self.labels[tag]
        if self.labels:
            return next(iter(self.labels.values()))
        return self.others[0] if self.others else compact(self.iri)

    def label_language(self, lang: str) -> str:
        """The language tag of what `label` gives, or nothing when it is no label."""
        return next((tag for tag in (lang, *LANGUAGES, "") if tag in self.labels), next(iter(self.labels), ""))


class Names:
    """The names of all things in one snapshot."""

    def __init__(self, entries: Iterable[Name]) -> None:
        self._entries = {entry.iri: entry for entry in entries}

    @classmethod
    async def load(cls, engine: Engine) -> Names:
        """Ask an engine for all names."""
        found: dict[str, Name] = {}
        answer = await engine.query(internal("names"), JSON, whole=True)
        for binding in json.loads(answer.body)["results"]["bindings"]:
            iri, name = binding["thing"]["value"], binding["name"]
            entry = found.setdefault(iri, Name(iri))
            tag = name.get("xml:lang", "").lower()
            if binding["main"]["value"] == "true" and tag not in entry.labels:
                entry.labels[tag] = name["value"]
            elif name["value"] not in entry.others:
                entry.others.append(name["value"])
        answer = await engine.query(internal("classes"), JSON, whole=True)
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
        """All names to search in, made when first asked for; `graph.search` puts a better ordered one in its place."""
        from graph.index import NameIndex

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
