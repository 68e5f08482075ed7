"""Numbers on pages that describe the atlas: they are what is counted in the data, in both languages."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from sandbox_atlas.graph.rdf.vocabulary import SBX

ONTOLOGY = Graph().parse(Path(__file__).parents[1] / "ontology/atlas.ttl")
PLURAL, RANK = URIRef(f"{SBX}plural"), URIRef(f"{SBX}rank")
THINGS = "SELECT ?key (COUNT(DISTINCT ?thing) AS ?n) { ?thing a ?key } GROUP BY ?key"
STATEMENTS = "SELECT ?key (COUNT(*) AS ?n) { ?thing ?key ?value } GROUP BY ?key"

TECHNOLOGIES = f"""SELECT ?key (COUNT(DISTINCT ?thing) AS ?n) {{
  ?any <{SBX}usesTechnology>|<{SBX}focusTechnology> ?thing . ?thing a ?key
  FILTER(?key = <{SBX}Technology>) }} GROUP BY ?key"""
"""Technologies that the data name; others, and broader ones, are only in the vocabulary."""


def counted(store: ox.Store, *queries: str) -> dict[str, int]:
    """What each query counts, by term."""
    found: dict[str, int] = {}
    for query in queries:
        rows = store.query(query)
        assert isinstance(rows, ox.QuerySolutions)
        found |= {str(row["key"].value): int(row["n"].value) for row in rows}
    return found


def word(term: URIRef, lang: str, *properties: URIRef) -> str:
    """The first of some texts of a term that the ontology has in a language."""
    texts = (text for each in properties for text in ONTOLOGY.objects(term, each))
    return next(str(text) for text in texts if getattr(text, "language", "") == lang)


def page(client: httpx.Client, path: str, lang: str) -> str:
    return unescape(client.get(path, params={"lang": lang}, headers={"Accept": "text/html"}).text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_about_page_counts_what_is_in_the_data(client: httpx.Client, shipped_store: ox.Store, lang: str) -> None:
    """Every class that is drawn and has things, and applications apart by whether a source reports or names them."""
    text, numbers = page(client, "/about", lang), counted(shipped_store, THINGS, TECHNOLOGIES)
    drawn = {URIRef(str(term)) for term in ONTOLOGY.subjects(RANK)}
    said = {
        label: int(number.replace(",", ""))
        for number, label in re.findall(r"<span><strong>([\d,]+)</strong> ([^<]+)</span>", text)
    }
    expected = {
        word(term, lang, PLURAL, RDFS.label).lower(): numbers[str(term)] for term in drawn if numbers.get(str(term))
    }
    assert said == expected
    assert len(said) >= 11
    unnamed = counted(shipped_store, f"SELECT ?key (COUNT(*) AS ?n) {{ ?thing <{SBX}unnamed> ?key }} GROUP BY ?key")[
        "true"
    ]
    coverage = re.search(r'class="quiet coverage">([^<]+)', text)
    assert coverage
    _, named, other, described, *_ = map(int, re.findall(r"\d+", coverage[1].replace(",", "")))
    assert described == unnamed
    assert named + other + described == numbers[f"{SBX}Application"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_ontology_page_has_every_class_and_property_with_its_uses(
    client: httpx.Client, shipped_store: ox.Store, lang: str
) -> None:
    text, numbers = page(client, "/ontology", lang), counted(shipped_store, THINGS, STATEMENTS)
    used = r"used (\d+) times?" if lang == "en" else r"使用 (\d+) 次"
    terms = {
        URIRef(str(term))
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual, OWL.AnnotationProperty)
        for term in ONTOLOGY.subjects(RDF.type, kind)
        if str(term).startswith(SBX)
    }
    shown = dict(re.findall(r'<dt id="(\w+)">(.*?</dt>\s*<dd>.*?)</dd>', text, re.S))
    assert set(shown) == {str(term).removeprefix(SBX) for term in terms}
    for term in terms:
        entry = shown[str(term).removeprefix(SBX)]
        assert word(term, lang, RDFS.label) in entry
        assert word(term, lang, RDFS.comment) in entry
        uses = re.search(used, entry.replace(",", ""))
        assert (int(uses[1]) if uses else 0) == numbers.get(str(term), 0), term
