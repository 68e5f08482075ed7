"""Numbers on pages that describe the atlas: they are what is counted in the data, in both languages."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from sandbox_atlas.graph.naming.collation import collation
from sandbox_atlas.graph.naming.pronunciation import readings
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
        (before or after).strip(): int(number.replace(",", ""))
        for before, number, after in re.findall(r"<span>([^<]*)<strong>([\d,]+)</strong>([^<]*)</span>", text)
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
    found = list(map(int, re.findall(r"\d+", coverage[1].replace(",", ""))))
    assert found[:2] == [numbers[f"{SBX}Application"], unnamed]
    incomplete = client.get("/lookups/partly-known-batches.json").json()["rows"]
    missing = sum(row["missing"] for row in incomplete)
    by_batch = [missing, len(incomplete), numbers[f"{SBX}Batch"]]
    assert found[2:5] == (by_batch if lang == "en" else by_batch[::-1])


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


@pytest.mark.parametrize("thing", ["institution/icbc", "institution/tencent-cloud-computing", "institution/hsbc"])
def test_the_page_of_an_institution_counts_the_batches_of_the_question_and_of_its_timeline(
    client: httpx.Client, thing: str
) -> None:
    """The page counts what applications lead to, not what happens to be linked to the institution itself."""
    rows = client.get("/lookups/institutions-in-multiple-batches.json").json()["rows"]
    asked = next(row["batches"] for row in rows if row["institution"]["href"] == f"/id/{thing}")
    events = client.get("/lookups/timeline.json", params={"entity": thing}).json()["rows"]
    dated = {row["thing"]["iri"] for row in events if "/batch/" in row["thing"]["iri"]}
    for lang, form in (("en", r"(\d+) batches"), ("zh", r"批次 (\d+)")):
        said = re.search(form, page(client, f"/id/{thing}", lang).split('class="answer"')[1])
        assert said
        assert int(said[1]) == asked == len(dated)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_examples_of_questions_are_names_and_no_codes(client: httpx.Client, lang: str) -> None:
    found = re.findall(r'<small class="quiet">(.*?)</small>', page(client, "/lookups", lang))
    said = [part for each in found for part in re.split(r"[:：]", each, maxsplit=1)[1].strip().split(" · ")]
    assert {"en": "Industrial and Commercial Bank of China", "zh": "中国工商银行"}[lang] in said
    codes = [each for each in said if re.fullmatch(r"[a-z0-9]+([-/:][a-z0-9]+)+|icbc", each)]
    assert [each for each in codes if not each.startswith("passage:")] == []  # a passage has no other name


def test_a_long_list_in_a_table_shows_its_first_members_and_unfolds(client: httpx.Client) -> None:
    korea = client.get("/lookups/places-of-applications.json", params={"place": "south-korea"}).json()["rows"][0]
    asked = {"place": "south-korea", "lang": "en"}
    text = client.get("/lookups/places-of-applications", params=asked, headers={"Accept": "text/html"}).text
    row = text.partition("<tbody>")[2].partition("</tbody>")[0]
    seen, _, unfolded = row.partition("<details>")
    assert (seen.count("/id/application/"), unfolded.count("/id/application/")) == (6, korea["applications"] - 6)
    assert unfolded.startswith(f"<summary>{korea['applications'] - 6} more</summary>")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_members_of_a_list_in_a_table_are_in_order_of_their_names_with_their_own_sources(
    client: httpx.Client, lang: str
) -> None:
    """Files have them in order of their IRIs, which is the same in every language."""
    asked = {"place": "china", "lang": lang}
    rows = client.get("/lookups/applications.json", params=asked).json()["rows"]
    text = client.get("/lookups/applications", params=asked, headers={"Accept": "text/html"}).text
    shown = [
        re.findall(
            r'<li><a href="/id/(institution/[^"]+)"[^>]*>([^<]+)</a>(?: <a class="mark"[^>]*aria-label="([^"]+)")?', row
        )
        for row in text.partition("<tbody>")[2].split("</tr>")
    ]
    order = collation(lang, readings(label for row in shown for _, label, _ in row))
    by_name = [row for row in shown if len(row) > 1]
    assert len(by_name) > 40
    for row in by_name:
        labels = [unescape(label) for _, label, _ in row]
        assert labels == sorted(labels, key=order)
        assert all(not mark or unescape(mark).endswith(label) for label, (*_, mark) in zip(labels, row, strict=True))
    assert any([iri for iri, *_ in row] != sorted(iri for iri, *_ in row) for row in by_name)
    for row in rows:
        iris = [each["iri"] for each in row["institutions"]]
        assert iris == sorted(iris)


def test_rows_that_are_folded_under_others_are_counted_beside_the_rest(client: httpx.Client) -> None:
    text = page(client, "/lookups/sources", "en")
    documents = re.search(r'class="answer">(\d+) sources', text)
    rows = re.search(r"(\d+) rows, and (\d+) more folded", text)
    assert documents
    assert rows
    added = [row for row in client.get("/lookups/sources.json").json()["rows"] if not row["origin"]]  # by the editors
    assert int(documents[1]) == int(rows[1]) + int(rows[2]) - len(added)


def test_the_list_of_pages_leaves_out_vocabulary_that_the_data_do_not_use(
    client: httpx.Client, shipped_store: ox.Store
) -> None:
    listed = client.get("/sitemap.xml").text
    idle = f"""SELECT ?key (1 AS ?n) {{ ?key a <{SBX}Technology>
      FILTER NOT EXISTS {{ ?below <http://www.w3.org/2004/02/skos/core#broader> ?key }}
      FILTER NOT EXISTS {{ ?any <{SBX}usesTechnology>|<{SBX}focusTechnology> ?key }} }}"""
    unused = counted(shipped_store, idle)
    assert unused
    assert [each for each in unused if each.split("/id/")[1] in listed] == []
    assert "technology/blockchain<" in listed
