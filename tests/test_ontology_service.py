"""The ontology over HTTP: as RDF, as a page with every term, and its files."""

from __future__ import annotations

import httpx2 as httpx
import pytest
from rdflib import Graph

from sandbox_atlas.graph.rdf.vocabulary import SBX


@pytest.mark.parametrize(
    ("accept", "format_"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
)
def test_the_ontology_comes_as_rdf(client: httpx.Client, accept: str, format_: str) -> None:
    response = client.get("/ontology", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    assert len(Graph().parse(data=response.content, format=format_)) > 500


def test_the_ontology_is_a_page_with_a_place_for_every_term(client: httpx.Client) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    for name in ("Application", "inBatch", "reportedApplications", "Contradicted"):
        assert f'id="{name}"' in page


def test_the_files_of_the_ontology_are_served_and_no_others(client: httpx.Client) -> None:
    assert "sh:NodeShape" in client.get("/ontology/shapes.ttl").text
    assert client.get("/ontology/context.jsonld").json()["@context"]["sbx"] == SBX
    assert client.get("/ontology/__init__.py").status_code == 404
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
