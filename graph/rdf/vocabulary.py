"""Vocabulary: namespaces, prefixes, and the IRIs of the atlas's entities."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/sandbox-atlas/"
"""Base IRI of queries that reach no endpoint, such as those of the command line."""
SBX: Final = "https://w3id.org/sandbox-atlas/ontology#"
ID: Final = "https://w3id.org/sandbox-atlas/id/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

REGISTER: Final = "register"
DERIVED: Final = "derived"
"""Profiles: data that are a register, written in the ontology of the atlas, and RDF of any other kind, whose classes,
names and relations are derived from the data."""
GENID: Final = f"{BASE}.well-known/genid/"
"""How the IRIs begin that stand for blank nodes (RDF 1.1 Concepts, section 3.5), where the profile is derived."""
PART: Final = f"{GENID}part-"
"""The same of those that only hold other things together, such as the cells of a list."""

LANGUAGES: Final = ("en", "zh")
"""Languages of labels; the first is the fallback for others."""


class Texts(dict[str, str]):
    """A text of the program by language, in which whoever reads another language gets the first of `LANGUAGES`."""

    def __missing__(self, lang: str) -> str:
        return self[LANGUAGES[0]]


KINDS: Final = {
    "sandbox": "sandbox",
    "batch": "batch",
    "app": "application",
    "inst": "institution",
    "regulator": "regulator",
    "place": "place",
    "tech": "technology",
    "kind": "institution-kind",
    "area": "business-area",
    "milestone": "milestone",
    "total": "total",
    "disagreement": "disagreement",
    "source": "source",
    "passage": "passage",
    "participation": "participation",
    "role": "role",
    "funnel": "funnel",
    "unit": "count-unit",
    "served": "customer-group",
    "section": "statement-section",
    "publisher": "publisher",
}
"""Prefix of each kind of entity, and the path segment of its IRIs."""

PREFIXES: Final = {
    "sbx": SBX,
    **{prefix: f"{ID}{kind}/" for prefix, kind in KINDS.items()},
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "org": "http://www.w3.org/ns/org#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "http://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefixes that queries, pages and results use."""
_ELSEWHERE: Final = {PREFIXES["wd"]: "Wikidata", "https://sws.geonames.org/": "GeoNames"}
"""Other registers, by what the IRIs of their things begin with."""


def entity_iri(kind: str, slug: str) -> str:
    """The IRI of an entity by kind and slug, such as ("batch", "pboc-beijing-1")."""
    return f"{ID}{kind}/{slug}"


def kind_and_slug(iri: str) -> tuple[str, str] | None:
    """The kind and slug of the IRI of an entity, or None for any other IRI."""
    if not iri.startswith(ID):
        return None
    kind, _, slug = iri.removeprefix(ID).partition("/")
    return (kind, slug) if slug else None


def kind_in(iri: str) -> str:
    """The kind in the IRI of an entity, such as `institution`; empty for any other IRI."""
    return (kind_and_slug(iri) or ("",))[0]


def compact(iri: str) -> str:
    """The IRI as a prefixed name where one of `PREFIXES` fits, else the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def elsewhere(iri: str) -> str:
    """How a thing of another register is called: the register and the number of the thing in it; else as `compact`."""
    for namespace, register in _ELSEWHERE.items():
        local = iri.removeprefix(namespace).rstrip("/")
        if iri.startswith(namespace) and local:
            return f"{register} {local}"
    return compact(iri)


def expanded(name: str) -> str:
    """The IRI that a prefixed name with one of `PREFIXES` stands for; any other text as it is."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


def shortened(text: str, longest: int = 80) -> str:
    """A text, or an IRI as a prefixed name, cut with an ellipsis where it is longer than so many characters."""
    short = compact(text)
    return short if len(short) <= longest else f"{short[: longest - 1]}…"
