"""Publication: what the data say of themselves as data sets: title, publisher, licence, languages. Nothing is added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import Row, iri, rows, text
from sandbox_atlas.graph.rdf.vocabulary import GENID

_DCTERMS = "http://purl.org/dc/terms/"
_CONTACT = "http://www.w3.org/ns/dcat#contactPoint"
_PAGE = "http://xmlns.com/foaf/0.1/page"
_MAIL = re.compile(r"[^\s@<>\"?&/:]+@[^\s@<>\"?&/:]+")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_LICENCES = ("license", "rights")
_CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([\d.]+)(?:/([a-z]{2})(?=/|$))?.*")
_NAMES = {
    r"https?://creativecommons\.org/publicdomain/zero/1\.0.*": "CC0 1.0",
    r"https?://creativecommons\.org/publicdomain/mark/1\.0.*": "Public Domain Mark 1.0",
    r"https?://(www\.)?opendatacommons\.org/licenses/odbl.*": "ODbL 1.0",
    r"https?://(www\.)?opendatacommons\.org/licenses/by.*": "ODC-By 1.0",
    r"https?://(www\.)?opendatacommons\.org/licenses/pddl.*": "PDDL 1.0",
    r"https?://(www\.)?nationalarchives\.gov\.uk/doc/open-government-licence/version/3.*": "OGL 3.0",
}


@dataclass(frozen=True)
class Licence:
    """A licence.

    Attributes:
        name: What people call it, or its address where it has no name that is known here.
        address: Its IRI; empty where the data give a text.
    """

    name: str
    address: str


@dataclass(frozen=True)
class Contact:
    """A way to reach the publishers.

    Attributes:
        name: Names of who is reached, by language tag; none where the data give none.
        address: An address of mail or in the web.
    """

    name: Mapping[str, str]
    address: str

    @property
    def text(self) -> str:
        """The address as people read it."""
        return self.address.removeprefix("mailto:")


@dataclass(frozen=True)
class Publication:
    """What is served, as its data sets describe it; empty where they say nothing.

    Attributes:
        titles: The title by language tag, of the only data set that is served.
        descriptions: The description by language tag, of the same.
        publishers: Names by language tag of each publisher.
        licences: Each licence that a data set gives; none where one of several gives none, as it would claim too much.
        languages: The languages that the data sets name.
        contacts: How to reach the publishers; none where the data give no way.
        pages: Addresses of pages about the data sets.
        statements: Property and value of each statement about the data sets.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    publishers: tuple[Mapping[str, str], ...] = ()
    licences: tuple[Licence, ...] = ()
    languages: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pages: tuple[str, ...] = ()
    statements: tuple[tuple[str, ox.NamedNode | ox.Literal], ...] = ()


async def publication(engine: Engine) -> Publication:
    """What the served data say of themselves; errors as in `graph.engine.base.Engine.query`."""
    return await engine.read(internal("publication", engine.profile), _read)


def _read(body: bytes) -> Publication:
    listed = list(rows(body))
    found = [row for row in listed if iri(row["property"]) not in (_CONTACT, _PAGE)]
    if any("order" in row for row in found):
        found = _widest(found)
    datasets = {str(row["dataset"]) for row in found}
    said: dict[str, dict[ox.NamedNode | ox.Literal, dict[str, str]]] = {}
    for row in found:
        value, name = row["value"], row["name"]
        if isinstance(value, ox.NamedNode | ox.Literal):
            names = said.setdefault(iri(row["property"]).removeprefix(_DCTERMS), {}).setdefault(value, {})
            if isinstance(name, ox.Literal):
                names.setdefault(name.language or "", name.value)
    titles = said.get("title", {}) if len(datasets) == 1 else {}
    licensed = {str(row["dataset"]) for row in found if iri(row["property"]).removeprefix(_DCTERMS) in _LICENCES}
    described = said.get("description", {}) if len(datasets) == 1 else {}
    return Publication(
        descriptions={value.language or "": value.value for value in described if isinstance(value, ox.Literal)},
        titles={value.language or "": value.value for value in titles if isinstance(value, ox.Literal)},
        publishers=tuple(names or {"": text(value)} for value, names in said.get("publisher", {}).items()),
        licences=tuple(map(_licence, said.get("license") or said.get("rights") or ())) if licensed == datasets else (),
        languages=tuple(text(value).rsplit("/", 1)[-1] for value in said.get("language", {})),
        contacts=_contacts([row for row in listed if iri(row["property"]) == _CONTACT]),
        pages=_pages([row for row in listed if iri(row["property"]) == _PAGE]),
        statements=tuple((_DCTERMS + name, value) for name, values in said.items() for value in values),
    )


def _contacts(found: list[Row]) -> tuple[Contact, ...]:
    """Addresses of mail first, then those in the web; what is neither, such as the node that has them, is none."""
    contacts: dict[str, dict[str, str]] = {}
    for row in found:
        said = text(row["value"]).strip()
        address = f"mailto:{said}" if _MAIL.fullmatch(said) else said
        if _MAIL.fullmatch(address.removeprefix("mailto:")) or (_WEB.fullmatch(address) and GENID not in address):
            names = contacts.setdefault(address, {})
            if isinstance(row["name"], ox.Literal):
                names.setdefault(row["name"].language or "", row["name"].value)
    ordered = sorted(contacts, key=lambda address: (not address.startswith("mailto:"), address))
    return tuple(Contact(contacts[address], address) for address in ordered)


def _pages(found: list[Row]) -> tuple[str, ...]:
    addresses = [text(row["value"]).strip() for row in found]
    return tuple(dict.fromkeys(each for each in addresses if _WEB.fullmatch(each) and GENID not in each))


def _widest(found: list[Row]) -> list[Row]:
    """The rows of the first kind of data set of which there is only one, as a catalogue is of many."""
    for order in dict.fromkeys(text(row["order"]) for row in found):
        rows_of = [row for row in found if text(row["order"]) == order]
        if len({str(row["dataset"]) for row in rows_of}) == 1:
            return rows_of
    return []


def _licence(value: ox.NamedNode | ox.Literal) -> Licence:
    address = value.value if value.value.startswith(("http://", "https://")) else ""
    match = _CREATIVE_COMMONS.fullmatch(address)
    if match:
        code, version, place = match.groups()
        return Licence(" ".join(filter(None, ("CC", code.upper(), version, (place or "").upper()))), address)
    known = (name for pattern, name in _NAMES.items() if re.fullmatch(pattern, address))
    return Licence(next(known, value.value), address)
