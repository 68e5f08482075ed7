"""The example queries as a client finds them: the document alone says what to ask, where, and with which prefixes.

Their form is that of the collections of example queries of the SIB (SHACL, section 5.2; sh:prefixes, section 5.2.1).
"""

from __future__ import annotations

import httpx2 as httpx
import pytest
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, Node, URIRef

from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.rdf.formats import GRAPH_FORMATS

SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
NAMES = [*questions(), *views()]


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> Graph:
    return Graph().parse(data=client.get("/.well-known/sparql-examples").content, format="turtle")


def example(document: Graph, name: str) -> Node:
    [found] = [each for each in document.subjects(RDF.type, SH.SPARQLExecutable) if str(each).endswith(f"/{name}")]
    return found


def test_there_is_an_example_for_each_question_and_view(document: Graph, server: str) -> None:
    found = {str(each) for each in document.subjects(RDF.type, SH.SPARQLExecutable)}
    assert found == {
        *(f"{server}/lookups/{name}" for name in questions()),
        *(f"{server}/views/{name}" for name in views()),
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_example_runs_with_what_the_document_says(client: httpx.Client, document: Graph, name: str) -> None:
    found = example(document, name)
    [declared] = document.objects(found, SH.prefixes)
    prefixes = {
        str(document.value(each, SH.prefix)): document.value(each, SH.namespace)
        for each in document.objects(declared, SH.declare)
    }
    assert all(isinstance(each, Literal) and each.datatype == XSD.anyURI for each in prefixes.values())
    texts = [*document.objects(found, SH.select), *document.objects(found, SH.construct)]
    assert len(texts) == 1
    [target] = document.objects(found, SCHEMA.target)
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
    answer = client.post(str(target), data={"query": f"{prologue}{texts[0]}"}, headers={"Accept": "*/*"})
    assert answer.status_code == 200, answer.text
    if (found, SH.construct, None) in document:
        assert (found, RDF.type, SH.SPARQLConstructExecutable) in document
        assert answer.headers["content-type"].partition(";")[0] in GRAPH_FORMATS
    else:
        assert (found, RDF.type, SH.SPARQLSelectExecutable) in document
        assert answer.json()["results"]["bindings"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_described_in_both_languages_and_can_be_found(document: Graph, name: str) -> None:
    found = example(document, name)
    for property_ in (RDFS.label, RDFS.comment):
        texts = [each for each in document.objects(found, property_) if isinstance(each, Literal)]
        assert sorted(each.language or "" for each in texts) == ["en", "zh"]
        assert all(texts)
    assert list(document.objects(found, SCHEMA.keywords))


def test_an_example_is_a_page_to_open(client: httpx.Client, document: Graph) -> None:
    for found in document.subjects(RDF.type, SH.SPARQLExecutable):
        assert isinstance(found, URIRef)
        head = client.head(str(found), headers={"Accept": "text/html"})
        assert head.status_code in (200, 400), found  # a view may want to be told a thing first
