"""What the endpoint says about itself; tests are named after the W3C's for SPARQL 1.1 Service Description."""

from __future__ import annotations

import httpx2 as httpx
import pytest
from rdflib import RDF, BNode, Graph, Namespace, URIRef

from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
PARSED = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt", "*/*": "turtle"}
SCHEMA = {
    SD.endpoint: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.defaultEntailmentRegime: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
}
"""The properties of the vocabulary that are used: what has them, and what they lead to (section 3)."""

pytestmark = pytest.mark.every_engine


@pytest.fixture(scope="module")
def described(client: httpx.Client) -> Graph:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    return Graph().parse(data=response.content, format="turtle")


@pytest.mark.parametrize("media_type", sorted(PARSED))
def test_returns_rdf(client: httpx.Client, described: Graph, media_type: str) -> None:
    """A GET of the endpoint without parameters is answered with RDF, the same in every format (section 2)."""
    response = client.get("/sparql", headers={"Accept": media_type})
    assert response.status_code == 200
    assert len(Graph().parse(data=response.content, format=PARSED[media_type])) == len(described) > 10


def test_has_endpoint_triple(server: str, described: Graph) -> None:
    assert list(described.objects(predicate=SD.endpoint)) == [URIRef(f"{server}/sparql")]


def test_conforms_to_schema(described: Graph) -> None:
    """One service; each term of the vocabulary is used on what it is for, and leads to what it has to lead to."""
    assert len(list(described.subjects(RDF.type, SD.Service))) == 1
    for subject, predicate, value in described:
        if not str(predicate).startswith(SD):
            continue
        domain, target = SCHEMA[URIRef(predicate)]
        assert (subject, RDF.type, domain) in described
        assert isinstance(value, URIRef | BNode)
        assert target is None or (value, RDF.type, target) in described


def test_every_format_is_named_that_answers_come_in(described: Graph) -> None:
    formats = set(described.objects(predicate=SD.resultFormat))
    assert len(formats) == len(RESULT_TYPES) + len(GRAPH_TYPES)
    assert all(str(each).startswith("http://www.w3.org/ns/formats/") for each in formats)


def test_what_is_claimed_is_true(client: httpx.Client, described: Graph) -> None:
    """None of the features that the vocabulary knows is there (section 3.2.8), and nothing claims one.

    Queries work without naming a data set; the default graph is no plain union, as it has consequences too; SERVICE and
    the dereferencing of FROM are refused; what has no statement is no graph. Entailment at query time is simple.
    """
    assert set(described.objects(predicate=SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert not list(described.objects(predicate=SD.feature))
    regimes = set(described.objects(predicate=SD.defaultEntailmentRegime))
    assert regimes == {URIRef("http://www.w3.org/ns/entailment/Simple")}

    def holds(query: str) -> bool:
        found: bool = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"}).json()[
            "boolean"
        ]
        return found

    assert holds("ASK { ?s ?p ?o }")  # no data set is required
    assert holds("ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }")  # the default graph is no union
    assert not holds("ASK FROM <https://www.w3.org/ns/sparql-service-description> { ?s ?p ?o }")  # nothing is fetched
    assert not holds("ASK { GRAPH <urn:empty> {} }")  # an empty graph does not exist
    federated = client.get("/sparql", params={"query": "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"})
    assert federated.status_code == 403
