"""Plan: which addresses of the server a site has as files, and where links to the others lead instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final
from urllib.parse import quote

from sandbox_atlas.api.cli.site.addresses import Address
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.analysis.catalogue import Analysis, analyses
from sandbox_atlas.graph.network.arrangements import ARRANGEMENTS
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.question import Parameter, Question
from sandbox_atlas.graph.rdf.vocabulary import ID, SBX, kind_and_slug

EVIDENCE: Final = "sources"
"""Where the page of a thing lists its passages."""
_PLAIN: Final = frozenset(
    {
        "/",
        "/about",
        "/about/copy",
        "/ontology",
        "/sources",
        "/lookups",
        "/analysis",
        "/compare",
        "/search",
        "/sparql",
        "/explore",
    }
)
_ANSWERS: Final = ("", ".csv", ".json", ".xlsx", ".svg")
_NETWORKS: Final = ("", ".csv", ".json", ".graphml", ".gexf", ".ttl", ".jsonld")
_ANALYSES: Final = ("", ".csv", ".json")
_DRAWN: Final = ("whole", "drawing", "rows")


@dataclass(frozen=True)
class Plan:
    """What a site holds.

    Attributes:
        names: Names of the things that have pages.
        used: The things that a parameter may name, by kind.
        most: The largest number of values of a parameter for each of which an answer is written.
        address: Address of the site, if it is known.
        downloads: The suffixes of the whole data set.
        lookups: The questions that are answered.
        views: The networks.
        analyses: The analyses.
    """

    names: Names
    most: int
    address: str = ""
    downloads: Sequence[str] = ()
    lookups: Mapping[str, Question] = field(default_factory=questions)
    views: Mapping[str, Question] = field(default_factory=views)
    analyses: Mapping[str, Analysis] = field(default_factory=analyses)
    _choices: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def used(self) -> Mapping[str, list[str]]:
        """The things by kind, in order of their IRIs, as addresses name them."""
        found: dict[str, list[str]] = {}
        for name in self.names:
            own = kind_and_slug(name.iri)
            if own:
                found.setdefault(own[0], []).append(f"{own[0]}/{own[1]}")
        return {kind: sorted(values) for kind, values in found.items()}

    def choices(self, asked: Question, parameter: Parameter) -> list[str]:
        """The values of a parameter for each of which there is an answer: none where there would be too many."""
        key = asked.name, parameter.name
        if key not in self._choices:
            self._choices[key] = self._values(asked, parameter)
        return self._choices[key]

    def _values(self, asked: Question, parameter: Parameter) -> list[str]:
        if any(each.required and each.name != parameter.name for each in asked.parameters):
            return []
        if parameter.choices:
            return list(parameter.choices)
        values = [value for kind in parameter.kinds for value in self.used.get(kind, ())]
        return values if len(values) <= self.most else []

    def has(self, href: str) -> bool:
        """Whether a link leads to what the site holds."""
        return self.holds(self._canonical(Address.of(href)))

    def drawings(self, page: object) -> set[str]:
        """The arrangements in which a page of the explorer is there too."""
        asked = Address.of(str(page))
        others = [pair for pair in asked.pairs if pair[0] != "drawing"]
        pages = {name: replace(asked, pairs=tuple(sorted([*others, ("drawing", name)]))) for name in ARRANGEMENTS}
        return {name for name, each in pages.items() if self.holds(each)}

    def holds(self, address: Address) -> bool:
        """Whether the site has a file for an address, which names nothing that is so by default."""
        path, pairs = address.key
        match path.strip("/").split("/"):
            case ["static", *_]:
                return True
            case [".well-known", ("void" | "sparql-examples")]:
                return not pairs
            case ["ontology", _]:
                return True
            case ["data", file]:
                return file.removeprefix("atlas.") in self.downloads
            case ["id", *_]:
                return self._is_thing(address)
            case ["compare"]:
                return {name for name, _ in pairs} in ({"a", "b"}, set())
            case ["explore"]:
                return self._holds_drawing(pairs)
            case [("lookups" | "views" | "analysis"), _]:
                return self._holds_answer(address)
        return path in _PLAIN and not pairs

    def _is_thing(self, address: Address) -> bool:
        if address.path == "/id":
            asked = dict(address.pairs)
            return {*asked} == {"iri"} and asked["iri"] in self.names
        whole = address.path.removesuffix(address.suffix)
        return not address.pairs and (ID + whole.removeprefix("/id/")) in self.names

    def _holds_drawing(self, pairs: tuple[tuple[str, str], ...]) -> bool:
        """Whether a network of the explorer is a page: the starting points, and those with one filter."""
        if "explore" not in self.views:
            return not pairs
        if all(name in _DRAWN for name, _ in pairs):
            return ("rows", "all") not in pairs or len(pairs) <= 2
        filters = [pair for pair in pairs if pair[0] != "drawing"]
        if all(name == "batch" for name, _ in filters) and len(filters) <= 2:
            return True
        return len(pairs) == 1 and self._is_chosen(self.views["explore"], *pairs[0])

    def _holds_answer(self, address: Address) -> bool:
        _, place, name = address.path.removesuffix(address.suffix).split("/")
        known = {"lookups": {*self.lookups}, "views": {*self.views}, "analysis": {*self.analyses}}[place]
        suffixes = {"lookups": _ANSWERS, "views": _NETWORKS, "analysis": _ANALYSES}[place]
        if name not in known or address.suffix not in suffixes:
            return False
        asked = self._question(name)
        if address.pairs and address.suffix in (".xlsx", ".svg", ".json"):
            return False
        if not address.pairs:
            return not address.suffix or not asked or not any(each.required for each in asked.parameters)
        if asked is None or place != "lookups" or len(address.pairs) != 1:
            return False
        return self._is_chosen(asked, *address.pairs[0])

    def _question(self, name: str) -> Question | None:
        return self.lookups.get(name) or self.views.get(name)

    def _is_chosen(self, asked: Question, name: str, value: str) -> bool:
        parameter = next((each for each in asked.parameters if each.name == name), None)
        return parameter is not None and value.removeprefix(ID) in self.choices(asked, parameter)

    def led(self, address: Address) -> Address | None:
        """Where a link to an address leads: there, or to what comes nearest; None where nothing does."""
        address = self._canonical(address)
        if self.holds(address):
            return address
        path = address.path.rstrip("/")
        if path in ("/search", "/sparql"):
            return replace(address, pairs=())
        if path.startswith(("/lookups/", "/views/", "/explore", "/analysis/", "/compare")) and not address.suffix:
            thing = self._thing_in(address.pairs)
            near = Address(path)
            return thing or (near if self.holds(near) else None)
        return None

    def _canonical(self, address: Address) -> Address:
        """The address without what is so by default, and with things named as elsewhere."""
        pairs = [(name, value.removeprefix(ID)) for name, value in address.pairs] if address.path != "/id" else None
        if pairs is None:
            return address
        name = address.path.removesuffix(address.suffix).rpartition("/")[2]
        asked = self._question(name)
        if asked is not None:
            pairs = [pair for pair in pairs if not _is_default(asked, *pair)]
        return replace(address, pairs=tuple(sorted(pairs)))

    def _thing_in(self, pairs: Iterable[tuple[str, str]]) -> Address | None:
        """The page of the first thing that parameters name, at its sources."""
        for _, value in pairs:
            iri = value if value in self.names else ID + value
            if iri in self.names and not iri.startswith(SBX):
                return self.page_of(iri, EVIDENCE)
        return None

    def page_of(self, iri: str, fragment: str = "") -> Address:
        """The address of the page of a thing."""
        own = kind_and_slug(iri)
        if own and "%" not in iri:
            return Address(f"/id/{quote(own[0])}/{quote(own[1])}", (), "", fragment)
        return Address("/id", (("iri", iri),), "", fragment)

    def seeds(self) -> list[Address]:
        """The addresses to begin with: those that no page may link to."""
        found = [Address(f"/data/atlas.{each}") for each in self.downloads]  # together, by one maker
        found += [Address(path) for path in sorted(_PLAIN)]
        found += [self.page_of(name.iri) for name in self.names if not name.iri.startswith(SBX)]
        for asked in (*self.lookups.values(), *self.views.values()):
            place = "lookups" if asked.form == "SELECT" else "views"
            found.append(Address(f"/{place}/{asked.name}"))
            for parameter in asked.parameters if place == "lookups" else ():
                values = self.choices(asked, parameter)
                found += [
                    self._canonical(Address(f"/lookups/{asked.name}", ((parameter.name, each),))) for each in values
                ]
        found += [Address(f"/analysis/{name}") for name in self.analyses]
        found.append(Address("/.well-known/void"))
        return list(dict.fromkeys(found))


def _is_default(asked: Question, name: str, value: str) -> bool:
    return any(each.name == name and each.default == value for each in asked.parameters)
