"""Languages: those in which a register has its names, and what has none in one of them.

A register says so in its own description: `dcterms:language` of its `dcat:Dataset` (DCAT 3, section 6.4.10). Of several
registers that are served together only the languages that they share are required; where they share none, any will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, RDF, RDFS, SBX, SKOS, compact, shortened

_TYPE: Final = ox.NamedNode(f"{RDF}type")
_LANGUAGE: Final = ox.NamedNode("http://purl.org/dc/terms/language")
_DATASET: Final = ox.NamedNode("http://www.w3.org/ns/dcat#Dataset")
_NAMED: Final = ox.NamedNode("https://w3id.org/sandbox-atlas/shapes#Named")
_TARGET: Final = ox.NamedNode("http://www.w3.org/ns/shacl#targetClass")
_WORDS: Final = {"en": "English", "zh": "Chinese"}


def required(quads: Iterable[ox.Quad]) -> tuple[str, ...]:
    """The languages in which things must have names; those of this program where data say nothing of it.

    Args:
        quads: The statements of the data, or those by `dcterms:language` and the classes of their subjects.
    """
    declared: dict[object, set[str]] = {}
    datasets = set()
    for quad in quads:
        if quad.predicate == _LANGUAGE:
            declared.setdefault(quad.subject, set()).add(_code(str(getattr(quad.object, "value", ""))))
        elif quad.predicate == _TYPE and quad.object == _DATASET:
            datasets.add(quad.subject)
    found = [codes for subject, codes in declared.items() if subject in datasets]
    return tuple(sorted(set.intersection(*found))) if found else LANGUAGES


def missing(
    store: ox.Store, documents: tuple[Document, ...], shapes: tuple[Document, ...], locator: Locator
) -> Iterator[Finding]:
    """An error for each thing without a label in a language that is required, and each passage without a note.

    Notes are the editors' words: they are needed in those of the required languages that this program writes notes in,
    and in any language where it writes them in none of these.

    Args:
        store: Holds the facts in its default graph.
        documents: The ontology, whose terms need no further languages.
        shapes: They say which classes of things have names.
        locator: Finds places in files.
    """
    default = ox.DefaultGraph()
    languages = required([*store.quads_for_pattern(None, _LANGUAGE, None, default),
                          *store.quads_for_pattern(None, _TYPE, _DATASET, default)])  # fmt: skip
    own = {quad.subject for document in documents for quad in document.quads()}
    named = [each.object for document in shapes for each in document.quads() if _is_target(each)]
    for classes, property_, what, wanted in (
        (" ".join(map(str, named)), f"{RDFS}label", "label", languages),
        (f"<{SBX}Passage>", f"{SKOS}note", "note", [each for each in languages if each in LANGUAGES]),
    ):
        for lang in wanted or ("",):
            for row in store.query(_query(classes, property_, lang)):  # type: ignore[union-attr] # a SELECT query
                if row["entity"] not in own:
                    yield _finding(row["entity"].value, property_, lang, what, store, locator)


def _query(classes: str, property_: str, lang: str) -> str:
    fits = f' FILTER(LANGMATCHES(LANG(?text), "{lang}"))' if lang else ""
    return (
        f"SELECT DISTINCT ?entity {{ VALUES ?class {{ {classes} }} ?entity a ?class "
        f"FILTER(ISIRI(?entity)) FILTER NOT EXISTS {{ ?entity <{property_}> ?text{fits} }} }}"
    )


def _finding(entity: str, property_: str, lang: str, what: str, store: ox.Store, locator: Locator) -> Finding:
    """The finding on what lacks a text, where its other texts are."""
    word = _WORDS.get(lang, f"“{lang}”" if lang else "")
    is_concept = any(store.quads_for_pattern(ox.NamedNode(entity), ox.NamedNode(f"{SKOS}inScheme"), None))
    written = f"{SKOS}prefLabel" if is_concept and what == "label" else property_
    message = f"{shortened(entity)} has no {f'{word} ' if word else ''}{what}."
    tagged = f'{compact(written)} "…"@{lang or "…"}'
    hint = f"Add {tagged}, in an editors' passage if it is our rendering." if what == "label" else f"Add {tagged}."
    return Finding(*locator.find(entity, written), f"{what}-missing", message, hint)


def _is_target(quad: ox.Quad) -> bool:
    return quad.subject == _NAMED and quad.predicate == _TARGET


def _code(text: str) -> str:
    """The code of a language as tags have it: of an IRI of ISO 639-1 or 639-2, or of a text."""
    from babel.core import get_global

    code = text.rsplit("/", 1)[-1].strip().lower()
    return str(get_global("language_aliases").get(code, code)) if len(code) == 3 else code
