"""SPARQL 1.1 Graph Store HTTP Protocol, reads; tests are named after the W3C's http-rdf-update. And whole downloads."""

from __future__ import annotations

import httpx2 as httpx
import pyoxigraph as ox
import pytest

from sandbox_atlas.graph.downloads.process import serialised, statements
from sandbox_atlas.graph.loading.document import Document
from sandbox_atlas.graph.rdf.formats import FILE_FORMATS, GRAPH_TYPES

PASSAGE = "https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list"
JSON = {"Accept": "application/sparql-results+json"}


def parsed(content: bytes, suffix: str) -> set[ox.Quad]:
    store = ox.Store()
    store.bulk_extend(ox.parse(content, FILE_FORMATS[f".{suffix}"]))
    return set(store)


def counted(client: httpx.Client, pattern: str) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    found = client.get("/sparql", params={"query": query}, headers=JSON).json()
    return int(found["results"]["bindings"][0]["n"]["value"])


# ── One graph ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("media_type", "suffix"), GRAPH_TYPES.items())
def test_get_of_a_named_graph(client: httpx.Client, media_type: str, suffix: str) -> None:
    response = client.get("/data", params={"graph": PASSAGE}, headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert len(parsed(response.content, suffix)) == counted(client, f"GRAPH <{PASSAGE}> {{ ?s ?p ?o }}") > 0


def test_get_of_the_default_graph(client: httpx.Client) -> None:
    response = client.get("/data?default", headers={"Accept": "application/n-triples"})
    assert len(parsed(response.content, "nt")) == counted(client, "?s ?p ?o")
    assert client.get("/data?default=", headers={"Accept": "application/n-triples"}).content == response.content
    named = client.get("/data?default", headers={"Accept": "application/n-quads"})
    assert named.status_code == 422 or len(parsed(named.content, "nq")) == counted(client, "?s ?p ?o")


def test_get_of_a_graph_at_its_own_address(client: httpx.Client) -> None:
    response = client.get("/id/passage/sccf-batch-2-list", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert ox.NamedNode(PASSAGE) in {quad.subject for quad in parsed(response.content, "ttl")}


def test_head_on_an_existing_graph(client: httpx.Client) -> None:
    response = client.head("/data", params={"graph": PASSAGE}, headers={"Accept": "text/turtle"})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"


def test_get_and_head_on_a_graph_that_does_not_exist(client: httpx.Client) -> None:
    for ask in (client.get, client.head):
        assert ask("/data", params={"graph": f"{PASSAGE}-not"}).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?graph=relative", "?graph=", "?graph=http://a b", "?graph=urn:a%3E%20%7B", "?default&graph=urn:a"]
)
def test_a_request_that_names_no_graph_or_two_is_not_well_formed(client: httpx.Client, query: str) -> None:
    assert client.get(f"/data{query}").status_code == 400


def test_no_format_that_fits(client: httpx.Client) -> None:
    assert client.get("/data?default", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_are_not_changed_from_outside(client: httpx.Client, method: str) -> None:
    response = client.request(method, f"/data?graph={PASSAGE}", content="<urn:a> <urn:b> <urn:c> .")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


# ── The whole data set ───────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", GRAPH_TYPES.values())
def test_the_whole_data_set_comes_as_one_file_with_what_the_endpoint_answers(client: httpx.Client, suffix: str) -> None:
    response = client.get(f"/data/atlas.{suffix}")
    assert response.status_code == 200
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-disposition"] == f'attachment; filename="atlas.{suffix}"'
    patterns = "?s ?p ?o" if suffix not in ("trig", "nq") else "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    assert len(parsed(response.content, suffix)) == counted(client, patterns)


def test_a_download_is_plain_for_a_client_that_takes_no_gzip_and_known_by_its_tag(client: httpx.Client) -> None:
    plain = client.get("/data/atlas.nt", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == client.get("/data/atlas.nt").content
    again = client.get("/data/atlas.nt", headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304


def test_an_unknown_download_is_not_found(client: httpx.Client) -> None:
    for name in ("atlas.csv", "other.ttl", "atlas.ttl.gz", "..%2fsources.trig"):
        assert client.get(f"/data/{name}").status_code == 404


def test_statements_keep_their_lexical_forms_and_blank_nodes_their_order() -> None:
    text = """@prefix e: <urn:e:> .
    e:a e:n "01"^^<http://www.w3.org/2001/XMLSchema#integer>, 1.50, "x@zh-Hant"@zh-Hant .
    e:g { e:a e:n 1.50 ; e:has [ e:name "n"@en-GB ] } [] e:of e:a ."""
    document = Document("a", ".trig", text.encode())
    first, second = (serialised(statements([document]), "nq").decode() for _ in range(2))
    assert first == second
    assert '"01"^^' in first
    assert first.count('"1.50"^^') == 2  # merged and in its passage
    assert '"x@zh-Hant"@zh-hant' in first
    assert first.count('"n"@en-gb') == 2


def test_the_page_about_the_atlas_leads_to_every_download_in_both_languages(client: httpx.Client) -> None:
    for lang, heading in (("en", "Download everything"), ("zh", "下载全部数据")):
        page = client.get("/about", params={"lang": lang}, headers={"Accept": "text/html"}).text
        assert heading in page
        assert all(f'href="/data/atlas.{suffix}" download' in page for suffix in GRAPH_TYPES.values())
