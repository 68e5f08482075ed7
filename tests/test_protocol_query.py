"""The SPARQL 1.1 Protocol, query operation; tests named query_* follow the W3C test descriptions."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from rdflib import RDF, Graph, Namespace

from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, compact

VOID = Namespace("http://rdfs.org/ns/void#")
SH = Namespace("http://www.w3.org/ns/shacl#")
STATEMENTS = "CONSTRUCT%20WHERE%20%7B%3Fs%20a%20sbx:Batch%7D"
JSON = {"Accept": "application/sparql-results+json"}
DIRECT = {"Content-Type": "application/sparql-query", **JSON}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **JSON}
ONE = "https://w3id.org/sandbox-atlas/id/passage/sccf-batch-2-list"
OTHER = "https://w3id.org/sandbox-atlas/id/passage/yybnet-batch-2-list"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


pytestmark = pytest.mark.every_engine


def number(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


# ── W3C protocol tests, query part ───────────────────────────────────────────


def test_query_get(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers=JSON)
    assert (response.status_code, response.json()["boolean"]) == (200, True)


def test_query_post_form(client: httpx.Client) -> None:
    assert client.post("/sparql", content=urlencode({"query": "ASK {}"}), headers=FORM).json()["boolean"] is True


def test_query_post_direct(client: httpx.Client) -> None:
    assert client.post("/sparql", content="ASK {}", headers=DIRECT).json()["boolean"] is True


@pytest.mark.parametrize("way", ["get", "post_form", "post_direct"])
@pytest.mark.parametrize("graphs", [[ONE], [ONE, OTHER]], ids=["one graph", "several graphs"])
def test_query_dataset_default_graphs(
    request: pytest.FixtureRequest, client: httpx.Client, way: str, graphs: list[str]
) -> None:
    """The graphs merged, each triple once: the same as a union of sets.

    The server that the remote engine asks here does not merge, so that the engine has to say no.
    """
    union = " UNION ".join(f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for graph in graphs)
    distinct = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {union} }} }}"
    expected = number(client.get("/sparql", params={"query": distinct}, headers=JSON))
    pairs = [("default-graph-uri", graph) for graph in graphs]
    response = send(client, way, COUNT, pairs)
    if len(graphs) > 1 and "remote" in request.node.name:
        assert (response.status_code, "does not merge" in response.json()["detail"]) == (503, True)
        return
    assert number(response) == expected > 0


@pytest.mark.parametrize("way", ["get", "post_form", "post_direct"])
def test_query_dataset_named_graphs(client: httpx.Client, way: str) -> None:
    pairs = [("named-graph-uri", ONE), ("named-graph-uri", OTHER)]
    assert number(send(client, way, NAMED, pairs)) == 2
    assert number(send(client, way, COUNT, pairs)) == 0


def test_query_dataset_full(client: httpx.Client) -> None:
    pairs = [("default-graph-uri", ONE), ("named-graph-uri", OTHER)]
    assert number(send(client, "get", NAMED, pairs)) == 1
    assert number(send(client, "get", COUNT, pairs)) > 0


def test_query_multiple_dataset(client: httpx.Client) -> None:
    """The request's dataset takes the place of FROM (section 2.1.4)."""
    asked = f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> {{ ?s ?p ?o }}"
    alone = number(send(client, "get", COUNT, [("default-graph-uri", OTHER)]))
    assert number(send(client, "get", asked, [("default-graph-uri", OTHER)])) == alone


def send(client: httpx.Client, way: str, query: str, pairs: list[tuple[str, str]]) -> httpx.Response:
    if way == "get":
        return client.get(f"/sparql?{urlencode([('query', query), *pairs])}", headers=JSON)
    if way == "post_form":
        return client.post("/sparql", content=urlencode([("query", query), *pairs]), headers=FORM)
    return client.post(f"/sparql?{urlencode(pairs)}", content=query, headers=DIRECT)


@pytest.mark.parametrize(
    ("query", "accept", "sent"),
    [
        ("SELECT (1 AS ?x) {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT (1 AS ?x) {}", "application/json", "application/json"),
        ("SELECT (1 AS ?x) {}", "text/*;q=0.5, text/csv;q=0.2", "text/tab-separated-values"),
        ("SELECT (1 AS ?x) {}", "TEXT/CSV", "text/csv"),
        ("SELECT (1 AS ?x) {}", "*/*", "application/sparql-results+json"),
        ("ASK {}", "text/csv", "text/csv"),
        ("ASK {}", "text/tab-separated-values", "text/tab-separated-values"),
        (
            "ASK {}",
            "application/sparql-results+xml;q=0.3, application/sparql-results+json;q=0.9",
            "application/sparql-results+json",
        ),
        ("DESCRIBE <urn:x>", "*/*", "text/turtle"),
        ("DESCRIBE <urn:x>", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s a sbx:Batch }", "application/n-quads", "application/n-quads"),
        ("CONSTRUCT WHERE { ?s a sbx:Batch }", "application/trig, text/turtle;q=0.9", "application/trig"),
        ("CONSTRUCT WHERE { ?s a sbx:Batch }", "application/ld+json", "application/ld+json"),
    ],
)
def test_query_content_types(client: httpx.Client, query: str, accept: str, sent: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == sent


@pytest.mark.parametrize(
    ("method", "address", "content", "headers", "status"),
    [
        ("PUT", "/sparql?query=ASK%20%7B%7D", None, JSON, 405),  # bad_query_method
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", None, JSON, 400),  # bad_multiple_queries
        ("POST", "/sparql?query=ASK%20%7B%7D", "query=ASK+%7B%7D", FORM, 400),
        ("POST", "/sparql", "query=ASK%20%7B%7D", {"Content-Type": "text/plain"}, 415),  # bad_query_wrong_media_type
        ("POST", "/sparql", "query=ASK%20%7B%7D", {}, 415),  # bad_query_missing_form_type
        ("POST", "/sparql", "ASK {}", {}, 415),  # bad_query_missing_direct_type
        ("POST", "/sparql", b"\xff\xfeA\x00", DIRECT, 400),  # bad_query_non_utf8
        ("GET", "/sparql?query=%FF%FE", None, JSON, 400),
        ("GET", "/sparql?query=ASK%20%7B", None, JSON, 400),  # bad_query_syntax
        ("POST", "/sparql", "", FORM, 400),
        ("GET", "/sparql", None, JSON, 400),
        ("GET", "/sparql?query=ASK%20%7B%7D", None, {"Accept": "image/png"}, 406),
        ("GET", "/sparql?query=ASK%20%7B%7D", None, {"Accept": "text/boolean"}, 406),
        ("GET", f"/sparql?query={STATEMENTS}", None, {"Accept": "application/sparql-results+xml"}, 406),
        ("GET", f"/sparql?query={STATEMENTS}", None, {"Accept": "text/csv"}, 406),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=relative", None, JSON, 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=urn:g%0A", None, JSON, 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&timeout=soon", None, JSON, 400),
        ("POST", "/sparql", "update=CLEAR+ALL", FORM, 403),
        ("POST", "/sparql", "CLEAR ALL", {"Content-Type": "application/sparql-update"}, 403),
        ("GET", "/sparql?update=CLEAR+ALL", None, JSON, 403),
        ("POST", "/sparql", "DROP ALL", DIRECT, 400),
    ],
)
def test_bad_requests(
    client: httpx.Client, method: str, address: str, content: str | bytes | None, headers: dict[str, str], status: int
) -> None:
    response = client.request(method, address, content=content, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


# ── Around the protocol ──────────────────────────────────────────────────────


def test_a_slash_at_the_end_makes_no_difference(client: httpx.Client) -> None:
    assert client.get("/sparql/", params={"query": "ASK {}"}, headers=JSON).json()["boolean"] is True
    assert client.post("/sparql/", content="ASK {}", headers=DIRECT).json()["boolean"] is True


def test_an_empty_post_with_the_query_in_the_address_is_answered(client: httpx.Client) -> None:
    assert client.post("/sparql?query=ASK%20%7B%7D", headers=JSON).json()["boolean"] is True


def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": "ASK {}"}, headers=JSON)
    head = client.head("/sparql", params={"query": "ASK {}"}, headers=JSON)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_options_and_405_name_the_same_methods(client: httpx.Client, path: str) -> None:
    allowed = {"GET", "HEAD", "POST", "OPTIONS"}
    options = client.options(path)
    assert options.status_code == 204
    assert set(options.headers["allow"].split(", ")) == allowed
    refused = client.delete(path)
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == allowed


def test_every_site_may_read_but_never_with_credentials(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={**JSON, "Origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers


def test_from_gives_the_merge_each_triple_once(request: pytest.FixtureRequest, client: httpx.Client) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> FROM passage:yybnet-batch-2-list {{ ?s ?p ?o }}"
    by_request = send(client, "get", COUNT, [("default-graph-uri", ONE), ("default-graph-uri", OTHER)])
    by_text = client.get("/sparql", params={"query": query}, headers=JSON)
    if "remote" in request.node.name:
        assert by_text.status_code == by_request.status_code == 503
        return
    assert number(by_text) == number(by_request)


def test_a_timeout_below_the_cap_is_kept(client: httpx.Client) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?d }"  # ends within seconds, as Oxigraph's server never stops one
    response = client.get("/sparql", params={"query": slow, "timeout": "0.3"}, headers=JSON)
    assert response.status_code == 504
    assert "0.3 seconds" in response.json()["detail"]


# ── Descriptions ─────────────────────────────────────────────────────────────


def test_void_counts_what_the_endpoint_counts(client: httpx.Client, server: str) -> None:
    described = Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    data = described.value(predicate=RDF.type, object=VOID.Dataset)
    assert int(described.value(data, VOID.triples)) == number(
        client.get("/sparql", params={"query": COUNT}, headers=JSON)
    )
    dumps = {str(address) for address in described.objects(data, VOID.dataDump)}
    offered = client.get("/data/atlas.nt").status_code == 200
    assert dumps == ({f"{server}/data/atlas.{suffix}" for suffix in GRAPH_TYPES.values()} if offered else set())
    parts = list(described.objects(data, VOID.classPartition))
    counts = {str(described.value(part, VOID["class"])): int(described.value(part, VOID.entities)) for part in parts}
    assert counts[f"{PREFIXES['sbx']}Application"] == 201


def whole(query: str) -> str:
    """A query with its comments taken up, prefixed names for IRIs, and single blanks."""
    taken_up = re.sub(r"(^|\s)#(?=\s)", " ", query)
    return " ".join(re.sub("<([^<>]+)>", lambda iri: compact(iri[1]), taken_up).split())


def test_the_examples_are_the_catalogue(client: httpx.Client) -> None:
    """What a question does not require is a comment in its example."""
    described = Graph().parse(data=client.get("/.well-known/sparql-examples").content, format="turtle")
    for form, asked in ((SH.select, questions()), (SH.construct, views())):
        examples = {whole(str(text)) for text in described.objects(predicate=form)}
        assert examples == {whole(each.query) for each in asked.values()}
    declared = {str(described.value(node, SH.prefix)) for node in described.objects(predicate=SH.declare)}
    assert declared == set(PREFIXES)
