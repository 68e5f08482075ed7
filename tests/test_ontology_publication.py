"""The ontology as a publication: complete in both languages, consistent, and described where people look."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.loading.dataset import read
from sandbox_atlas.graph.rdf.vocabulary import SBX

FOLDER = Path(__file__).parents[1] / "ontology"


@pytest.fixture(scope="module")
def terms() -> Graph:
    return Graph().parse(FOLDER / "atlas.ttl").parse(FOLDER / "alignments.ttl")


def test_every_term_has_label_and_comment_in_both_languages(terms: Graph) -> None:
    own = {term for term in terms.subjects(RDF.type) if str(term).startswith(SBX)}
    assert len(own) > 50
    for term in own:
        for property_ in (RDFS.label, RDFS.comment):
            assert sorted(text.language for text in terms.objects(term, property_)) == ["en", "zh"], (term, property_)


def test_the_ontology_names_its_version_licence_and_namespace(terms: Graph) -> None:
    ontology = terms.value(predicate=RDF.type, object=OWL.Ontology)
    assert terms.value(ontology, OWL.versionInfo)
    described = {str(predicate).rsplit("/", 1)[-1] for predicate in terms.predicates(ontology)}
    assert {"title", "description", "license", "created", "preferredNamespaceUri"} <= described


def test_the_alignments_cover_the_vocabularies_of_the_field(terms: Graph) -> None:
    linked = {
        str(value) for graph_file in ("alignments.ttl",) for value in Graph().parse(FOLDER / graph_file).objects()
    }
    for namespace in (
        "w3.org/ns/org#",
        "w3.org/ns/prov#",
        "skos/core#",
        "schema.org/",
        "purl.org/dc/terms/",
        "edmcouncil",
    ):
        assert any(namespace in value for value in linked), namespace


@pytest.mark.slow
@pytest.mark.no_cover
def test_ontology_schemes_and_data_are_consistent_under_owl_rl() -> None:
    """OWL 2 RL (section 4.3): no rule derives an inconsistency, and nothing is an owl:Nothing."""
    facts = Graph()
    tiny = Path(__file__).parent / "fixtures" / "tiny.trig"
    for document in read([tiny]).served:
        triples = (quad.triple for quad in document.quads())
        facts.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(facts)
    errors = list(facts.subjects(RDF.type, URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")))
    assert errors == []
    assert list(facts.subjects(RDF.type, OWL.Nothing)) == []


def test_the_json_ld_context_names_every_property_of_the_register(terms: Graph) -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text())["@context"]
    named = {
        entry["@id"] if isinstance(entry, dict) else entry for entry in context.values() if not isinstance(entry, float)
    }
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in terms.subjects(RDF.type, kind):
            assert f"sbx:{str(term).removeprefix(SBX)}" in named, term


def test_the_context_turns_json_into_the_same_statements() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text())["@context"]
    document = {
        "@context": context,
        "id": "urn:batch",
        "type": "sbx:Batch",
        "label": {"en": "Batch", "zh": "批次"},
        "publishedOn": "2020-06-02",
        "place": "urn:place",
    }
    triples = {str(quad.triple) for quad in ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)}
    expected = f'<urn:batch> <{SBX}publishedOn> "2020-06-02"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert expected in triples
    assert f"<urn:batch> <{SBX}place> <urn:place>" in triples
    assert len(triples) == 5


@pytest.mark.anyio
async def test_the_page_lists_every_term_of_the_file(atlas: Atlas, terms: Graph) -> None:
    sections = await atlas.ontology()
    listed = {term.iri for members in sections.values() for term in members}
    assert listed == {str(term) for term in terms.subjects(RDFS.comment) if str(term).startswith(SBX)}


def test_shapes_and_checks_say_what_to_do() -> None:
    shapes = (FOLDER / "shapes.ttl").read_text()
    assert shapes.count("sh:path ") == shapes.count("sh:message ")
    for check in (FOLDER / "checks").glob("*.rq"):
        assert re.findall(r"^#\+ (title|problem|solution):", check.read_text(), re.M) == [
            "title",
            "problem",
            "solution",
        ]
