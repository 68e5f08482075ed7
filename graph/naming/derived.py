"""Derived names: what to call the things of RDF that is no register, by the properties with which vocabularies name.

What has no such name is called by the last part of its IRI, or by its class if the IRI stands for a blank node.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from sandbox_atlas.graph.engine.base import Engine
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.queries.loader import internal
from sandbox_atlas.graph.rdf.results import bindings
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, GENID, OWL, RDF, RDFS, SKOS, compact

_SCHEMA = ("http://schema.org/", "https://schema.org/")
_FOAF, _TERMS, _DC = "http://xmlns.com/foaf/0.1/", "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"
_GEONAMES, _VCARD = "http://www.geonames.org/ontology#", "http://www.w3.org/2006/vcard/ns#"
_XL = "http://www.w3.org/2008/05/skos-xl#"
_LABELS: Final = (
    *(f"{SKOS}prefLabel", f"{RDFS}label", f"{_XL}prefLabel"),
    *(f"{schema}name" for schema in _SCHEMA),
    *(f"{_FOAF}name", f"{_TERMS}title", f"{_DC}title", f"{_GEONAMES}officialName", f"{_GEONAMES}name", f"{_VCARD}fn"),
    *(f"{schema}{name}" for schema in _SCHEMA for name in ("headline", "legalName")),
)
"""Properties whose values are labels, the first that a thing has in a language is its label there."""
_OTHERS: Final = (
    *(f"{SKOS}altLabel", f"{SKOS}hiddenLabel", f"{_XL}altLabel", f"{_XL}hiddenLabel", f"{_TERMS}alternative"),
    *(f"{schema}alternateName" for schema in _SCHEMA),
    *(f"{_FOAF}nick", f"{_GEONAMES}alternateName", f"{_GEONAMES}shortName", f"{_VCARD}nickname"),
)
"""Properties whose values are further names."""
_LIKE_A_NAME = re.compile(
    r"(?:has)?_?(?:pref(?:erred)?|legal|official|full|display|main|short)?_?(?:name|label|title)", re.I
)
"""Ends of the IRIs of properties in other vocabularies that name things, too."""
_NO_NAMES: Final = frozenset({f"{_FOAF}title", f"{_VCARD}title"})
"""Properties that end like one that names: what comes before a name, and what somebody does."""
_PARTS: Final = {
    **dict.fromkeys((f"{_FOAF}{name}" for name in ("givenName", "givenname", "firstName")), 0),
    **dict.fromkeys((f"{_FOAF}{name}" for name in ("familyName", "family_name", "lastName", "surname")), 1),
    **{f"{schema}{name}": place for schema in _SCHEMA for place, name in enumerate(("givenName", "familyName"))},
    **{f"{_VCARD}{name}": place for place, name in enumerate(("given-name", "family-name"))},
}
"""Properties whose values are parts of the name of a person, and whether it is the given or the family name."""
_JOINED: Final = "given and family name"
"""Stands for these among the properties that name."""
_HAN: Final = re.compile("[\u3400-\u9fff]+")
_POINTERS = frozenset({"", "this", "me", "it", "id", "i", "self", "index", "#"})
"""Ends of IRIs that say nothing by themselves."""
_GENERAL = frozenset({f"{OWL}NamedIndividual", f"{OWL}Thing", f"{RDFS}Resource"})
"""Classes that all things may be of."""
_TERMS_OF_ANY = frozenset({f"{RDFS}Class", f"{RDF}Property"})
"""Classes of terms, which vocabularies give beside one that says more."""
_NUMBER = re.compile(r"v?[\d.,_-]+", re.I)
"""Ends of IRIs that say nothing without what comes before them, as versions and running numbers do."""
_HASH = re.compile(r"(?=[\d-]*[a-f])(?:[\da-f]{16,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})", re.I)
"""Digests and random numbers in IRIs, of which the beginning is enough to tell things of a class apart."""
_SAYS_NOTHING = re.compile(r"[\W\d]*|\d.*|ns|ontology|schema|vocab|vocabulary|def|terms?", re.I)
"""Parts of the IRI of a vocabulary that do not tell it from others."""
_NOTHING = "[…]"
"""What a node without a name and class is called."""
UNTYPED: Final = f"{RDFS}Resource"
"""The class of what the data give none."""


async def derived_names(engine: Engine) -> list[Name]:
    """The names of all things of the data; errors as in `graph.engine.base.Engine.query`."""
    properties = await engine.read(internal("vocabulary", DERIVED), lambda body: [*_used(body)], patient=True)
    naming = _naming(properties)
    wanted = " ".join(f"<{iri}>" for iri in (*naming, *_PARTS) if iri != _JOINED)
    query = internal("names", DERIVED).replace("VALUES ?property { rdfs:label }", f"VALUES ?property {{ {wanted} }}")
    names = await engine.read(query, lambda body: _by_thing(body, naming), patient=True)
    found = await engine.read(internal("classes", DERIVED), lambda body: _named(body, names), patient=True)
    bare = {name.iri: name.labels[""] for name in found if is_bare(name)}
    told = await engine.read(internal("unnamed", DERIVED), lambda body: _told(body, bare), patient=True) if bare else {}
    for name in found:
        if name.iri in told:
            name.labels[""] = told[name.iri]
    known = {name.iri for name in found}
    return found + [_term(iri, f"{RDF}Property") for iri in properties if iri not in known]


def vocabulary_of(iri: str) -> str:
    """A word that tells a term from one of the same name: the prefix of its vocabulary, else a part of its IRI."""
    short = compact(iri)
    parts = (part for part in reversed(re.split(r"[/#]", iri)[:-1]) if not _SAYS_NOTHING.fullmatch(part))
    return short.partition(":")[0] if short != iri else next(parts, "")


def _term(iri: str, kind: str) -> Name:
    """A class or property that the data use and say nothing about."""
    return Name(iri, {"": humanised(iri) if kind.endswith("Property") else _titled(iri)}, class_iri=kind)


def is_only_used(name: Name) -> bool:
    """Whether a thing is a class or property that the data use and say nothing about."""
    return name.class_iri in _TERMS_OF_ANY and name == _term(name.iri, name.class_iri)


def _titled(iri: str) -> str:
    words = humanised(iri)
    return words[:1].upper() + words[1:]


def _used(body: bytes) -> Iterator[str]:
    """The properties in a result of the query `vocabulary`."""
    return (row["property"]["value"] for row in bindings(body))


def _naming(used: Sequence[str]) -> dict[str, bool]:
    """The properties of the data that name things, in order of precedence, and whether their values are labels."""
    known = dict.fromkeys(_LABELS, True) | dict.fromkeys(_OTHERS, False)
    found = {iri: is_label for iri, is_label in known.items() if iri in used} | {_JOINED: True}
    like = (
        iri for iri in used if iri not in {*known, *_NO_NAMES} and _LIKE_A_NAME.fullmatch(re.split(r"[/#:]", iri)[-1])
    )
    return found | dict.fromkeys(like, True)


def _by_thing(body: bytes, naming: Mapping[str, bool]) -> dict[str, Name]:
    """The names in a result of the query `names`."""
    rank = {iri: number for number, iri in enumerate(naming)}
    read = [(row["property"]["value"], *_text(row)) for row in bindings(body)]
    found = [(rank[property_], text, iri, tag) for property_, iri, tag, text in read if property_ in rank]
    found += [(rank[_JOINED], text, iri, tag) for iri, tag, text in _persons(read)]
    order, names = [*naming], dict[str, Name]()
    for number, text, iri, tag in sorted(found):
        name = names.setdefault(iri, Name(iri))
        if not text.strip():
            continue
        if naming[order[number]] and tag not in name.labels:
            name.labels[tag] = text
        elif text not in (*name.labels.values(), *name.others):
            name.others.append(text)
    return names


def _text(row: Mapping[str, dict[str, str]]) -> tuple[str, str, str]:
    """The thing, the language and the text of a row."""
    return row["thing"]["value"], row["name"].get("xml:lang", "").lower(), row["name"]["value"]


def _persons(read: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """The names that given and family names make, the latter first and unparted in Chinese."""
    parts: dict[tuple[str, str], dict[int, str]] = {}
    for property_, iri, tag, text in sorted(read):
        if property_ in _PARTS and text.strip():
            parts.setdefault((iri, tag), {}).setdefault(_PARTS[property_], text.strip())
    for (iri, tag), found in parts.items():
        is_chinese = all(map(_HAN.fullmatch, found.values()))
        yield iri, tag, ("" if is_chinese else " ").join(found[each] for each in sorted(found, reverse=is_chinese))


def _named(body: bytes, names: dict[str, Name]) -> list[Name]:
    """The things in a result of the query `classes`, each drawn as the rarest of its classes, which tells most."""
    classes: dict[str, set[str]] = {}
    for row in bindings(body):
        kinds = classes.setdefault(row["thing"]["value"], set())
        kinds |= {row["class"]["value"]} if "class" in row else set()
    counts = Counter(kind for kinds in classes.values() for kind in kinds)
    for iri, kinds in classes.items():
        name = names.setdefault(iri, Name(iri))
        name.class_iri = _telling(kinds or ({f"{RDFS}Class"} if iri in counts else ()), counts)
        if not name.labels and not name.others:
            name.labels[""] = _unnamed(name)
            name.others += [end for end in [last_part(iri)] if _HASH.search(end) and not iri.startswith(GENID)]
    return [names[iri] for iri in classes] + [_term(iri, f"{RDFS}Class") for iri in counts if iri not in classes]


def _telling(kinds: Iterable[str], counts: Mapping[str, int]) -> str:
    telling = [kind for kind in kinds if kind not in _GENERAL]
    more = [kind for kind in telling if kind not in _TERMS_OF_ANY]
    return min(more or telling or kinds, key=lambda kind: (counts[kind], kind), default=UNTYPED)


def is_bare(name: Name) -> bool:
    """Whether a thing is a node without a name that is called by its class or by what leads to it."""
    return name.iri.startswith(GENID) and name.labels == {"": _unnamed(name)}


def _unnamed(name: Name) -> str:
    """What a thing without a name is called."""
    if not name.iri.startswith(GENID):
        end = _numbered(name.iri)
        short = _HASH.sub(lambda found: f"{found[0][:8]}…", end)
        return short if short == end or name.class_iri == UNTYPED else f"{_titled(name.class_iri)} {short}"
    return f"[{_titled(name.class_iri)}]" if name.class_iri != UNTYPED else _NOTHING


def _told(body: bytes, bare: Mapping[str, str]) -> dict[str, str]:
    """What nodes without a name are called in a result of the query `unnamed`: by an identifier or value of theirs.

    One without a class is else called after the property that leads to it.

    Args:
        body: The result.
        bare: What they are called without it, by IRI.
    """
    said: dict[str, tuple[bool, str, str]] = {}
    for row in bindings(body):
        iri, property_ = row["thing"]["value"], row["property"]["value"]
        text = row["name"]["value"].strip() if "name" in row else ""
        if iri in bare and (text or bare[iri] == _NOTHING):
            said[iri] = min(said.get(iri, (True, "\uffff", "")), (not text, property_, text))
    return {iri: text or f"[{humanised(property_)}]" for iri, (_, property_, text) in said.items()}


def _numbered(iri: str) -> str:
    """The end of an IRI; a version or a running number with what comes before it: "by 4.0" of "…/licenses/by/4.0"."""
    end, path = last_part(iri), re.split(r"[/#:]", iri.rstrip("/#").partition("://")[2])[1:-1]
    is_number = bool(path and _NUMBER.fullmatch(end) and re.search(r"(?!(?:true|false)$)^.*[^\W\d_]", path[-1]))
    return f"{unquote(path[-1])} {end}" if is_number else end


def humanised(term: str) -> str:
    """The end of an IRI of a class or property in words: "legal name" of "…#legalName"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_-]+", " ", last_part(term)).split()
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words) or term


def last_part(iri: str) -> str:
    """The last part of an IRI that says something, decoded; the whole IRI where none does."""
    parts = [unquote(part) for part in re.split(r"[/#:]", iri.rstrip("/#"))]
    for length in range(1, len(parts)):
        if parts[-length].lower() not in _POINTERS:
            return " ".join(parts[-length:])
    return iri
